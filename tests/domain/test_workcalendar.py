"""Deadlines an official would work out on the wall calendar."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from sigap.domain.workcalendar import (
    PERPRES_21_2023,
    WIB,
    WIT,
    WITA,
    Pattern,
    Span,
    WorkCalendar,
    always,
)

OFFICE = WorkCalendar(
    key="bekasi",
    zone=WIB,
    patterns=(PERPRES_21_2023,),
    ramadan=((date(2026, 2, 19), date(2026, 3, 20)),),
    days_off={
        date(2026, 2, 16): "Cuti Bersama Tahun Baru Imlek",
        date(2026, 2, 17): "Tahun Baru Imlek",
        date(2026, 12, 24): "Cuti Bersama Hari Raya Natal",
        date(2026, 12, 25): "Hari Raya Natal",
    },
)
QUARTER = timedelta(minutes=15)
FULL_DAY = timedelta(hours=7, minutes=30)
FASTING_DAY = timedelta(hours=6, minutes=30)


def at(text: str, zone: str = WIB) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


@pytest.mark.parametrize(
    ("begun", "amount", "due"),
    [
        pytest.param("2026-11-20 11:25", QUARTER, "2026-11-20 13:10", id="over Friday prayers"),
        pytest.param("2026-12-23 15:55", QUARTER, "2026-12-28 07:40", id="before cuti bersama"),
        pytest.param("2026-11-22 02:00", QUARTER, "2026-11-23 07:45", id="Sunday night"),
        pytest.param("2026-11-23 15:45", QUARTER, "2026-11-23 16:00", id="lands on closing time"),
        pytest.param("2026-11-23 16:00", QUARTER, "2026-11-24 07:45", id="begun at closing time"),
        pytest.param("2026-11-23 11:50", QUARTER, "2026-11-23 13:05", id="over the lunch break"),
        pytest.param("2026-11-20 16:20", QUARTER, "2026-11-23 07:35", id="late on Friday"),
        pytest.param("2026-11-20 14:00", FULL_DAY, "2026-11-23 13:30", id="a day over a weekend"),
        pytest.param("2026-11-23 07:30", FULL_DAY, "2026-11-23 16:00", id="a whole day in one"),
        pytest.param("2026-02-18 14:00", FULL_DAY, "2026-02-19 14:00", id="into Ramadan"),
        pytest.param("2026-02-13 16:00", QUARTER * 4, "2026-02-18 08:00", id="over Imlek"),
        pytest.param("2026-02-20 11:25", QUARTER, "2026-02-20 12:40", id="Friday in Ramadan"),
    ],
)
def test_a_deadline_falls_where_the_office_hours_put_it(
    begun: str, amount: timedelta, due: str
) -> None:
    assert OFFICE.add(at(begun), amount) == at(due)
    assert OFFICE.elapsed(at(begun), at(due)) == amount


def test_every_answer_is_in_utc() -> None:
    due = OFFICE.add(at("2026-11-23 09:00"), QUARTER)
    assert due.tzinfo is UTC
    assert OFFICE.next_working(at("2026-11-22 02:00")).tzinfo is UTC


@pytest.mark.parametrize(("zone", "opens"), [(WIB, "00:30"), (WITA, "23:30"), (WIT, "22:30")])
def test_the_office_opens_at_half_past_seven_in_its_own_zone(zone: str, opens: str) -> None:
    office = replace(OFFICE, zone=zone)
    monday = at("2026-11-23 00:00", zone)
    assert office.next_working(monday) == at("2026-11-23 07:30", zone)
    assert f"{office.next_working(monday):%H:%M}" == opens


def test_one_moment_gives_each_zone_its_own_deadline() -> None:
    begun = at("2026-11-23 14:50", WIB)
    due = {z: replace(OFFICE, zone=z).add(begun, QUARTER) for z in (WIB, WITA, WIT)}
    assert due[WIB] == at("2026-11-23 15:05", WIB)
    assert due[WITA] == at("2026-11-24 07:35", WITA)
    assert due[WIT] == at("2026-11-24 07:45", WIT)


@pytest.mark.parametrize(
    ("begun", "worth"),
    [
        pytest.param("2026-02-18 15:59", FULL_DAY, id="in the last minute before Ramadan"),
        pytest.param("2026-02-18 16:00", FASTING_DAY, id="after closing before Ramadan"),
        pytest.param("2026-02-19 08:00", FASTING_DAY, id="on the first day of Ramadan"),
        pytest.param("2026-03-20 15:29", FASTING_DAY, id="in the last minute of Ramadan"),
        pytest.param("2026-03-20 15:30", FULL_DAY, id="after the last day of Ramadan"),
        pytest.param("2026-11-20 09:00", FULL_DAY, id="on a Friday"),
    ],
)
def test_one_hari_is_worth_the_day_of_the_first_working_moment(
    begun: str, worth: timedelta
) -> None:
    assert OFFICE.amount("hari", 1, at(begun)) == worth
    assert OFFICE.amount("hari", 3, at(begun)) == 3 * worth


def test_one_hari_begun_at_opening_ends_at_closing_in_and_out_of_ramadan() -> None:
    for opening, closing in (
        ("2026-11-20 07:30", "2026-11-20 16:30"),
        ("2026-02-19 08:00", "2026-02-19 15:00"),
        ("2026-02-20 08:00", "2026-02-20 15:30"),
    ):
        amount = OFFICE.amount("hari", 1, at(opening))
        assert OFFICE.add(at(opening), amount) == at(closing)


def test_minutes_and_hours_are_worth_the_same_everywhere() -> None:
    for calendar in (OFFICE, always(WIB)):
        assert calendar.amount("menit", 15, at("2026-02-19 08:00")) == QUARTER
        assert calendar.amount("jam", 1, at("2026-02-19 08:00")) == 4 * QUARTER


def test_one_hari_around_the_clock_is_24_hours() -> None:
    begun = at("2026-12-25 03:00")
    clock = always(WIB)
    assert clock.add(begun, clock.amount("hari", 1, begun)) == at("2026-12-26 03:00")


def test_new_office_hours_apply_from_their_first_day() -> None:
    morning: Pattern = replace(
        PERPRES_21_2023,
        valid_from=date(2026, 7, 1),
        hours=(*(((time(7), time(12)),),) * 5, (), ()),
        day=timedelta(hours=5),
    )
    office = replace(OFFICE, patterns=(PERPRES_21_2023, morning))
    assert office.add(at("2026-06-30 15:50"), QUARTER) == at("2026-07-01 07:05")
    assert office.amount("hari", 1, at("2026-06-30 16:00")) == timedelta(hours=5)
    assert office.elapsed(at("2026-06-30 00:00"), at("2026-07-02 00:00")) == timedelta(hours=12.5)


def test_the_first_office_hours_also_govern_the_days_before_them() -> None:
    assert OFFICE.next_working(at("2020-01-02 00:00")) == at("2020-01-02 07:30")


def test_hours_may_run_to_midnight_and_on() -> None:
    night = ((time(0), time(6)), (time(22), time(0)))
    duty = Pattern(date(2026, 1, 1), (night,) * 7, (night,) * 7, FULL_DAY, FULL_DAY)
    calendar = WorkCalendar("piket", WIB, (duty,))
    assert calendar.add(at("2026-11-23 21:00"), 12 * QUARTER) == at("2026-11-24 01:00")


def test_working_spans_are_cut_to_the_moments_asked_for() -> None:
    assert OFFICE.spans(at("2026-11-20 11:00"), at("2026-11-23 08:00")) == (
        Span(at("2026-11-20 11:00"), at("2026-11-20 11:30")),
        Span(at("2026-11-20 13:00"), at("2026-11-20 16:30")),
        Span(at("2026-11-23 07:30"), at("2026-11-23 08:00")),
    )


def test_no_time_passes_backwards() -> None:
    later, earlier = at("2026-11-23 12:00"), at("2026-11-23 09:00")
    assert OFFICE.elapsed(later, earlier) == timedelta(0)
    assert OFFICE.spans(later, earlier) == ()


def test_a_calendar_is_not_changed_by_changing_the_mapping_it_was_made_from() -> None:
    days_off: dict[date, str] = {}
    office = replace(OFFICE, days_off=days_off)
    days_off[date(2026, 11, 23)] = "Libur"
    assert office.next_working(at("2026-11-23 00:00")) == at("2026-11-23 07:30")


def test_equal_calendars_are_equal_and_can_be_keys_whatever_they_have_worked_out() -> None:
    used, fresh = replace(OFFICE), replace(OFFICE)
    used.add(at("2026-11-23 09:00"), FULL_DAY)
    assert used == fresh
    assert len({used, fresh}) == 1
