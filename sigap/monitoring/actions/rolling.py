"""Readings summed up: five minutes, hours, days. A stretch is always summed up whole and anew.

Whoever holds the lease of the first span's mark sums up; a stretch is written in one transaction
that also moves the mark and first makes sure the lease is still his. So a worker may die at any
moment: the next one writes the same sums over whatever is there.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from sigap.domain.health import Grade
from sigap.domain.probeplan import Span, begun, ended
from sigap.domain.samples import Summary, merged, of_reading
from sigap.kit.claims import claim
from sigap.monitoring.actions.storing import GRACE
from sigap.monitoring.models import SPANS, Late, Mark, RawReading
from sigap.monitoring.models.history import SUMMED, columns_of

LEASE: Final = timedelta(minutes=10)
MOST_STRETCHES: Final = 300
_ORDER: Final = (Span.FIVE, Span.HOUR, Span.DAY)


class _LeaseLost(Exception):
    """Another worker sums up now."""


def roll_due(*, at: datetime) -> int:
    """Sum up every stretch that ended two minutes ago or earlier; answers how many. A job."""
    _marks_begin(at)
    held = claim(Mark.objects.filter(span=Span.FIVE), at=at, lease=LEASE, limit=1)
    if not held:
        return 0
    lease = held[0].claimed_until
    assert lease is not None
    try:
        done = sum(1 for _ in _forward(at, lease)) + _late(lease)
    except _LeaseLost:
        return 0
    Mark.objects.filter(span=Span.FIVE, claimed_until=lease).update(claimed_until=None)
    return done


def _marks_begin(at: datetime) -> None:
    """The marks of spans never summed up: each begins with the first reading there is."""
    known = set(Mark.objects.values_list("span", flat=True))
    if known.issuperset(_ORDER):
        return
    first = RawReading.objects.order_by("at").values_list("at", flat=True).first() or at
    zone = timezone.get_default_timezone()
    Mark.objects.bulk_create(
        [Mark(span=span, until=begun(span, first, zone)) for span in _ORDER if span not in known],
        ignore_conflicts=True,
    )


def _forward(at: datetime, lease: datetime) -> Iterator[datetime]:
    """Sum up what is due, span after span; yields the stretches done."""
    zone = timezone.get_default_timezone()
    limit = at - GRACE
    for span in _ORDER:
        until = Mark.objects.get(span=span).until
        for _ in range(MOST_STRETCHES):
            start = _next_start(span, until, limit)
            end = ended(span, start, zone)
            if end > limit:
                _move(span, min(start, begun(span, limit, zone)), lease)
                break
            _roll(span, start, end, lease)
            yield start
            until = end
        limit = Mark.objects.get(span=span).until


def _next_start(span: Span, until: datetime, limit: datetime) -> datetime:
    """The next stretch from `until` on that holds anything; an empty night costs one question."""
    lower = _lower(span)._default_manager.filter(at__gte=until, at__lt=limit)
    found = lower.order_by("at").values_list("at", flat=True).first()
    return begun(span, found or limit, timezone.get_default_timezone())


def _lower(span: Span) -> type[Model]:
    return RawReading if span is Span.FIVE else SPANS[_ORDER[_ORDER.index(span) - 1]]


def _roll(
    span: Span, start: datetime, end: datetime, lease: datetime, *, move: bool = True
) -> None:
    model = SPANS[span]
    rows = [
        model(check_row_id=check, at=start, **columns_of(summary))
        for check, summary in _summed(span, start, end).items()
    ]
    with transaction.atomic():
        _move(span, end if move else None, lease)
        model._default_manager.bulk_create(
            rows,
            batch_size=1_000,
            update_conflicts=True,
            unique_fields=["check_row", "at"],
            update_fields=list(SUMMED),
        )


def _move(span: Span, until: datetime | None, lease: datetime) -> None:
    """Move a mark, where the lease is still ours; raises _LeaseLost otherwise."""
    held = Mark.objects.filter(span=Span.FIVE, claimed_until=lease)
    # An update and not a look: it locks the row until the stretch is written.
    if not held.update(claimed_until=lease):
        raise _LeaseLost
    if until is not None:
        Mark.objects.filter(span=span, until__lt=until).update(until=until)


def _summed(span: Span, start: datetime, end: datetime) -> dict[int, Summary]:
    """What the stretch says of each check that was asked in it."""
    parts: dict[int, list[Summary]] = defaultdict(list)
    for check, summary in _parts(span, start, end):
        parts[check].append(summary)
    return {check: merged(found) for check, found in parts.items()}


def _parts(span: Span, start: datetime, end: datetime) -> Iterable[tuple[int, Summary]]:
    if span is not Span.FIVE:
        lower = SPANS[_ORDER[_ORDER.index(span) - 1]]
        rows = lower._default_manager.filter(at__gte=start, at__lt=end)
        return ((row.check_row_id, row.summary) for row in rows.iterator(chunk_size=5_000))
    raw = RawReading.objects.filter(at__gte=start, at__lt=end)
    values = raw.values_list("check_row_id", "grade", "sent", "trips")
    return (
        (check, of_reading(Grade(grade), sent=sent, trips=[*map(int, trips.split())]))
        for check, grade, sent, trips in values.iterator(chunk_size=5_000)
    )


def _late(lease: datetime) -> int:
    """Sum up anew what readings came late to: the stretch, and the hour and day it is part of."""
    zone = timezone.get_default_timezone()
    until = {mark.span: mark.until for mark in Mark.objects.all()}
    done = 0
    late = Late.objects.filter(at__lt=until[Span.FIVE]).order_by("at")[:MOST_STRETCHES]
    for row in list(late):
        for span in _ORDER:
            start = begun(span, row.at, zone)
            end = ended(span, start, zone)
            if end <= until[span]:
                _roll(span, start, end, lease, move=False)
        # Another late reading has changed the stamp, and the stretch comes round again.
        Late.objects.filter(at=row.at, stamp=row.stamp).delete()
        done += 1
    return done
