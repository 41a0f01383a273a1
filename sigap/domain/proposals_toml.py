"""Reads the plan of an SOP's diagnoses from TOML, and finds every fault with its line."""

import tomllib
from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from sigap.domain.diagnosis import FaultClass, Way
from sigap.domain.errors import Refusal, words
from sigap.domain.procedure import Field, FieldType, LineFault, Procedure, Step
from sigap.domain.procedure_faults import Findings
from sigap.domain.procedure_lines import line_map
from sigap.domain.procedure_reader import Table
from sigap.domain.proposals import Choice, Plan, Source, StepPlan

Word = TypeVar("Word", bound=StrEnum)

_TEXTS = (FieldType.TEXT, FieldType.LONG_TEXT)


class PlanFaults(Refusal):
    """A plan that cannot be used with this SOP, with all its faults in the order of their lines."""

    status = 422

    def __init__(self, faults: tuple[LineFault, ...]) -> None:
        super().__init__(
            "faulty-diagnosis-plan",
            words("Rencana diagnosis belum dapat dipakai: %(count)s kesalahan."),
            count=len(faults),
        )
        self.faults = faults


def parse_plan(text: str, procedure: Procedure) -> Plan:
    """The plan that this TOML text describes, checked against the SOP it is for.

    Raises PlanFaults with every fault: wrong form, and steps, outputs, fields, answers, verbs,
    ways or faults that there are not.
    """
    try:
        data = tomllib.loads(text)
        findings = Findings(line_map(text))
    except (ValueError, RecursionError) as error:
        template = words("Berkas ini bukan TOML yang sah: %(detail)s.")
        told = {"detail": str(error)[:200]}
        raise PlanFaults((LineFault(1, "not-toml", template, told),)) from error
    plan = _Reading(procedure).plan(Table(data, (), findings))
    if faults := findings.sorted():
        raise PlanFaults(faults)
    return plan


class _Reading:
    def __init__(self, procedure: Procedure) -> None:
        self._procedure = procedure
        self._steps = {step.key: step for step in procedure.steps}
        self._outputs = [step.output.key for step in procedure.steps]
        self._answers = {
            answer
            for step in procedure.steps
            for field in step.output.fields
            for answer in field.choices
        }

    def plan(self, root: Table) -> Plan:
        key = root.text("sop", required=True)
        if key and key != self._procedure.key:
            template = words("sop tertulis “%(key)s”, padahal rencana ini untuk %(meant)s.")
            root.fault(("sop",), "other-procedure", template, key=key, meant=self._procedure.key)
        plan = Plan(
            procedure=self._procedure.key,
            after=self._known(root, "periksa_ulang_sesudah", list(self._steps)),
            papers=self._known(root, "naskah", self._outputs),
            categories=self._categories(root),
            steps={each.step: each for each in map(self._step, root.tables("langkah")) if each},
        )
        root.close()
        return plan

    def _known(self, table: Table, name: str, known: list[str]) -> tuple[str, ...]:
        found = table.texts(name)
        for place, each in enumerate(found):
            if each not in known:
                _unknown(table, (name, place), each, known)
        return found

    def _categories(self, root: Table) -> dict[FaultClass, str]:
        found: dict[FaultClass, str] = {}
        for answer, faults in root.choices_by_field("kategori").items():
            if answer not in self._answers:
                template = words("Tidak ada isian dengan jawaban “%(answer)s” di SOP ini.")
                root.fault(("kategori", answer), "unknown-answer", template, answer=answer)
            for fault in _words(root, ("kategori", answer), faults, FaultClass):
                if fault in found:
                    template = words("%(fault)s sudah punya kategori: %(answer)s.")
                    told = {"fault": fault.value, "answer": found[fault]}
                    root.fault(("kategori", answer), "doubled", template, **told)
                found[fault] = answer
        return found

    def _step(self, table: Table) -> StepPlan | None:
        key = table.text("kunci", required=True)
        step = self._steps.get(key)
        if step is None:
            _unknown(table, ("kunci",), key, list(self._steps))
            return None
        plan = StepPlan(
            step=key,
            fills=self._fills(table, step),
            choices=tuple(
                each for each in (_choice(one, step) for one in table.tables("pilihan")) if each
            ),
            ways=self._ways(table, step),
        )
        table.close()
        return plan

    def _fills(self, table: Table, step: Step) -> dict[str, tuple[Source, ...]]:
        found = {}
        for key, named in table.choices_by_field("isian").items():
            sources = tuple(_words(table, ("isian", key), named, Source))
            field = _field(table, ("isian", key), step, key)
            if field is not None:
                self._check_kind(table, field, sources)
            found[key] = sources
        return found

    def _check_kind(self, table: Table, field: Field, sources: tuple[Source, ...]) -> None:
        if Source.CATEGORY in sources:
            if field.type is not FieldType.CHOICE or len(sources) > 1:
                template = words("kategori hanya untuk isian berpilihan, dan sendirian.")
                table.fault(("isian", field.key), "not-a-choice", template)
        elif field.type not in _TEXTS:
            template = words("%(key)s bukan isian teks; hanya kategori yang dapat mengisinya.")
            table.fault(("isian", field.key), "not-a-text", template, key=field.key)

    def _ways(self, table: Table, step: Step) -> dict[str, tuple[Way, ...]]:
        verbs = [way.verb for way in step.exits]
        found = {}
        for verb, named in table.choices_by_field("jalan").items():
            if verb not in verbs:
                _unknown(table, ("jalan", verb), verb, verbs)
            found[verb] = tuple(_words(table, ("jalan", verb), named, Way))
        return found


def _choice(table: Table, step: Step) -> Choice | None:
    key, answer = table.text("isian", required=True), table.text("jawaban", required=True)
    ways = tuple(_words(table, ("cara",), table.texts("cara", required=True), Way))
    table.close()
    field = _field(table, ("isian",), step, key)
    if field is None:
        return None
    if answer and answer not in field.choices:
        _unknown(table, ("jawaban",), answer, list(field.choices))
    return Choice(key, answer, ways)


def _field(table: Table, path: tuple[str, ...], step: Step, key: str) -> Field | None:
    field = step.output.field(key)
    if field is None:
        _unknown(table, path, key, [each.key for each in step.output.fields])
    return field


def _words(
    table: Table, path: tuple[str, ...], named: tuple[str, ...], kind: type[Word]
) -> list[Word]:
    known: Mapping[str, Word] = {each.value: each for each in kind}
    for word in named:
        if word not in known:
            _unknown(table, path, word, list(known))
    return [known[word] for word in named if word in known]


def _unknown(table: Table, path: tuple[str | int, ...], word: str, known: list[str]) -> None:
    template = words("“%(word)s” tidak dikenal di sini; yang ada: %(known)s.")
    table.fault(path, "unknown", template, word=word, known=", ".join(known) or "–")
