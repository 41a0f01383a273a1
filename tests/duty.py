"""A duty roster over the cast: Rina and Dedi take the nights week by week, Joko the weekends."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from sigap.domain.actor import SYSTEM
from sigap.domain.workcalendar import WIB
from sigap.people.actions.duty import add_turns, open_roster
from sigap.people.models import DutyRoster
from tests.cast import MONDAY_MORNING, Cast

WEEKDAYS = frozenset(range(5))
WEEKEND = frozenset({5, 6})
MONDAY = date(2026, 11, 23)


def wib(text: str) -> datetime:
    """A moment on the office's clock, "2026-11-23T16:00", in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(WIB)).astimezone(UTC)


def roster(cast: Cast, *, at: datetime = MONDAY_MORNING, name: str = "Piket NOC") -> DutyRoster:
    """Rina stands in the nights of the first week, Dedi in those of the second, and so on."""
    row = open_roster(name, zone=WIB, at=at, by=SYSTEM)
    rina, dedi, joko = (cast.user(key) for key in ("pelaksana", "pelaksana-2", "admin-jaringan"))
    day = at.astimezone(ZoneInfo(WIB)).date()
    for people, weekdays, hours in (
        ([rina, dedi], WEEKDAYS, (time(16), time(7, 30))),
        ([joko], WEEKEND, (time(7, 30), time(7, 30))),
    ):
        starts, ends = hours
        add_turns(
            row,
            people,
            weekdays=weekdays,
            starts=starts,
            ends=ends,
            valid_from=day,
            at=at,
            by=SYSTEM,
        )
    return row
