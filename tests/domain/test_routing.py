"""Which news goes where and when: the office's rule first, the person's own within it."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from sigap.domain.quiet import Quiet
from sigap.domain.routing import (
    EVERYBODY,
    IN_APP,
    UNRULED,
    Dispatch,
    Habits,
    Leave,
    Rule,
    Way,
    dispatches,
    rule_for,
    wanted,
)

WIB = ZoneInfo("Asia/Jakarta")
EVENT = "step-waits"
MAIL = "email"
ALL = (IN_APP, MAIL, "telegram")
NO_HABITS = Habits()


def wib(hour: int, minute: int = 0, day: int = 23) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=WIB).astimezone(UTC)


NINE = wib(9)


def outside(rule: Rule, habits: Habits = NO_HABITS, *, told_at: datetime = NINE) -> list[Dispatch]:
    sent = dispatches(EVENT, rule, habits, ALL, told_at=told_at, at=told_at, zone=WIB)
    assert sent[0] == Dispatch(IN_APP, told_at)
    return list(sent[1:])


def test_a_rule_for_a_role_of_the_person_comes_before_the_one_for_everybody():
    all_, kabid = Rule(EVERYBODY, {MAIL: Leave.ON}), Rule("kabid", {"telegram": Leave.MANDATORY})
    assert rule_for([all_, kabid], {"kabid"}).channels == kabid.channels
    assert rule_for([all_, kabid], {"kasi"}).channels == all_.channels


def test_an_event_without_a_rule_goes_out_by_email():
    assert rule_for([], {"kabid"}) == UNRULED
    assert wanted(EVENT, UNRULED, Habits()) == (MAIL,)


def test_of_two_rules_the_stricter_word_the_shorter_delay_and_the_urgency_count():
    kabid = Rule("kabid", {MAIL: Leave.OFFERED, "sms": Leave.ON}, timedelta(minutes=10))
    kadis = Rule("kadis", {MAIL: Leave.MANDATORY}, timedelta(minutes=5), urgent=True)
    both = rule_for([kabid, kadis], {"kabid", "kadis"})
    assert both.channels == {MAIL: Leave.MANDATORY, "sms": Leave.ON}
    assert (both.delay, both.urgent) == (timedelta(minutes=5), True)


@pytest.mark.parametrize(
    ("leave", "choice", "expected"),
    [
        (Leave.MANDATORY, False, True),
        (Leave.ON, None, True),
        (Leave.ON, False, False),
        (Leave.OFFERED, None, False),
        (Leave.OFFERED, True, True),
    ],
)
def test_a_person_chooses_within_what_the_office_leaves(leave, choice, expected):
    choices = {} if choice is None else {(EVENT, MAIL): choice}
    assert bool(wanted(EVENT, Rule("", {MAIL: leave}), Habits(choices))) is expected


def test_nobody_can_choose_a_channel_that_the_office_does_not_offer():
    assert wanted(EVENT, Rule("", {}), Habits({(EVENT, MAIL): True})) == ()


def test_quiet_hours_put_off_until_their_end_and_urgent_news_breaks_them():
    night = Habits(quiet=Quiet(time(22), time(6)))
    calm, urgent = (Rule("", {MAIL: Leave.ON}, urgent=urgent) for urgent in (False, True))
    assert outside(calm, night, told_at=wib(23)) == [Dispatch(MAIL, wib(6, day=24))]
    assert outside(calm, night, told_at=wib(5, 59)) == [Dispatch(MAIL, wib(6))]
    assert outside(calm, night, told_at=wib(6)) == [Dispatch(MAIL, wib(6))]
    assert outside(urgent, night, told_at=wib(23)) == [Dispatch(MAIL, wib(23))]


def test_what_is_gathered_comes_with_the_next_digest_but_urgent_news_at_once():
    habits = Habits(digest_at=(time(7, 30), time(15)), gathered=frozenset({MAIL}))
    calm, urgent = (Rule("", {MAIL: Leave.ON}, urgent=urgent) for urgent in (False, True))
    assert outside(calm, habits) == [Dispatch(MAIL, wib(15), Way.GATHERED)]
    late = outside(calm, habits, told_at=wib(15))
    assert late == [Dispatch(MAIL, wib(7, 30, day=24), Way.GATHERED)]
    assert outside(urgent, habits) == [Dispatch(MAIL, wib(9))]


def test_a_digest_in_quiet_hours_waits_for_their_end():
    habits = Habits(
        quiet=Quiet(time(20), time(6)), digest_at=(time(21),), gathered=frozenset({MAIL})
    )
    (digest,) = outside(Rule("", {MAIL: Leave.ON}), habits)
    assert digest == Dispatch(MAIL, wib(6, day=24), Way.GATHERED)


def test_a_delay_waits_for_the_reader_and_spares_the_message_if_it_was_read():
    rule = Rule("", {MAIL: Leave.ON}, timedelta(minutes=5))
    assert outside(rule) == [Dispatch(MAIL, wib(9, 5), Way.UNLESS_SEEN)]


def test_who_has_no_account_cannot_read_it_inside_and_is_sent_it_after_the_delay():
    rule = Rule("pelapor", {MAIL: Leave.ON}, timedelta(minutes=5))
    sent = dispatches(EVENT, rule, Habits(), (MAIL,), told_at=wib(9), at=wib(9), zone=WIB)
    assert sent == (Dispatch(MAIL, wib(9, 5)),)


def test_a_channel_that_does_not_reach_the_person_is_left_out():
    rule = Rule("", {MAIL: Leave.MANDATORY, "whatsapp": Leave.MANDATORY})
    assert [each.channel for each in outside(rule)] == [MAIL]
