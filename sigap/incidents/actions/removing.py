"""Takes single files out of a case by an approved act: gone, or exchanged for a blackened copy.

The entry that recorded the file stays as it was sealed, with its name, size and SHA-256; an act of
its own tells what became of the content. Papers that showed it are drawn anew, as after a
redaction.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO, Final

from django.db import transaction

from sigap.audit.actions.alterations import alter_entries
from sigap.documents.actions.destroying import hide_in_papers
from sigap.domain import retention
from sigap.domain.actor import Actor
from sigap.domain.alterations import REDACTED, STREAM
from sigap.domain.errors import Fault, Invalid, NotAllowed, NotFound, Refused, words
from sigap.incidents.actions.redacting import FOOTER
from sigap.incidents.actions.retention import APPROVERS, PROPOSERS, require_text
from sigap.incidents.files import CheckedFile, check_file, keep, without_metadata
from sigap.incidents.models import Attachment, FileRemoval, Incident, RemovedFile
from sigap.incidents.models.removing import COVERED, EXPIRED, FATES, GONE, GROUNDS
from sigap.incidents.models.retention import DONE, PROPOSED, REJECTED
from sigap.incidents.queries.cases import locked
from sigap.incidents.queries.retention import ENDED, archive_classes, class_of, day_of, rule_of
from sigap.incidents.queries.sealing import documents_of
from sigap.people.actions.record import write_down

MOST: Final = 50
DESTROYED_FOOTER: Final = words(
    "Salinan: foto di dalamnya dimusnahkan menurut jadwal retensi; aslinya tidak disimpan lagi."
)
_PICTURE_GONE: Final = words("Foto ini dimusnahkan menurut keputusan.")
_PICTURE_COVERED: Final = words("Foto ini salinan yang disamarkan menurut keputusan.")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to become of one file: `stream` holds the blackened copy, called `name`."""

    key: str
    fate: str
    name: str = ""
    stream: BinaryIO | None = None


@transaction.atomic
def propose_removal(
    number: str,
    wanted: Sequence[Wanted],
    *,
    ground: str,
    reason: str,
    at: datetime,
    by: Actor,
) -> FileRemoval:
    """List files of a case that are to go, or to be exchanged for a copy; another person decides.

    For the end of their years (EXPIRED) they can only go, and only from a case that is due by its
    schedule. A copy that is a picture is kept without what a camera wrote into it. Raises Invalid
    with the fault under the file's key.
    """
    if not by.holds(*PROPOSERS):
        raise NotAllowed(
            "may-not-propose", words("Penghapusan berkas diusulkan Kepala, operator, atau admin.")
        )
    require_text(reason=reason)
    if ground not in GROUNDS:
        raise Invalid({"ground": Fault("unknown-choice", words("Pilih alasan yang ada."))})
    incident = locked(number, by=by)
    if ground == EXPIRED:
        _require_due(incident, at=at)
    copies = _checked(incident, wanted, ground)
    told = {"number": number, "ground": ground, "reason": reason.strip()}
    row = FileRemoval.objects.create(**told, proposed_at=at, proposed_by=by.signature())
    for file, copy in copies:
        _listed(row, file, copy)
    named = [[file.key, file.sha256] for file, _ in copies]
    write_down(
        STREAM, [("berkas-diusulkan", {"request": row.pk, **told, "files": named})], at=at, by=by
    )
    return row


def _require_due(incident: Incident, *, at: datetime) -> None:
    held = class_of(incident, archive_classes())
    ended = incident.finished_at
    due = retention.due_from(rule_of(held), day_of(ended)) if held and ended else None
    if incident.status not in ENDED or due is None or day_of(at) < due:
        told = words("Masa retensi perkara ini belum lewat; berkasnya belum boleh dimusnahkan.")
        raise Invalid({"ground": Fault("not-due", told)})


def _checked(
    incident: Incident, wanted: Sequence[Wanted], ground: str
) -> list[tuple[Attachment, CheckedFile | None]]:
    """The files with their copies; one that is there twice goes twice, or its bytes would stay."""
    known = {row.key: row for row in incident.attachments.exclude(fate=GONE)}
    listed = RemovedFile.objects.filter(removal__number=incident.number, removal__state=PROPOSED)
    taken = set(listed.values_list("key", flat=True))
    faults: dict[str, Fault] = {}
    found: dict[str, tuple[Attachment, CheckedFile | None]] = {}
    if not wanted or len(wanted) > MOST:
        told = words("Pilih 1 sampai %(most)s berkas.")
        raise Invalid({"files": Fault("how-many", told, {"most": MOST})})
    for each in wanted:
        try:
            copy = _copy_of(known, taken, each, ground)
        except Invalid as refusal:
            faults |= refusal.faults
            continue
        alike = [row for row in known.values() if row.sha256 == known[each.key].sha256]
        found |= {row.key: (row, copy) for row in alike if row.key not in found}
    if faults:
        raise Invalid(faults)
    return list(found.values())


def _copy_of(
    known: Mapping[str, Attachment], taken: Iterable[str], wanted: Wanted, ground: str
) -> CheckedFile | None:
    """The copy that is to stand in the place of a file, None where nothing is."""
    fault = None
    if wanted.key not in known:
        fault = Fault("file-not-found", words("Berkas itu tidak ada lagi pada perkara ini."))
    elif wanted.key in taken:
        fault = Fault("file-listed", words("Berkas ini sudah ada pada usulan lain."))
    elif wanted.fate not in FATES or (ground == EXPIRED and wanted.fate != GONE):
        fault = Fault("unknown-choice", words("Menurut jadwal retensi berkas hanya dimusnahkan."))
    elif wanted.fate == COVERED and wanted.stream is None:
        fault = Fault("required", words("Unggah salinan yang sudah dihitamkan."))
    if fault is not None:
        raise Invalid({wanted.key: fault})
    if wanted.fate == GONE or wanted.stream is None:
        return None
    try:
        copy = without_metadata(check_file(wanted.name, wanted.stream))
    except Invalid as refusal:
        raise Invalid({wanted.key: refusal.faults["file"]}) from None
    if copy.sha256 == known[wanted.key].sha256:
        told = words("Salinan ini sama persis dengan aslinya; hitamkan dulu data pribadinya.")
        raise Invalid({wanted.key: Fault("same-file", told)})
    return copy


def _listed(removal: FileRemoval, file: Attachment, copy: CheckedFile | None) -> None:
    kept: dict[str, Any] = {}
    if copy is not None:
        keep(copy)
        kept = {"copy_name": copy.name, "copy_type": copy.media_type}
        kept |= {"copy_size": copy.size, "copy_sha256": copy.sha256}
    RemovedFile.objects.create(
        removal=removal,
        key=file.key,
        fate=GONE if copy is None else COVERED,
        name=file.name,
        media_type=file.media_type,
        size=file.size,
        sha256=file.sha256,
        **kept,
    )


@transaction.atomic
def decide_removal(
    pk: int, *, approve: bool, decree: str, note: str, at: datetime, by: Actor
) -> FileRemoval:
    """Approve and carry out at once, or reject; whoever asked may not. A worker removes the bytes.

    Raises Refused when it was decided before, or when a file was exchanged meanwhile.
    """
    if not by.holds_fully(*APPROVERS):
        raise NotAllowed(
            "may-not-approve",
            words("Penghapusan berkas disetujui Kepala Dinas atau Kepala Bidang."),
        )
    row = FileRemoval.objects.select_for_update().filter(pk=pk).first()
    if row is None:
        raise NotFound("removal-not-found", words("Usulan itu tidak ada."))
    if row.state != PROPOSED:
        raise Refused("removal-decided", words("Usulan ini sudah diputuskan."))
    if row.proposed_by["key"] == by.key:
        own = words("Usulan tidak dapat disetujui oleh yang membuatnya.")
        raise NotAllowed("own-removal", own)
    require_text(**({"decree": decree} if approve else {"note": note}))
    row.decided_at, row.decided_by = at, by.signature()
    row.decree, row.decision_note = decree.strip() if approve else "", note.strip()[:300]
    row.state = DONE if approve else REJECTED
    if approve:
        _carry_out(row, at=at, by=by)
    else:
        told = {"request": row.pk, "note": row.decision_note}
        write_down(STREAM, [("berkas-ditolak", told)], at=at, by=by)
    row.save()
    return row


def _carry_out(row: FileRemoval, *, at: datetime, by: Actor) -> None:
    incident = locked(row.number, by=by)
    if row.ground == EXPIRED:
        _require_due(incident, at=at)
    files = list(row.files.order_by("id"))
    for each in files:
        _require_unchanged(incident, each)
    kept = documents_of(row.number)
    footer = DESTROYED_FOOTER if row.ground == EXPIRED else FOOTER
    changed = {each.sha256: each.copy_sha256 for each in files}
    hide_in_papers(row.number, lambda value: _without(value, changed), footer)
    still = documents_of(row.number)
    row.papers = {name: digest for name, digest in kept.items() if name not in still}
    told = {
        "request": row.pk,
        "number": row.number,
        "ground": row.ground,
        "reason": row.reason,
        "decree": row.decree,
        "proposed_by": row.proposed_by,
        "approved_by": row.decided_by,
        "documents": row.papers,
        "files": [
            {"key": each.key, "sha256": each.sha256, "size": each.size, "fate": each.fate}
            | {"copy": each.copy_sha256}
            for each in files
        ],
    }
    row.act = alter_entries([], REDACTED, told, at=at, by=by.signature()).seq
    for each in files:
        _exchange(incident, each, at=at)


def _require_unchanged(incident: Incident, file: RemovedFile) -> None:
    same = incident.attachments.filter(key=file.key, sha256=file.sha256).exclude(fate=GONE)
    if not same.exists():
        told = words("Berkas pada usulan ini sudah berubah; tolak lalu usulkan lagi.")
        raise Refused("file-changed", told)


def _exchange(incident: Incident, file: RemovedFile, *, at: datetime) -> None:
    told: dict[str, Any] = {"fate": file.fate}
    if file.fate == COVERED:
        told |= {"name": file.copy_name, "media_type": file.copy_type}
        told |= {"size": file.copy_size, "sha256": file.copy_sha256}
    incident.attachments.filter(key=file.key).update(**told)
    RemovedFile.objects.filter(pk=file.pk).update(removed_at=at)


def _without(value: Any, changed: Mapping[str, str]) -> Any:
    """What a paper says, with these pictures (by SHA-256) gone or exchanged; texts stay."""
    if not isinstance(value, Mapping) or "gambar" not in value:
        return value
    return {**value, "gambar": [_picture(each, changed) for each in value["gambar"]]}


def _picture(picture: Mapping[str, Any], changed: Mapping[str, str]) -> Mapping[str, Any]:
    if picture["sha256"] not in changed:
        return picture
    copy = changed[picture["sha256"]]
    return {**picture, "sha256": copy, "keterangan": _PICTURE_COVERED if copy else _PICTURE_GONE}


def forget_removals(number: str) -> None:
    """The case itself goes: lists of its files end, and what they called the files goes along.

    Runs in the transaction of that act. What stays is the SHA-256 of what went.
    """
    rows = FileRemoval.objects.filter(number=number)
    RemovedFile.objects.filter(removal__in=rows).update(name="", copy_name="")
    rows.filter(state=PROPOSED).update(state=REJECTED)
    rows.update(cleared_at=None)
