"""Whether what the rows and files say is still what the ledger says: the second half of a proof.

The seals show that no entry was bent (`audit.queries.verify`). This shows that nobody changed a
case, or a file of it, behind the ledger's back.
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields

from sigap.audit.models import Entry, Stream
from sigap.audit.queries import entries, recorded_acts
from sigap.domain.alterations import DESTROYED, content_now, removed_files
from sigap.domain.case import Case, Kind
from sigap.domain.errors import words
from sigap.incidents.files import path_of
from sigap.incidents.models import Attachment, Incident, PublishedProcedure
from sigap.incidents.models.removing import COVERED, GONE
from sigap.incidents.queries.cases import replayed, snapshot

Progress = Callable[[int, int], object]

_AT_ONCE = 500
PREFIX = "perkara/"


@dataclass(frozen=True, slots=True)
class Mismatch:
    """One thing that differs from the record; `template` and `params` say it as a sentence.

    `number` is the case's, or the key of the SOP.
    """

    number: str
    kind: str
    template: str
    params: dict[str, str]


def mismatches(progress: Progress | None = None) -> Iterator[Mismatch]:
    """Every case whose rows differ from its ledger, then altered files, then altered SOPs.

    Reads a few hundred cases at a time; `progress(cases checked, cases in all)` comes after each.
    """
    total, checked, last = Incident.objects.count(), 0, 0
    rows = Incident.objects.select_related("agency", "parent", "ledger").order_by("pk")
    while batch := list(rows.filter(pk__gt=last)[:_AT_ONCE]):
        for incident in batch:
            yield from _differing(incident)
        checked, last = checked + len(batch), batch[-1].pk
        if progress:
            progress(checked, max(total, checked))
    yield from _vanished_cases()
    yield from _altered_files()
    yield from _altered_procedures()


def _differing(incident: Incident) -> Iterator[Mismatch]:
    try:
        told = replayed(incident)
    except (KeyError, TypeError, ValueError):
        template = words("Catatan perkara ini tidak dapat diputar ulang.")
        yield Mismatch(incident.number, "unreadable", template, {})
        return
    shown = snapshot(incident)
    parts = [each.name for each in fields(Case)]
    names = [name for name in parts if getattr(told, name) != getattr(shown, name)]
    if names:
        template = words("Keadaan perkara berbeda dari catatannya: %(names)s.")
        yield Mismatch(incident.number, "differs", template, {"names": ", ".join(names)})


def _vanished_cases() -> Iterator[Mismatch]:
    """A case has a ledger and no row only where a recorded act destroyed it."""
    gone = {data.get("number") for kind, data in recorded_acts() if kind == DESTROYED}
    template = words("Perkara ini hilang; pemusnahannya tidak tercatat.")
    rows = Stream.objects.filter(key__startswith=PREFIX, incident=None).order_by("key")
    for key in rows.values_list("key", flat=True).iterator(chunk_size=_AT_ONCE):
        if (number := key.removeprefix(PREFIX)) not in gone:
            yield Mismatch(number, "vanished", template, {})


def _altered_files() -> Iterator[Mismatch]:
    """Each file is what its entry says it was, or what a recorded act has left of it."""
    files = Attachment.objects.select_related("incident").order_by("pk")
    acts, recorded = removed_files(recorded_acts()), _recorded_files()
    for row in files.iterator(chunk_size=_AT_ONCE):
        known = acts.get(row.key, [])
        now = content_now(recorded.get(row.key, ""), known)
        path = path_of(row.sha256)
        if row.fate == GONE and now == "" and known[-1].sha256 == row.sha256:
            continue
        if now != row.sha256 or row.fate != (COVERED if known else ""):
            template = words("Berkas “%(name)s” bukan yang dicatat; penggantiannya tidak tercatat.")
        elif not path.is_file():
            template = words("Berkas “%(name)s” hilang dari penyimpanan.")
        elif hashlib.sha256(path.read_bytes()).hexdigest() != row.sha256:
            template = words("Isi berkas “%(name)s” berubah sejak dicatat.")
        else:
            continue
        yield Mismatch(row.incident.number, "file", template, {"name": row.name})


def _recorded_files() -> dict[str, str]:
    """SHA-256 of every file by its key, as it was when it was put on its case."""
    rows = Entry.objects.filter(kind=Kind.ATTACHED.value).values_list("data", flat=True)
    told = (data for data in rows.iterator(chunk_size=_AT_ONCE) if "key" in data)
    return {data["key"]: data.get("sha256", "") for data in told}


def _altered_procedures() -> Iterator[Mismatch]:
    """A published SOP is what was published: its text still has the recorded fingerprint."""
    recorded = {
        (entry.data["key"], entry.data["version"]): entry.data["sha256"] for entry in entries("sop")
    }
    template = words("Naskah SOP versi %(version)s berubah sejak diterbitkan.")
    for row in PublishedProcedure.objects.order_by("key", "version"):
        if hashlib.sha256(row.source.encode()).hexdigest() != recorded.get((row.key, row.version)):
            yield Mismatch(row.key, "procedure", template, {"version": str(row.version)})
