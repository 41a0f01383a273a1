"""Reads of the daily sheets, and the proof that the record is still what they say it was."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from sigap.audit.models import Check, Entry, Handing, Leaf, Root, Stream
from sigap.audit.queries.streams import StreamBreak
from sigap.audit.signing import signed
from sigap.domain import roots
from sigap.domain.ledger import Break, genesis
from sigap.domain.roots import DOCUMENT, STREAM, Sheet

SHEET = "lembar"
"""What a break of a sheet names as its stream, before the number."""

_AT_ONCE = 500
_NAMES_AT_ONCE = 300


@dataclass(frozen=True, slots=True)
class Told:
    """Something a sheet says stood on it: the sheet's number and the leaf."""

    no: int
    leaf: roots.Leaf


def sheets(after: int = 0) -> Iterator[Sheet]:
    """The daily sheets with a number above `after`, in order; two statements for each 500."""
    while rows := list(Root.objects.filter(no__gt=after).prefetch_related("leaves")[:_AT_ONCE]):
        for row in rows:
            yield sheet_of(row)
        after = rows[-1].no


def sheet_of(row: Root) -> Sheet:
    """One stored sheet with what changed on it."""
    return Sheet(
        no=row.no,
        day=row.day,
        sealed_at=row.sealed_at,
        streams=row.streams,
        entries=row.entries,
        documents=row.documents,
        tree=row.tree,
        changes=row.changes,
        prev=row.prev,
        digest=row.digest,
        key=row.key,
        signature=row.signature,
        leaves=tuple(
            sorted(
                roots.Leaf(leaf.kind, leaf.name, leaf.length, leaf.digest)
                for leaf in row.leaves.all()
            )
        ),
    )


def sheet_numbered(no: int) -> Sheet | None:
    """The sheet of this number; None when there is none. Two statements."""
    row = Root.objects.filter(no=no).prefetch_related("leaves").first()
    return sheet_of(row) if row else None


def last_root() -> Root | None:
    """The newest sheet's row."""
    return Root.objects.order_by("-no").first()


def newest_roots(limit: int, *, before: int | None = None) -> list[Root]:
    """The newest sheets' rows with their stamps, newest first; with a number below `before`."""
    rows = Root.objects.order_by("-no").select_related("stamp")
    return list((rows if before is None else rows.filter(no__lt=before))[:limit])


def last_check() -> Check | None:
    """The proof that was asked for last, finished or not."""
    return Check.objects.order_by("-id").first()


def standing() -> roots.Standing:
    """What stood on the newest sheet: each thing as the newest sheet that names it says."""
    rows = Leaf.objects.order_by("root_id").values_list("kind", "name", "length", "digest")
    found = (roots.Leaf(*row) for row in rows.iterator(chunk_size=2000))
    return {leaf.place: leaf for leaf in found}


def handings(root_ids: Iterable[int]) -> QuerySet[Handing]:
    """Where these sheets were given to, in order of time."""
    return Handing.objects.filter(root__in=list(root_ids)).order_by("root_id", "at", "id")


def not_handed(way: str, place: str) -> QuerySet[Root]:
    """The sheets that were not yet given to this place, oldest first."""
    given = Handing.objects.filter(way=way, place=place).values("root")
    return Root.objects.exclude(pk__in=given).order_by("no")


def broken_roots(
    documents: Mapping[str, str], anchors: Sequence[Sheet] = ()
) -> Iterator[StreamBreak]:
    """Where the record is no longer what the daily sheets, and these anchors, say it was.

    `documents` are the documents as they are now: name and SHA-256 in hex; audit knows no more of
    them. Whether each chain is sound in itself is `verify`'s to say. Without sheets and anchors
    nothing is found. Each sheet and each stream or document is named once.
    """
    kept = list(sheets())
    named = set()
    for no, found in roots.bent_sheets(kept, signed):
        named.add(no)
        yield StreamBreak(f"{SHEET}/{no}", found)
    by_number = {sheet.no: sheet for sheet in kept}
    told = [Told(sheet.no, leaf) for sheet in kept for leaf in sheet.leaves]
    for anchor in anchors:
        if fault := roots.against_anchor(anchor, by_number, signed):
            if anchor.no not in named:
                yield StreamBreak(f"{SHEET}/{anchor.no}", fault)
            if roots.is_genuine(anchor, signed):
                told += [Told(anchor.no, leaf) for leaf in anchor.leaves]
    yield from _moved(told, documents)


def _moved(told: Sequence[Told], documents: Mapping[str, str]) -> Iterator[StreamBreak]:
    """The first thing, in the order of the sheets, that befell each stream or document."""
    by_name: dict[str, list[Told]] = {}
    for one in sorted(told, key=lambda one: one.no):
        if one.leaf.kind == STREAM:
            by_name.setdefault(one.leaf.name, []).append(one)
    names = sorted(by_name)
    for start in range(0, len(names), _NAMES_AT_ONCE):
        part = names[start : start + _NAMES_AT_ONCE]
        yield from _moved_streams({name: by_name[name] for name in part})
    # The oldest sheet counts: a document that was swapped may have been sealed again since.
    newest_first = sorted(told, key=lambda one: -one.no)
    papers = {one.leaf.name: one for one in newest_first if one.leaf.kind == DOCUMENT}
    for name, one in sorted(papers.items()):
        digest = documents.get(name)
        found = roots.leaf_fault(one.leaf, one.no, None if digest is None else 0, digest)
        if found:
            yield StreamBreak(name, found)


def _moved_streams(by_name: Mapping[str, Sequence[Told]]) -> Iterator[StreamBreak]:
    lengths = dict(Stream.objects.filter(key__in=by_name).values_list("key", "length"))
    numbers = {one.leaf.length for told in by_name.values() for one in told}
    rows = Entry.objects.filter(stream__key__in=by_name, seq__in=numbers).order_by()
    seals = {
        (key, seq): mark
        for key, seq, mark in rows.values_list("stream__key", "seq", "seal").iterator()
    }
    for name, told in by_name.items():
        if found := _first_fault(name, told, lengths.get(name), seals):
            yield StreamBreak(name, found)


def _first_fault(
    name: str, told: Sequence[Told], length: int | None, seals: Mapping[tuple[str, int], str]
) -> Break | None:
    for one in told:
        place = one.leaf.length
        digest = seals.get((name, place)) if place else genesis(name)
        if found := roots.leaf_fault(one.leaf, one.no, length, digest):
            return found
    return None
