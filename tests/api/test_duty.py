"""The duty roster over the API."""

import pytest

from sigap.domain.actor import SYSTEM
from sigap.people.actions.duty import replace_shift
from sigap.people.duty import duty_between
from tests.api.caller import Caller, problem
from tests.duty import roster, wib


@pytest.fixture
def caller(caller: Caller) -> Caller:
    roster(caller.office.cast)
    caller.office.at = wib("2026-11-23T20:00")
    return caller


def test_who_is_on_duty_now_and_in_the_coming_week(caller: Caller) -> None:
    told = caller.get("auditor", "/duty").json()
    assert told["at"] == "2026-11-23T20:00:00+07:00"
    assert [person["user"] for person in told["now"]] == ["pelaksana"]
    assert len(told["shifts"]) == 8
    first = told["shifts"][0]
    assert first["starts_at"] == "2026-11-23T16:00:00+07:00"
    assert (first["person"]["name"], first["relieves"]) == ("Rina Anggraeni, S.T.", None)
    assert first["covers"] == ["24x7"]


def test_a_change_is_told_with_its_reason(caller: Caller) -> None:
    (duty,) = duty_between(wib("2026-11-23T20:00"), wib("2026-11-23T20:01"))
    kasi = caller.office.cast.user("kasi")
    replace_shift(duty.shift.slot, kasi, reason="Rina sakit", at=caller.office.at, by=SYSTEM)
    first = caller.get("kasi", "/duty").json()["shifts"][0]
    assert (first["person"]["user"], first["relieves"]) == ("kasi", "pelaksana")
    assert first["reason"] == "Rina sakit"


def test_a_time_and_a_service_class_are_asked_for(caller: Caller) -> None:
    told = caller.get("kasi", "/duty?since=2026-11-28T08:00&until=2026-11-28T09:00").json()
    assert [each["person"]["user"] for each in told["shifts"]] == ["admin-jaringan"]
    other = caller.get("kasi", "/duty?service_class=119").json()
    assert (other["now"], other["shifts"]) == ([], [])


@pytest.mark.parametrize(
    "asked", ["until=2026-11-23T08:00", "until=2027-11-23T08:00", "since=besok"]
)
def test_a_time_that_is_none_is_refused(caller: Caller, asked: str) -> None:
    problem(caller.get("kasi", f"/duty?{asked}"), 422, "invalid")


def test_contacts_and_strangers_do_not_see_the_roster(caller: Caller) -> None:
    assert caller.get("opd-pendidikan", "/duty").status_code == 403
    assert caller.get(None, "/duty").status_code == 401
