"""What the daily sheets seal besides the ledger, and the proof of the whole record in one go."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from sigap.audit.queries import StreamBreak, recorded_acts, verify
from sigap.audit.queries.roots import broken_roots
from sigap.documents.models import Paper, Signature
from sigap.documents.queries import signed_copies
from sigap.documents.storage import path_of
from sigap.domain.alterations import destroyed_documents
from sigap.domain.errors import words
from sigap.domain.roots import Sheet
from sigap.incidents.queries.proof import Progress, mismatches
from sigap.incidents.queries.stamping import broken_stamps

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class RecordBreak:
    """One thing that is not what was recorded; `template` and `params` say it as a sentence.

    `seq` is the number of the entry concerned, None where it is no single entry.
    """

    stream: str
    seq: int | None
    kind: str
    template: str
    params: Mapping[str, Any] = field(default_factory=dict)


def documents() -> dict[str, str]:
    """The documents that a daily sheet seals: name and SHA-256 of every paper drawn or signed.

    A name keeps its digest for ever; other bytes, signed ones for example, have another name. What
    was destroyed by a recorded act keeps its name and digest too, out of the record of that act.
    """
    kept = _named(Paper.objects.all(), signed_copies())
    return destroyed_documents(recorded_acts()) | kept


def documents_of(number: str) -> dict[str, str]:
    """The documents of one case as a daily sheet seals them."""
    copies = Signature.objects.filter(paper__number=number).exclude(sha256="")
    return _named(Paper.objects.filter(number=number), copies.select_related("paper"))


def _named(papers: QuerySet[Paper], copies: Iterable[Signature]) -> dict[str, str]:
    drawn = papers.exclude(sha256="").order_by("id")
    named = {f"naskah/{code}": digest for code, digest in drawn.values_list("code", "sha256")}
    for row in copies:
        named[f"naskah/{row.paper.code}/{row.ending}"] = row.sha256
    return named


def breaks_of_record(
    anchors: Sequence[Sheet] = (), progress: Progress | None = None
) -> Iterator[RecordBreak]:
    """Everything in the record that was bent: seals, daily sheets, rows and files of the cases.

    `anchors` are sheets that were kept elsewhere. Nothing is changed; a whole ledger is read.
    """
    for bent in (*verify(progress), *broken_roots(documents(), anchors)):
        yield _of_chain(bent)
    for place, template, params in broken_stamps():
        yield RecordBreak(place, None, "stamp", template, params)
    for one in mismatches(progress):
        stream = "sop" if one.kind == "procedure" else f"perkara/{one.number}"
        yield RecordBreak(stream, None, one.kind, one.template, one.params)
    yield from _altered_papers()


def _of_chain(bent: StreamBreak) -> RecordBreak:
    found = bent.found
    return RecordBreak(bent.stream, found.seq, found.kind, found.template, found.params)


def _altered_papers() -> Iterator[RecordBreak]:
    """A stored paper is what was drawn; one that is not stored can be drawn again: no fault."""
    template = words("Isi naskah “%(title)s” berubah sejak dibuat.")
    rows = Paper.objects.exclude(sha256="").order_by("id").defer("facts")
    for row in rows.iterator(chunk_size=_AT_ONCE):
        path = path_of(row.sha256)
        if path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() != row.sha256:
            yield RecordBreak(f"naskah/{row.code}", None, "file", template, {"title": row.title})
    yield from _altered_signatures()


def _altered_signatures() -> Iterator[RecordBreak]:
    """What was signed cannot be made again: one that is not stored any more is a fault."""
    for row in signed_copies():
        path, name = path_of(row.sha256), f"naskah/{row.paper.code}/{row.ending}"
        if not path.is_file():
            template = words("Salinan bertanda tangan “%(title)s” hilang dari penyimpanan.")
        elif hashlib.sha256(path.read_bytes()).hexdigest() != row.sha256:
            template = words("Salinan bertanda tangan “%(title)s” berubah sejak disimpan.")
        else:
            continue
        yield RecordBreak(name, None, "file", template, {"title": row.paper.title})
