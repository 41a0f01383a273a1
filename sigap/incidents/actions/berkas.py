"""A whole case as one file: PDF/A-3 to read, with data, record and originals inside it."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from itertools import accumulate
from typing import Any, Final

from sigap.documents import storage
from sigap.documents.actions.papers import letterhead_facts
from sigap.documents.models import BY_HAND, Paper
from sigap.documents.queries import letterhead
from sigap.documents.renderers.binding import Enclosure, NotBound, Part, bind, sizes_of
from sigap.documents.renderers.typst import NotDrawn, built_in, draw
from sigap.domain.actor import Actor
from sigap.domain.errors import Refused, words
from sigap.incidents.actions.papers import content_of, small_photo
from sigap.incidents.actions.receipts import receipt_paper
from sigap.incidents.files import path_of
from sigap.incidents.models import Attachment
from sigap.incidents.papers.berkas_facts import case_facts, paper_facts, photo_words
from sigap.incidents.papers.berkas_files import enclosures, listed, missing
from sigap.incidents.queries.dossier import RECEIPT, Dossier, dossier, issued_papers

KIND: Final = "berkas"
MOST_PHOTOS: Final = 60
"""Photos that are printed; the originals of all of them lie within the file."""
PHOTO_SIDE: Final = 1000
MOST_BYTES: Final = 200_000_000
"""The originals that a request may bind in; the command line knows no bound."""
_AT_ONCE: Final = 2

Facts = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Berkas:
    """A case as one PDF, and what the file is called."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class _Drawn:
    """The pages of one paper; `part` is None where it cannot be drawn for now."""

    part: Part | None
    pages: int


def bind_berkas(
    number: str, *, by: Actor | None, at: datetime, most_bytes: int | None = MOST_BYTES
) -> Berkas:
    """The case as PDF/A-3a with everything about it; nothing is written but its receipt and papers
    still undrawn.

    The same case gives the same bytes for the same `by` and `at`. `by` None stands for whoever
    runs the installation. Raises NotFound and NotAllowed as `dossier`, Refused where the originals
    are more than `most_bytes` together. To be called outside any transaction.
    """
    found = dossier(number, by=by, at=at)
    _require_fit(found, most_bytes)
    if all(paper.kind != RECEIPT for paper in found.papers):
        receipt_paper(found.incident, at=at)
        found = replace(found, papers=issued_papers(number))
    drawn = [_drawn(paper, at=at) for paper in found.papers]
    if any(paper.drawn_at is None for paper in found.papers):
        # They were drawn just now: what they are is known only since.
        found = replace(found, papers=issued_papers(number))
    within = enclosures(found, made_by=by)
    front = Part(f"Berkas {number}", _front(found, drawn, within, made_by=by))
    parts = [one.part for one in drawn if one.part is not None]
    total = len(sizes_of(front)) + sum(one.pages for one in drawn)
    content = bind(
        front,
        parts,
        within,
        mark=lambda page: f"Berkas perkara {number} · halaman {page} dari {total}",
        at=at,
    )
    return Berkas(f"berkas-{number}.pdf", content)


def _require_fit(found: Dossier, most_bytes: int | None) -> None:
    size = sum(row.size for row in found.attachments)
    if most_bytes is not None and size > most_bytes:
        told = words(
            "Lampiran perkara ini %(size)s MB, terlalu besar untuk diunduh sekaligus. Mintalah "
            "administrator menjalankan sigap berkas %(number)s -o BERKAS.pdf."
        )
        megabytes = str(size // 1_000_000)
        number = found.incident.number
        raise Refused("berkas-too-large", told, size=megabytes, number=number)


def _drawn(paper: Paper, *, at: datetime) -> _Drawn:
    """The paper as it was signed last or drawn; what has no pages is told so and stops nothing."""
    for read in (_signed, partial(content_of, at=at)):
        try:
            part = Part(paper.title, read(paper))
            return _Drawn(part, len(sizes_of(part)))
        except (NotDrawn, NotBound, OSError):
            continue
    return _Drawn(None, 0)


def _signed(paper: Paper) -> bytes:
    """The bytes of the last electronic signature; FileNotFoundError where there is none.

    A service may have written the file anew without tags: then it is not fit to be bound in.
    """
    made = [row for row in paper.signatures.all() if row.signed_at and row.provider != BY_HAND]
    if not made:
        raise FileNotFoundError(paper.code)
    return storage.path_of(made[-1].sha256).read_bytes()


def _front(
    found: Dossier, drawn: Sequence[_Drawn], within: list[Enclosure], *, made_by: Actor | None
) -> bytes:
    """Cover, contents, tables and timeline."""
    head = letterhead()
    photos = [row for row in found.attachments if row.media_type.startswith("image/")]
    printed = list(enumerate(photos[:MOST_PHOTOS], start=1))
    facts = {
        "kop": letterhead_facts(head),
        "berkas": {
            **case_facts(found, made_by=made_by),
            "naskah": paper_facts(found.papers, list(_starts(drawn))),
            "halaman_naskah": sum(one.pages for one in drawn),
            "tersimpan": str(len(within)),
            "berkas": listed(within),
            "hilang": missing(found),
            "foto": [
                {"berkas": f"foto-{place}.jpg", "keterangan": photo_words(found, row, place)}
                for place, row in printed
            ],
            "foto_lain": len(photos) - len(printed),
        },
    }
    pictures = dict(
        zip((f"foto-{place}.jpg" for place, _ in printed), _small(printed), strict=True)
    )
    if logo := facts["kop"]["logo"]:
        pictures[logo] = storage.path_of(head.logo_sha256).read_bytes()
    return draw(built_in(KIND) or "", facts, pictures=pictures, at=found.at)


def _starts(drawn: Sequence[_Drawn]) -> Iterator[int | None]:
    """How many pages of papers come before each."""
    before = accumulate((one.pages for one in drawn), initial=0)
    for one, start in zip(drawn, before, strict=False):
        yield None if one.part is None else start


def _small(printed: Sequence[tuple[int, Attachment]]) -> list[bytes]:
    """The photos as they are printed; decoding them is most of the work, so two at a time."""

    def small(row: Attachment) -> bytes:
        path = path_of(row.sha256)
        return small_photo(path.read_bytes() if path.is_file() else b"", side=PHOTO_SIDE)

    with ThreadPoolExecutor(_AT_ONCE) as workers:
        return list(workers.map(small, (row for _, row in printed)))
