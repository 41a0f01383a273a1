"""The content of a calendar: changed by decrees, compared, and which days a change touches."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigap.domain.calendarcontent import (
    BEGINNING,
    END,
    Content,
    FreeDay,
    Hours,
    Ramadan,
    as_json,
    changed_spans,
    differences,
    from_json,
    with_day_off,
    with_decree,
    with_hours,
    with_listed_days,
    with_ramadan,
    without_day_off,
)
from sigap.domain.errors import Invalid
from sigap.domain.standards import HoldSpan, reached
from sigap.domain.workcalendar import PERPRES_21_2023, WIB, WIT, Pattern, Span

KOTA = Content("kota", WIB, hours=(Hours(PERPRES_21_2023, "Perpres 21/2023"),))
NATAL = FreeDay(date(2026, 12, 25), "Hari Raya Natal", "libur", "SKB")
HALF_DAYS = Pattern(
    date(2026, 12, 1),
    (*(((time(8), time(12)),),) * 5, (), ()),
    (*(((time(8), time(11)),),) * 5, (), ()),
    timedelta(hours=4),
    timedelta(hours=3),
)

days = st.dates(date(2026, 1, 1), date(2027, 12, 31))
free_days = st.builds(
    FreeDay,
    days,
    st.sampled_from(["Libur", "Cuti bersama"]),
    st.sampled_from(["libur", "cuti-bersama", "daerah"]),
    st.just("SKB"),
    st.booleans(),
)


@st.composite
def ramadans(draw: st.DrawFn) -> Ramadan:
    first = draw(days)
    return Ramadan(first, first + timedelta(days=draw(st.sampled_from([28, 29]))), "Edaran")


@st.composite
def contents(draw: st.DrawFn) -> Content:
    off = draw(st.lists(free_days, max_size=6, unique_by=lambda each: each.on))
    content = replace(KOTA, days_off=tuple(sorted(off, key=lambda each: each.on)))
    for span in draw(st.lists(ramadans(), max_size=2)):
        content = with_ramadan(content, span)
    for begin in draw(st.lists(days, max_size=2)):
        content = with_hours(content, Hours(replace(HALF_DAYS, valid_from=begin), "Perwal"))
    return content


def faults_of(change, *args, **named) -> set[str]:
    with pytest.raises(Invalid) as refusal:
        change(*args, **named)
    return set(refusal.value.faults)


@given(contents())
def test_what_was_written_as_json_is_read_back_the_same(content: Content) -> None:
    assert from_json(as_json(content)) == content


@given(contents(), contents(), st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)))
def test_outside_the_changed_spans_both_count_the_same(
    old: Content, new: Content, naive: datetime
) -> None:
    begin = naive.replace(tzinfo=UTC)
    end = begin + timedelta(hours=30)
    touched = any(span.start < end and begin < span.end for span in changed_spans(old, new))
    same = old.calendar().spans(begin, end) == new.calendar().spans(begin, end)
    assert same or touched


@given(contents(), contents())
def test_the_changed_spans_are_in_order_apart_and_the_same_either_way(
    old: Content, new: Content
) -> None:
    spans = changed_spans(old, new)
    assert spans == changed_spans(new, old)
    edges = [edge for span in spans for edge in (span.start, span.end)]
    assert edges == sorted(edges)
    assert all(one.end < other.start for one, other in pairwise(spans))


@given(contents(), contents())
def test_there_is_a_difference_wherever_something_differs(old: Content, new: Content) -> None:
    assert bool(differences(old, new)) == (old != new)


def test_a_new_day_off_touches_that_local_day_alone() -> None:
    opening = datetime(2026, 12, 24, 17, tzinfo=UTC)
    span = Span(opening, opening + timedelta(days=1))
    assert changed_spans(KOTA, with_day_off(KOTA, NATAL)) == (span,)


def test_another_name_or_source_moves_no_clock() -> None:
    old = with_day_off(KOTA, replace(NATAL, estimated=True))
    new = with_decree(old, 2026, source="SKB 2026")
    assert changed_spans(old, new) == ()
    assert differences(old, new)[0].after == replace(NATAL, source="SKB 2026")


def test_a_ramadan_moved_by_a_day_touches_its_two_ends_alone() -> None:
    first = Ramadan(date(2026, 2, 18), date(2026, 3, 19), "perkiraan")
    second = Ramadan(date(2026, 2, 19), date(2026, 3, 20), "Edaran")
    old = with_ramadan(KOTA, first)
    spans = changed_spans(old, with_ramadan(old, second))
    assert [span.length for span in spans] == [timedelta(days=1)] * 2


def test_new_hours_touch_everything_from_their_day_on() -> None:
    spans = changed_spans(KOTA, with_hours(KOTA, Hours(HALF_DAYS, "Perwal")))
    assert spans == (Span(datetime(2026, 11, 30, 17, tzinfo=UTC), END),)


def test_hours_before_the_first_ones_touch_all_that_went_before_too() -> None:
    early = replace(HALF_DAYS, valid_from=date(2020, 1, 1))
    (span,) = changed_spans(KOTA, with_hours(KOTA, Hours(early, "Perwal")))
    assert span.start == BEGINNING


def test_two_zones_cannot_be_compared() -> None:
    with pytest.raises(ValueError, match="zone"):
        changed_spans(KOTA, replace(KOTA, zone=WIT))


def test_a_decreed_day_takes_the_place_of_its_estimate_and_of_nothing_else() -> None:
    guess = replace(NATAL, source="daftar", estimated=True)
    assert with_day_off(with_day_off(KOTA, guess), NATAL).days_off == (NATAL,)
    assert faults_of(with_day_off, with_day_off(KOTA, NATAL), NATAL) == {"on"}


def test_listed_days_fill_only_what_is_missing() -> None:
    listed = [replace(NATAL, source="daftar", estimated=True), replace(NATAL, on=date(2026, 5, 1))]
    filled = with_listed_days(with_day_off(KOTA, NATAL), listed)
    assert filled.days_off == (replace(NATAL, on=date(2026, 5, 1)), NATAL)
    assert faults_of(with_listed_days, filled, listed) == {"year"}


@pytest.mark.parametrize(
    ("change", "faulty"),
    [
        (
            lambda: with_day_off(KOTA, FreeDay(NATAL.on, "", "bolos", " ")),
            {"name", "kind", "source"},
        ),
        (lambda: with_day_off(KOTA, replace(NATAL, source="x" * 201)), {"source"}),
        (lambda: without_day_off(KOTA, NATAL.on, source=""), {"on", "source"}),
        (lambda: with_decree(KOTA, 2026, source=""), {"year", "source"}),
        (lambda: with_ramadan(KOTA, Ramadan(NATAL.on, NATAL.on, "x")), {"ends_on"}),
        (
            lambda: with_hours(KOTA, Hours(replace(HALF_DAYS, hours=((),) * 7), "x")),
            {"hours"},
        ),
    ],
)
def test_what_is_wrong_with_a_change_is_said_field_by_field(change, faulty: set[str]) -> None:
    assert faults_of(change) == faulty


@given(contents(), free_days, st.timedeltas(timedelta(0), timedelta(hours=20)), st.data())
def test_one_more_day_off_never_brings_a_limit_nearer_also_after_holds(
    content: Content, day: FreeDay, amount: timedelta, data: st.DataObject
) -> None:
    entered = datetime(2026, 3, 2, 2, tzinfo=UTC)
    hours = st.timedeltas(timedelta(0), timedelta(hours=40))
    begin = entered + data.draw(hours)
    end = begin + data.draw(hours)
    now = end + data.draw(hours)
    others = tuple(each for each in content.days_off if each.on != day.on)
    fewer = replace(content, days_off=others)
    more = replace(content, days_off=(*others, day))
    limits = [
        reached(
            each.calendar(),
            amount=amount,
            entered_at=entered,
            holds=[HoldSpan(begin, end)],
            now=now,
        )
        for each in (fewer, more)
    ]
    assert limits[0] is not None
    assert limits[1] is not None
    assert limits[0] <= limits[1]
