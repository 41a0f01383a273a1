"""How long a record is kept: nothing goes before its time, whatever the years and the day."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigap.domain.errors import Invalid
from sigap.domain.retention import (
    Fate,
    Phase,
    Retention,
    due_from,
    ended_before,
    phase,
    retention,
)

years = st.integers(0, 100)
rules = st.builds(Retention, years, years, st.sampled_from(Fate))
days = st.dates(date(2000, 1, 1), date(2400, 1, 1))
NETWORK = Retention(2, 3, Fate.DESTROY)


@given(rules, days, days)
def test_the_three_ways_to_ask_agree(rule, ended, today):
    first, before = due_from(rule, ended), ended_before(rule, today)
    due = phase(rule, ended, today) is Phase.DUE
    assert due == (first is not None and today >= first) == (before is not None and ended < before)


@given(rules, days, days)
def test_nothing_is_due_before_its_years_are_over(rule, ended, today):
    if phase(rule, ended, today) is Phase.DUE:
        assert rule.fate is Fate.DESTROY
        assert (today - ended).days >= 365 * rule.years


@given(rules, days, st.integers(1, 50), days)
def test_more_years_never_bring_the_end_nearer(rule, ended, more, today):
    longer = Retention(rule.active_years, rule.inactive_years + more, rule.fate)
    if phase(longer, ended, today) is Phase.DUE:
        assert phase(rule, ended, today) is Phase.DUE


def test_two_years_in_use_and_three_in_storage():
    ended = date(2026, 11, 23)
    assert phase(NETWORK, ended, date(2028, 12, 31)) is Phase.ACTIVE
    assert phase(NETWORK, ended, date(2029, 1, 1)) is Phase.INACTIVE
    assert phase(NETWORK, ended, date(2031, 12, 31)) is Phase.INACTIVE
    assert due_from(NETWORK, ended) == date(2032, 1, 1)


def test_what_is_permanent_is_never_due():
    assert phase(Retention(0, 0, Fate.PERMANENT), date(1000, 1, 1), date(3000, 1, 1)) == "permanen"


@pytest.mark.parametrize("wrong", [(-1, 0, "musnah"), (0, 101, "musnah"), (0, 0, "simpan")])
def test_a_schedule_that_cannot_be_is_refused(wrong):
    with pytest.raises(Invalid):
        retention(*wrong)
