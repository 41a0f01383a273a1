"""The papers of a case over the API: their list, each as PDF, and the whole case as one."""

import json

import pytest

from sigap.documents.actions.templates import load_templates
from sigap.documents.models import Paper
from sigap.domain.actor import SYSTEM
from sigap.incidents.actions.papers import draw_papers, make_papers
from tests.api.caller import Caller, problem
from tests.archival import within
from tests.office import CHECKED, FIELD, REMOTE


@pytest.fixture
def number(caller: Caller) -> str:
    """A closed case with its papers made."""
    load_templates(at=caller.office.at, by=SYSTEM)
    number = caller.report()
    caller.walk(number, *REMOTE, *CHECKED, "konfirmasikan")
    make_papers(at=caller.office.at)
    return number


def told(caller: Caller, number: str, who: str = "kasi") -> dict:
    answer = caller.get(who, f"/incidents/{number}/documents")
    assert answer.status_code == 200
    return answer.json()


def test_papers_are_listed_with_what_makes_them_certain(caller, number):
    before = told(caller, number)["papers"][0]
    assert (before["drawn"], before["sha256"], before["size"]) == (False, None, None)
    draw_papers(at=caller.office.at)
    after, row = told(caller, number)["papers"][0], Paper.objects.first()
    assert (after["kind"], after["title"], after["code"]) == (row.kind, row.title, row.code)
    assert (after["drawn"], after["sha256"], after["size"]) == (True, row.sha256, row.size)
    assert after["verification_url"].endswith(f"/verifikasi/{row.code}")
    assert after["signatures"] == []


def test_an_output_names_its_papers(caller):
    load_templates(at=caller.office.at, by=SYSTEM)
    number = caller.report()
    caller.walk(number, *FIELD[:3])
    make_papers(at=caller.office.at)
    items, papers = (told(caller, number)[name] for name in ("items", "papers"))
    urls = {paper["kind"]: paper["url"] for paper in papers}
    of_step_3 = next(item["files"] for item in items if item["key"] == "data-permasalahan")
    assert of_step_3 == [urls["data-permasalahan"], urls["surat-tugas"]]


def test_a_paper_comes_as_the_bytes_that_were_recorded(caller, number):
    draw_papers(at=caller.office.at)
    row = Paper.objects.first()
    answer = caller.get("kasi", f"/incidents/{number}/documents/{row.code}.pdf")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert len(answer.content) == row.size
    missing = caller.get("kasi", f"/incidents/{number}/documents/AAAA-AAAA-AAAA-AAAA.pdf")
    problem(missing, 404, "paper-not-found")


def test_a_contact_sees_the_letters_to_the_own_agency_alone(caller, number):
    (letter,) = told(caller, number, "opd-pendidikan")["papers"]
    assert letter["kind"] == "konfirmasi"
    assert told(caller, number, "opd-pendidikan")["berkas_url"] is None
    other = Paper.objects.exclude(kind="konfirmasi").first()
    path = f"/incidents/{number}/documents/{other.code}.pdf"
    problem(caller.get("opd-pendidikan", path), 404, "paper-not-found")
    assert caller.get("opd-pendidikan", letter["url"].partition("/api/v1")[2]).status_code == 200


def test_the_berkas_is_for_the_office(caller, number):
    path = f"/incidents/{number}/documents/berkas.pdf"
    answer = caller.get("auditor", path)
    assert answer.headers["Content-Disposition"] == f'attachment; filename="berkas-{number}.pdf"'
    assert answer.content.startswith(b"%PDF-")
    problem(caller.get("opd-pendidikan", path), 403, "closed-to-your-office")
    problem(
        caller.get("kasi", "/incidents/2026-999999/documents/berkas.pdf"), 404, "incident-not-found"
    )


def test_the_data_in_the_berkas_say_what_the_api_says(caller, number):
    berkas = caller.get("kasi", f"/incidents/{number}/documents/berkas.pdf").content
    data = json.loads(within(berkas)["perkara.json"])
    said = caller.get("kasi", f"/incidents/{number}").json()
    of_the_moment = {"allowed_actions", "escalation", "verdict"}
    assert data["incident"] == {key: said[key] for key in said if key not in of_the_moment}
    assert data["papers"] == told(caller, number)["papers"]
    timeline = caller.get("kasi", f"/incidents/{number}/timeline").json()
    entries = [{**each, "salt": ""} for each in data["timeline"]["items"]]
    assert entries == [{**each, "salt": ""} for each in timeline["items"]]
    assert data["timeline"]["head"] == timeline["head"]


def test_the_files_in_the_berkas_are_those_of_the_api(caller):
    load_templates(at=caller.office.at, by=SYSTEM)
    number = caller.report()
    caller.upload("kasi", f"/incidents/{number}/attachments", b"1 ms", "ping.txt")
    berkas = caller.get("kasi", f"/incidents/{number}/documents/berkas.pdf").content
    data = json.loads(within(berkas)["perkara.json"])
    listed = caller.get("kasi", f"/incidents/{number}/attachments").json()
    assert data["attachments"] == listed["items"]
