"""The duty roster worked out by hand: nights, rotations, what is changed and what is left open."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from sigap.domain.roster import (
    ADDED,
    REMOVED,
    REPLACED,
    Change,
    Line,
    Roster,
    Shift,
    day_of,
    double_booked,
    exchange,
    free,
    in_pieces,
    shifts,
    slot_of,
)
from sigap.domain.workcalendar import WIB, WIT, WITA, Span

MONDAY = date(2026, 11, 23)
RINA, DEDI, JOKO = 1, 2, 3


def at(text: str, zone: str = WIB) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def night(key: int = 1, person: int = RINA, weekday: int = 0, **more: object) -> Line:
    """From 16:00 to 07:30 of the next day, every week from Monday 23 November 2026 on."""
    told = {"valid_from": MONDAY, "anchor": MONDAY, **more}
    return Line(key, person, weekday, time(16), time(7, 30), **told)


def week(roster: Roster, since: str, until: str) -> list[tuple[str, int]]:
    return [(s.slot, s.person) for s in shifts(roster, at(since), at(until))]


def test_a_night_ends_on_the_morning_after() -> None:
    (shift,) = shifts(Roster(1, WIB, (night(),)), at("2026-11-23"), at("2026-11-25"))
    assert (shift.start, shift.end) == (at("2026-11-23T16:00"), at("2026-11-24T07:30"))
    assert shift.stands(at("2026-11-24T07:29"))
    assert not shift.stands(at("2026-11-24T07:30"))


@pytest.mark.parametrize(("zone", "hour"), [(WIB, 9), (WITA, 8), (WIT, 7)])
def test_the_clock_is_the_one_of_the_zone(zone: str, hour: int) -> None:
    (shift,) = shifts(Roster(1, zone, (night(),)), at("2026-11-23"), at("2026-11-25"))
    assert shift.start == datetime(2026, 11, 23, hour, tzinfo=UTC)


def test_the_same_hour_twice_is_a_whole_day() -> None:
    line = Line(1, RINA, 5, time(7, 30), time(7, 30), MONDAY, MONDAY)
    (shift,) = shifts(Roster(1, WIB, (line,)), at("2026-11-28T07:30"), at("2026-11-29T07:30"))
    assert shift.end - shift.start == (at("2026-11-29T07:30") - at("2026-11-28T07:30"))


def test_two_weeks_take_turns_from_the_week_of_the_anchor() -> None:
    turns = (
        night(1, RINA, weeks=2),
        night(2, DEDI, weeks=2, anchor=date(2026, 12, 2)),
    )
    assert week(Roster(1, WIB, turns), "2026-11-23", "2026-12-20") == [
        ("1/2026-11-23", RINA),
        ("2/2026-11-30", DEDI),
        ("1/2026-12-07", RINA),
        ("2/2026-12-14", DEDI),
    ]


def test_an_anchor_that_lies_ahead_counts_back_as_well() -> None:
    line = night(weeks=3, anchor=date(2026, 12, 14))
    assert week(Roster(1, WIB, (line,)), "2026-11-23", "2026-12-15") == [
        ("1/2026-11-23", RINA),
        ("1/2026-12-14", RINA),
    ]


def test_a_line_counts_from_its_first_day_to_its_last() -> None:
    line = night(valid_from=date(2026, 11, 24), valid_until=date(2026, 12, 7))
    assert week(Roster(1, WIB, (line,)), "2026-11-01", "2027-01-01") == [
        ("1/2026-11-30", RINA),
        ("1/2026-12-07", RINA),
    ]


def test_the_later_of_two_changes_counts() -> None:
    slot = slot_of(1, MONDAY)
    changes = (Change(REPLACED, slot, DEDI), Change(REPLACED, slot, JOKO))
    assert week(Roster(1, WIB, (night(),), changes), "2026-11-23", "2026-11-24") == [(slot, JOKO)]


def test_a_removed_shift_is_gone_and_an_added_one_is_there() -> None:
    extra = Span(at("2026-11-24T10:00"), at("2026-11-24T12:00"))
    changes = (
        Change(REMOVED, slot_of(1, MONDAY)),
        Change(ADDED, "+a", DEDI, extra),
        Change(REPLACED, "+a", JOKO),
    )
    roster = Roster(1, WIB, (night(),), changes)
    assert shifts(roster, at("2026-11-23"), at("2026-11-25")) == (
        Shift("+a", JOKO, extra.start, extra.end),
    )


def test_a_change_that_names_nobody_is_a_fault_of_the_program() -> None:
    roster = Roster(1, WIB, (night(),), (Change(REPLACED, slot_of(1, MONDAY)),))
    with pytest.raises(ValueError, match="nobody is named"):
        shifts(roster, at("2026-11-23"), at("2026-11-25"))


def test_an_exchange_needs_no_shift_in_return() -> None:
    given = Shift("1/2026-11-23", RINA, at("2026-11-23T16:00"), at("2026-11-24T07:30"))
    returned = Shift("2/2026-11-24", DEDI, at("2026-11-24T16:00"), at("2026-11-25T07:30"))
    assert exchange(given, DEDI) == (Change(REPLACED, given.slot, DEDI),)
    assert exchange(given, DEDI, returned)[1] == Change(REPLACED, returned.slot, RINA)


def test_what_nobody_covers_is_named() -> None:
    window = Span(at("2026-11-23T16:00"), at("2026-11-24T16:00"))
    taken = [
        Span(at("2026-11-23T18:00"), at("2026-11-23T22:00")),
        Span(at("2026-11-23T20:00"), at("2026-11-24T07:30")),
    ]
    assert list(free(window, taken)) == [
        Span(at("2026-11-23T16:00"), at("2026-11-23T18:00")),
        Span(at("2026-11-24T07:30"), at("2026-11-24T16:00")),
    ]


def test_a_week_of_duty_is_cut_into_days() -> None:
    pieces = list(in_pieces(Span(at("2026-11-23T07:30"), at("2026-11-25T12:00"))))
    assert [piece.start for piece in pieces] == [
        at("2026-11-23T07:30"),
        at("2026-11-24T07:30"),
        at("2026-11-25T07:30"),
    ]
    assert pieces[-1].end == at("2026-11-25T12:00")


def test_who_stands_twice_at_once_is_named() -> None:
    first = Shift("1/a", RINA, at("2026-11-23T16:00"), at("2026-11-24T07:30"))
    within = Shift("2/b", RINA, at("2026-11-23T18:00"), at("2026-11-23T20:00"))
    after = Shift("3/c", RINA, at("2026-11-24T07:00"), at("2026-11-24T12:00"))
    other = Shift("4/d", DEDI, at("2026-11-24T07:00"), at("2026-11-24T12:00"))
    assert list(double_booked([after, other, within, first])) == [(first, within), (first, after)]


@pytest.mark.parametrize("slot", ["", "+a1b2", "7", "7/besok", "7/2026-13-01"])
def test_a_slot_without_a_day_has_none(slot: str) -> None:
    assert day_of(slot) is None


def test_a_slot_tells_its_day() -> None:
    assert day_of(slot_of(7, MONDAY)) == MONDAY
