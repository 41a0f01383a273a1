"""Wrong tries slow the next one down, and nobody can be kept out by somebody else's failures."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigap.domain.throttle import Count, Kind, TooSoon

NOW = datetime(2026, 11, 23, 2, 15, tzinfo=UTC)
kinds = st.sampled_from(Kind)
failures = st.integers(min_value=0, max_value=2_000_000_000)
gaps = st.timedeltas(min_value=timedelta(), max_value=timedelta(days=3))


@given(kinds, failures)
def test_a_delay_never_shrinks_with_another_failure_and_never_passes_the_longest(kind, number):
    rule = kind.rule
    assert timedelta() <= rule.delay(number) <= rule.delay(number + 1) <= rule.longest


@pytest.mark.parametrize("kind", Kind)
def test_the_first_tries_are_free_and_no_wait_is_longer_than_an_hour(kind):
    rule = kind.rule
    assert rule.delay(rule.free - 1) == timedelta()
    assert rule.delay(rule.free) == rule.first > timedelta()
    assert rule.delay(10_000) == rule.longest <= timedelta(hours=1)


@given(kinds, st.lists(gaps, max_size=60))
def test_whatever_was_tried_the_next_try_is_free_within_the_longest_delay(kind, waits):
    count, at = Count(0, NOW, NOW), NOW
    for wait in waits:
        at = max(at + wait, count.free_at)
        count = count.after_one_more(kind.rule, at)
        assert at <= count.free_at <= at + kind.rule.longest


@given(kinds, failures)
def test_a_try_that_proved_right_leaves_no_trace(kind, number):
    before = Count(number, NOW, NOW)
    after = before.after_one_more(kind.rule, NOW).after_taking_back(kind.rule)
    assert after.failures == number


@given(kinds, failures)
def test_what_lies_back_further_than_the_memory_is_forgotten(kind, number):
    later = NOW + kind.rule.memory + timedelta(seconds=1)
    assert Count(number, NOW, NOW).after_one_more(kind.rule, later).failures == 1


@given(st.timedeltas(min_value=timedelta(microseconds=1), max_value=timedelta(hours=2)))
def test_the_wait_that_is_told_is_long_enough(wait):
    assert timedelta(seconds=TooSoon(wait).seconds) >= wait
