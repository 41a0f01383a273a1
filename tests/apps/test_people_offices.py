"""Offices and the people in them: who may act, as what, and who cannot be appointed."""

from datetime import timedelta

import pytest
from django.db import IntegrityError

from sigap.audit.models import Entry
from sigap.domain.errors import Invalid, NotAllowed, Refused
from sigap.people import actions
from sigap.people.models import Appointment
from sigap.people.queries import acting, contacts_of, holders, position_title
from tests.cast import Cast, cast

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def team() -> Cast:
    return cast()


def appoint(team: Cast, user: str, position: str, **more: object) -> Appointment:
    options = {"starts_at": team.at, "at": team.at, "by": team.actor("admin")} | more
    return actions.appoint(team.user(user), team.positions[position], **options)  # type: ignore[arg-type]


def test_a_substantive_holder_acts_under_the_bare_title(team: Cast) -> None:
    assert team.actor("kabid").offices == {"kabid": "Kepala Bidang TIK"}


def test_a_day_acting_holder_acts_beside_the_own_office_as_plh(team: Cast) -> None:
    appoint(team, "kasi", "kabid", kind="plh", ends_at=team.at + DAY)
    offices = acting(team.user("kasi"), at=team.at).offices
    assert offices["kabid"] == "Plh. Kepala Bidang TIK"
    assert "kasi" in offices


def test_an_acting_appointment_gives_no_right_before_it_begins_or_once_it_has_ended(
    team: Cast,
) -> None:
    appoint(team, "kasi", "kabid", kind="plt", ends_at=team.at + DAY)
    moments = [team.at - timedelta(seconds=1), team.at, team.at + DAY]
    held = [acting(team.user("kasi"), at=moment).holds("kabid") for moment in moments]
    assert held == [False, True, False]


def test_offices_are_read_in_one_query(team: Cast, django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        acting(team.user("opd-pendidikan"), at=team.at)


def test_only_a_contact_carries_an_agency(team: Cast) -> None:
    assert team.actor("opd-pendidikan").agency == "dinas-pendidikan"
    assert team.actor("kabid").agency is None


def test_a_barred_person_holds_nothing_and_is_nobodys_addressee(team: Cast) -> None:
    user = team.user("pelaksana-2")
    actions.set_active(user, False, at=team.at, by=team.actor("admin"))
    assert acting(user, at=team.at).offices == {}
    assert [held.username for held in holders("pelaksana", at=team.at)] == ["pelaksana"]


def test_holders_are_named_once_however_many_appointments_they_have(team: Cast) -> None:
    appoint(team, "kasi", "kabid", kind="plh", ends_at=team.at + DAY)
    names = [user.username for user in holders("kabid", at=team.at)]
    assert names == ["kasi", "kabid"]


def test_an_empty_office_has_no_holder_but_keeps_its_title(team: Cast) -> None:
    long_ago = team.at - timedelta(days=900)
    assert holders("kabid", at=long_ago) == []
    assert position_title("kabid", at=long_ago) == "Kepala Bidang TIK"


def test_contacts_are_those_of_the_agency_alone(team: Cast) -> None:
    found = contacts_of("dinas-pendidikan", at=team.at)
    assert [user.username for user in found] == ["opd-pendidikan"]


def test_a_single_seat_refuses_a_second_substantive_holder_and_names_the_first(team: Cast) -> None:
    team.positions["kabid"].single_seat = True
    team.positions["kabid"].save()
    with pytest.raises(Refused, match="Ratna") as refusal:
        appoint(team, "kasi", "kabid")
    assert refusal.value.code == "seat-taken"


def test_nobody_is_appointed_twice_to_one_office_at_one_time(team: Cast) -> None:
    with pytest.raises(Refused) as refusal:
        appoint(team, "pelaksana", "pelaksana")
    assert refusal.value.code == "already-appointed"


def test_an_appointment_must_end_after_it_starts(team: Cast) -> None:
    with pytest.raises(Invalid) as refusal:
        appoint(team, "kasi", "kabid", kind="plt", ends_at=team.at)
    assert set(refusal.value.faults) == {"ends_at"}


def test_the_database_itself_refuses_an_appointment_that_ends_before_it_starts(team: Cast) -> None:
    with pytest.raises(IntegrityError):
        Appointment.objects.create(
            user=team.user("kasi"),
            position=team.positions["kabid"],
            starts_at=team.at,
            ends_at=team.at - DAY,
        )


def test_a_contact_needs_an_agency_to_speak_for(team: Cast) -> None:
    with pytest.raises(Invalid) as refusal:
        appoint(team, "operator", "kontak-dinas-pendidikan")
    assert set(refusal.value.faults) == {"user"}


def test_an_ended_appointment_cannot_be_ended_again(team: Cast) -> None:
    row = Appointment.objects.get(user=team.user("kabid"))
    actions.end_appointment(row, ends_at=team.at, at=team.at, by=team.actor("admin"))
    assert not acting(team.user("kabid"), at=team.at).holds("kabid")
    with pytest.raises(Refused):
        actions.end_appointment(row, ends_at=team.at, at=team.at, by=team.actor("admin"))


def test_only_an_administrator_appoints(team: Cast) -> None:
    with pytest.raises(NotAllowed):
        appoint(team, "kasi", "kabid", kind="plt", by=team.actor("kabid"))


def test_an_appointment_is_told_to_the_ledger_with_who_made_it(team: Cast) -> None:
    appoint(team, "kasi", "kabid", kind="plh", ends_at=team.at + DAY, decree_number="B/12")
    entry = Entry.objects.get(stream__key="orang", kind="jabatan-diisi")
    assert (entry.data["username"], entry.data["decree"]) == ("kasi", "B/12")
    assert entry.actor["capacity"] == "Administrator Aplikasi"
