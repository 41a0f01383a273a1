"""A report in the night: for an RSUD it reaches the person on duty, for an office it waits."""

import pytest

from sigap.domain.errors import NotAllowed
from sigap.incidents.actions.duty_news import tell_of_duty
from sigap.incidents.actions.steps import take_exit
from sigap.incidents.models import Incident
from sigap.incidents.queries.lists import inbox
from sigap.notifications.models import Notice
from sigap.people.actions.duty_swaps import accept_swap, offer_swap
from sigap.people.duty import duty_between
from sigap.people.queries import acting
from tests.duty import roster, wib
from tests.office import Office, filled

pytestmark = pytest.mark.django_db

NIGHT = wib("2026-11-24T02:00")


@pytest.fixture
def office() -> Office:
    made = Office()
    roster(made.cast)
    made.at = NIGHT
    return made


def told_of(incident: Incident) -> set[str]:
    rows = Notice.objects.filter(number=incident.number, user__isnull=False)
    return set(rows.values_list("user__username", flat=True))


def waits_for(office: Office, who: str) -> list[str]:
    actor = acting(office.cast.user(who), at=office.at)
    return [row.number for row in inbox(actor)]


def dispose(office: Office, incident: Incident, who: str) -> Incident:
    step = office.procedure.step("disposisi")
    by = acting(office.cast.user(who), at=office.at)
    values = filled(step, "disposisikan")
    return take_exit(incident.number, "disposisikan", values=values, at=office.at, by=by)


def test_a_night_report_of_an_rsud_reaches_the_office_and_the_person_on_duty(
    office: Office,
) -> None:
    incident = office.report(site="rsud", summary="FO ke IGD putus")
    assert {"kabid", "pelaksana"} <= told_of(incident)
    assert incident.number in waits_for(office, "pelaksana")
    assert incident.number not in waits_for(office, "pelaksana-2")
    office.wait(minutes=4)
    moved = dispose(office, incident, "pelaksana")
    assert moved.step == "arahan"
    released = list(moved.ledger.entries.filter(kind="released"))[-1]
    assert released.actor["key"] == "pelaksana"
    assert "piket" in released.actor["capacity"].lower()


def test_who_is_not_on_duty_cannot_act_at_night_either(office: Office) -> None:
    incident = office.report(site="rsud")
    with pytest.raises(NotAllowed):
        dispose(office, incident, "pelaksana-2")


def test_a_night_report_of_an_office_waits_for_the_morning(office: Office) -> None:
    incident = office.report(site="kantor-disdik")
    assert "pelaksana" not in told_of(incident)
    assert waits_for(office, "pelaksana") == []


def test_by_day_the_office_itself_is_there(office: Office) -> None:
    office.at = wib("2026-11-24T09:00")
    assert "pelaksana" not in told_of(office.report(site="rsud"))


def test_the_night_reaches_whoever_took_the_shift_over(office: Office) -> None:
    cast, evening = office.cast, wib("2026-11-23T12:00")
    (duty,) = duty_between(NIGHT, wib("2026-11-24T02:01"))
    rina, dedi = cast.actor("pelaksana"), cast.actor("pelaksana-2")
    swap = offer_swap(duty.shift.slot, cast.user("pelaksana-2"), at=evening, by=rina)
    accept_swap(swap, at=evening, by=dedi)
    tell_of_duty(at=wib("2026-11-23T16:00"))
    begins = Notice.objects.get(event="duty-begins")
    assert begins.user == cast.user("pelaksana-2")
    incident = office.report(site="rsud")
    assert "pelaksana-2" in told_of(incident)
    assert "pelaksana" not in told_of(incident)


def test_a_roster_that_does_not_cover_the_class_is_left_in_peace(office: Office) -> None:
    cast = office.cast
    row = cast.user("pelaksana").duty_lines.first().roster
    row.covers = ["jam-kerja"]
    row.save()
    assert "pelaksana" not in told_of(office.report(site="rsud"))
