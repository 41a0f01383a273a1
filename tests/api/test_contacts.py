"""What an agency's contact sees: the own cases, and nothing of the inside of them."""

import json

import pytest

from tests.api.caller import REPORT, problem
from tests.office import CHECKED, REMOTE

MINE, OTHER = "opd-pendidikan", "opd-kesehatan"
GETS = ("", "/timeline", "/clocks", "/documents", "/attachments")


@pytest.mark.parametrize("rest", GETS)
def test_anothers_case_is_not_there_at_all(caller, rest):
    problem(caller.get(OTHER, f"/incidents/{caller.report()}{rest}"), 404, "incident-not-found")


@pytest.mark.parametrize(
    ("rest", "body"),
    [
        ("/accept", None),
        ("/exits/disposisikan", {"output": {}}),
        ("/notes", {"text": "Halo"}),
        ("/cancel", {"reason": "keliru", "explanation": "x"}),
        ("/confirmations/dinas-kesehatan", {"result": "pulih"}),
        ("/parent", {"parent": "2026-000001"}),
    ],
)
def test_nothing_can_be_done_to_anothers_case(caller, rest, body):
    answer = caller.post(OTHER, f"/incidents/{caller.report()}{rest}", body)
    problem(answer, 404, "incident-not-found")


def test_a_contact_lists_the_own_cases_only(caller):
    mine, other = caller.report(), caller.report(agency="dinas-kesehatan", site="rsud")
    items = caller.get(MINE, "/incidents").json()["items"]
    assert [item["number"] for item in items] == [mine]
    found = caller.get(MINE, "/incidents?agency=dinas-kesehatan").json()["items"]
    assert found == []
    assert other != mine


def test_a_contact_reports_for_the_own_agency_alone(caller):
    body = {key: value for key, value in REPORT.items() if key not in ("agency", "site")}
    told = caller.post(MINE, "/incidents", body).json()
    assert told["agency"] == "dinas-pendidikan"
    answer = caller.post(MINE, "/incidents", {**body, "agency": "dinas-kesehatan"})
    assert problem(answer, 422, "invalid")["errors"][0]["code"] == "not-your-agency"


def test_nothing_internal_reaches_a_contact(caller):
    number = caller.report()
    path = f"/incidents/{number}"
    secret = "RAHASIA-DIAGNOSIS"
    caller.post("kasi", f"{path}/notes", {"text": secret})
    caller.post("kasi", f"{path}/notes", {"text": "Untuk Anda", "internal": False})
    caller.upload("kasi", f"{path}/attachments", b"x", f"{secret}.txt")
    output = {"sifat": "segera", "instruksi": secret}
    caller.post("kabid", f"{path}/exits/disposisikan", {"output": output, "note": secret})
    body = {"reason": "vendor-isp", "evidence": secret, "until": "2026-11-25T09:00:00"}
    caller.post("kasi", f"{path}/hold", body)
    for rest in GETS:
        assert secret in json.dumps(caller.get("kasi", path + rest).json()) or rest == ""
        answer = caller.get(MINE, path + rest)
        assert answer.status_code == 200
        assert secret not in answer.content.decode()
        assert "Bambang" not in answer.content.decode()
    told = caller.get(MINE, f"{path}/timeline").json()
    assert "Untuk Anda" in [entry["data"].get("text") for entry in told["items"]]


def test_an_agency_that_is_hit_too_sees_neither_the_reporter_nor_the_other_agency(caller):
    number = caller.report()
    caller.post("kasi", f"/incidents/{number}/agencies", {"agency": "dinas-kesehatan"})
    told = caller.get(OTHER, f"/incidents/{number}").json()
    assert told["reporter"] is told["tracking_code"] is told["tracking_url"] is None
    assert [row["agency"] for row in told["affected"]] == ["dinas-kesehatan"]
    timeline = caller.get(OTHER, f"/incidents/{number}/timeline").content.decode()
    assert "Agus" not in timeline
    assert "0812" not in timeline


def test_a_contact_confirms_for_the_own_agency(caller):
    number = caller.report()
    caller.post("kasi", f"/incidents/{number}/agencies", {"agency": "dinas-kesehatan"})
    caller.walk(number, *REMOTE, *CHECKED)
    path = f"/incidents/{number}/confirmations"
    answer = caller.post(OTHER, f"{path}/dinas-pendidikan", {"result": "pulih"})
    problem(answer, 403, "not-your-agency")
    told = caller.post(OTHER, f"{path}/dinas-kesehatan", {"result": "pulih"}).json()
    assert told["affected"][0]["result"] == "pulih"


def test_the_inbox_of_a_contact_holds_what_waits_for_the_answer(caller):
    number = caller.report()
    assert caller.get(MINE, "/inbox").json()["items"] == []
    caller.walk(number, *REMOTE, *CHECKED)
    assert [item["number"] for item in caller.get(MINE, "/inbox").json()["items"]] == [number]
    assert caller.get(OTHER, "/inbox").json()["items"] == []


def test_a_contact_sees_the_own_places_and_not_how_the_network_hangs_together(caller):
    sites = caller.get(MINE, "/sites").json()["items"]
    assert {site["agency"] for site in sites} == {"dinas-pendidikan"}
    assert {site["upstream"] for site in sites} == {None}
    assert caller.get(MINE, "/sites?agency=dinas-kesehatan").json()["items"] == []
    assert caller.get(MINE, "/sites?q=puskesmas").json()["items"] == []
    assert caller.get(OTHER, "/devices").json()["items"] == []


def test_a_shared_file_is_opened_and_an_internal_one_is_not_there(caller):
    path = f"/incidents/{caller.report()}/attachments"
    shared = caller.upload(MINE, path, b"kabel", "kabel.txt").json()["key"]
    internal = caller.upload("kasi", path, b"topologi", "topologi.txt").json()["key"]
    assert caller.get(MINE, f"{path}/{shared}").status_code == 200
    problem(caller.get(MINE, f"{path}/{internal}"), 404, "attachment-not-found")
    assert [row["key"] for row in caller.get(MINE, path).json()["items"]] == [shared]
