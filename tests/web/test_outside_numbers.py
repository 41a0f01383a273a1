"""Typing in a number that TU or SRIKANDI gave."""

import pytest
from django.test import Client

from sigap.documents.actions.numbers import add_rules
from sigap.documents.actions.templates import load_templates
from sigap.documents.models import NumberEntry, Paper
from sigap.domain.actor import SYSTEM
from sigap.incidents.actions.papers import make_papers
from tests.office import Office

pytestmark = pytest.mark.django_db
RECORD = "/pengaturan/naskah/nomor-luar/"


@pytest.fixture
def office() -> Office:
    office = Office()
    load_templates(at=office.at, by=SYSTEM)
    rule = {"kind": "arahan", "pattern": "{n}", "code": "500", "counted_by": ["tahun"]}
    add_rules([rule | {"issuer": "tu"}])
    return office


def signed_in(office: Office, who: str = "kasi") -> Client:
    client = Client()
    client.force_login(office.cast.user(who))
    return client


def waiting(office: Office) -> tuple[Paper, str]:
    incident = office.walk(office.report(), "disposisikan", "arahkan")
    make_papers(at=office.at)
    paper = Paper.objects.get(kind="arahan")
    return paper, f"/gangguan/{incident.number}/naskah/{paper.code}/nomor"


def today(office: Office) -> str:
    return office.at.date().isoformat()


def test_a_waiting_paper_says_so_and_gets_its_number(office):
    paper, address = waiting(office)
    client = signed_in(office)
    listed = address.rpartition("/")[0].rpartition("/")[0]
    assert address in client.get(listed).content.decode()
    assert "no-store" in client.get(address.removesuffix("/nomor") + ".pdf")["Cache-Control"]
    told = {"written": "500/1/TU", "on": "2026-11-23", "backdate_reason": "Kemarin"}
    assert client.post(address, told).status_code == 302
    assert "500/1/TU" in client.get(listed).content.decode()
    assert Paper.objects.get(pk=paper.pk).awaits == ""


def test_what_was_typed_stays_when_something_is_wrong(office):
    _paper, address = waiting(office)
    answer = signed_in(office).post(address, {"written": "500/1/TU", "on": "kemarin"})
    assert answer.status_code == 422
    assert "500/1/TU" in answer.content.decode()


def test_a_technician_is_told_that_it_waits_and_gives_no_number(office):
    _paper, address = waiting(office)
    client = signed_in(office, "pelaksana")
    assert client.get(address).status_code == 403
    listed = address.rpartition("/")[0].rpartition("/")[0]
    assert "menunggu nomor" in client.get(listed).content.decode()


def test_a_number_is_put_on_the_register_alone(office):
    client = signed_in(office)
    told = {
        "kind": "arahan",
        "issuer": "tu",
        "written": "500/2",
        "about": "Nota",
        "on": "2026-11-23",
    }
    told |= {"backdate_reason": "Dari buku agenda"}
    assert client.post(RECORD, {**told, "number": "2026-999999"}).status_code == 422
    assert client.post(RECORD, {**told, "kind": "lain"}).status_code == 422
    assert client.post(RECORD, told).status_code == 302
    assert NumberEntry.objects.get().written == "500/2"
    assert "500/2" in client.get("/pengaturan/naskah/").content.decode()


def test_the_administrator_says_who_gives_the_numbers(office):
    told = {"act": "nomor", "kind": "arahan", "pattern": "{n}", "counted_by": ["tahun"]}
    client = signed_in(office, "admin")
    page = client.post("/pengaturan/naskah/", {**told, "issuer": "srikandi"}, follow=True)
    assert '<option value="srikandi" selected>' in page.content.decode()
