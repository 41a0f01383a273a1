"""The berkas of a case from its page: saved by the office, closed to everybody else."""

import pytest
from django.test import Client

from sigap.documents.actions.templates import load_templates
from sigap.domain.actor import SYSTEM
from sigap.incidents.actions.papers import make_papers
from sigap.incidents.models import Incident
from tests.archival import faults
from tests.office import CHECKED, REMOTE, Office

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def office() -> Office:
    office = Office()
    load_templates(at=office.at, by=SYSTEM)
    return office


@pytest.fixture
def closed(office: Office) -> Incident:
    incident = office.walk(office.report(), *REMOTE, *CHECKED, "konfirmasikan")
    make_papers(at=office.at)
    return incident


def signed_in(office: Office, who: str) -> Client:
    client = Client()
    client.force_login(office.cast.user(who))
    return client


def test_the_page_of_the_case_leads_to_papers_and_berkas(office, closed):
    page = signed_in(office, "kasi").get(f"/gangguan/{closed.number}/").content.decode()
    assert f'href="/gangguan/{closed.number}/naskah"' in page
    assert f'href="/gangguan/{closed.number}/berkas.pdf"' in page


def test_it_is_saved_and_not_kept_by_the_browser(office, closed):
    answer = signed_in(office, "auditor").get(f"/gangguan/{closed.number}/berkas.pdf")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert faults(answer.content) == []


@pytest.mark.parametrize(
    ("who", "status"), [("opd-pendidikan", 403), ("opd-kesehatan", 403), ("pelaksana", 200)]
)
def test_it_is_for_the_office_alone(office, closed, who, status):
    client = signed_in(office, who)
    assert client.get(f"/gangguan/{closed.number}/berkas.pdf").status_code == status


def test_a_contact_is_not_shown_the_way_to_it(office, closed):
    page = signed_in(office, "opd-pendidikan").get(f"/gangguan/{closed.number}/")
    assert "berkas.pdf" not in page.content.decode()
