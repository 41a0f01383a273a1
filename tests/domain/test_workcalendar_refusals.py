"""What the calendar refuses, and that it says why."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from sigap.domain.workcalendar import PERPRES_21_2023, WIB, WorkCalendar, always

OFFICE = WorkCalendar("bekasi", WIB, (PERPRES_21_2023,))
MONDAY = datetime(2026, 11, 23, 2, tzinfo=UTC)
HOUR = timedelta(hours=1)
NOTHING = ((), (), (), (), (), (), ())
CLOSED = WorkCalendar("tutup", WIB, (replace(PERPRES_21_2023, hours=NOTHING),))


def test_a_negative_amount_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot be negative"):
        OFFICE.add(MONDAY, -HOUR)
    with pytest.raises(ValueError, match="cannot be negative"):
        OFFICE.amount("jam", -1, MONDAY)


def test_an_unknown_unit_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match="'minggu': menit, jam or hari"):
        OFFICE.amount("minggu", 1, MONDAY)


def test_a_moment_without_a_zone_is_refused_everywhere() -> None:
    naive = MONDAY.replace(tzinfo=None)
    for ask in (
        lambda: OFFICE.add(naive, HOUR),
        lambda: OFFICE.elapsed(naive, MONDAY),
        lambda: OFFICE.spans(MONDAY, naive),
        lambda: OFFICE.next_working(naive),
        lambda: always(WIB).add(naive, HOUR),
    ):
        with pytest.raises(ValueError, match="without a zone"):
            ask()


def test_a_calendar_that_never_works_refuses_a_deadline_instead_of_searching_for_ever() -> None:
    with pytest.raises(ValueError, match="calendar tutup: 1:00:00 of working time"):
        CLOSED.add(MONDAY, HOUR)
    with pytest.raises(ValueError, match="calendar tutup: no working time in the ten years"):
        CLOSED.amount("hari", 1, MONDAY)


@pytest.mark.parametrize("calendar", [OFFICE, always(WIB)])
def test_a_deadline_more_than_ten_years_away_is_refused(calendar: WorkCalendar) -> None:
    with pytest.raises(ValueError, match="does not fit in the ten years"):
        calendar.add(MONDAY, timedelta(days=4000))


def test_a_calendar_without_hours_is_refused() -> None:
    with pytest.raises(ValueError, match="no office hours"):
        WorkCalendar("kosong", WIB)


def test_an_unknown_zone_is_refused() -> None:
    with pytest.raises(KeyError, match="Asia/Bekasi"):
        WorkCalendar("bekasi", "Asia/Bekasi", (PERPRES_21_2023,))


def test_patterns_out_of_order_or_of_one_date_are_refused() -> None:
    older = replace(PERPRES_21_2023, valid_from=date(2020, 1, 1))
    for patterns in ((PERPRES_21_2023, older), (older, older)):
        with pytest.raises(ValueError, match="begin later than the last"):
            WorkCalendar("bekasi", WIB, patterns)


def test_a_ramadan_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="Ramadan ends before it begins"):
        replace(OFFICE, ramadan=((date(2026, 3, 20), date(2026, 2, 19)),))


@pytest.mark.parametrize(
    "spans",
    [
        ((time(9), time(8)),),
        ((time(9), time(9)),),
        ((time(8), time(12)), (time(11), time(16))),
        ((time(8), time(0)), (time(9), time(10))),
    ],
)
def test_hours_that_overlap_or_run_backwards_are_refused(
    spans: tuple[tuple[time, time], ...],
) -> None:
    with pytest.raises(ValueError, match="overlap or run backwards"):
        replace(PERPRES_21_2023, hours=(spans, *NOTHING[1:]))


def test_a_week_that_misses_a_day_and_a_day_worth_nothing_are_refused() -> None:
    six_days: Any = NOTHING[1:]
    with pytest.raises(ValueError, match="seven days"):
        replace(PERPRES_21_2023, ramadan_hours=six_days)
    with pytest.raises(ValueError, match="longer than nothing"):
        replace(PERPRES_21_2023, ramadan_day=timedelta(0))
