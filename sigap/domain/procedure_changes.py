"""How two versions of one SOP differ, step by step, for the person who compares them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sigap.domain.errors import words
from sigap.domain.procedure_model import END, Exit, Field, HoldReason, Note, Procedure, Step

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs: `what` names it in Indonesian, "" stands for not there.

    `step_no` is the number in the new version, or the old one for a step that was dropped; None
    where the procedure as a whole differs.
    """

    step_no: int | None
    what: str
    before: str
    after: str


def differences(old: Procedure, new: Procedure) -> tuple[Difference, ...]:
    """Everything a reader would want to know before the new version comes into force.

    Steps are matched by key, so that a renumbered step is not taken for another one. The version
    number itself is not listed.
    """
    found = [*_whole(old, new)]
    before = {step.key: step for step in old.steps}
    after = {step.key: step for step in new.steps}
    for step in new.steps:
        if step.key in before:
            found += _steps(before[step.key], step)
        else:
            found.append(Difference(step.no, words("Langkah ditambahkan"), "", step.short))
    for step in old.steps:
        if step.key not in after:
            found.append(Difference(step.no, words("Langkah dihapus"), step.short, ""))
    return tuple(found)


def _whole(old: Procedure, new: Procedure) -> Iterator[Difference]:
    yield from _pairs(None, _facts(old), _facts(new))
    yield from _by_key(None, words("Lajur"), _lanes(old), _lanes(new))
    yield from _by_key(
        None, words("Alasan tertunda"), _named(old.holds, _hold), _named(new.holds, _hold)
    )
    yield from _by_key(
        None, words("Cara membaca"), _named(old.notes, _note), _named(new.notes, _note)
    )


def _facts(procedure: Procedure) -> dict[str, str]:
    identity = procedure.identity
    return {
        words("Judul"): procedure.title,
        words("Status"): procedure.status,
        words("Instansi"): identity.unit,
        words("Dinas"): identity.dinas,
        words("Nomor SOP"): identity.number,
        words("Tanggal pembuatan"): identity.created_on,
        words("Tanggal revisi"): identity.revised_on,
        words("Tanggal pengesahan"): identity.approved_on,
        words("Disahkan oleh"): identity.approved_by,
        words("Nama SOP"): identity.name,
        words("Dasar hukum"): _lines(identity.legal_basis),
        words("Kualifikasi pelaksana"): _lines(identity.qualifications),
        words("Keterkaitan"): _lines(identity.related),
        words("Peralatan/perlengkapan"): _lines(identity.equipment),
        words("Peringatan"): _lines(identity.warning),
        words("Pencatatan dan pendataan"): _lines(identity.recording),
        words("Paraf koordinasi"): _lines(identity.initials),
        words("Laporan yang masuk"): f"{procedure.intake.title} ({procedure.intake.key})",
        words("Hitungan hari"): procedure.day,
        words("Ambang mendekati batas"): f"{procedure.risk_at:g}".replace(".", ","),
        words("Sasaran internal"): _lines(
            [
                f"{priority}: {share:g}".replace(".", ",")
                for priority, share in procedure.targets.items()
            ]
        ),
        words("Batas tanggal mundur"): str(procedure.backdate_limit),
        words("Langkah konfirmasi"): procedure.confirmation_step or "",
        words("Dibuka kembali di"): procedure.reopen_to or "",
        words("Tenggang buka kembali"): str(procedure.reopen_within or ""),
    }


def _steps(old: Step, new: Step) -> Iterator[Difference]:
    yield from _pairs(new.no, _step_facts(old), _step_facts(new))
    yield from _by_key(
        new.no, words("Isian"), _named(old.output.fields, _field), _named(new.output.fields, _field)
    )
    old_ways = {way.verb: _exit(way) for way in old.exits}
    new_ways = {way.verb: _exit(way) for way in new.exits}
    yield from _by_key(new.no, words("Jalan keluar"), old_ways, new_ways)
    same_order = [verb for verb in old_ways if verb in new_ways]
    if same_order != [verb for verb in new_ways if verb in old_ways]:
        what = words("Urutan jalan keluar")
        yield Difference(new.no, what, ", ".join(old_ways), ", ".join(new_ways))


def _step_facts(step: Step) -> dict[str, str]:
    return {
        words("Nomor"): str(step.no),
        words("Nama langkah"): step.short,
        words("Uraian"): step.text,
        words("Butir"): _lines(step.items),
        words("Pelaksana"): step.role,
        words("Kelengkapan"): ", ".join(step.requires),
        words("Waktu"): str(step.time),
        words("Output"): f"{step.output.title} ({step.output.key})",
        words("Pertanyaan"): step.question,
        words("Keterangan"): step.note,
        words("Memeriksa pekerjaan sendiri"): step.self_check if step.checks else "",
    }


def _pairs(
    step_no: int | None, old: Mapping[str, str], new: Mapping[str, str]
) -> Iterator[Difference]:
    for what, before in old.items():
        if before != new[what]:
            yield Difference(step_no, what, before, new[what])


def _by_key(
    step_no: int | None, what: str, old: Mapping[str, str], new: Mapping[str, str]
) -> Iterator[Difference]:
    for key in dict.fromkeys([*old, *new]):
        before, after = old.get(key, ""), new.get(key, "")
        if before != after:
            yield Difference(step_no, what, before, after)


def _named(things: Sequence[_T], describe: Callable[[_T], tuple[str, str]]) -> dict[str, str]:
    return dict(describe(thing) for thing in things)


def _lines(texts: Sequence[str]) -> str:
    return "\n".join(texts)


def _lanes(procedure: Procedure) -> dict[str, str]:
    return {lane.role: f"{lane.title} ({lane.role})" for lane in procedure.lanes}


def _hold(reason: HoldReason) -> tuple[str, str]:
    evidence = f" · bukti: {reason.evidence_label}" if reason.needs_evidence else ""
    return reason.key, f"{reason.label}{evidence}"


def _note(note: Note) -> tuple[str, str]:
    steps = f" [{', '.join(note.steps)}]" if note.steps else ""
    return str(note.no), f"{note.no}. {note.title}: {note.text}{steps}"


def _field(field: Field) -> tuple[str, str]:
    parts = [f"{field.label} ({field.key})", field.type.value]
    if field.required:
        parts.append("wajib")
    if field.required_for:
        parts.append(f"wajib untuk {', '.join(field.required_for)}")
    if field.choices:
        parts.append(f"pilihan: {', '.join(field.choices)}")
    if field.help:
        parts.append(field.help)
    return field.key, " · ".join(parts)


def _exit(way: Exit) -> str:
    parts = [f"{way.label} ({way.verb}) → {way.to or END}", way.kind]
    optional = (
        ("jawaban", way.answer),
        ("bila dilewati →", way.to_if_skipped or ""),
        ("melewati", ", ".join(way.skips)),
        ("dicatat", way.skip_words),
        ("menghasilkan", ", ".join(way.produces)),
        ("syarat", "; ".join(f"{k}: {', '.join(v)}" for k, v in way.conditions.items())),
        ("akibat:", way.consequence),
    )
    parts += [f"{name} {value}" for name, value in optional if value]
    if not way.needs_output:
        parts.append("tanpa output")
    if way.needs_note:
        parts.append("dengan catatan")
    return " · ".join(parts)
