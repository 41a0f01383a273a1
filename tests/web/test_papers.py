"""The papers of a case on screen, and whether a paper is genuine."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from sigap.documents.actions.templates import load_templates
from sigap.documents.models import Paper
from sigap.domain.actor import SYSTEM
from sigap.incidents.actions.papers import draw_papers, make_papers
from sigap.incidents.models import Incident
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


def test_the_office_sees_every_paper_and_opens_it(office, closed):
    client = signed_in(office, "kasi")
    page = client.get(f"/gangguan/{closed.number}/naskah")
    assert "Lembar Disposisi" in page.content.decode()
    code = Paper.objects.get(kind="disposisi").code
    answer = client.get(f"/gangguan/{closed.number}/naskah/{code}.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")


def test_a_contact_sees_the_letter_to_the_own_agency_alone(office, closed):
    client = signed_in(office, "opd-pendidikan")
    page = client.get(f"/gangguan/{closed.number}/naskah").content.decode()
    assert "Surat Konfirmasi" in page
    assert "Lembar Disposisi" not in page
    code = Paper.objects.get(kind="disposisi").code
    assert client.get(f"/gangguan/{closed.number}/naskah/{code}.pdf").status_code == 404


def test_a_stranger_to_the_case_sees_no_paper(office, closed):
    client = signed_in(office, "opd-kesehatan")
    assert client.get(f"/gangguan/{closed.number}/naskah").status_code == 404


def test_the_list_costs_a_fixed_number_of_queries(office, closed, django_assert_num_queries):
    client = signed_in(office, "kasi")
    client.get(f"/gangguan/{closed.number}/naskah")
    with django_assert_num_queries(8):
        client.get(f"/gangguan/{closed.number}/naskah")


def test_anyone_may_ask_by_code_and_learns_nothing_of_the_case(office, closed):
    paper = Paper.objects.get(kind="arahan")
    page = Client().get(f"/verifikasi/{paper.code}").content.decode()
    assert "Nota Dinas" in page
    assert "Kepala Seksi" in page
    assert closed.summary not in page
    assert closed.number not in page


def test_a_code_is_known_however_it_was_typed(office, closed):
    paper = Paper.objects.get(kind="arahan")
    typed = paper.code.replace("-", " ").lower()
    answer = Client().get("/verifikasi/", {"kode": typed})
    assert answer["Location"] == f"/verifikasi/{paper.code}"


def test_an_unknown_code_is_said_to_be_unknown(office):
    answer = Client().get("/verifikasi/AAAA-BBBB-CCCC-DDDD")
    assert answer.status_code == 404
    assert "tidak ada pada kami" in answer.content.decode()


def upload(content: bytes):
    file = SimpleUploadedFile("naskah.pdf", content, content_type="application/pdf")
    return Client().post("/verifikasi/", {"file": file}).content.decode()


def test_the_very_file_is_genuine_and_one_byte_more_is_not(office, closed):
    draw_papers(at=office.wait(minutes=1))
    paper = Paper.objects.get(kind="disposisi")
    url = f"/gangguan/{closed.number}/naskah/{paper.code}.pdf"
    content = signed_in(office, "kasi").get(url).content
    assert "Berkas asli, tidak berubah" in upload(content)
    assert "sudah diubah" in upload(content + b"\n")
    changed = content.replace(b"/Title", b"/Titel", 1)
    assert "sudah diubah" in upload(changed)


def test_without_a_file_the_form_says_so(office):
    answer = Client().post("/verifikasi/", {})
    assert answer.status_code == 422
    assert "Pilih berkas" in answer.content.decode()
