"""When checks are due, and which stretch a moment falls into."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigap.domain.probeplan import Span, begun, ended, next_due

moments = st.datetimes(
    datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC), allow_imaginary=False
)
periods = st.integers(1, 86_400).map(lambda seconds: timedelta(seconds=seconds))
zones = st.sampled_from(["Asia/Jakarta", "Asia/Jayapura", "UTC"]).map(ZoneInfo)
numbers = st.integers(1, 2**62)


@given(numbers, periods, moments)
def test_a_check_is_due_within_its_period_and_never_at_once(number, every, at) -> None:
    due = next_due(number, every, after=at)
    assert at < due <= at + every + timedelta(milliseconds=1)


@given(numbers, periods, moments, st.integers(0, 50))
def test_a_check_keeps_its_phase_whatever_was_missed(number, every, at, missed) -> None:
    first = next_due(number, every, after=at)
    later = next_due(number, every, after=first + missed * every)
    assert (later - first) == (missed + 1) * every


def test_ten_thousand_checks_of_a_minute_are_spread_over_it() -> None:
    at = datetime(2026, 11, 23, 2, 15, tzinfo=UTC)
    due = [next_due(number, timedelta(minutes=1), after=at) for number in range(10_000)]
    of_second = Counter(int((moment - at).total_seconds()) for moment in due)
    assert len(of_second) >= 60
    assert max(of_second.values()) < 2 * 10_000 / 60


def test_a_period_below_a_second_is_refused() -> None:
    with pytest.raises(ValueError, match="once a second"):
        next_due(1, timedelta(milliseconds=500), after=datetime(2026, 1, 1, tzinfo=UTC))


@given(st.sampled_from(Span), moments, zones)
def test_every_moment_lies_in_exactly_one_stretch(span, moment, zone) -> None:
    start = begun(span, moment, zone)
    end = ended(span, start, zone)
    assert start <= moment < end
    assert begun(span, start, zone) == start
    assert begun(span, end, zone) == end
    assert begun(span, end - timedelta(microseconds=1), zone) == start


@given(moments, zones)
def test_a_shorter_stretch_lies_within_one_longer_stretch(moment, zone) -> None:
    five, hour = begun(Span.FIVE, moment, zone), begun(Span.HOUR, moment, zone)
    assert begun(Span.HOUR, five, zone) == hour
    assert begun(Span.DAY, hour, zone) == begun(Span.DAY, moment, zone)


def test_a_day_is_a_day_of_the_office() -> None:
    at = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)
    assert begun(Span.DAY, at, ZoneInfo("Asia/Jakarta")).isoformat() == "2026-11-22T17:00:00+00:00"
