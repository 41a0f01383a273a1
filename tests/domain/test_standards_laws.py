"""The laws of a step's clock, for any course of holds."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from sigap.domain.standards import HoldSpan, LineKind, Reading, Verdict, measure
from sigap.domain.workcalendar import PERPRES_21_2023, WIB, WIT, WorkCalendar, always

ZERO = timedelta(0)
MINUTE = timedelta(minutes=1)
START = datetime(2026, 2, 9, tzinfo=UTC)
ORDER = (Verdict.ON_TIME, Verdict.AT_RISK, Verdict.LATE)

OFFICE = WorkCalendar(
    "bekasi",
    WIB,
    (PERPRES_21_2023,),
    ramadan=((date(2026, 2, 19), date(2026, 3, 20)),),
    days_off={date(2026, 2, 17): "Tahun Baru Imlek"},
)
calendars = st.sampled_from([OFFICE, replace(OFFICE, zone=WIT), always(WIB)])
moments = st.timedeltas(ZERO, timedelta(days=14)).map(lambda passed: START + passed)
stretches = st.timedeltas(ZERO, timedelta(days=4))
standards = st.timedeltas(ZERO, timedelta(hours=24))
holds = st.builds(
    lambda start, length: HoldSpan(start, None if length is None else start + length),
    moments,
    st.none() | stretches,
)


@dataclass(frozen=True)
class Course:
    calendar: WorkCalendar
    standard: timedelta
    entered_at: datetime
    left_at: datetime | None
    holds: tuple[HoldSpan, ...]
    now: datetime

    def read(self) -> Reading:
        return measure(
            self.calendar,
            standard=self.standard,
            entered_at=self.entered_at,
            left_at=self.left_at,
            holds=self.holds,
            now=self.now,
        )


courses = st.builds(
    Course, calendars, standards, moments, st.none() | moments, st.lists(holds).map(tuple), moments
)


@st.composite
def running(draw: st.DrawFn) -> Course:
    """A step not left yet, whose holds are all over."""
    course = draw(courses)
    over = tuple(HoldSpan(hold.start, hold.end or hold.start + MINUTE) for hold in course.holds)
    last = max((hold.end for hold in over if hold.end), default=START)
    now = max(last, course.entered_at) + draw(stretches)
    return replace(course, left_at=None, holds=over, now=now)


@given(courses)
def test_the_lines_add_up_to_the_net_and_held_time(course: Course) -> None:
    reading = course.read()
    held = [line.working for line in reading.lines if line.kind is LineKind.HELD]
    assert sum((line.counted for line in reading.lines), ZERO) == reading.net
    assert sum(held, ZERO) == reading.held
    assert reading.remaining == course.standard - reading.net


@given(courses)
def test_the_printed_minutes_add_up_to_the_printed_totals(course: Course) -> None:
    reading = course.read()
    for kind, total in ((LineKind.WORK, reading.net), (LineKind.HELD, reading.held)):
        printed = sum(line.minutes for line in reading.lines if line.kind is kind)
        assert printed == total // MINUTE


@given(courses)
def test_the_lines_follow_one_another_without_overlap(course: Course) -> None:
    edges = [edge for line in course.read().lines for edge in (line.start, line.end)]
    assert edges == sorted(edges)


@given(courses)
def test_net_and_held_time_are_the_working_time_of_the_gross_time(course: Course) -> None:
    reading = course.read()
    working = course.calendar.elapsed(course.entered_at, course.entered_at + reading.gross)
    assert reading.net + reading.held == working <= reading.gross
    assert not course.calendar.always or working == reading.gross


@given(courses, holds)
def test_one_more_hold_never_makes_a_verdict_worse(course: Course, hold: HoldSpan) -> None:
    before, after = course.read(), replace(course, holds=(*course.holds, hold)).read()
    assert after.net <= before.net
    assert ORDER.index(after.verdict) <= ORDER.index(before.verdict)


@given(running(), moments, stretches)
def test_one_more_hold_never_brings_the_due_moment_nearer(
    course: Course, start: datetime, length: timedelta
) -> None:
    hold = HoldSpan(start, start + length)
    assume(start + length <= course.now)
    before, after = course.read(), replace(course, holds=(*course.holds, hold)).read()
    assert before.due_at is not None
    assert after.due_at is not None
    assert after.due_at >= before.due_at


@given(courses)
def test_nothing_is_due_exactly_while_a_hold_lasts(course: Course) -> None:
    now = max(course.now, course.entered_at)
    lasting = course.left_at is None and any(
        hold.start <= now and (hold.end is None or hold.end > now) for hold in course.holds
    )
    reading = course.read()
    assert (reading.due_at is None) == lasting
    assert (reading.risk_at is None) == lasting


@given(running(), stretches)
def test_the_due_and_risk_moments_do_not_move_as_time_goes_by(
    course: Course, later: timedelta
) -> None:
    before, after = course.read(), replace(course, now=course.now + later).read()
    assert (before.due_at, before.risk_at) == (after.due_at, after.risk_at)


@given(running())
def test_a_running_step_is_due_its_remaining_time_from_now(course: Course) -> None:
    reading = course.read()
    assume(reading.remaining > ZERO)
    assert reading.due_at == course.calendar.add(course.now, reading.remaining)


@given(running())
def test_the_net_time_at_the_due_moment_is_the_standard(course: Course) -> None:
    due = course.read().due_at
    assert due is not None
    assert replace(course, left_at=due).read().net == course.standard


@given(running())
def test_a_step_left_by_the_due_moment_is_on_time_and_after_more_work_late(
    course: Course,
) -> None:
    due = course.read().due_at
    assert due is not None
    over = max([due, *(hold.end for hold in course.holds if hold.end)])
    late = course.calendar.next_working(over) + timedelta.resolution
    assert replace(course, left_at=max(due, course.entered_at)).read().verdict is Verdict.ON_TIME
    assert replace(course, left_at=late).read().verdict is Verdict.LATE


@given(running())
def test_a_running_step_is_at_risk_from_the_risk_moment_on(course: Course) -> None:
    reading = course.read()
    assert reading.risk_at is not None
    at_risk_or_late = reading.verdict is not Verdict.ON_TIME
    assert at_risk_or_late == (course.now >= reading.risk_at)
