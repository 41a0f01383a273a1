"""What each act costs the database: exact numbers, so that one statement more is a decision.

Counted inside the test's own transaction, where each act's transaction is a savepoint: two
statements of every number are its beginning and its end. A report takes none without need.
"""

from datetime import timedelta

import pytest

from sigap.incidents.actions.confirmations import answer_confirmation
from sigap.incidents.actions.steps import accept_step, hold_step, resume_step, take_exit
from sigap.incidents.models import Incident
from sigap.incidents.queries.cases import procedure_of
from tests.office import CHECKED, REMOTE, Office, filled

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    """An office that is awake: the SOP and the calendars have been read in this process."""
    office = Office()
    office.walk(office.report(), *REMOTE, *CHECKED, "konfirmasikan")
    return office


def test_a_report(office, django_assert_num_queries):
    office.cast.actor("operator")
    with django_assert_num_queries(10):
        office.report()


def test_receiving_a_step(office, django_assert_num_queries):
    incident, kabid = office.report(), office.cast.actor("kabid")
    with django_assert_num_queries(9):
        accept_step(incident.number, at=office.wait(minutes=1), by=kabid)


def exit_taken(office: Office, incident: Incident) -> Incident:
    values = filled(procedure_of(incident).step("disposisi"), "disposisikan")
    at, by = office.wait(minutes=1), office.cast.actor("kabid")
    return take_exit(incident.number, "disposisikan", values=values, at=at, by=by)


def test_an_exit_that_also_receives_the_step(office, django_assert_num_queries):
    incident = office.report()
    office.cast.actor("kabid")
    with django_assert_num_queries(12):
        exit_taken(office, incident)


def test_an_exit_of_a_step_received_before_costs_the_same(office, django_assert_num_queries):
    incident, kabid = office.report(), office.cast.actor("kabid")
    accept_step(incident.number, at=office.at, by=kabid)
    with django_assert_num_queries(12):
        exit_taken(office, incident)


def test_a_hold_and_its_end(office, django_assert_num_queries):
    incident = office.walk(office.report(), "disposisikan", "arahkan")
    admin = office.cast.actor("admin-jaringan")
    until = office.at + timedelta(hours=4)
    with django_assert_num_queries(10):
        hold_step(
            incident.number,
            reason="vendor-isp",
            evidence="Tiket 88-12",
            until=until,
            at=office.wait(minutes=1),
            by=admin,
        )
    with django_assert_num_queries(12):
        resume_step(incident.number, at=office.wait(minutes=1), by=admin)


@pytest.mark.parametrize(("result", "statements"), [("pulih", 11), ("masih-gangguan", 18)])
def test_an_answer_of_the_agency(office, django_assert_num_queries, result, statements):
    incident = office.walk(office.report(), *REMOTE, *CHECKED)
    contact = office.cast.actor("opd-pendidikan")
    with django_assert_num_queries(statements):
        answer_confirmation(
            incident.number,
            agency="dinas-pendidikan",
            result=result,
            at=office.wait(minutes=1),
            by=contact,
        )
