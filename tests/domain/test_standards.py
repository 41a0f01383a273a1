"""The clock of a step, as an official would read and check it."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from sigap.domain.standards import (
    HoldSpan,
    LineKind,
    Reading,
    Verdict,
    duration_words,
    measure,
)
from sigap.domain.workcalendar import PERPRES_21_2023, WIB, WorkCalendar, always

OFFICE = WorkCalendar(
    "bekasi",
    WIB,
    (PERPRES_21_2023,),
    days_off={date(2026, 12, 24): "Cuti Bersama", date(2026, 12, 25): "Hari Raya Natal"},
)
HOUR = timedelta(hours=1)
MONDAY, TUESDAY, FRIDAY = "2026-11-23", "2026-11-24", "2026-11-20"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(WIB))


def read(
    entered: str,
    now: str,
    *holds: tuple[str, str | None],
    left: str | None = None,
    standard: timedelta = HOUR,
    calendar: WorkCalendar = OFFICE,
) -> Reading:
    return measure(
        calendar,
        standard=standard,
        entered_at=at(entered),
        left_at=at(left) if left else None,
        holds=[HoldSpan(at(start), at(end) if end else None) for start, end in holds],
        now=at(now),
    )


def shown(reading: Reading) -> list[tuple[str, str, str, int]]:
    zone = ZoneInfo(WIB)
    return [
        (
            line.kind,
            f"{line.start.astimezone(zone):%a %H.%M}",
            f"{line.end.astimezone(zone):%a %H.%M}",
            line.minutes,
        )
        for line in reading.lines
    ]


def test_a_step_over_a_weekend_is_explained_span_by_span() -> None:
    reading = read(f"{FRIDAY} 11:00", f"{MONDAY} 08:00")
    assert shown(reading) == [
        ("kerja", "Fri 11.00", "Fri 11.30", 30),
        ("kerja", "Fri 13.00", "Fri 16.30", 210),
        ("kerja", "Mon 07.30", "Mon 08.00", 30),
    ]
    assert reading.net == 4.5 * HOUR
    assert reading.gross == 69 * HOUR
    assert reading.held == timedelta(0)


def test_a_hold_is_a_line_of_its_own_and_is_not_counted() -> None:
    reading = read(f"{MONDAY} 09:00", f"{MONDAY} 14:00", (f"{MONDAY} 09:20", f"{MONDAY} 13:30"))
    assert shown(reading) == [
        ("kerja", "Mon 09.00", "Mon 09.20", 20),
        ("tertunda", "Mon 09.20", "Mon 13.30", 190),
        ("kerja", "Mon 13.30", "Mon 14.00", 30),
    ]
    assert [line.counted for line in reading.lines] == [HOUR / 3, 0 * HOUR, HOUR / 2]
    assert reading.net == timedelta(minutes=50)
    assert reading.held == timedelta(minutes=190)
    assert reading.gross == 5 * HOUR


def test_a_hold_moves_the_due_moment_by_the_working_time_it_took() -> None:
    reading = read(f"{MONDAY} 09:00", f"{MONDAY} 14:00", (f"{MONDAY} 09:20", f"{MONDAY} 13:30"))
    assert reading.due_at == at(f"{MONDAY} 14:10")
    assert reading.risk_at == at(f"{MONDAY} 13:55")
    assert reading.verdict is Verdict.AT_RISK
    assert reading.remaining == timedelta(minutes=10)


def test_while_on_hold_nothing_is_due() -> None:
    reading = read(f"{MONDAY} 09:00", f"{TUESDAY} 14:00", (f"{MONDAY} 09:20", None))
    assert reading.due_at is None
    assert reading.risk_at is None
    assert reading.verdict is Verdict.ON_TIME
    assert reading.net == timedelta(minutes=20)


def test_a_hold_that_begins_at_the_due_moment_does_not_move_it() -> None:
    reading = read(f"{MONDAY} 09:00", f"{MONDAY} 11:30", (f"{MONDAY} 10:00", f"{MONDAY} 11:00"))
    assert reading.due_at == at(f"{MONDAY} 10:00")
    assert reading.verdict is Verdict.LATE


def test_holds_that_touch_are_one_line() -> None:
    holds = (f"{MONDAY} 09:00", f"{MONDAY} 09:30"), (f"{MONDAY} 09:30", f"{MONDAY} 10:00")
    reading = read(f"{MONDAY} 09:00", f"{MONDAY} 10:00", *holds)
    assert shown(reading) == [("tertunda", "Mon 09.00", "Mon 10.00", 60)]


def test_a_hold_with_an_end_still_to_come_is_a_hold_now() -> None:
    reading = read(f"{MONDAY} 09:00", f"{MONDAY} 10:00", (f"{MONDAY} 09:20", f"{MONDAY} 11:00"))
    assert reading.due_at is None


def test_a_hold_does_not_excuse_what_was_late_before_it() -> None:
    reading = read(f"{MONDAY} 09:00", f"{MONDAY} 12:00", (f"{MONDAY} 10:01", None))
    assert reading.verdict is Verdict.LATE
    assert reading.remaining == timedelta(minutes=-1)


@pytest.mark.parametrize(
    ("now", "verdict"),
    [
        ("09:44", Verdict.ON_TIME),
        ("09:45", Verdict.AT_RISK),
        ("10:00", Verdict.AT_RISK),
        ("10:01", Verdict.LATE),
    ],
)
def test_the_verdict_turns_at_the_risk_and_due_moments(now: str, verdict: Verdict) -> None:
    reading = read(f"{MONDAY} 09:00", f"{MONDAY} {now}")
    assert reading.risk_at == at(f"{MONDAY} 09:45")
    assert reading.due_at == at(f"{MONDAY} 10:00")
    assert reading.verdict is verdict


def test_a_step_that_was_left_in_time_is_on_time_however_narrowly() -> None:
    reading = read(f"{MONDAY} 09:00", f"{TUESDAY} 09:00", left=f"{MONDAY} 10:00")
    assert reading.verdict is Verdict.ON_TIME
    assert reading.net == HOUR


def test_work_due_at_closing_time_may_be_handed_over_that_evening() -> None:
    evening = read(f"{MONDAY} 15:00", f"{TUESDAY} 09:00", left=f"{MONDAY} 19:00")
    morning = read(f"{MONDAY} 15:00", f"{TUESDAY} 09:00", left=f"{TUESDAY} 07:31")
    assert evening.due_at == morning.due_at == at(f"{MONDAY} 16:00")
    assert evening.verdict is Verdict.ON_TIME
    assert morning.verdict is Verdict.LATE


def test_a_report_just_before_cuti_bersama_is_due_after_it() -> None:
    reading = read("2026-12-23 15:55", "2026-12-28 07:35", standard=HOUR / 4)
    assert reading.due_at == at("2026-12-28 07:40")
    assert [line.minutes for line in reading.lines] == [5, 5]


def test_a_hold_through_the_night_costs_no_working_time_but_is_shown() -> None:
    reading = read(f"{MONDAY} 15:30", f"{TUESDAY} 07:45", (f"{MONDAY} 17:00", f"{TUESDAY} 06:00"))
    assert [line.kind for line in reading.lines] == [LineKind.WORK, LineKind.HELD, LineKind.WORK]
    assert reading.held == timedelta(0)
    assert reading.due_at == at(f"{TUESDAY} 08:00")


def test_overlapping_and_stray_holds_count_once_and_only_inside_the_step() -> None:
    reading = read(
        f"{MONDAY} 09:00",
        f"{TUESDAY} 09:00",
        (f"{MONDAY} 09:30", f"{MONDAY} 10:30"),
        (f"{MONDAY} 08:00", f"{MONDAY} 09:10"),
        (f"{MONDAY} 10:00", f"{MONDAY} 11:00"),
        (f"{MONDAY} 11:50", f"{MONDAY} 11:20"),
        (f"{MONDAY} 11:30", None),
        left=f"{MONDAY} 11:40",
    )
    assert shown(reading) == [
        ("tertunda", "Mon 09.00", "Mon 09.10", 10),
        ("kerja", "Mon 09.10", "Mon 09.30", 20),
        ("tertunda", "Mon 09.30", "Mon 11.00", 90),
        ("kerja", "Mon 11.00", "Mon 11.30", 30),
        ("tertunda", "Mon 11.30", "Mon 11.40", 10),
    ]
    assert reading.due_at == at(f"{MONDAY} 11:50")


def test_printed_minutes_add_up_although_seconds_are_dropped() -> None:
    reading = read(f"{MONDAY} 11:50:20", f"{MONDAY} 13:10:45")
    assert [line.working for line in reading.lines] == [
        timedelta(minutes=9, seconds=40),
        timedelta(minutes=10, seconds=45),
    ]
    assert [line.minutes for line in reading.lines] == [9, 11]
    assert duration_words(reading.net) == "20 menit"


def test_around_the_clock_everything_but_a_hold_counts() -> None:
    reading = read(
        "2026-12-24 22:00",
        "2026-12-25 06:00",
        ("2026-12-25 00:00", "2026-12-25 01:00"),
        calendar=always(WIB),
        standard=8 * HOUR,
    )
    assert reading.net == 7 * HOUR
    assert reading.due_at == at("2026-12-25 07:00")


def test_a_clock_read_before_the_step_began_stands_at_zero() -> None:
    reading = read(f"{MONDAY} 09:00", f"{MONDAY} 08:00")
    assert (reading.net, reading.gross, reading.lines) == (timedelta(0), timedelta(0), ())
    assert reading.due_at == at(f"{MONDAY} 10:00")


def test_every_line_has_words() -> None:
    reading = read(f"{MONDAY} 09:00", f"{MONDAY} 10:00", (f"{MONDAY} 09:30", None))
    assert [line.template for line in reading.lines] == [
        "Waktu kerja, dihitung",
        "Tertunda, waktu kerjanya tidak dihitung",
    ]


@pytest.mark.parametrize(("standard", "risk"), [(-HOUR, 0.75), (HOUR, -0.1), (HOUR, 1.1)])
def test_a_senseless_standard_is_refused(standard: timedelta, risk: float) -> None:
    moment = at(f"{MONDAY} 09:00")
    with pytest.raises(ValueError, match="between 0 and 1"):
        measure(
            OFFICE,
            standard=standard,
            entered_at=moment,
            left_at=None,
            holds=(),
            now=moment,
            risk=risk,
        )


@pytest.mark.parametrize(
    ("duration", "text"),
    [
        (timedelta(0), "0 menit"),
        (timedelta(seconds=59), "0 menit"),
        (timedelta(minutes=1, seconds=59), "1 menit"),
        (timedelta(hours=1), "1 jam"),
        (timedelta(hours=1, minutes=12, seconds=30), "1 jam 12 menit"),
        (timedelta(days=1, hours=7, minutes=5), "31 jam 5 menit"),
        (timedelta(minutes=-12, seconds=-30), "12 menit"),
    ],
)
def test_a_duration_is_said_in_hours_and_minutes(duration: timedelta, text: str) -> None:
    assert duration_words(duration) == text
