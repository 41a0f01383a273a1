"""Laws of routing that hold for every rule, every habit and every moment."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from sigap.domain.quiet import Quiet, next_of
from sigap.domain.routing import (
    IN_APP,
    Dispatch,
    Habits,
    Leave,
    Rule,
    Way,
    dispatches,
    rule_for,
    wanted,
)

EVENT = "late"
CHANNELS = ("email", "telegram", "whatsapp", "sms", "web-push")
zones = st.sampled_from([ZoneInfo(f"Asia/{city}") for city in ("Jakarta", "Makassar", "Jayapura")])
moments = st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))
clocks = st.times().map(lambda each: each.replace(second=0, microsecond=0))
quiets = st.builds(Quiet, clocks, clocks)
channels = st.sampled_from(CHANNELS)
rules = st.builds(
    Rule,
    st.sampled_from(["", "kabid", "kasi", "pelaksana"]),
    st.dictionaries(channels, st.sampled_from(Leave)),
    st.integers(0, 600).map(lambda minutes: timedelta(minutes=minutes)),
    st.booleans(),
    st.booleans(),
)
habits = st.builds(
    Habits,
    st.dictionaries(st.tuples(st.just(EVENT), channels), st.booleans()),
    st.none() | quiets,
    st.lists(clocks, max_size=3, unique=True).map(tuple),
    st.frozensets(channels),
)
reaches = st.frozensets(channels).map(lambda some: some | {IN_APP})


def sent(rule: Rule, own: Habits, reach: frozenset[str], at: datetime, zone: ZoneInfo):
    return dispatches(EVENT, rule, own, reach, told_at=at, at=at, zone=zone)


@given(rules, habits, reaches, moments, zones)
def test_every_news_is_in_the_application_at_once(rule, own, reach, at, zone):
    assert sent(rule, own, reach, at, zone)[0] == Dispatch(IN_APP, at)


@given(rules, habits, reaches, moments, zones)
def test_a_mandatory_channel_that_reaches_the_person_is_always_used(rule, own, reach, at, zone):
    used = {each.channel for each in sent(rule, own, reach, at, zone)}
    must = {channel for channel, leave in rule.channels.items() if leave is Leave.MANDATORY}
    assert must & reach <= used


@given(rules, habits, reaches, moments, zones)
def test_nothing_leaves_by_a_channel_twice_or_by_one_that_the_office_did_not_allow(
    rule, own, reach, at, zone
):
    used = [each.channel for each in sent(rule, own, reach, at, zone)]
    assert len(used) == len(set(used))
    assert set(used) - {IN_APP} <= set(rule.channels) & reach


@given(rules, habits, reaches, moments, zones, quiets)
def test_quiet_hours_only_delay_and_drop_nothing(rule, own, reach, at, zone, quiet):
    awake = Habits(own.choices, None, own.digest_at, own.gathered)
    resting = Habits(own.choices, quiet, own.digest_at, own.gathered)
    before, after = (sent(rule, each, reach, at, zone) for each in (awake, resting))
    assert [(each.channel, each.way) for each in before] == [
        (each.channel, each.way) for each in after
    ]
    assert all(late.due_at >= early.due_at for early, late in zip(before, after, strict=True))


@given(rules, habits, reaches, moments, zones)
def test_nothing_but_urgent_news_is_due_in_quiet_hours(rule, own, reach, at, zone):
    outside = sent(rule, own, reach, at, zone)[1:]
    if own.quiet and not rule.urgent:
        assert not any(own.quiet.covers(each.due_at, zone) for each in outside)


@given(rules, habits, reaches, moments, zones)
def test_nothing_is_due_before_it_was_told_and_its_delay_is_over(rule, own, reach, at, zone):
    assert all(each.due_at >= at + rule.delay for each in sent(rule, own, reach, at, zone)[1:])


@given(rules, habits, reaches, moments, zones)
def test_nothing_waits_for_a_digest_that_the_office_wants_at_once(rule, own, reach, at, zone):
    ways = {each.way for each in sent(rule, own, reach, at, zone)}
    assert Way.GATHERED not in ways or (rule.gatherable and not rule.urgent)


@given(st.lists(rules, max_size=6), st.frozensets(st.sampled_from(["kabid", "kasi"])), habits)
def test_one_rule_more_for_a_role_never_takes_a_mandatory_channel_away(listed, roles, own):
    meant = [rule for rule in listed if rule.role and rule.role in roles]
    must = {
        channel
        for rule in meant
        for channel, leave in rule.channels.items()
        if leave is Leave.MANDATORY
    }
    assert must <= set(wanted(EVENT, rule_for(listed, roles), own))


@given(quiets, moments, zones)
def test_the_end_of_quiet_is_not_quiet_and_less_than_a_day_away(quiet, at, zone):
    end = quiet.passed(at, zone)
    assert at <= end < at + timedelta(days=1)
    assert not quiet.covers(end, zone)


@given(st.lists(clocks, min_size=1), moments, zones)
def test_the_next_time_of_day_is_later_within_a_day_and_one_of_those_chosen(times, at, zone):
    coming = next_of(times, at, zone)
    assert at < coming <= at + timedelta(days=1)
    assert coming.astimezone(zone).time() in {time(each.hour, each.minute) for each in times}
