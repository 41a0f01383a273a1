"""Moments, durations and figures as they are said on screen."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from sigap.domain import spoken as words

WIB = ZoneInfo("Asia/Jakarta")
MORNING = datetime(2026, 11, 23, 2, 15, tzinfo=UTC)


def test_a_moment_is_said_in_full_with_day_and_zone() -> None:
    assert words.moment(MORNING, WIB) == "Senin, 23 November 2026 pukul 09.15 WIB"
    assert words.moment(MORNING, WIB, "en") == "Monday, 23 November 2026 at 09:15 WIB"


def test_each_zone_of_the_country_has_its_letters() -> None:
    assert words.clock_time(MORNING, ZoneInfo("Asia/Makassar")) == "10.15 WITA"
    assert words.clock_time(MORNING, ZoneInfo("Asia/Jayapura")) == "11.15 WIT"


def test_a_narrow_column_has_shorter_words() -> None:
    assert words.short_moment(MORNING, WIB) == "23 Nov 09.15"
    assert words.short_day(date(2026, 8, 17)) == "17 Agu 2026"
    assert words.short_duration(timedelta(minutes=66)) == "1 jam 6 mnt"
    assert words.short_duration(timedelta(seconds=20)) == "<1 mnt"


@pytest.mark.parametrize(
    ("ahead", "said"),
    [
        (timedelta(hours=5, minutes=5), "pukul 14.20 WIB"),
        (timedelta(days=1), "besok pukul 09.15 WIB"),
        (timedelta(days=-1), "kemarin pukul 09.15 WIB"),
        (timedelta(days=4), "Jumat, 27 Nov pukul 09.15 WIB"),
        (timedelta(days=60), "Jumat, 22 Jan 2027 pukul 09.15 WIB"),
    ],
)
def test_a_deadline_is_said_from_where_the_reader_stands(ahead: timedelta, said: str) -> None:
    assert words.due(MORNING + ahead, MORNING, WIB) == said


def test_midnight_in_the_office_parts_today_from_tomorrow() -> None:
    late = datetime(2026, 11, 23, 17, 30, tzinfo=UTC)
    assert words.due(late, MORNING, WIB) == "besok pukul 00.30 WIB"


@pytest.mark.parametrize(
    ("passed", "said"),
    [
        (timedelta(seconds=40), "baru saja"),
        (timedelta(minutes=3), "3 menit lalu"),
        (timedelta(hours=5, minutes=50), "5 jam lalu"),
        (timedelta(days=2), "21 Nov 09.15"),
    ],
)
def test_what_is_past_is_said_by_its_distance(passed: timedelta, said: str) -> None:
    assert words.ago(MORNING - passed, MORNING, WIB) == said


def test_a_duration_is_hours_and_minutes_and_never_days() -> None:
    assert words.duration(timedelta(hours=26, minutes=1)) == "26 jam 1 menit"
    assert words.duration(timedelta(minutes=-6)) == "6 menit"
    assert words.duration(timedelta(seconds=59)) == "kurang dari 1 menit"
    assert words.duration(timedelta(minutes=1, seconds=5), exact=True) == "1 menit 5 detik"
    assert words.duration(timedelta(hours=1, minutes=2), "en") == "1 hour 2 minutes"


def test_calendar_time_counts_days_of_24_hours() -> None:
    assert words.calendar_duration(timedelta(days=3, hours=4, minutes=9)) == "3 hari 4 jam"
    assert words.calendar_duration(timedelta(hours=2, minutes=5)) == "2 jam 5 menit"


def test_figures_carry_the_decimal_comma() -> None:
    assert words.number(1234.5) == "1.234,5"
    assert words.number(1234.5, "en") == "1,234.5"
    assert words.number(12) == "12"
    assert words.percent(0.914) == "91 %"
    assert words.file_size(1_240_000) == "1,2 MB"
    assert words.file_size(88_000) == "88 kB"


def test_a_nip_is_grouped_and_anything_else_is_left_alone() -> None:
    assert words.nip("198001012005011003") == "19800101 200501 1 003"
    assert words.nip("belum ada") == "belum ada"


@given(some.integers(min_value=0, max_value=10**6))
def test_no_minute_is_lost_in_words(minutes: int) -> None:
    said = words.duration(timedelta(minutes=minutes)).split()
    figures = dict(zip(said[1::2], map(int, said[::2]), strict=True)) if minutes else {}
    assert figures.get("jam", 0) * 60 + figures.get("menit", 0) == minutes
