"""The duty roster (piket): who stands when, from a weekly pattern and what was changed in it.

A shift stands over a half-open span [start, end). The laws (proved in the tests):

- shifts(r, a, b) and shifts(r, b, c) together are shifts(r, a, c);
- a moment lies in a gap exactly when no shift stands over it;
- an exchange leaves every span as it was, only the two people differ;
- a change touches no other shift than the one it names.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sigap.domain.workcalendar import ONE_DAY, Span

REPLACED = "ganti"
REMOVED = "batal"
ADDED = "tambah"
CHANGES = (REPLACED, REMOVED, ADDED)

LONGEST = ONE_DAY
"""A shift that is longer is several: nobody stands for two days without being relieved."""

MOST_WEEKS = 12
_WEEK = 7


@dataclass(frozen=True, slots=True)
class Line:
    """One person on one weekday, every `weeks` weeks counted from the week of `anchor`.

    From and until are local times; an end not after its start lies on the next day, so that
    07:30 to 07:30 is a whole day. `valid_from` and `valid_until` (included) bound the days on
    which a shift begins.
    """

    key: int
    person: int
    weekday: int
    starts: time
    ends: time
    valid_from: date
    anchor: date
    weeks: int = 1
    valid_until: date | None = None

    def begins_on(self, day: date) -> bool:
        """Whether a shift of this line begins on this local day."""
        if day.weekday() != self.weekday or day < self.valid_from:
            return False
        if self.valid_until is not None and day > self.valid_until:
            return False
        apart = _monday(day) - _monday(self.anchor)
        return apart.days // _WEEK % self.weeks == 0


@dataclass(frozen=True, slots=True)
class Change:
    """One shift replaced, removed or added. `person` is who stands from then on, None when nobody.

    `span` is needed for an added shift alone.
    """

    kind: str
    slot: str
    person: int | None = None
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Roster:
    """The lines of a roster in one zone, and its changes in the order in which they were made."""

    key: int
    zone: str
    lines: tuple[Line, ...] = ()
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Shift:
    """One person on duty over [start, end), in UTC. `slot` names the shift whoever stands in it."""

    slot: str
    person: int
    start: datetime
    end: datetime

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)

    def stands(self, at: datetime) -> bool:
        """Whether the shift is on at this moment."""
        return self.start <= at < self.end


def shifts(roster: Roster, since: datetime, until: datetime) -> tuple[Shift, ...]:
    """Every shift that stands at some moment of [since, until), uncut, by start and slot."""
    found = {shift.slot: shift for shift in _regular(roster, since, until)}
    for change in roster.changes:
        _apply(change, found, Span(since, until))
    return tuple(sorted(found.values(), key=lambda shift: (shift.start, shift.slot)))


def slot_of(line: int, day: date) -> str:
    """The name of the shift that this line begins on this local day."""
    return f"{line}/{day.isoformat()}"


def day_of(slot: str) -> date | None:
    """The local day on which a shift of the pattern begins; None for an added shift or nonsense."""
    try:
        return date.fromisoformat(slot.partition("/")[2])
    except ValueError:
        return None


def span_on(day: date, starts: time, ends: time, zone: str) -> Span:
    """The span from `starts` on this local day to `ends`, on the next day if not after it."""
    place = ZoneInfo(zone)
    closing = day if ends > starts else day + ONE_DAY
    return Span(
        datetime.combine(day, starts, place).astimezone(UTC),
        datetime.combine(closing, ends, place).astimezone(UTC),
    )


def exchange(given: Shift, taker: int, returned: Shift | None = None) -> tuple[Change, ...]:
    """What a swap by consent changes: `taker` stands for `given`, its owner for `returned`."""
    changes = [Change(REPLACED, given.slot, taker)]
    if returned is not None:
        changes.append(Change(REPLACED, returned.slot, given.person))
    return tuple(changes)


def free(window: Span, taken: Iterable[Span]) -> Iterator[Span]:
    """The parts of `window` that lie in none of the spans, in order; none is empty."""
    opening = window.start
    for span in sorted(taken, key=lambda each: each.start):
        if span.start >= window.end:
            break
        if span.start > opening:
            yield Span(opening, span.start)
        opening = max(opening, span.end)
    if opening < window.end:
        yield Span(opening, window.end)


def office_days(working: Iterable[Span], zone: str) -> list[Span]:
    """Each local day's working spans as one, from first to last: breaks are the office's."""
    place = ZoneInfo(zone)
    days: dict[date, Span] = {}
    for span in sorted(working, key=lambda each: each.start):
        day = span.start.astimezone(place).date()
        days[day] = Span(days[day].start, span.end) if day in days else span
    return list(days.values())


def in_pieces(span: Span) -> Iterator[Span]:
    """A span cut into shifts of at most one day, in order."""
    opening = span.start
    while opening < span.end:
        closing = min(opening + LONGEST, span.end)
        yield Span(opening, closing)
        opening = closing


def double_booked(planned: Iterable[Shift]) -> Iterator[tuple[Shift, Shift]]:
    """Pairs of shifts in which one person stands twice at the same time."""
    last: dict[int, Shift] = {}
    for shift in sorted(planned, key=lambda each: (each.start, each.slot)):
        before = last.get(shift.person)
        if before is not None and before.end > shift.start:
            yield before, shift
        if before is None or shift.end > before.end:
            last[shift.person] = shift


def _regular(roster: Roster, since: datetime, until: datetime) -> Iterator[Shift]:
    place = ZoneInfo(roster.zone)
    # A shift that stands at `since` began a day before it at the earliest.
    day, last = (since - LONGEST).astimezone(place).date(), until.astimezone(place).date()
    while day <= last:
        for line in roster.lines:
            if line.begins_on(day):
                span = span_on(day, line.starts, line.ends, roster.zone)
                if _touch(span, Span(since, until)):
                    yield Shift(slot_of(line.key, day), line.person, span.start, span.end)
        day += ONE_DAY


def _apply(change: Change, found: dict[str, Shift], window: Span) -> None:
    if change.kind == REMOVED:
        found.pop(change.slot, None)
    elif change.person is None:
        raise ValueError(f"{change.kind} {change.slot}: nobody is named")
    elif change.kind == ADDED and change.span is not None:
        if _touch(change.span, window):
            start, end = change.span.start, change.span.end
            found[change.slot] = Shift(change.slot, change.person, start, end)
    elif change.slot in found:
        found[change.slot] = replace(found[change.slot], person=change.person)


def _touch(span: Span, window: Span) -> bool:
    return span.start < window.end and span.end > window.start


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
