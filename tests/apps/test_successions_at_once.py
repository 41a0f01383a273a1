"""Several workers look at the offices at once: each thing is done once."""

import pytest

from sigap.incidents.actions.successions import watch_offices
from sigap.incidents.models import Incident
from sigap.notifications.models import Notice
from sigap.people import actions
from sigap.people.models import Appointment
from tests.apps.test_concurrency import at_once
from tests.apps.test_successions import given
from tests.office import Office

pytestmark = pytest.mark.django_db(transaction=True)


def test_four_workers_hand_a_step_back_and_ask_for_an_appointment_once():
    office = Office()
    incident = given(office)
    for key in ("pelaksana-2", "kasi"):
        row = Appointment.objects.get(user=office.cast.user(key))
        by = office.cast.actor("admin")
        actions.end_appointment(row, ends_at=office.at, at=office.at, by=by)
    at = office.wait(seconds=15)
    at_once(*[lambda: watch_offices(at=at)] * 4)
    ledger = Incident.objects.get(pk=incident.pk).ledger
    assert ledger.entries.filter(kind="handed-back").count() == 1
    assert Notice.objects.filter(event="step-released", user__username="pelaksana").count() == 1
    assert Notice.objects.filter(event="office-empty", user__username="admin").count() == 1
