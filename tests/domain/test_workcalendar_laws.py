"""The laws of working time, for any calendar an office could type in."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from sigap.domain.workcalendar import WIB, WIT, WITA, Pattern, Spans, Week, WorkCalendar, always

ZERO = timedelta(0)
MINUTE = timedelta(minutes=1)
SEVEN_HOURS = timedelta(hours=7)

zones = st.sampled_from([WIB, WITA, WIT])
days = st.dates(date(2026, 1, 1), date(2026, 12, 31))
moments = st.datetimes(datetime(2025, 12, 1), datetime(2027, 2, 1), timezones=st.just(UTC))
amounts = st.timedeltas(ZERO, timedelta(hours=30))


def clock(quarter: int) -> time:
    return time(quarter // 4 % 24, quarter % 4 * 15)


@st.composite
def spans(draw: st.DrawFn, least: int = 0) -> Spans:
    edges = sorted(draw(st.sets(st.integers(0, 96), min_size=2 * least, max_size=6)))
    return tuple((clock(a), clock(b)) for a, b in zip(edges[::2], edges[1::2], strict=False))


def weeks(least: int = 0) -> st.SearchStrategy[Week]:
    return st.tuples(spans(least), *(spans() for _ in range(6)))


@st.composite
def calendars(draw: st.DrawFn) -> WorkCalendar:
    begins = sorted(draw(st.sets(days, min_size=1, max_size=3)))
    patterns = tuple(
        Pattern(day, draw(weeks(least=1)), draw(weeks()), SEVEN_HOURS, SEVEN_HOURS)
        for day in begins
    )
    first = draw(days)
    ramadan = ((first, first + timedelta(days=draw(st.integers(0, 40)))),)
    days_off = draw(st.dictionaries(days, st.just("Libur"), max_size=8))
    return WorkCalendar("uji", draw(zones), patterns, ramadan, days_off)


def works_at(calendar: WorkCalendar, moment: datetime) -> bool:
    """The rule read naively, one minute at a time."""
    local = moment.astimezone(ZoneInfo(calendar.zone))
    day = local.date()
    if day in calendar.days_off:
        return False
    pattern = ([p for p in calendar.patterns if p.valid_from <= day] or [calendar.patterns[0]])[-1]
    fasting = any(first <= day <= last for first, last in calendar.ramadan)
    week = pattern.ramadan_hours if fasting else pattern.hours
    return any(
        start <= local.time() and (local.time() < end or end == time(0))
        for start, end in week[day.weekday()]
    )


@given(calendars(), moments, st.integers(0, 3 * 24 * 60))
@settings(max_examples=40)
def test_elapsed_counts_the_minutes_a_naive_reader_counts(
    calendar: WorkCalendar, start: datetime, minutes: int
) -> None:
    start = start.replace(second=0, microsecond=0)
    naive = sum(works_at(calendar, start + i * MINUTE) for i in range(minutes))
    assert calendar.elapsed(start, start + minutes * MINUTE) == naive * MINUTE


@given(calendars(), moments)
def test_the_next_working_moment_works_and_nothing_before_it_does(
    calendar: WorkCalendar, start: datetime
) -> None:
    opening = calendar.next_working(start)
    assert works_at(calendar, opening)
    assert calendar.elapsed(start, opening) == ZERO
    assert opening == start or not works_at(calendar, start)


@given(calendars(), moments, amounts)
def test_as_much_time_has_passed_at_the_deadline_as_was_given(
    calendar: WorkCalendar, start: datetime, amount: timedelta
) -> None:
    assert calendar.elapsed(start, calendar.add(start, amount)) == amount


@given(calendars(), moments, amounts)
def test_the_deadline_is_the_earliest_such_moment(
    calendar: WorkCalendar, start: datetime, amount: timedelta
) -> None:
    due = calendar.add(start, amount)
    if amount == ZERO:
        assert due == start
    else:
        assert calendar.elapsed(start, due - timedelta.resolution) < amount


@given(calendars(), moments, st.timedeltas(ZERO, timedelta(days=20)))
def test_adding_the_time_that_passed_never_oversteps_the_end(
    calendar: WorkCalendar, start: datetime, stretch: timedelta
) -> None:
    end = start + stretch
    assert calendar.add(start, calendar.elapsed(start, end)) <= end


@given(calendars(), moments, amounts, st.timedeltas(ZERO, timedelta(days=20)))
def test_adding_the_time_that_passed_gives_back_an_end_in_working_time(
    calendar: WorkCalendar, origin: datetime, amount: timedelta, stretch: timedelta
) -> None:
    end = calendar.add(origin, amount + MINUTE)
    start = end - stretch
    assert calendar.add(start, calendar.elapsed(start, end)) == end


@given(calendars(), moments, amounts, st.timedeltas(ZERO, timedelta(days=9)))
def test_a_later_start_never_brings_the_deadline_nearer(
    calendar: WorkCalendar, start: datetime, amount: timedelta, delay: timedelta
) -> None:
    assert calendar.add(start, amount) <= calendar.add(start + delay, amount)


@given(calendars(), moments, amounts, amounts)
def test_a_larger_amount_never_brings_the_deadline_nearer(
    calendar: WorkCalendar, start: datetime, one: timedelta, other: timedelta
) -> None:
    assert calendar.add(start, min(one, other)) <= calendar.add(start, max(one, other))


@given(calendars(), moments, amounts, days)
def test_one_more_day_off_never_brings_a_deadline_nearer_nor_adds_working_time(
    calendar: WorkCalendar, start: datetime, amount: timedelta, day: date
) -> None:
    fewer = replace(calendar, days_off={**calendar.days_off, day: "Cuti bersama"})
    due = calendar.add(start, amount)
    assert fewer.add(start, amount) >= due
    assert fewer.elapsed(start, due) <= amount


@given(calendars(), moments, amounts)
def test_working_through_the_breaks_never_puts_a_deadline_further(
    calendar: WorkCalendar, start: datetime, amount: timedelta
) -> None:
    def without_breaks(week: Week) -> Week:
        mon, tue, wed, thu, fri, sat, sun = (d and ((d[0][0], d[-1][1]),) for d in week)
        return mon, tue, wed, thu, fri, sat, sun

    longer = tuple(
        replace(p, hours=without_breaks(p.hours), ramadan_hours=without_breaks(p.ramadan_hours))
        for p in calendar.patterns
    )
    assert replace(calendar, patterns=longer).add(start, amount) <= calendar.add(start, amount)


@given(calendars(), moments, amounts, amounts)
def test_an_amount_may_be_added_in_two_parts(
    calendar: WorkCalendar, start: datetime, one: timedelta, other: timedelta
) -> None:
    assert calendar.add(calendar.add(start, one), other) == calendar.add(start, one + other)


@given(calendars(), st.tuples(moments, moments, moments).map(sorted))
def test_time_over_adjacent_intervals_adds_up(
    calendar: WorkCalendar, three: list[datetime]
) -> None:
    a, b, c = three
    assert calendar.elapsed(a, b) + calendar.elapsed(b, c) == calendar.elapsed(a, c)


@given(calendars(), moments, st.timedeltas(ZERO, timedelta(days=20)))
def test_the_spans_are_in_order_within_the_interval_and_add_up_to_the_time_passed(
    calendar: WorkCalendar, start: datetime, stretch: timedelta
) -> None:
    end = start + stretch
    found = calendar.spans(start, end)
    edges = [start, *(edge for span in found for edge in (span.start, span.end)), end]
    assert edges == sorted(edges)
    assert all(span.length > ZERO for span in found)
    assert sum((span.length for span in found), ZERO) == calendar.elapsed(start, end)


@given(zones, moments, st.timedeltas(ZERO, timedelta(days=900)))
def test_around_the_clock_working_time_is_plain_arithmetic(
    zone: str, start: datetime, amount: timedelta
) -> None:
    calendar = always(zone)
    assert calendar.add(start, amount) == start + amount
    assert calendar.elapsed(start, start + amount) == amount
    assert calendar.next_working(start) == start
    assert sum((span.length for span in calendar.spans(start, start + amount)), ZERO) == amount
