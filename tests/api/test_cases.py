"""Reports through the API: filed, found, listed, and what waits for whom."""

from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.api.caller import REPORT, Caller, problem


def queries(caller: Caller, who: str, path: str) -> int:
    """How many queries a warm request needs; the calendar's own clock of two seconds aside."""
    caller.get(who, path)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert caller.get(who, path).status_code == 200
    return len([each for each in captured if "people_working" not in each["sql"]])


def test_a_filed_report_answers_its_number_where_it_is_and_what_may_be_done(caller):
    answer = caller.post("operator", "/incidents", REPORT)
    told = answer.json()
    assert answer.status_code == 201
    assert answer.headers["Location"] == f"/api/v1/incidents/{told['number']}"
    assert answer.headers["ETag"] == '"1"'
    assert told["number"] == "2026-000001"
    assert (told["step"], told["role"], told["step_no"]) == ("disposisi", "kabid", 1)
    assert told["procedure"] == {"key": "penanganan-gangguan", "version": 1}
    assert told["due_at"] == "2026-11-23T09:30:00+07:00"
    assert told["tracking_url"].endswith(told["tracking_code"])
    assert "cancel" in told["allowed_actions"]
    assert told["clocks"][0]["standard"] == "PT15M"


def test_the_answer_to_a_report_is_what_is_read_of_the_case(caller):
    answer = caller.post("operator", "/incidents", REPORT)
    again = caller.get("operator", f"/incidents/{answer.json()['number']}")
    assert (again.json(), again.headers["ETag"]) == (answer.json(), answer.headers["ETag"])


def test_the_answer_to_a_report_that_follows_another_is_the_same(caller):
    first = caller.post("operator", "/incidents", REPORT).json()["number"]
    answer = caller.post("operator", "/incidents", {**REPORT, "follows": first}).json()
    assert answer["parent"] == first
    assert caller.get("operator", f"/incidents/{answer['number']}").json() == answer


def test_a_site_is_enough_to_know_the_agency(caller):
    body = {key: value for key, value in REPORT.items() if key != "agency"}
    told = caller.post("operator", "/incidents", body).json()
    assert told["agency"] == "dinas-pendidikan"


def test_every_field_of_a_report_comes_back(caller):
    told = caller.post(
        "operator",
        "/incidents",
        {
            **REPORT,
            "device": "sw-disdik",
            "description": "Sejak pagi",
            "channel": "surat",
            "letter": {"number": "500/1/Disdik", "on": "2026-11-20", "agenda": "77"},
            "reported_at": "2026-11-23T08:30:00",
            "external_ref": "LAPOR-9",
            "impact": "seluruh-lokasi",
            "urgency": "layanan-terhenti",
        },
    ).json()
    assert told["letter"] == {"number": "500/1/Disdik", "on": "2026-11-20", "agenda": "77"}
    assert told["reported_at"] == "2026-11-23T08:30:00+07:00"
    assert (told["device"], told["external_ref"]) == ("sw-disdik", "LAPOR-9")
    assert told["reporter"]["phone"] == "0812-3456-7890"
    assert told["priority"] == "tinggi"


def test_a_report_may_follow_an_open_case(caller):
    parent = caller.report()
    told = caller.post("operator", "/incidents", {**REPORT, "follows": parent}).json()
    assert (told["status"], told["parent"]) == ("mengikuti", parent)
    assert caller.get("kabid", f"/incidents/{parent}").json()["children"] == [told["number"]]


def test_the_register_is_narrowed_by_each_of_its_filters(caller):
    first = caller.report(summary="Kabel putus digigit tikus", category="fo-putus")
    other = caller.report(agency="dinas-kesehatan", site="pkm-jatiasih")
    caller.walk(first, "disposisikan")

    def found(query: str) -> list[str]:
        items = caller.get("kabid", f"/incidents?{query}").json()["items"]
        return [item["number"] for item in items]

    assert found("") == [other, first]
    assert found("step=arahan") == found("role=kasi") == found("q=tikus") == [first]
    assert found("category=fo-putus") == [first]
    assert found("agency=dinas-kesehatan") == found("site=pkm-jatiasih") == [other]
    assert found("state=terbuka") == found("state=berjalan") == [other, first]
    assert found("state=selesai") == []
    caller.office.wait(hours=2)
    assert found("late=true&step=disposisi") == [other]
    assert found("late=false") == []


def test_pages_stay_put_while_new_cases_come_in(caller):
    numbers = [caller.report() for _ in range(7)]
    first = caller.get("kabid", "/incidents?limit=3").json()
    caller.report()
    second = caller.get("kabid", f"/incidents?limit=3&cursor={first['next']}").json()
    caller.report()
    third = caller.get("kabid", f"/incidents?limit=3&cursor={second['next']}").json()
    seen = [item["number"] for page in (first, second, third) for item in page["items"]]
    assert seen == numbers[::-1]
    assert third["next"] is None


def test_the_inbox_holds_what_waits_for_the_caller_by_due_moment(caller):
    number = caller.report()
    waiting = [item["number"] for item in caller.get("kabid", "/inbox").json()["items"]]
    assert waiting == [number]
    assert caller.get("kasi", "/inbox").json() == {"items": [], "next": None}
    caller.walk(number, "disposisikan")
    assert [item["step"] for item in caller.get("kasi", "/inbox").json()["items"]] == ["arahan"]


def test_the_verdict_of_a_case_follows_the_clock(caller):
    number = caller.report()

    def verdict() -> str:
        told = caller.get("kabid", f"/incidents/{number}").json()
        assert told["clocks"][-1]["verdict"] == told["verdict"]
        return str(told["verdict"])

    assert verdict() == "tepat-waktu"
    caller.office.wait(minutes=12)
    assert verdict() == "mendekati-batas"
    caller.office.wait(minutes=3)
    assert verdict() == "mendekati-batas"
    caller.office.wait(minutes=1)
    assert verdict() == "terlambat"


def test_every_moment_carries_the_offset_of_the_office(caller):
    told = caller.get("kabid", f"/incidents/{caller.report()}").json()
    for name in ("reported_at", "recorded_at", "entered_at", "due_at", "risk_at"):
        assert str(datetime.fromisoformat(told[name]).utcoffset()) == "7:00:00"


@pytest.mark.parametrize(("path", "cost"), [("/incidents?limit=100", 3), ("/inbox", 5)])
def test_fifty_cases_cost_as_many_queries_as_five(caller, path, cost):
    for _ in range(5):
        caller.report()
    few = queries(caller, "kabid", path)
    for _ in range(45):
        caller.report()
    assert queries(caller, "kabid", path) == few == cost


@pytest.mark.parametrize("rest", ["", "/timeline", "/clocks", "/documents", "/attachments"])
def test_a_long_history_costs_as_many_queries_as_a_short_one(caller, rest):
    number = caller.report()
    path = f"/incidents/{number}{rest}"
    short = queries(caller, "kabid", path)
    caller.walk(number, "disposisikan", "arahkan", "kirim-pelaksana", "laporkan", "kembalikan")
    caller.walk(number, "laporkan", "laporkan-kasi", "laporkan-kabid", "konfirmasikan")
    assert queries(caller, "kabid", path) == short <= 8


def test_an_unknown_case_is_not_found(caller):
    problem(caller.get("kabid", "/incidents/2026-999999"), 404, "incident-not-found")
