"""Two people at once: one act is done, the other is refused clearly, nothing is half done."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections

from sigap.audit.queries import verify
from sigap.domain.errors import Refusal, Stale
from sigap.incidents.actions.exceptions import cancel_incident
from sigap.incidents.actions.steps import accept_step, take_exit
from sigap.incidents.models import Incident, StepVisit
from sigap.incidents.queries.cases import case_row, replayed, snapshot
from tests.office import Office, filled

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def office() -> Office:
    return Office()


def at_once(*acts) -> list[object]:
    """Run these at the same time, each on a connection of its own; refusals are answers."""

    def run(act):
        try:
            return act()
        except Refusal as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_the_second_of_two_who_saw_the_same_page_is_told_so(office):
    incident = office.report()
    seen = incident.ledger.length
    kabid = office.cast.actor("kabid")
    accept_step(incident.number, at=office.wait(minutes=1), by=kabid, expected=seen)
    with pytest.raises(Stale) as refusal:
        accept_step(incident.number, at=office.wait(minutes=1), by=kabid, expected=seen)
    assert "disposisikan" in refusal.value.open_verbs


def test_of_two_acts_at_the_same_instant_just_one_is_done(office):
    incident = office.report()
    kabid, values = office.cast.actor("kabid"), filled(office.procedure.first, "disposisikan")

    def release():
        return take_exit(incident.number, "disposisikan", values=values, at=office.at, by=kabid)

    def cancel():
        return cancel_incident(
            incident.number, reason="keliru", explanation="x", at=office.at, by=kabid,
            expected=incident.ledger.length,
        )  # fmt: skip

    answers = at_once(release, release, cancel)
    after = case_row(incident.number, by=kabid)
    assert replayed(after) == snapshot(after)
    assert sum(isinstance(answer, Incident) for answer in answers) in (1, 2)
    assert StepVisit.objects.filter(incident=incident, step="disposisi").count() == 1
    assert list(verify()) == []


def test_agenda_numbers_stay_unique_and_without_gaps_under_many_writers(office):
    at_once(*[office.report] * 8)
    numbers = sorted(Incident.objects.values_list("number", flat=True))
    assert numbers == [f"2026-{n:06d}" for n in range(1, 9)]
    assert list(verify()) == []


def test_merging_and_moving_a_family_at_once_never_deadlocks(office):
    parent = office.walk(office.report(site="pop-jatiasih"), "disposisikan")
    children = [office.report(site="smp-negeri-9", follows=parent.number) for _ in range(3)]
    kasi, operator = office.cast.actor("kasi"), office.cast.actor("operator")
    step = office.procedure.step("arahan")

    def transfer():
        return take_exit(
            parent.number, "limpahkan", values=filled(step, "limpahkan"),
            at=office.at + timedelta(minutes=1), by=kasi,
        )  # fmt: skip

    def more():
        return office.report(site="smp-negeri-9", follows=parent.number)

    answers = at_once(transfer, more, more)
    assert all(isinstance(answer, (Incident, Refusal)) for answer in answers)
    for row in Incident.objects.filter(pk__in=[child.pk for child in children]):
        assert row.status == "dilimpahkan"
    for row in Incident.objects.all():
        after = case_row(row.number, by=operator)
        assert replayed(after) == snapshot(after)
