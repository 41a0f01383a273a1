"""What was heard of one check over a time, in at most a few hundred stretches."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone

from sigap.domain.health import Grade
from sigap.domain.probeplan import Span, begun
from sigap.domain.samples import Summary, merged, of_reading
from sigap.monitoring.models import SPANS, Check, RawReading


@dataclass(frozen=True, slots=True)
class Stretch:
    """What was heard from `start` on, until the next stretch begins."""

    start: datetime
    summary: Summary


@dataclass(frozen=True, slots=True)
class Reach:
    """How far back one looks, and in stretches of what length."""

    key: str
    length: timedelta
    span: Span | None  # None: single readings.


REACHES: Final = (
    Reach("3-jam", timedelta(hours=3), None),
    Reach("30-jam", timedelta(hours=30), Span.FIVE),
    Reach("10-hari", timedelta(days=10), Span.HOUR),
    Reach("1-tahun", timedelta(days=366), Span.DAY),
)


def reach_of(key: str) -> Reach:
    """The reach of this key, the shortest for one that there is not."""
    return next((each for each in REACHES if each.key == key), REACHES[0])


def stretches(check: Check, reach: Reach, *, at: datetime) -> Sequence[Stretch]:
    """The stretches of this check in the reach before `at`, in order; those without any reading
    are left out. The newest, which is not summed up yet, is summed up here out of its readings.
    """
    since = at - reach.length
    if reach.span is None:
        return [Stretch(moment, summary) for moment, summary in _raw(check, since, at)]
    found = SPANS[reach.span]._default_manager.filter(check_row=check, at__gte=since, at__lte=at)
    known = [Stretch(row.at, row.summary) for row in found.order_by("at")]
    return [*known, *_open(check, reach.span, known[-1].start if known else since, at)]


def _open(check: Check, span: Span, last: datetime, at: datetime) -> list[Stretch]:
    """The present stretch of five minutes; a longer one is shown when it has ended."""
    if span is not Span.FIVE:
        return []
    zone = timezone.get_default_timezone()
    parts: dict[datetime, list[Summary]] = {}
    for moment, summary in _raw(check, max(last, at - timedelta(minutes=15)), at):
        start = begun(span, moment, zone)
        if start > last:
            parts.setdefault(start, []).append(summary)
    return [Stretch(start, merged(found)) for start, found in parts.items()]


def _raw(check: Check, since: datetime, until: datetime) -> list[tuple[datetime, Summary]]:
    rows = RawReading.objects.filter(check_row=check, at__gte=since, at__lte=until)
    values = rows.order_by("at").values_list("at", "grade", "sent", "trips")
    return [
        (moment, of_reading(Grade(grade), sent=sent, trips=[*map(int, trips.split())]))
        for moment, grade, sent, trips in values
    ]


def whole(found: Sequence[Stretch]) -> Summary:
    """All these stretches as one."""
    return merged(each.summary for each in found)
