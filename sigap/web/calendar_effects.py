"""What a change of a calendar would do to the clocks: counts and a page of lines, no writing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Generic, TypeVar

from sigap.domain.calendarcontent import Content, changed_spans
from sigap.domain.workcalendar import Span, WorkCalendar
from sigap.incidents.models import Incident
from sigap.incidents.queries.recounting import (
    PastClock,
    RunningClock,
    past_clocks,
    past_rows,
    running_clocks,
    running_rows,
)

MOST_RUNNING: Final = 5_000
MOST_PAST: Final = 20_000
PAGE: Final = 50
Clock = TypeVar("Clock", RunningClock, PastClock)


@dataclass(slots=True)
class Found(Generic[Clock]):
    """Of `seen` clocks that the changed days touch, how many change, and a page of those.

    `more` says that there are clocks beyond those looked at, which are not counted here.
    """

    start: int
    seen: int = 0
    changed: int = 0
    lines: list[Clock] = field(default_factory=list)
    more: bool = False

    @property
    def following(self) -> int | None:
        """Where the next page begins, None on the last."""
        after = self.start + len(self.lines)
        return after if after < self.changed else None

    def take(self, clock: Clock, changes: bool) -> None:
        """Count one clock, and keep it where it stands on this page."""
        self.seen += 1
        if not changes:
            return
        if self.start <= self.changed < self.start + PAGE:
            self.lines.append(clock)
        self.changed += 1


@dataclass(frozen=True, slots=True)
class Effects:
    """The running and the past clocks that would count otherwise."""

    running: Found[RunningClock]
    past: Found[PastClock]
    incidents: dict[int, Incident]


def effects(
    old: Content, new: Content, *, version: int, at: datetime, running_from: int, past_from: int
) -> Effects:
    """What `new` as the version `version` would change. Looks at a bounded number of clocks."""
    spans, hours = changed_spans(old, new), new.calendar(version)
    running: Found[RunningClock] = Found(running_from)
    past: Found[PastClock] = Found(past_from)
    if spans:
        _look_at_running(running, old.key, spans, hours, version, at)
        _look_at_past(past, old.key, spans, hours, version)
    return Effects(running, past, _incidents(clock.visit.incident_id for clock in past.lines))


def _look_at_running(
    found: Found[RunningClock],
    key: str,
    spans: Sequence[Span],
    hours: WorkCalendar,
    version: int,
    at: datetime,
) -> None:
    rows = running_rows(key, spans, before=version)
    found.more = rows[MOST_RUNNING : MOST_RUNNING + 1].exists()
    for clock in running_clocks(rows[:MOST_RUNNING], spans, hours, at=at):
        found.take(clock, clock.moved)


def _look_at_past(
    found: Found[PastClock], key: str, spans: Sequence[Span], hours: WorkCalendar, version: int
) -> None:
    rows = past_rows(key, spans, before=version)
    found.more = rows[MOST_PAST : MOST_PAST + 1].exists()
    for clock in past_clocks(rows[:MOST_PAST], spans, hours):
        found.take(clock, clock.differs)


def _incidents(keys: Iterable[int]) -> dict[int, Incident]:
    rows = Incident.objects.filter(pk__in=set(keys)).select_related("agency", "site")
    return {row.pk: row for row in rows}
