"""When a message is tried again and by which way: never for ever, never in herds, never stuck."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigap.domain.delivery import BACKUP_AFTER, by_backup, delay, rest, wish

AT = datetime(2026, 11, 23, 2, 15, tzinfo=UTC)
SECOND = timedelta(seconds=1)
counts = st.integers(1, 10_000)
spreads = st.floats(0, 1)


@given(counts, spreads)
def test_a_delay_grows_with_the_attempts_up_to_hours(attempts, spread):
    now, later = delay(attempts, spread=spread), delay(attempts + 1, spread=spread)
    assert timedelta(seconds=30) <= now <= later <= timedelta(hours=2.5)


@given(counts, spreads)
def test_a_way_is_left_alone_for_at_most_a_quarter_of_an_hour(failures, spread):
    assert timedelta(seconds=15) <= rest(failures, spread=spread) <= timedelta(minutes=12.5)


@given(counts)
def test_what_failed_together_is_spread_over_a_quarter_of_its_delay(attempts):
    assert delay(attempts, spread=1) == delay(attempts, spread=0) * 1.25


@pytest.mark.parametrize(
    ("text", "wait"),
    [
        ("0", timedelta()),
        ("120", 120 * SECOND),
        (" 7 ", 7 * SECOND),
        ("9" * 400, timedelta(hours=24)),
        (format_datetime(AT + 90 * SECOND, usegmt=True), 90 * SECOND),
        (format_datetime(AT - 90 * SECOND, usegmt=True), timedelta()),
        ("Mon, 23 Nov 2026 02:15:30 -0000", 30 * SECOND),
        ("segera", None),
        ("-5", None),
        ("²", None),
        ("", None),
    ],
)
def test_a_retry_after_is_seconds_or_a_date_and_at_most_a_day(text, wait):
    assert wish(text, at=AT) == wait


@given(st.text())
def test_no_text_in_a_retry_after_does_harm(text):
    assert wish(text, at=AT) is None or timedelta() <= wish(text, at=AT) <= timedelta(hours=24)


@given(st.integers(0, 10_000))
def test_a_message_waits_only_when_no_way_is_open(attempts):
    assert by_backup(attempts, own_open=False, backup_open=False) is None
    assert by_backup(attempts, own_open=False, backup_open=True) is True
    assert by_backup(attempts, own_open=True, backup_open=False) is False


def test_its_own_way_comes_first_and_later_both_take_turns():
    turns = [by_backup(n, own_open=True, backup_open=True) for n in range(BACKUP_AFTER + 4)]
    assert turns == [False] * BACKUP_AFTER + [True, False, True, False]
