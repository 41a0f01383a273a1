"""The looks at the network of a case over the API."""

import pytest

from sigap.incidents.actions.looking import diagnose_cases
from sigap.incidents.models import CaseDiagnosis
from tests.api.caller import Caller, problem
from tests.diagnosing import Looks, cut_off

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def caller() -> Caller:
    return Caller()


def look(caller: Caller) -> None:
    diagnose_cases(at=caller.office.wait(seconds=12), look=Looks(cut_off()))


def test_looks_are_read_newest_first_with_what_they_conclude(caller):
    number = caller.report()
    look(caller)
    answer = caller.get("kasi", f"/incidents/{number}/diagnoses")
    (item,) = answer.json()["items"]
    assert (item["occasion"], item["state"], item["failure"]) == ("laporan", "putus", None)
    assert item["result"]["proposal"]["way"] == "lapangan"
    assert item["names"]["sw-disdik"] == "Switch Disdik"


def test_asking_answers_at_once_and_only_once_for_a_key(caller):
    number = caller.report()
    look(caller)
    path = f"/incidents/{number}/diagnoses"
    first = caller.post("kasi", path, Idempotency_Key="satu")
    again = caller.post("kasi", path, Idempotency_Key="satu")
    assert (first.status_code, again.status_code) == (202, 202)
    assert first.json()["id"] == again.json()["id"]
    assert CaseDiagnosis.objects.filter(occasion="diminta").count() == 1
    problem(caller.post("kasi", path), 409, "diagnosis-running")
    diagnose_cases(at=caller.office.wait(seconds=2), look=Looks(cut_off()))
    problem(caller.post("kasi", path), 429, "diagnosis-too-soon")


def test_neither_contacts_nor_auditors_ask_and_contacts_do_not_read(caller):
    path = f"/incidents/{caller.report()}/diagnoses"
    assert caller.get("opd-pendidikan", path).status_code == 403
    assert caller.post("opd-pendidikan", path).status_code == 403
    assert caller.post("auditor", path).status_code == 403
    assert caller.get("auditor", path).status_code == 200
