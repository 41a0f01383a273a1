"""Health worked out by hand: what the officer on duty sees after which readings."""

from datetime import UTC, datetime, timedelta

import pytest

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
MINUTE = timedelta(minutes=1)
GRADES = {"g": Grade.GOOD, "p": Grade.POOR, "b": Grade.BAD, "-": Grade.BLIND}
PLAIN = Thresholds(raise_after=3, clear_after=2, degrade_after=3, blind_after=3, flap_turns=6)


def after(letters: str, thresholds: Thresholds = PLAIN, every: timedelta = MINUTE) -> Health:
    """The health after a reading a minute: g good, p poor, b bad, - the prober was broken."""
    state = Health()
    for number, letter in enumerate(letters):
        state = next_health(state, Reading(GRADES[letter], START + number * every), thresholds)
    return state


@pytest.mark.parametrize(
    ("letters", "standing"),
    [
        ("", Standing.UNKNOWN),
        ("g", Standing.UP),
        ("p", Standing.UP),
        ("bb", Standing.UNKNOWN),
        ("bbb", Standing.DOWN),
        ("ggb", Standing.UP),
        ("ggbb", Standing.UP),
        ("ggbbb", Standing.DOWN),
        ("ggbbbg", Standing.DOWN),
        ("ggbbbgg", Standing.UP),
        ("ggbbbpp", Standing.DEGRADED),
        ("ggbbbppgg", Standing.UP),
        ("ggpp", Standing.UP),
        ("ggppp", Standing.DEGRADED),
        ("ggpbp", Standing.DEGRADED),
        ("gpppg", Standing.DEGRADED),
        ("gpppgg", Standing.UP),
        ("gbgbgb", Standing.UP),
        ("gbgbgbg", Standing.FLAPPING),
        ("bbb---g", Standing.UNKNOWN),
        ("bbb---gg", Standing.UP),
        ("bbb---b", Standing.DOWN),
        ("gg---b", Standing.UNKNOWN),
        ("gg---g", Standing.UP),
        ("gg--", Standing.UP),
        ("gg---", Standing.UNKNOWN),
        ("ggb-b-b", Standing.DOWN),
    ],
)
def test_what_stands_after_these_readings(letters: str, standing: Standing) -> None:
    assert after(letters).standing is standing


def test_down_is_told_since_the_first_reading_that_went_without_an_answer() -> None:
    state = after("ggbbbb")
    assert (state.since, state.known_at) == (START + 2 * MINUTE, START + 4 * MINUTE)


def test_up_again_is_told_since_the_first_answer() -> None:
    state = after("ggbbbgg")
    assert (state.since, state.known_at) == (START + 5 * MINUTE, START + 6 * MINUTE)


def test_a_row_must_also_last_long_enough() -> None:
    slow = Thresholds(raise_after=3, raise_for=5 * MINUTE)
    assert after("gbbbbb", slow).standing is Standing.DEGRADED
    assert after("gbbbbbb", slow).standing is Standing.DOWN


def test_flapping_is_left_for_what_is_true_by_then_once_it_was_quiet() -> None:
    quiet = Thresholds(flap_turns=4, flap_quiet=5 * MINUTE)
    assert after("gbgbg" + "bbbbb", quiet).standing is Standing.FLAPPING
    state = after("gbgbg" + "bbbbbb", quiet)
    assert state.standing is Standing.DOWN
    assert state.since == START + 5 * MINUTE


def test_turns_that_lie_far_apart_are_no_flapping() -> None:
    assert after("ggbgg" * 10, Thresholds(flap_window=10 * MINUTE)).standing is Standing.UP


def test_readings_far_apart_are_not_in_a_row() -> None:
    assert after("gbbb", every=timedelta(hours=1)).standing is Standing.UP


def test_blindness_is_no_quiet_that_ends_flapping() -> None:
    quiet = Thresholds(flap_turns=4, flap_quiet=5 * MINUTE)
    assert after("gbgbg" + "------" + "g", quiet).standing is Standing.FLAPPING


@pytest.mark.parametrize(
    "wrong",
    [
        {"raise_after": 1},
        {"degrade_after": 1},
        {"flap_turns": 2},
        {"clear_after": 0},
        {"blind_after": 0},
        {"raise_for": -MINUTE},
        {"memory": timedelta()},
        {"flap_quiet": timedelta()},
    ],
)
def test_thresholds_that_would_let_one_lost_answer_alarm_are_refused(wrong) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        Thresholds(**wrong)


@pytest.mark.parametrize("letters", ["", "g", "ggbbb", "gbgbgbg", "gg---", "ggppp"])
def test_what_is_written_down_is_read_back(letters: str) -> None:
    assert read_back(written(after(letters))) == after(letters)
