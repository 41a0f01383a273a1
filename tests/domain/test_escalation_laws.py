"""Laws of the moments: whatever the sweeps, each moment is acted upon once, and acting ends it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from sigap.domain.escalation import (
    LIMITS,
    Facts,
    Ladder,
    Limit,
    Mark,
    Moment,
    Rung,
    Way,
    after,
    due,
    next_moment,
    pending,
)
from sigap.domain.workcalendar import PERPRES_21_2023, WorkCalendar, always

START = datetime(2026, 11, 23, 2, 15, tzinfo=UTC)
CALENDARS = (always("Asia/Jakarta"), WorkCalendar("kota", "Asia/Jakarta", (PERPRES_21_2023,)))

minutes = st.integers(1, 5000).map(lambda count: timedelta(minutes=count))
sweeps = st.lists(minutes, max_size=12)
calendars = st.sampled_from(CALENDARS)


@st.composite
def ladders(draw: st.DrawFn) -> Ladder:
    counts = draw(st.lists(st.integers(1, 900), unique=True, max_size=5))
    ways = draw(st.lists(st.sampled_from(Way), min_size=5, max_size=5))
    rungs = (Rung(way, Limit("menit", n)) for way, n in zip(ways, sorted(counts), strict=False))
    return Ladder(tuple(rungs))


@st.composite
def waiting(draw: st.DrawFn) -> Facts:
    standard = draw(minutes)
    ends = START + standard
    return Facts(
        standard=standard,
        half_at=START + standard / 2,
        risk_at=START + standard * 3 / 4,
        late_at=ends,
        idle_since=START,
        waits=True,
    )


def swept(
    facts: Facts, ladder: Ladder, hours: WorkCalendar, moments: list[datetime]
) -> tuple[Facts, list[Moment]]:
    """What sweeps at these moments act upon, one moment after another, and what is left."""
    acted = []
    for at in sorted(moments):
        while (moment := due(facts, ladder, hours, at=at)) is not None:
            acted.append(moment)
            facts = after(facts, moment, at=at)
    return facts, acted


@given(waiting(), ladders(), calendars, sweeps)
def test_every_rung_is_climbed_once_and_in_order_whenever_the_sweeps_come(
    facts, ladder, hours, waits
):
    last = START + max(waits, default=timedelta())
    _, acted = swept(facts, ladder, hours, [START + wait for wait in waits])
    climbed = [moment.rung for moment in acted if moment.mark is Mark.RUNG]
    due_by_then = [
        place
        for place, rung in enumerate(ladder.rungs, start=1)
        if hours.add(START, rung.after.of(facts.standard)) <= last
    ]
    assert climbed == due_by_then


@given(waiting(), ladders(), calendars, sweeps, sweeps)
def test_more_sweeps_in_between_change_nothing_about_the_rungs(facts, ladder, hours, some, more):
    last = [START + max([*some, *more], default=timedelta())]
    few = swept(facts, ladder, hours, [*(START + wait for wait in some), *last])[1]
    many = swept(facts, ladder, hours, [*(START + wait for wait in (*some, *more)), *last])[1]
    rungs = [[moment for moment in acted if moment.mark is Mark.RUNG] for acted in (few, many)]
    assert rungs[0] == rungs[1]


@given(waiting(), ladders(), calendars, sweeps)
def test_no_limit_is_told_twice_nor_a_milder_one_after_a_graver(facts, ladder, hours, waits):
    _, acted = swept(facts, ladder, hours, [START + wait for wait in waits])
    told = [LIMITS.index(moment.mark) for moment in acted if moment.mark in LIMITS]
    assert told == sorted(set(told))


@given(waiting(), ladders(), calendars, sweeps)
def test_after_a_sweep_whatever_comes_next_lies_ahead(facts, ladder, hours, waits):
    moments = [START + wait for wait in waits] or [START]
    left, _ = swept(facts, ladder, hours, moments)
    coming = next_moment(left, ladder, hours)
    assert coming is None or coming > max(moments)


@given(waiting(), ladders(), calendars, minutes)
def test_accepting_stops_the_ladder_wherever_it_stands(facts, ladder, hours, wait):
    left, _ = swept(facts, ladder, hours, [START + wait])
    accepted = replace(left, waits=False, idle_since=START + wait)
    assert Mark.RUNG not in {moment.mark for moment in pending(accepted, ladder, hours)}


@given(waiting(), ladders(), calendars, minutes)
def test_a_lapse_begins_the_ladder_at_its_foot_and_ahead_of_the_sweep(facts, ladder, hours, wait):
    lapsing = replace(ladder, lapse=Limit("menit", 1))
    accepted = replace(facts, waits=False, rung=len(ladder.rungs))
    at = START + wait + timedelta(days=4)
    left, acted = swept(accepted, lapsing, hours, [at])
    assert [moment.mark for moment in acted].count(Mark.LAPSE) == 1
    assert (left.waits, left.rung, left.idle_since) == (True, 0, at)


@given(waiting(), ladders(), minutes)
def test_what_comes_next_never_comes_earlier_for_a_step_entered_later(facts, ladder, later):
    hours = CALENDARS[1]
    moved = replace(facts, idle_since=START + later)
    first, second = (
        next(iter(m.at for m in pending(each, ladder, hours) if m.mark is Mark.RUNG), None)
        for each in (facts, moved)
    )
    assert first is None or (second is not None and second >= first)
