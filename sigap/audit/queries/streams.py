"""Reads of the ledger: the entries of a stream, and the proof that no entry was bent."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db.models import F, QuerySet, TextField
from django.db.models.functions import Cast

from sigap.audit.models import Entry, Stream
from sigap.domain import alterations
from sigap.domain.alterations import ByStream
from sigap.domain.ledger import NONE_ALTERED, Break, Record, first_break
from sigap.kit.prepared import prepared

_STREAMS_AT_ONCE = 500
_ROWS_AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class StreamBreak:
    """The first break of one stream."""

    stream: str
    found: Break

    def __str__(self) -> str:
        return f"{self.stream}: {self.found}"


@prepared
def entries(stream_key: str) -> QuerySet[Entry]:
    """The entries of one stream in their order; empty when there is no such stream. One query."""
    # A join can be planned from the wrong end: PostgreSQL read the whole ledger while its
    # statistics were older than the ledger itself.
    stream = Stream.objects.filter(key=stream_key).values("pk")[:1]
    return Entry.objects.filter(stream=stream).order_by("seq")


def verify(progress: Callable[[int, int], object] | None = None) -> Iterator[StreamBreak]:
    """Check the seals of the whole ledger and give the first break of every broken stream.

    Entries are read in the order of (stream, seq), a few thousand in memory at a time, each group
    of streams with its heads in one statement: appends that happen meanwhile are never taken for
    breaks. `progress(streams checked, streams in all)` is called after each group.
    """
    total, checked, last = Stream.objects.count(), 0, 0
    known = alterations.alterations(recorded_acts())
    while keys := list(_streams_after(last)):
        for stream, found in _verify_between(last, keys[-1], known):
            yield StreamBreak(stream, found)
        checked, last = checked + len(keys), keys[-1]
        if progress:
            progress(checked, max(total, checked))


def _streams_after(last: int) -> Iterator[int]:
    streams = Stream.objects.filter(pk__gt=last).order_by("pk")
    return iter(streams.values_list("pk", flat=True)[:_STREAMS_AT_ONCE])


def _verify_between(after: int, until: int, known: ByStream) -> Iterator[tuple[str, Break]]:
    """The broken streams of this group; one whose content goes meanwhile is looked at once more."""
    broken = list(_broken_between(after, until, known))
    if broken and (newer := alterations.alterations(recorded_acts())) != known:
        known.update(newer)
        broken = list(_broken_between(after, until, known))
    yield from broken


def _broken_between(after: int, until: int, known: ByStream) -> Iterator[tuple[str, Break]]:
    rows = _rows_between(after, until)
    for (_, stream, head, length), group in groupby(rows, key=itemgetter(0, 1, 2, 3)):
        records = (_record(stream, row) for row in group if row[4] is not None)
        found = first_break(stream, records, head, length, known.get(stream, NONE_ALTERED))
        if found:
            yield stream, found


def _rows_between(after: int, until: int) -> Iterator[tuple[Any, ...]]:
    # Moments and JSON are read as text: a forged text that is neither would otherwise end the
    # whole check with an error instead of being named.
    streams = Stream.objects.filter(pk__gt=after, pk__lte=until).order_by("pk", "entries__seq")
    rows = streams.values_list(
        "pk",
        "key",
        "head",
        "length",
        "entries__pk",
        "entries__seq",
        Cast("entries__at", TextField()),
        "entries__kind",
        Cast(F("entries__actor"), TextField()),
        Cast(F("entries__data"), TextField()),
        "entries__prev",
        "entries__seal",
        "entries__salt",
    )
    return rows.iterator(chunk_size=_ROWS_AT_ONCE)


def _record(stream: str, row: tuple[Any, ...]) -> Record:
    seq, at, kind, actor, data, prev, seal, salt = row[5:]
    return Record(stream, seq, _moment(at), kind, _json(actor), _json(data), prev, seal, salt)


def record_of(entry: Entry) -> Record:
    """A stored entry, its stream read with it, as the domain sees it."""
    said = (entry.at, entry.kind, entry.actor, entry.data, entry.prev, entry.seal, entry.salt)
    return Record(entry.stream.key, entry.seq, *said)


def recorded_acts() -> list[tuple[str, Any]]:
    """(kind, data) of every recorded act that took content out of the record. One query."""
    rows = Entry.objects.filter(stream__key=alterations.STREAM, kind__in=alterations.KINDS)
    return list(rows.order_by("seq").values_list("kind", "data"))


def _moment(text: Any) -> Any:
    """The moment that a database's text means; the text itself, which fits no seal, if none."""
    try:
        moment = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        return text
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _json(text: Any) -> Any:
    try:
        return json.loads(text)
    except (RecursionError, TypeError, ValueError):
        return text
