"""The laws of the duty roster, for any pattern and any changes an office could make."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import assume, given
from hypothesis import strategies as st

from sigap.domain.roster import (
    ADDED,
    LONGEST,
    REMOVED,
    REPLACED,
    Change,
    Line,
    Roster,
    exchange,
    free,
    in_pieces,
    shifts,
    slot_of,
)
from sigap.domain.workcalendar import WIB, WIT, WITA, Span

PEOPLE = st.integers(1, 4)
zones = st.sampled_from([WIB, WITA, WIT])
days = st.dates(date(2026, 11, 1), date(2026, 12, 31))
moments = st.datetimes(datetime(2026, 11, 10), datetime(2026, 12, 20), timezones=st.just(UTC))
hours = st.integers(0, 47).map(lambda half: time(half // 2, half % 2 * 30))
lengths = st.integers(1, 48).map(lambda half: timedelta(minutes=30 * half))


@st.composite
def lines(draw: st.DrawFn, key: int) -> Line:
    return Line(
        key,
        draw(PEOPLE),
        draw(st.integers(0, 6)),
        draw(hours),
        draw(hours),
        draw(days),
        draw(days),
        draw(st.integers(1, 4)),
        draw(st.none() | days),
    )


@st.composite
def changes(draw: st.DrawFn, slots: list[str], name: str) -> Change:
    if not slots or draw(st.booleans()):
        start = draw(moments)
        return Change(ADDED, name, draw(PEOPLE), Span(start, start + draw(lengths)))
    slot = draw(st.sampled_from(slots))
    if draw(st.booleans()):
        return Change(REMOVED, slot)
    return Change(REPLACED, slot, draw(PEOPLE))


@st.composite
def rosters(draw: st.DrawFn) -> Roster:
    pattern = tuple(draw(lines(key)) for key in range(draw(st.integers(0, 5))))
    slots = [
        slot_of(line.key, day)
        for line in pattern
        for day in (date(2026, 11, 1) + timedelta(days=n) for n in range(60))
        if line.begins_on(day)
    ]
    made = tuple(draw(changes(slots, f"+{no}")) for no in range(draw(st.integers(0, 4))))
    return Roster(1, draw(zones), pattern, made)


def stands_by_hand(roster: Roster, moment: datetime) -> set[int]:
    """The pattern read naively: who of it stands at this moment, without any change."""
    place, found = ZoneInfo(roster.zone), set()
    for back in (0, 1):
        day = (moment.astimezone(place) - timedelta(days=back)).date()
        for line in (each for each in roster.lines if each.begins_on(day)):
            start = datetime.combine(day, line.starts, place)
            end = datetime.combine(day, line.ends, place)
            if start <= moment < (end if end > start else end + LONGEST):
                found.add(line.person)
    return found


@given(rosters(), moments)
def test_who_stands_is_who_the_pattern_names(roster: Roster, moment: datetime) -> None:
    plain = Roster(roster.key, roster.zone, roster.lines)
    found = shifts(plain, moment, moment + timedelta(microseconds=1))
    assert {shift.person for shift in found} == stands_by_hand(plain, moment)


@given(rosters(), st.tuples(moments, moments, moments))
def test_two_looks_side_by_side_are_one_long_look(
    roster: Roster, three: tuple[datetime, datetime, datetime]
) -> None:
    a, b, c = sorted(three)
    assume(a < b < c)
    parts = {*shifts(roster, a, b), *shifts(roster, b, c)}
    assert parts == set(shifts(roster, a, c))


@given(rosters(), moments, lengths)
def test_a_shift_looks_the_same_through_every_window(
    roster: Roster, since: datetime, length: timedelta
) -> None:
    whole = shifts(roster, since - timedelta(days=5), since + timedelta(days=5))
    seen = shifts(roster, since, since + length)
    assert set(seen) <= set(whole)
    assert all(shift.end - shift.start <= LONGEST for shift in whole)


@given(rosters(), moments, lengths, moments)
def test_a_moment_lies_in_a_gap_exactly_when_nobody_stands(
    roster: Roster, since: datetime, length: timedelta, moment: datetime
) -> None:
    window = Span(since, since + length)
    moment = since + (moment - since) % length
    planned = shifts(roster, window.start, window.end)
    gaps = list(free(window, [shift.span for shift in planned]))
    in_gap = any(gap.start <= moment < gap.end for gap in gaps)
    assert in_gap is not any(shift.stands(moment) for shift in planned)


@given(rosters(), moments, lengths)
def test_gaps_and_shifts_fill_the_window_once(
    roster: Roster, since: datetime, length: timedelta
) -> None:
    window = Span(since, since + length)
    taken = [shift.span for shift in shifts(roster, window.start, window.end)]
    gaps = list(free(window, taken))
    assert list(free(window, [*taken, *gaps])) == []
    assert all(gap.start < gap.end for gap in gaps)


@given(rosters(), moments, st.data())
def test_an_exchange_keeps_every_span_and_changes_two_people_at_most(
    roster: Roster, since: datetime, data: st.DataObject
) -> None:
    until = since + timedelta(days=9)
    before = shifts(roster, since, until)
    assume(len(before) > 1)
    given_up, returned = data.draw(st.permutations(before))[:2]
    swap = exchange(given_up, returned.person, returned)
    after = shifts(Roster(1, roster.zone, roster.lines, roster.changes + swap), since, until)
    assert [shift.span for shift in after] == [shift.span for shift in before]
    moved = {a.slot for a, b in zip(after, before, strict=True) if a != b}
    assert moved <= {given_up.slot, returned.slot}
    people = {shift.slot: shift.person for shift in after}
    assert people[given_up.slot] == returned.person
    assert people[returned.slot] == given_up.person


@given(rosters(), moments, st.data())
def test_a_change_touches_no_other_shift(
    roster: Roster, since: datetime, data: st.DataObject
) -> None:
    until = since + timedelta(days=9)
    before = shifts(roster, since, until)
    slots = [shift.slot for shift in before]
    change = data.draw(changes(slots, "+neu"))
    after = shifts(Roster(1, roster.zone, roster.lines, (*roster.changes, change)), since, until)
    others = [shift for shift in before if shift.slot != change.slot]
    assert [shift for shift in after if shift.slot != change.slot] == others
    assert change.kind != REMOVED or change.slot not in {shift.slot for shift in after}


@given(moments, st.timedeltas(timedelta(minutes=1), timedelta(days=20)))
def test_pieces_lose_nothing(start: datetime, length: timedelta) -> None:
    whole = Span(start, start + length)
    pieces = list(in_pieces(whole))
    assert list(free(whole, pieces)) == []
    assert sum((piece.length for piece in pieces), timedelta(0)) == length
    assert all(piece.length <= LONGEST for piece in pieces)
