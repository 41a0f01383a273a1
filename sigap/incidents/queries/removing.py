"""Reads of what was taken out of a case file by file, and of papers that went with it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from sigap.domain.actor import Actor
from sigap.incidents.models import FileRemoval, Redaction, RemovedFile, Tombstone
from sigap.incidents.models.retention import DONE
from sigap.incidents.queries.cases import visible


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A paper of ours whose content went by an approved act: its code, when, by which decree.

    `destroyed`: the case went with it; otherwise a copy without the data took its place.
    """

    code: str
    at: datetime
    decree: str
    destroyed: bool


def tombstones(number: str) -> dict[str, RemovedFile]:
    """What is left of the files of a case that went, by the files' keys. One query."""
    rows = RemovedFile.objects.filter(removal__number=number, removal__state=DONE)
    return {row.key: row for row in rows.select_related("removal").order_by("id")}


def removals(by: Actor) -> QuerySet[FileRemoval]:
    """The lists of files of cases that this actor may know of, newest first."""
    numbers = visible(by).values("number")
    return FileRemoval.objects.filter(number__in=numbers).order_by("-id").prefetch_related("files")


def withdrawn(code: str) -> Withdrawn | None:
    """What became of the paper that once had this code; None where it went by no act of ours."""
    plain = "".join(letter for letter in code.upper() if letter.isalnum())
    grouped = "-".join(plain[i : i + 4] for i in range(0, len(plain), 4))
    if len(plain) != 16:
        return None
    return _told(grouped, papers__has_key=f"naskah/{grouped}") or _told(
        grouped, papers__has_key=f"naskah/{grouped}/ttd-1"
    )


def withdrawn_content(sha256: str) -> Withdrawn | None:
    """The paper whose very bytes, signed or not, had this SHA-256 and went by an act of ours."""
    for model in (Redaction, FileRemoval, Tombstone):
        row = model._default_manager.filter(papers__icontains=sha256).first()
        for name, digest in row.papers.items() if row is not None else ():
            if digest == sha256:
                return _told(name.split("/")[1], papers__has_key=name)
    return None


def _told(code: str, **papers: str) -> Withdrawn | None:
    for model in (Redaction, FileRemoval):
        row = model._default_manager.filter(state=DONE, **papers).first()
        if row is not None and row.decided_at is not None:
            return Withdrawn(code, row.decided_at, row.decree, destroyed=False)
    tomb = Tombstone.objects.filter(**papers).select_related("disposal").first()
    if tomb is None:
        return None
    return Withdrawn(code, tomb.destroyed_at, tomb.disposal.decree, destroyed=True)
