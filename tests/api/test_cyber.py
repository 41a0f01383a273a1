"""A fault of cyber origin through the API: restricted, noticed, and gone for everybody else."""

import pytest

from tests.api.caller import Caller, problem
from tests.office import filled

CAUSE = {"reason": "Ada surat tebusan", "personal_data": True}


def restricted(caller: Caller) -> str:
    number = caller.report()
    assert caller.post("kasi", f"/incidents/{number}/restrict", CAUSE).status_code == 200
    return number


def test_restricting_answers_the_case_with_what_is_open_next(caller):
    number = caller.report()
    assert "restrict" in caller.get("kabid", f"/incidents/{number}").json()["allowed_actions"]
    told = caller.post("kabid", f"/incidents/{number}/restrict", {"reason": "malware"}).json()
    assert told["number"] == number
    assert {"restrict", "notify"} <= set(told["allowed_actions"])


@pytest.mark.parametrize("who", ["operator", "opd-pendidikan", "pelaksana", "admin"])
def test_for_those_who_need_not_know_no_address_of_the_case_answers(caller, who):
    number = restricted(caller)
    here = f"/incidents/{number}"
    for path in ("", "/timeline", "/clocks", "/documents", "/attachments", "/cyber-notice"):
        problem(caller.get(who, here + path), 404, "incident-not-found")
    problem(caller.post(who, f"{here}/notes", {"text": "x"}), 404, "incident-not-found")
    problem(caller.post(who, f"{here}/restrict", CAUSE), 404, "incident-not-found")
    assert caller.get(who, "/incidents").json()["items"] == []
    assert caller.get(who, "/incidents?q=lantai").json()["items"] == []
    assert caller.get(who, "/inbox").json()["items"] == []


def test_a_report_cannot_be_hung_on_a_case_that_its_reporter_may_not_know(caller):
    number = restricted(caller)
    other = caller.report()
    answer = caller.post("operator", f"/incidents/{other}/parent", {"parent": number})
    problem(answer, 404, "incident-not-found")


def test_a_notice_is_recorded_by_its_reference(caller):
    number = restricted(caller)
    body = {"duty": "bssn", "reference": "500.12/77/TIK"}
    caller.office.wait(hours=3)
    assert caller.post("kabid", f"/incidents/{number}/notifications", body).status_code == 201
    told = caller.get("kabid", f"/incidents/{number}/cyber-notice").json()["duties"]
    assert told == [
        {
            "duty": "bssn",
            "due_at": "2026-11-24T09:15:00+07:00",
            "fulfilled_at": "2026-11-23T12:15:00+07:00",
            "reference": "500.12/77/TIK",
        },
        {
            "duty": "pdp",
            "due_at": "2026-11-26T09:15:00+07:00",
            "fulfilled_at": None,
            "reference": None,
        },
    ]
    again = problem(
        caller.post("kabid", f"/incidents/{number}/notifications", body), 422, "invalid"
    )
    assert [each["field"] for each in again["errors"]] == ["duty"]


def test_the_clock_starts_when_it_was_found(caller):
    number = caller.report()
    body = {"reason": "malware", "found_at": "2026-11-23T06:00:00+07:00"}
    caller.post("kasi", f"/incidents/{number}/restrict", body)
    (duty,) = caller.get("kasi", f"/incidents/{number}/cyber-notice").json()["duties"]
    assert duty["due_at"] == "2026-11-24T06:00:00+07:00"


def test_the_minimum_content_is_told_whole(caller):
    number = restricted(caller)
    told = caller.get("auditor", f"/incidents/{number}/cyber-notice").json()
    assert told["reporter"]["phone"] == "0812-3456-7890"
    assert told["summary"] == "WiFi lantai 2 mati"
    assert told["grounds"] == ["Ada surat tebusan"]
    assert told["chronology"][0]["what"] == "Laporan gangguan dicatat"
    assert told["impact"]["agencies"] == ["Dinas Pendidikan"]
    assert told["impact"]["personal_data"] is True


def test_an_ordinary_case_has_no_minimum_content(caller):
    answer = caller.get("kabid", f"/incidents/{caller.report()}/cyber-notice")
    problem(answer, 404, "not-restricted")


def test_the_technician_gets_an_answer_to_the_act_that_ends_his_part(caller):
    number = restricted(caller)
    caller.walk(number, "disposisikan", "arahkan")
    values = {**filled(caller.step(number), "kirim-pelaksana"), "pelaksana": "pelaksana"}
    body = {"output": values}
    sent = caller.post("admin-jaringan", f"/incidents/{number}/exits/kirim-pelaksana", body)
    assert sent.status_code == 200, sent.content
    problem(caller.get("pelaksana-2", f"/incidents/{number}"), 404, "incident-not-found")
    assert caller.walk(number, "laporkan")["step"] == "laporan-lengkap"
