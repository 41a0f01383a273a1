"""The laws of health, whatever the readings: nothing cries wolf, nothing is hidden for long."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from sigap.domain.health import (
    Grade,
    Health,
    Reading,
    Standing,
    Thresholds,
    next_health,
    read_back,
    written,
)

START = datetime(2026, 11, 23, 2, 15, tzinfo=UTC)
spans = st.integers(0, 600).map(lambda seconds: timedelta(seconds=seconds))
longer = st.integers(1, 3600).map(lambda seconds: timedelta(seconds=seconds))
thresholds = st.builds(
    Thresholds,
    raise_after=st.integers(2, 6),
    raise_for=spans,
    clear_after=st.integers(1, 6),
    clear_for=spans,
    degrade_after=st.integers(2, 6),
    blind_after=st.integers(1, 6),
    flap_turns=st.integers(3, 8),
    flap_window=longer,
    flap_quiet=longer,
    memory=st.just(timedelta(hours=2)),
)
grades = st.sampled_from(Grade)
steps = st.integers(1, 900)


@st.composite
def readings(draw, of=grades, most: int = 60) -> list[Reading]:
    moments, at = [], START
    for grade in draw(st.lists(of, max_size=most)):
        moments.append(Reading(grade, at))
        at += timedelta(seconds=draw(steps))
    return moments


def states(told: list[Reading], rules: Thresholds) -> list[Health]:
    """The health before the first reading and after each."""
    all_of_them = [Health()]
    for reading in told:
        all_of_them.append(next_health(all_of_them[-1], reading, rules))
    return all_of_them


def last_row(told: list[Reading], *says: Grade) -> list[Reading]:
    """The readings at the end that say one of these; blind ones do not break the row."""
    row: list[Reading] = []
    for reading in reversed([each for each in told if each.grade is not Grade.BLIND]):
        if reading.grade not in says:
            break
        row.append(reading)
    return row[::-1]


@given(readings(), thresholds)
def test_down_is_only_concluded_from_a_row_that_is_long_enough(told, rules):
    for number, (before, now) in enumerate(pairwise(states(told, rules)), start=1):
        if now.level is Standing.DOWN and before.level is not Standing.DOWN:
            row = last_row(told[:number], Grade.BAD)
            assert len(row) >= rules.raise_after
            assert row[-1].at - row[0].at >= rules.raise_for


@given(readings(), thresholds)
def test_down_is_only_left_after_enough_answers_in_a_row(told, rules):
    for number, (before, now) in enumerate(pairwise(states(told, rules)), start=1):
        if before.level is Standing.DOWN and now.level is not Standing.DOWN:
            row = last_row(told[:number], Grade.GOOD, Grade.POOR)
            assert len(row) >= rules.clear_after
            assert row[-1].at - row[0].at >= rules.clear_for


@given(readings(of=st.sampled_from([Grade.GOOD, Grade.POOR, Grade.BLIND])), thresholds)
def test_without_a_bad_reading_nothing_is_ever_down_or_flapping(told, rules):
    bad = {Standing.DOWN, Standing.FLAPPING}
    assert bad.isdisjoint(state.standing for state in states(told, rules))


@given(st.integers(1, 40), st.integers(0, 39), thresholds, steps)
def test_no_single_lost_answer_changes_anything(number, lost, rules, every):
    told = [
        Reading(
            Grade.BAD if each == lost + 1 else Grade.GOOD, START + timedelta(seconds=every * each)
        )
        for each in range(number + 1)
    ]
    assert {state.standing for state in states(told, rules)[1:]} == {Standing.UP}


@given(readings(), thresholds)
def test_a_broken_prober_never_brings_a_target_nearer_to_down(told, rules):
    for reading, (before, now) in zip(told, pairwise(states(told, rules)), strict=True):
        if reading.grade is Grade.BLIND:
            assert (now.level, now.answering, now.fine) == (
                before.level,
                before.answering,
                before.fine,
            )
            assert now.standing in (before.standing, Standing.UNKNOWN)


@given(readings(), thresholds)
def test_without_the_blind_readings_the_level_would_be_the_same(told, rules):
    seeing = [reading for reading in told if reading.grade is not Grade.BLIND]
    # Leaving readings out must not by itself make the others lie too far apart.
    patient = Thresholds(
        raise_after=rules.raise_after,
        clear_after=rules.clear_after,
        degrade_after=rules.degrade_after,
        memory=timedelta(days=2),
    )
    assert states(told, patient)[-1].level == states(seeing, patient)[-1].level


@given(readings(), thresholds)
def test_flapping_is_entered_at_so_many_turns_within_the_window(told, rules):
    for number, (before, now) in enumerate(pairwise(states(told, rules)), start=1):
        if now.standing is Standing.FLAPPING and before.standing is not Standing.FLAPPING:
            seen = [each for each in told[:number] if each.grade is not Grade.BLIND]
            turns = [
                late.at
                for early, late in pairwise(seen)
                if (early.grade is Grade.BAD) is not (late.grade is Grade.BAD)
            ]
            recent = [at for at in turns if told[number - 1].at - at <= rules.flap_window]
            assert len(recent) >= rules.flap_turns


@given(readings(), thresholds, st.sampled_from([Grade.GOOD, Grade.BAD]))
def test_after_a_quiet_time_every_target_is_simply_up_or_down(told, rules, grade):
    state = states(told, rules)[-1]
    at = state.read_at or START
    for _ in range(40):
        at += timedelta(minutes=10)
        state = next_health(state, Reading(grade, at), rules)
    assert state.standing is (Standing.UP if grade is Grade.GOOD else Standing.DOWN)


@given(readings(), thresholds)
def test_what_comes_twice_or_late_changes_nothing(told, rules):
    for reading, state in zip(told, states(told, rules)[1:], strict=True):
        assert next_health(state, reading, rules) is state
        earlier = Reading(Grade.BAD, reading.at - timedelta(seconds=1))
        assert next_health(state, earlier, rules) is state


@given(readings(), thresholds)
def test_standings_follow_each_other_in_time(told, rules):
    for before, now in pairwise(states(told, rules)):
        assert now.since is not None
        assert now.known_at is not None
        assert now.since <= now.known_at <= now.read_at
        if before.since is not None:
            assert before.since <= now.since


@given(readings(most=25), thresholds)
def test_a_state_stays_small_and_can_be_written_down(told, rules):
    for state in states(told, rules):
        assert len(state.turns) <= rules.flap_turns
        assert read_back(written(state)) == state
