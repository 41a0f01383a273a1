"""Moments that come by themselves, and the readings of every step."""

from datetime import timedelta

import pytest

from sigap.domain.standards import Verdict
from sigap.incidents.actions.clocks import mark_due
from sigap.incidents.actions.steps import hold_step
from sigap.incidents.models import Hold, Incident
from sigap.incidents.queries.clocks import step_clocks
from sigap.notifications.models import Notice
from tests.office import CHECKED, REMOTE, Office

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def office() -> Office:
    return Office()


def told(event: str) -> int:
    return Notice.objects.filter(event=event).count()


def test_the_performer_is_warned_once_at_the_threshold_and_once_when_late(office):
    office.report()
    for minutes, at_risk, late in ((10, 0, 0), (2, 1, 0), (1, 1, 0), (3, 1, 1), (60, 1, 1)):
        mark_due(at=office.wait(minutes=minutes))
        assert (told("at-risk"), told("late")) == (at_risk, late)


def test_a_hold_that_runs_out_ends_at_its_expiry_not_when_the_sweep_came(office):
    incident = office.walk(office.report(), "disposisikan", "arahkan")
    until = office.at + timedelta(minutes=30)
    hold_step(
        incident.number, reason="pln", until=until, at=office.wait(minutes=5),
        by=office.cast.actor("admin-jaringan"),
    )  # fmt: skip
    assert mark_due(at=until + timedelta(minutes=7)) == 1
    hold = Hold.objects.get()
    assert (hold.ended_at, hold.cause) == (until, "kedaluwarsa")
    after = Incident.objects.get()
    assert after.due_at == until + timedelta(minutes=55)


def test_a_sweep_with_nothing_due_is_one_query(office, django_assert_num_queries):
    office.report()
    with django_assert_num_queries(1):
        assert mark_due(at=office.at) == 0


def test_work_due_at_closing_time_is_late_only_when_the_next_day_begins(office):
    office.at = office.at.replace(hour=8, minute=45)  # 15.45 WIB, fifteen minutes before closing
    office.report()
    mark_due(at=office.wait(hours=3))
    assert told("late") == 0
    mark_due(at=office.at.replace(day=24, hour=0, minute=31))
    assert told("late") == 1


def test_each_step_has_its_clock_and_the_lines_add_up(office):
    incident = office.walk(office.report(), *REMOTE, *CHECKED, "konfirmasikan", minutes=20)
    clocks = step_clocks(Incident.objects.get(pk=incident.pk), now=office.at)
    readings = {clock.visit.step: clock.reading for clock in clocks}
    assert readings["disposisi"].verdict == Verdict.LATE
    assert readings["penanganan"].verdict == Verdict.ON_TIME
    assert readings["perbaikan"] is None
    for reading in filter(None, readings.values()):
        assert sum((line.counted for line in reading.lines), timedelta()) == reading.net
    assert incident.late_steps == 2


def test_the_stored_clock_of_a_finished_step_is_what_it_reads_later(office):
    incident = office.walk(office.report(), *REMOTE, minutes=13)
    for clock in step_clocks(Incident.objects.get(pk=incident.pk), now=office.wait(days=3)):
        if clock.visit.left_at is not None:
            assert (clock.visit.net, clock.visit.gross, clock.visit.verdict) == (
                clock.reading.net, clock.reading.gross, clock.reading.verdict,
            )  # fmt: skip
