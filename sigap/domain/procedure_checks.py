"""What a procedure may not contradict in itself: names, lanes, fields, exits and references."""

import re

from sigap.domain.actor import ROLES
from sigap.domain.errors import words
from sigap.domain.procedure_faults import Findings
from sigap.domain.procedure_lines import Path
from sigap.domain.procedure_model import (
    END,
    Exit,
    Field,
    FieldType,
    Procedure,
    SelfCheck,
    Step,
)
from sigap.domain.procedure_names import check_doubles, check_slug, doubles, unknown
from sigap.domain.procedure_walk import check_walk

_FIELD_KEY = re.compile(r"[a-z][a-z0-9]*([_-][a-z0-9]+)*")


def check_procedure(procedure: Procedure, findings: Findings) -> None:
    """Note every contradiction; placeholders of values already found wrong are passed over."""
    check_slug(procedure.key, ("kunci",), findings)
    _check_lanes(procedure, findings)
    _check_outputs(procedure, findings)
    if not procedure.steps:
        template = words("Prosedur ini belum memuat satu langkah pun; tulis [[langkah]].")
        findings.add(("langkah",), "no-steps", template)
        return
    _check_steps(procedure, findings)
    for place, step in enumerate(procedure.steps):
        _check_fields(step, ("langkah", place, "output", "isian"), findings)
        for number, way in enumerate(step.exits):
            _ExitCheck(procedure, place, number, findings).run(way)
    _check_confirmation(procedure, findings)
    _check_holds(procedure, findings)
    _check_notes(procedure, findings)
    check_walk(procedure, findings)


def _check_lanes(procedure: Procedure, findings: Findings) -> None:
    roles = [lane.role for lane in procedure.lanes]
    for place, role in enumerate(roles):
        unknown(role, ROLES, ("lajur", place, "peran"), "unknown-role", findings)
    check_doubles(roles, ("lajur",), "peran", "doubled-lane", findings)


def _check_outputs(procedure: Procedure, findings: Findings) -> None:
    check_slug(procedure.intake.key, ("laporan_masuk", "kunci"), findings)
    outputs = [step.output.key for step in procedure.steps]
    for place, key in enumerate(outputs):
        check_slug(key, ("langkah", place, "output", "kunci"), findings)
    for number, value in doubles([procedure.intake.key, *outputs]):
        template = words("Output “%(value)s” sudah dihasilkan di atas; beri kunci lain.")
        path = ("langkah", number - 1, "output", "kunci")
        findings.add(path, "doubled-output", template, value=value)


def _check_steps(procedure: Procedure, findings: Findings) -> None:
    steps = procedure.steps
    check_doubles([step.key for step in steps], ("langkah",), "kunci", "doubled-step", findings)
    check_doubles([step.no for step in steps], ("langkah",), "no", "doubled-number", findings)
    roles = [lane.role for lane in procedure.lanes]
    for place, step in enumerate(steps):
        path: Path = ("langkah", place)
        check_slug(step.key, (*path, "kunci"), findings)
        if step.key == END:
            template = words("“selesai” ialah nama akhir prosedur; beri langkah ini kunci lain.")
            findings.add((*path, "kunci"), "reserved-key", template)
        if place and 0 < step.no < steps[place - 1].no:
            template = words("Nomor langkah %(no)s turun; tulis langkah menurut urutannya.")
            findings.add((*path, "no"), "number-order", template, no=step.no)
        if procedure.lanes:
            unknown(step.role, roles, (*path, "pelaksana"), "unknown-lane", findings)
        if step.self_check is SelfCheck.FORBIDDEN and not step.checks:
            template = words(
                "periksa_sendiri hanya berlaku untuk langkah yang dapat mengembalikan; hapus, atau"
                " beri langkah ini jalan jenis kembali."
            )
            findings.add((*path, "periksa_sendiri"), "checks-nothing", template)
        verbs = [way.verb for way in step.exits]
        check_doubles(verbs, (*path, "jalan"), "verba", "doubled-verb", findings)
        if len(step.exits) > 1 and not step.question:
            template = words(
                "Langkah dengan lebih dari satu jalan memerlukan pertanyaan untuk belah ketupatnya."
            )
            findings.add(path, "no-question", template)


def _check_fields(step: Step, path: Path, findings: Findings) -> None:
    fields = step.output.fields
    check_doubles([field.key for field in fields], path, "kunci", "doubled-field", findings)
    verbs = [way.verb for way in step.exits]
    for place, field in enumerate(fields):
        check_slug(field.key, (*path, place, "kunci"), findings, _FIELD_KEY)
        _check_choices(field, (*path, place), findings)
        for number, verb in enumerate(field.required_for):
            where = (*path, place, "wajib_untuk", number)
            unknown(verb, verbs, where, "unknown-verb", findings)


def _check_choices(field: Field, path: Path, findings: Findings) -> None:
    if field.type is FieldType.CHOICE and not field.choices:
        template = words(
            "Isian jenis choice memerlukan pilihan, misalnya pilihan = [“ya”, “tidak”]."
        )
        findings.add(path, "no-choices", template)
    if field.type is not FieldType.CHOICE and field.choices:
        template = words("pilihan hanya berlaku untuk jenis choice; ubah jenisnya atau hapus.")
        findings.add((*path, "pilihan"), "needless-choices", template)


class _ExitCheck:
    """The checks of one exit, which all need its step, its place and the whole procedure."""

    def __init__(self, procedure: Procedure, place: int, number: int, findings: Findings) -> None:
        self._procedure = procedure
        self._step = procedure.steps[place]
        self._place = place
        self._path: Path = ("langkah", place, "jalan", number)
        self._findings = findings
        self._keys = [step.key for step in procedure.steps]

    def run(self, way: Exit) -> None:
        check_slug(way.verb, (*self._path, "verba"), self._findings)
        self._target(way)
        self._skips(way)
        outputs = [self._procedure.intake.key, *(s.output.key for s in self._procedure.steps)]
        for number, key in enumerate(way.produces):
            path = (*self._path, "menghasilkan", number)
            unknown(key, outputs, path, "unknown-output", self._findings)
        for key, answers in way.conditions.items():
            self._condition(way, key, answers)

    def _target(self, way: Exit) -> None:
        path = (*self._path, "ke")
        if way.to is not None and unknown(
            way.to, [*self._keys, END], path, "unknown-target", self._findings
        ):
            return
        if way.kind == "limpah" and way.to is not None:
            template = words("Jalan jenis limpah mengakhiri prosedur; tulis ke = “selesai”.")
            self._findings.add(path, "transfer-target", template)
        if way.to is not None and way.to == self._step.key:
            template = words("Jalan ini kembali ke langkahnya sendiri; tulis langkah lain.")
            self._findings.add(path, "own-target", template)
        elif way.kind == "kembali" and not self._is_earlier(way.to):
            template = words("Jalan jenis kembali harus menuju langkah sebelumnya.")
            self._findings.add(path, "return-forward", template)

    def _is_earlier(self, key: str | None) -> bool:
        # A blank target was reported as missing; it cannot be judged.
        return key == "" or key in self._keys[: self._place]

    def _skips(self, way: Exit) -> None:
        for number, key in enumerate(way.skips):
            path = (*self._path, "melewati", number)
            if unknown(key, self._keys, path, "unknown-skip", self._findings):
                continue
            if key in (way.to, self._step.key):
                template = words("Langkah yang dilewati tidak boleh langkah ini atau tujuannya.")
                self._findings.add(path, "skip-target", template)
        if way.skips and not way.skip_words:
            template = words(
                "Jalan yang melewati langkah memerlukan kata_dilewati, misalnya “tidak"
                " dilaksanakan (ditangani jarak jauh)”."
            )
            self._findings.add((*self._path, "melewati"), "no-skip-words", template)
        if way.to_if_skipped is not None:
            self._detour(way, way.to_if_skipped)

    def _detour(self, way: Exit, key: str) -> None:
        path = (*self._path, "ke_bila_dilewati")
        if unknown(key, self._keys, path, "unknown-target", self._findings):
            return
        skipped = {each for step in self._procedure.steps for e in step.exits for each in e.skips}
        if way.to not in skipped:
            template = words(
                "ke_bila_dilewati tidak terpakai: tidak ada jalan yang melewati tujuan."
            )
            self._findings.add(path, "never-skipped", template)
        elif way.kind == "kembali" and not self._is_earlier(key):
            template = words("Jalan jenis kembali harus menuju langkah sebelumnya.")
            self._findings.add(path, "return-forward", template)

    def _condition(self, way: Exit, key: str, answers: tuple[str, ...]) -> None:
        path = (*self._path, "syarat", key)
        fields = self._step.output.fields
        if unknown(key, [f.key for f in fields], path, "unknown-field", self._findings):
            return
        field = self._step.output.field(key)
        if field is None or field.type is not FieldType.CHOICE:
            template = words("Syarat hanya dapat memakai isian jenis choice; “%(key)s” bukan.")
            self._findings.add(path, "not-a-choice", template, key=key)
            return
        for number, answer in enumerate(answers):
            where = (*path, number)
            unknown(answer, field.choices, where, "unknown-choice", self._findings)
        if not way.needs_output:
            template = words("Syarat memerlukan isian; hapus butuh_output = false.")
            self._findings.add(path, "condition-without-output", template)


def _check_confirmation(procedure: Procedure, findings: Findings) -> None:
    keys = [step.key for step in procedure.steps]
    named = (("langkah", procedure.confirmation_step), ("buka_kembali", procedure.reopen_to))
    for name, key in named:
        unknown(key or "", keys, ("konfirmasi", name), "unknown-step", findings)


def _check_holds(procedure: Procedure, findings: Findings) -> None:
    keys = [hold.key for hold in procedure.holds]
    check_doubles(keys, ("alasan_tertunda",), "kunci", "doubled-hold", findings)
    for place, hold in enumerate(procedure.holds):
        path: Path = ("alasan_tertunda", place)
        check_slug(hold.key, (*path, "kunci"), findings)
        if hold.needs_evidence and not hold.evidence_label:
            template = words(
                "Alasan dengan butuh_bukti memerlukan label_bukti, misalnya “Nomor tiket”."
            )
            findings.add(path, "no-evidence-label", template)


def _check_notes(procedure: Procedure, findings: Findings) -> None:
    keys = [step.key for step in procedure.steps]
    numbers = [note.no for note in procedure.notes]
    check_doubles(numbers, ("ruling",), "no", "doubled-number", findings)
    for place, note in enumerate(procedure.notes):
        for number, key in enumerate(note.steps):
            unknown(key, keys, ("ruling", place, "langkah", number), "unknown-step", findings)
