"""Cases on their way through the rows: every path, and the ledger that tells the same."""

import pytest

from sigap.audit.queries import verify
from sigap.domain.case import Status
from sigap.domain.errors import Invalid
from sigap.incidents.actions.confirmations import add_agency, answer_confirmation
from sigap.incidents.actions.exceptions import (
    add_note,
    cancel_incident,
    ratify_deviation,
    record_deviation,
)
from sigap.incidents.actions.family import unfollow
from sigap.incidents.actions.steps import accept_step, decline_step, hold_step, resume_step
from sigap.incidents.models import Incident, StepVisit
from sigap.incidents.queries.cases import case_row, replayed, snapshot
from tests.office import CHECKED, FIELD, REMOTE, Office

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return Office()


def fresh(incident: Incident) -> Incident:
    return Incident.objects.get(pk=incident.pk)


def assert_true_record(office: Office) -> None:
    """Rows and ledger tell the same of every case, and no seal is broken."""
    for row in Incident.objects.all():
        incident = case_row(row.number, by=office.cast.actor("auditor"))
        assert replayed(incident) == snapshot(incident)
    assert list(verify()) == []


def test_a_remote_fix_ends_closed_with_the_field_step_told_as_not_done(office):
    incident = office.walk(office.report(), *REMOTE, *CHECKED, "konfirmasikan")
    assert incident.status == Status.CLOSED
    skipped = StepVisit.objects.get(incident=incident, step="perbaikan")
    assert skipped.outcome == "tidak dilaksanakan (ditangani jarak jauh)"
    assert skipped.net is None
    assert_true_record(office)


def test_a_field_visit_with_a_return_counts_its_rounds(office):
    incident = office.walk(
        office.report(), *FIELD, "kembalikan", "laporkan", *CHECKED, "konfirmasikan"
    )
    visits = StepVisit.objects.filter(incident=incident, step="perbaikan").order_by("ordinal")
    assert [visit.round for visit in visits] == [1, 2]
    assert incident.status == Status.CLOSED
    assert_true_record(office)


def test_still_down_reopens_even_after_closing_within_the_grace(office):
    incident = office.walk(office.report(), *REMOTE, *CHECKED, "konfirmasikan")
    reopened = answer_confirmation(
        incident.number,
        agency="dinas-pendidikan",
        result="masih-gangguan",
        at=office.wait(hours=1),
        by=office.cast.actor("opd-pendidikan"),
    )
    assert (reopened.status, reopened.step) == (Status.RUNNING, "penanganan")
    assert reopened.finished_at is None
    assert_true_record(office)


def test_a_hold_stops_the_net_clock_and_moves_the_deadline(office):
    incident = office.walk(office.report(), "disposisikan", "arahkan")
    due = incident.due_at
    admin = office.cast.actor("admin-jaringan")
    held = hold_step(
        incident.number,
        reason="vendor-isp",
        evidence="Tiket 88-12",
        until=office.at.replace(hour=9),
        at=office.wait(minutes=10),
        by=admin,
    )
    assert held.due_at is None
    resumed = resume_step(incident.number, at=office.wait(minutes=30), by=admin)
    assert (resumed.due_at - due).total_seconds() == 30 * 60
    assert_true_record(office)


def test_an_unreceived_disposition_goes_back_to_the_kabid(office):
    incident = office.walk(office.report(), "disposisikan")
    back = decline_step(
        incident.number,
        reason="Bukan lokasi kami",
        at=office.wait(minutes=2),
        by=office.cast.actor("kasi"),
    )
    assert (back.step, back.rounds["disposisi"]) == ("disposisi", 2)
    assert_true_record(office)


def test_receiving_is_recorded_with_person_and_capacity(office):
    incident = accept_step(
        office.report().number, at=office.wait(minutes=1), by=office.cast.actor("kabid")
    )
    visit = StepVisit.objects.get(incident=incident)
    assert visit.received_by["capacity"] == "Kepala Bidang TIK"


def test_children_wait_for_the_parent_and_then_confirm_each_for_itself(office):
    parent = office.walk(office.report(site="pop-jatiasih"), "disposisikan", "arahkan")
    child = office.report(site="smp-negeri-9", follows=parent.number)
    assert child.status == Status.FOLLOWING
    assert child.due_at is None
    parent = office.walk(parent, "teratasi", *CHECKED, "konfirmasikan")
    assert parent.status == Status.CLOSED
    child = fresh(child)
    assert (child.status, child.step) == (Status.RUNNING, "konfirmasi")
    office.walk(child, "konfirmasikan")
    assert fresh(child).status == Status.CLOSED
    assert_true_record(office)


def test_a_child_that_is_still_down_leaves_its_parent(office):
    parent = office.walk(office.report(site="pop-jatiasih"), "disposisikan", "arahkan")
    child = office.report(site="smp-negeri-9", follows=parent.number)
    office.walk(parent, "teratasi", *CHECKED)
    answer_confirmation(
        parent.number,
        agency="dinas-pendidikan",
        result="masih-gangguan",
        at=office.wait(minutes=5),
        by=office.cast.actor("kabid"),
    )
    child = fresh(child)
    assert (child.step, child.parent) == ("penanganan", None)
    assert fresh(parent).step == "konfirmasi"
    assert_true_record(office)


def test_a_cancelled_parent_lets_its_children_go_on_by_themselves(office):
    parent = office.report(site="pop-jatiasih")
    child = office.report(site="smp-negeri-9", follows=parent.number)
    cancel_incident(
        parent.number,
        reason="keliru",
        explanation="Salah POP",
        at=office.wait(minutes=3),
        by=office.cast.actor("kabid"),
    )
    assert (fresh(child).status, fresh(child).step) == (Status.RUNNING, "disposisi")
    assert_true_record(office)


def test_a_report_taken_out_of_its_parent_goes_on_where_it_stood(office):
    parent = office.report(site="pop-jatiasih")
    child = office.report(site="smp-negeri-9", follows=parent.number)
    unfollow(
        child.number,
        reason="Sebab lain",
        at=office.wait(minutes=3),
        by=office.cast.actor("operator"),
    )
    assert fresh(child).status == Status.RUNNING
    assert_true_record(office)


def test_a_second_affected_agency_has_its_own_confirmation(office):
    incident = office.report()
    add_agency(
        incident.number,
        agency="dinas-kesehatan",
        at=office.wait(minutes=1),
        by=office.cast.actor("operator"),
    )
    office.walk(incident, *REMOTE, *CHECKED)
    answer_confirmation(
        incident.number,
        agency="dinas-kesehatan",
        result="pulih",
        channel="telepon",
        at=office.wait(minutes=1),
        by=office.cast.actor("opd-kesehatan"),
    )
    assert office.walk(incident, "konfirmasikan").status == Status.CLOSED
    assert_true_record(office)


def test_a_deviation_skips_ahead_and_is_ratified_after_the_end(office):
    incident = office.walk(office.report(), "disposisikan")
    jumped = record_deviation(
        incident.number,
        kind="langkah-dilompati",
        reason="IGD tanpa jaringan",
        authority="Perintah lisan Kadis",
        to="perbaikan",
        at=office.wait(minutes=1),
        by=office.cast.actor("kasi"),
    )
    assert jumped.step == "perbaikan"
    ended = office.walk(jumped, "laporkan", *CHECKED, "konfirmasikan")
    ratify_deviation(
        ended.number, deviation=1, at=office.wait(hours=1), by=office.cast.actor("kadis")
    )
    assert StepVisit.objects.get(incident=ended, step="penanganan").net is None
    assert_true_record(office)


@pytest.mark.parametrize("text", ["a\x00b", "a\ud800b"])
def test_a_text_that_cannot_be_kept_is_refused_at_its_field(office, text):
    incident = office.report()
    with pytest.raises(Invalid) as refusal:
        add_note(incident.number, text=text, at=office.at, by=office.cast.actor("kabid"))
    assert refusal.value.faults["text"].code == "control-character"
