"""What a guide may not contradict in itself, and in the SOP whose fields it fills."""

from collections.abc import Collection, Mapping
from typing import Final

from sigap.domain.errors import words
from sigap.domain.guides import Guide, Leaf, Question
from sigap.domain.outputs import LONGEST_TEXT
from sigap.domain.procedure_faults import Findings
from sigap.domain.procedure_lines import Path
from sigap.domain.procedure_model import Exit, Field, FieldType, Procedure, Step
from sigap.domain.procedure_names import check_doubles, check_slug, unknown

MOST_NODES: Final = 200
"""Questions and leaves together; a longer guide is for nobody who stands in the sun."""
LONGEST: Final = 500
"""Characters of a question, an answer, a conclusion or a title."""

_WRITTEN: Final = (FieldType.TEXT, FieldType.LONG_TEXT)


def check_guide(guide: Guide, findings: Findings) -> None:
    """Note every contradiction of the tree in itself; placeholders of values already found wrong
    are passed over."""
    check_slug(guide.key, ("kunci",), findings)
    _check_length(guide.title, ("judul",), findings)
    if len(guide.questions) + len(guide.leaves) > MOST_NODES:
        template = words(
            "Panduan memuat lebih dari %(most)s pertanyaan dan hasil; bagi menjadi dua."
        )
        findings.add((), "too-many-nodes", template, most=MOST_NODES)
        return
    _check_names(guide, findings)
    for place, question in enumerate(guide.questions):
        path: Path = ("tanya", place)
        _check_length(question.text, (*path, "teks"), findings)
        if len(question.answers) == 1:
            template = words("Pertanyaan ini baru punya satu jawaban; tulis sedikitnya dua.")
            findings.add(path, "one-answer", template)
        keys = [answer.key for answer in question.answers]
        check_doubles(keys, (*path, "jawab"), "kunci", "doubled-answer", findings)
        for number, answer in enumerate(question.answers):
            check_slug(answer.key, (*path, "jawab", number, "kunci"), findings)
            _check_length(answer.text, (*path, "jawab", number, "teks"), findings)
    for place, leaf in enumerate(guide.leaves):
        _check_length(leaf.conclusion, ("hasil", place, "simpulan"), findings)
    _check_ways(guide, findings)


def _check_length(text: str, path: Path, findings: Findings) -> None:
    if len(text) > LONGEST:
        template = words("Teks ini lebih dari %(most)s karakter; persingkat.")
        findings.add(path, "too-long", template, most=LONGEST)


def _check_names(guide: Guide, findings: Findings) -> None:
    """Questions and leaves share their names, since an answer may lead to either."""
    questions = [question.key for question in guide.questions]
    leaves = [leaf.key for leaf in guide.leaves]
    for table, keys in (("tanya", questions), ("hasil", leaves)):
        for place, key in enumerate(keys):
            check_slug(key, (table, place, "kunci"), findings)
    check_doubles(questions, ("tanya",), "kunci", "doubled-question", findings)
    check_doubles(leaves, ("hasil",), "kunci", "doubled-leaf", findings)
    for place, key in enumerate(leaves):
        if key and key in questions:
            template = words("“%(value)s” sudah menjadi kunci sebuah pertanyaan; beri kunci lain.")
            findings.add(("hasil", place, "kunci"), "doubled-leaf", template, value=key)


def _check_ways(guide: Guide, findings: Findings) -> None:
    """Note answers that lead nowhere or round in a circle, and what no answer leads to.

    What only a wrong name would lead to is not reported a second time as never reached.
    """
    if not guide.questions:
        return
    nodes: tuple[Question | Leaf, ...] = (*guide.questions, *guide.leaves)
    names = [node.key for node in nodes]
    sound = True
    for place, question in enumerate(guide.questions):
        for number, answer in enumerate(question.answers):
            where = ("tanya", place, "jawab", number, "ke")
            wrong = unknown(answer.to, names, where, "unknown-next", findings)
            sound = sound and not wrong and bool(answer.to)
    reached = _follow(guide, findings)
    if not sound:
        return
    paths: list[Path] = [("tanya", place) for place in range(len(guide.questions))]
    paths += [("hasil", place) for place in range(len(guide.leaves))]
    for node, path in zip(nodes, paths, strict=True):
        if node.key and node.key not in reached:
            template = words("Tidak ada jawaban yang sampai ke “%(key)s”.")
            findings.add(path, "unreachable", template, key=node.key)


def _follow(guide: Guide, findings: Findings) -> set[str]:
    """Every node that some path of answers reaches; an answer that closes a circle is noted."""
    places = {question.key: place for place, question in reversed([*enumerate(guide.questions)])}
    reached, done = {guide.first.key}, set[str]()
    way = [(guide.first.key, 0)]
    while way:
        key, number = way.pop()
        answers = guide.questions[places[key]].answers
        if number == len(answers):
            done.add(key)
            continue
        way.append((key, number + 1))
        to = answers[number].to
        if to in places and to in reached and to not in done:
            template = words("Jawaban ini kembali ke “%(key)s”, sehingga tanya jawab berputar.")
            path = ("tanya", places[key], "jawab", number, "ke")
            findings.add(path, "cycle", template, key=to)
        elif to in places and to not in reached:
            way.append((to, 0))
        reached.add(to)
    return reached


def check_use(
    guide: Guide,
    findings: Findings,
    *,
    procedures: Mapping[str, Procedure] | None,
    guides: Collection[str] | None,
) -> None:
    """Note steps, fields, choices and ways that the SOPs do not have, and guides that there are
    not; what is None is not looked at."""
    _check_places(guide, findings, procedures)
    offered = {place.step for place in guide.places}
    for number, leaf in enumerate(guide.leaves):
        for table, steps in (("isian", leaf.fields), ("verba", leaf.verbs)):
            for step in steps:
                there = ("hasil", number, table, step)
                unknown(step, offered, there, "step-not-offered", findings)
        if leaf.guide == guide.key and leaf.guide:
            template = words("Panduan ini menunjuk dirinya sendiri; tulis panduan lain.")
            findings.add(("hasil", number, "panduan"), "own-guide", template)
        elif leaf.guide and guides is not None:
            path = ("hasil", number, "panduan")
            unknown(leaf.guide, [*guides], path, "unknown-guide", findings)
        for place in guide.places:
            step_there = _step(procedures, place.procedure, place.step)
            if step_there is not None:
                _check_leaf(leaf, step_there, ("hasil", number), findings)


def _step(procedures: Mapping[str, Procedure] | None, key: str, step: str) -> Step | None:
    procedure = (procedures or {}).get(key)
    return next((one for one in procedure.steps if one.key == step), None) if procedure else None


def _check_places(
    guide: Guide, findings: Findings, procedures: Mapping[str, Procedure] | None
) -> None:
    seen = set[tuple[str, str]]()
    for number, place in enumerate(guide.places):
        path: Path = ("untuk", number)
        if (place.procedure, place.step) in seen:
            template = words("Langkah “%(step)s” sudah ditulis di atas; cukup satu kali.")
            findings.add(path, "doubled-place", template, step=place.step)
        seen.add((place.procedure, place.step))
        if procedures is None:
            continue
        if unknown(place.procedure, procedures, (*path, "sop"), "unknown-procedure", findings):
            continue
        procedure = procedures.get(place.procedure)
        keys = [step.key for step in procedure.steps] if procedure else []
        if unknown(place.step, keys, (*path, "langkah"), "unknown-step", findings):
            continue
        step = _step(procedures, place.procedure, place.step)
        if step:
            long = [one.key for one in step.output.fields if one.type is FieldType.LONG_TEXT]
            unknown(place.trail, long, (*path, "jejak"), "unknown-field", findings)


def _check_leaf(leaf: Leaf, step: Step, path: Path, findings: Findings) -> None:
    values = leaf.fields.get(step.key, {})
    known = [each.key for each in step.output.fields]
    for key, value in values.items():
        where = (*path, "isian", step.key, key)
        field = step.output.field(key)
        if not unknown(key, known, where, "unknown-field", findings) and field is not None:
            _check_value(field, value, where, findings)
    verb = leaf.verbs.get(step.key, "")
    where = (*path, "verba", step.key)
    verbs = [way.verb for way in step.exits]
    way = step.exit(verb)
    if verb and not unknown(verb, verbs, where, "unknown-verb", findings) and way is not None:
        _check_open(way, values, where, findings)


def _check_value(field: Field, value: str, path: Path, findings: Findings) -> None:
    if field.type is FieldType.CHOICE:
        unknown(value, field.choices, path, "unknown-choice", findings)
    elif field.type not in _WRITTEN:
        template = words("Isian “%(key)s” tidak dapat diisi panduan: jenisnya %(kind)s.")
        findings.add(path, "field-kind", template, key=field.key, kind=field.type.value)
    elif field.type is FieldType.TEXT and len(value) > LONGEST_TEXT:
        template = words("Teks ini lebih dari %(most)s karakter; persingkat.")
        findings.add(path, "too-long", template, most=LONGEST_TEXT)


def _check_open(way: Exit, values: Mapping[str, str], path: Path, findings: Findings) -> None:
    """A way that is open only with certain answers is not proposed beside another answer."""
    for key, allowed in way.conditions.items():
        if values.get(key, allowed[0] if allowed else "") not in allowed:
            template = words("Jalan “%(verb)s” tertutup selama %(key)s berisi “%(value)s”.")
            findings.add(path, "way-closed", template, verb=way.verb, key=key, value=values[key])
