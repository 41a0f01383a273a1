"""Offices and people over the API, and the declaration of whoever checks his own work."""

import pytest

from sigap.incidents.models import StepVisit
from sigap.people import actions
from sigap.people.models import Appointment, Position
from tests.api.caller import problem
from tests.office import FIELD, filled


def emptied(caller, key: str) -> None:
    office = caller.office
    row = Appointment.objects.get(user=office.cast.user(key))
    actions.end_appointment(row, ends_at=office.at, at=office.at, by=office.cast.actor("admin"))


def test_offices_are_told_with_their_holders_and_the_empty_ones_as_empty(caller):
    Position.objects.filter(key="kasi").update(superior=caller.office.cast.positions["kabid"])
    emptied(caller, "kasi")
    items = {item["key"]: item for item in caller.get("operator", "/positions").json()["items"]}
    assert items["kabid"]["holders"][0]["capacity"] == "Kepala Bidang TIK"
    empty = items["kasi"]
    assert (empty["vacant"], empty["carried_by"]) == (True, "Kepala Bidang TIK")
    assert empty["vacant_since"] == "2026-11-23T09:15:00+07:00"
    assert empty["superior"] == "kabid"


def test_a_contact_is_not_told_of_the_offices_and_only_the_administrator_of_the_people(caller):
    assert caller.get("opd-pendidikan", "/positions").status_code == 403
    assert caller.get("kabid", "/people").status_code == 403


def test_people_are_listed_page_by_page_and_found_by_letters(caller):
    found, cursor = [], ""
    while cursor is not None:
        page = caller.get("admin", f"/people?limit=4&cursor={cursor}").json()
        found += [item["key"] for item in page["items"]]
        cursor = page["next"]
    assert found == sorted(caller.office.cast.users)
    (one,) = caller.get("admin", "/people?q=bambang").json()["items"]
    assert one["capacities"] == ["Kepala Seksi Infrastruktur Jaringan TIK dan Telekomunikasi"]
    assert "nip" not in one


@pytest.mark.parametrize("declaration", [None, "Kasi cuti, saya Plh."])
def test_a_check_of_ones_own_work_asks_for_a_declaration(caller, declaration):
    office = caller.office
    actions.appoint(
        office.cast.user("admin-jaringan"),
        office.cast.positions["kasi"],
        kind="plh",
        starts_at=office.at,
        at=office.at,
        by=office.cast.actor("admin"),
    )
    incident = office.walk(office.report(), *FIELD, "laporkan-kasi")
    output = filled(office.procedure.step("pemeriksaan"), "laporkan-kabid")
    body = {"output": output, "declaration": declaration}
    path = f"/incidents/{incident.number}/exits/laporkan-kabid"
    answer = caller.post("admin-jaringan", path, body)
    if declaration is None:
        told = problem(answer, 422, "invalid")
        assert [(each["field"], each["code"]) for each in told["errors"]] == [
            ("declaration", "self-check")
        ]
    else:
        assert answer.json()["self_checks"] == 1
        assert StepVisit.objects.get(step="pemeriksaan").declaration == declaration
