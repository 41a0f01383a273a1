"""Sums of readings: any grouping and order gives the same, and percentiles keep their word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigap.domain.health import Grade
from sigap.domain.samples import (
    EMPTY,
    Summary,
    bin_of,
    bins_read,
    bins_written,
    merged,
    of_reading,
)

trips = st.integers(min_value=0, max_value=60_000_000)
grades = st.sampled_from(Grade)


@st.composite
def readings(draw: st.DrawFn) -> Summary:
    found = draw(st.lists(trips, max_size=5))
    return of_reading(draw(grades), sent=len(found) + draw(st.integers(0, 3)), trips=found)


@given(st.lists(readings(), max_size=30), st.integers(1, 7), st.randoms())
def test_the_sum_of_sums_is_the_sum_of_the_parts(parts, size, chance) -> None:
    whole = merged(parts)
    chance.shuffle(parts)
    groups = [merged(parts[first : first + size]) for first in range(0, len(parts), size)]
    assert merged(groups) == whole
    assert merged([merged(groups[:1]), EMPTY, merged(groups[1:])]) == whole


@given(st.lists(readings(), max_size=30))
def test_nothing_is_lost_and_nothing_counted_twice(parts) -> None:
    whole = merged(parts)
    assert whole.count == len(parts)
    assert whole.back == sum(whole.bins.values())
    assert whole.sent == whole.back + whole.lost
    if whole.mean is not None and whole.least is not None and whole.most is not None:
        assert whole.least <= whole.mean <= whole.most


@given(st.lists(trips, min_size=1, max_size=50), st.floats(0, 1))
def test_a_percentile_is_right_to_a_sixteenth(found, share) -> None:
    summary = of_reading(Grade.GOOD, sent=len(found), trips=found)
    exact = sorted(found)[max(1, -int(-share * len(found) // 1)) - 1]
    told = summary.percentile(share)
    assert told is not None
    assert exact <= told <= exact * (1 + 1 / 16) + 1


@given(trips, trips)
def test_bins_keep_the_order_of_round_trips(one, other) -> None:
    low, high = sorted((one, other))
    assert bin_of(low) <= bin_of(high)


@given(st.dictionaries(st.integers(0, 500), st.integers(1, 10**6)))
def test_bins_are_read_back_as_they_were_written(bins) -> None:
    assert bins_read(bins_written(bins)) == bins


def test_a_blind_reading_counts_neither_for_nor_against() -> None:
    good = of_reading(Grade.GOOD, sent=3, trips=[10, 20, 30])
    blind = of_reading(Grade.BLIND, sent=3, trips=[])
    whole = merged([good, blind, blind])
    assert (whole.availability, whole.loss, whole.blind) == (1.0, 0.0, 2)
    assert blind.availability is None
    assert blind.percentile(0.5) is None


def test_availability_is_answered_by_what_could_be_asked() -> None:
    parts = [of_reading(grade, sent=1, trips=[]) for grade in Grade for _ in range(5)]
    assert merged(parts).availability == 10 / 15


@pytest.mark.parametrize(("sent", "found"), [(1, [1, 2]), (3, [-1])])
def test_more_answers_than_questions_are_refused(sent, found) -> None:
    with pytest.raises(ValueError, match="more came back"):
        of_reading(Grade.GOOD, sent=sent, trips=found)
