"""Working time: when an office works, and the arithmetic of deadlines over it.

A working moment lies in a half-open span [start, end): 16:00 sharp is the end of Monday's work and
no longer a working moment. Every moment must be aware; every answer is UTC. The laws (proved in
the tests):

- elapsed(s, add(s, x)) == x;
- add(s, elapsed(s, e)) <= e, and equal where e closes or lies inside working time;
- add(add(s, a), b) == add(s, a + b), and elapsed adds up over adjacent intervals;
- a later start, a larger amount or one more day off never brings a deadline nearer.

Made for zones that never change their clocks, as Indonesia's three.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

WIB = "Asia/Jakarta"
WITA = "Asia/Makassar"
WIT = "Asia/Jayapura"

HORIZON = timedelta(days=3653)
"""A deadline more than ten years away is a faulty calendar or a slip of the pen."""

CACHED_DAYS = 4096
"""More than the horizon, so that one long walk does not push out its own days."""

ZERO = timedelta(0)
ONE_DAY = timedelta(days=1)
MIDNIGHT = time(0)

Spans = tuple[tuple[time, time], ...]
Week = tuple[Spans, Spans, Spans, Spans, Spans, Spans, Spans]

ROUND_THE_CLOCK: Spans = ((MIDNIGHT, MIDNIGHT),)


@dataclass(frozen=True, slots=True)
class Span:
    """An interval [start, end) in UTC."""

    start: datetime
    end: datetime

    @property
    def length(self) -> timedelta:
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Pattern:
    """Office hours from a local date on, until the next pattern begins.

    `hours` and `ramadan_hours` hold, for Monday to Sunday, the working spans in local time; a span
    that ends at 00:00 ends at midnight. `day` and `ramadan_day` are what "1 hari" is worth
    (SOP ruling 5). Raises ValueError for hours that overlap, run backwards or miss a weekday.
    """

    valid_from: date
    hours: Week
    ramadan_hours: Week
    day: timedelta
    ramadan_day: timedelta

    def __post_init__(self) -> None:
        _check_week(self.hours)
        _check_week(self.ramadan_hours)
        if self.day <= ZERO or self.ramadan_day <= ZERO:
            raise ValueError("a working day must be longer than nothing")


class _Day(NamedTuple):
    """One local day worked out: its working spans and their sum."""

    spans: tuple[Span, ...]
    working: timedelta


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """The working time of one office in one zone.

    `patterns` are in order of `valid_from`; the first also governs the days before it. `ramadan`
    holds the decreed ranges of local dates, both ends included. `days_off` names each public
    holiday and cuti bersama. With `always` every moment is working time (24x7 service classes)
    and the rest is not looked at. A calendar never changes: corrected data makes a new one, with
    the next `version`.
    """

    key: str
    zone: str
    patterns: tuple[Pattern, ...] = ()
    ramadan: tuple[tuple[date, date], ...] = ()
    days_off: Mapping[date, str] = field(default_factory=dict, hash=False)
    always: bool = False
    version: int = 0
    _days: dict[int, _Day] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        ZoneInfo(self.zone)
        # The worked-out days would go stale if the caller's mapping changed under them.
        object.__setattr__(self, "days_off", dict(self.days_off))
        if not self.patterns and not self.always:
            raise ValueError(f"calendar {self.key}: no office hours given")
        begins = [pattern.valid_from for pattern in self.patterns]
        if begins != sorted(set(begins)):
            raise ValueError(f"calendar {self.key}: patterns must each begin later than the last")
        for first, last in self.ramadan:
            if last < first:
                raise ValueError(f"calendar {self.key}: Ramadan ends before it begins ({first})")

    def add(self, start: datetime, amount: timedelta) -> datetime:
        """The earliest moment (UTC) by which `amount` of working time has passed since `start`.

        It lands on 16:00, not on the next 07:30; and add(start, 0) is `start` itself, also
        outside working time. Raises ValueError for a negative amount and for a moment that would
        lie more than ten years ahead.
        """
        begin = as_utc(start)
        if amount < ZERO:
            raise ValueError("an amount of working time cannot be negative")
        if amount == ZERO or (self.always and amount <= HORIZON):
            return begin + amount
        left = amount
        first = self._ordinal(begin)
        for ordinal in range(first, first + HORIZON.days + 1):
            day = self._day(ordinal)
            if ordinal > first and day.working < left:
                left -= day.working
                continue
            for span in day.spans:
                opening = max(begin, span.start)
                room = span.end - opening
                if room >= left:
                    return opening + left
                left -= max(room, ZERO)
        raise ValueError(
            f"calendar {self.key}: {amount} of working time does not fit in the ten years "
            f"after {begin.isoformat()}"
        )

    def elapsed(self, start: datetime, end: datetime) -> timedelta:
        """The working time between two moments; zero when `end` is not after `start`."""
        begin, finish = as_utc(start), as_utc(end)
        if finish <= begin:
            return ZERO
        if self.always:
            return finish - begin
        first, last = self._ordinal(begin), self._ordinal(finish)
        edges = self._between(first, begin, finish)
        if last > first:
            edges += self._between(last, begin, finish)
        total = sum((span.length for span in edges), ZERO)
        for ordinal in range(first + 1, last):
            total += self._day(ordinal).working
        return total

    def spans(self, start: datetime, end: datetime) -> tuple[Span, ...]:
        """The working spans between two moments, cut to them, in order; none is empty."""
        begin, finish = as_utc(start), as_utc(end)
        if finish <= begin:
            return ()
        if self.always:
            return (Span(begin, finish),)
        return tuple(
            span
            for ordinal in range(self._ordinal(begin), self._ordinal(finish) + 1)
            for span in self._between(ordinal, begin, finish)
        )

    def next_working(self, at: datetime) -> datetime:
        """`at` itself if it is a working moment, else the next one (UTC).

        Raises ValueError when there is none within ten years.
        """
        moment = as_utc(at)
        first = self._ordinal(moment)
        for ordinal in range(first, first + HORIZON.days + 1):
            for span in self._day(ordinal).spans:
                if span.end > moment:
                    return max(moment, span.start)
        raise ValueError(
            f"calendar {self.key}: no working time in the ten years after {moment.isoformat()}"
        )

    def amount(self, unit: str, count: int, at: datetime) -> timedelta:
        """The working time that `count` of `unit` (menit, jam, hari) stands for from `at` on.

        A "hari" is the working day of the hours in force on the first working moment at or after
        `at`: 7 h 30 min, in Ramadan 6 h 30 min, and 24 h where the calendar is `always` (SOP
        ruling 5). It stays that long when the regime changes on the way, so the laws above hold
        for an amount once it is fixed: a new day off on the eve of Ramadan makes each "hari" of a
        step not yet begun shorter.
        """
        if count < 0:
            raise ValueError("an amount of working time cannot be negative")
        if unit == "menit":
            return timedelta(minutes=count)
        if unit == "jam":
            return timedelta(hours=count)
        if unit != "hari":
            raise ValueError(f"unknown unit of time {unit!r}: menit, jam or hari")
        if self.always:
            return count * ONE_DAY
        day = self._local_date(self.next_working(at))
        pattern = self._pattern(day)
        return count * (pattern.ramadan_day if self._in_ramadan(day) else pattern.day)

    def _local_date(self, moment: datetime) -> date:
        return moment.astimezone(ZoneInfo(self.zone)).date()

    def _ordinal(self, moment: datetime) -> int:
        return self._local_date(moment).toordinal()

    def _between(self, ordinal: int, begin: datetime, finish: datetime) -> list[Span]:
        return [
            Span(max(begin, span.start), min(finish, span.end))
            for span in self._day(ordinal).spans
            if span.start < finish and span.end > begin
        ]

    def _day(self, ordinal: int) -> _Day:
        known = self._days.get(ordinal)
        if known is None:
            if len(self._days) >= CACHED_DAYS:
                self._days.clear()
            known = self._days[ordinal] = self._work_out(date.fromordinal(ordinal))
        return known

    def _work_out(self, day: date) -> _Day:
        midnight = datetime.combine(day, MIDNIGHT, ZoneInfo(self.zone))
        spans = tuple(
            Span(
                (midnight + _clock(start)).astimezone(UTC), (midnight + _close(end)).astimezone(UTC)
            )
            for start, end in self._hours(day)
        )
        return _Day(spans, sum((span.length for span in spans), ZERO))

    def _hours(self, day: date) -> Spans:
        if self.always:
            return ROUND_THE_CLOCK
        if day in self.days_off:
            return ()
        pattern = self._pattern(day)
        week = pattern.ramadan_hours if self._in_ramadan(day) else pattern.hours
        return week[day.weekday()]

    def _pattern(self, day: date) -> Pattern:
        in_force = [pattern for pattern in self.patterns if pattern.valid_from <= day]
        return in_force[-1] if in_force else self.patterns[0]

    def _in_ramadan(self, day: date) -> bool:
        return any(first <= day <= last for first, last in self.ramadan)


def always(zone: str) -> WorkCalendar:
    """The 24x7 calendar: working time is clock time, a "hari" is 24 hours (SOP ruling 5)."""
    return WorkCalendar(key="24x7", zone=zone, always=True)


def as_utc(moment: datetime) -> datetime:
    """The same moment in UTC; raises ValueError for one without a zone."""
    if moment.tzinfo is None:
        raise ValueError(f"a moment without a zone cannot be placed: {moment.isoformat()}")
    return moment.astimezone(UTC)


def _clock(clock: time) -> timedelta:
    return datetime.combine(date.min, clock) - datetime.combine(date.min, MIDNIGHT)


def _close(clock: time) -> timedelta:
    return _clock(clock) or ONE_DAY


def _check_week(week: Week) -> None:
    if len(week) != 7:
        raise ValueError("office hours need seven days, Monday to Sunday")
    for spans in week:
        free_from = ZERO
        for start, end in spans:
            if not free_from <= _clock(start) < _close(end):
                raise ValueError(f"working hours overlap or run backwards at {start}-{end}")
            free_from = _close(end)


def _office_week(monday_to_thursday: Spans, friday: Spans) -> Week:
    return (*(monday_to_thursday,) * 4, friday, (), ())


# Perpres 21/2023, in force since 12 April 2023, sets the weekly sum, the start and the breaks. The
# closing times are what those add up to; an office with other hours gives its own pattern.
PERPRES_21_2023 = Pattern(
    valid_from=date(2023, 4, 12),
    hours=_office_week(
        ((time(7, 30), time(12)), (time(13), time(16))),
        ((time(7, 30), time(11, 30)), (time(13), time(16, 30))),
    ),
    ramadan_hours=_office_week(
        ((time(8), time(12)), (time(12, 30), time(15))),
        ((time(8), time(11, 30)), (time(12, 30), time(15, 30))),
    ),
    day=timedelta(hours=7, minutes=30),
    ramadan_day=timedelta(hours=6, minutes=30),
)
