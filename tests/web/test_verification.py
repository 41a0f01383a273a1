"""Is a signed paper genuine: by whom, when, in which capacity, and whether it was changed since."""

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from sigap.documents.actions.templates import load_templates
from sigap.documents.models import Letterhead, Signature
from sigap.documents.signers import configured
from sigap.documents.signers.base import Request, Secret, Signatory
from sigap.documents.signers.local import LocalSigner
from sigap.documents.storage import path_of
from sigap.domain.actor import SYSTEM
from sigap.incidents.actions.papers import content_of, make_papers
from sigap.incidents.actions.signing import sign_exit
from sigap.incidents.models import Incident
from tests.office import Office, filled
from tests.signing import PASSPHRASE, AskingSigner, local_setup

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch) -> Office:
    cache.clear()
    way = AskingSigner()
    monkeypatch.setattr(configured, "signer", lambda: way)
    office = Office()
    Letterhead.objects.create(government="Pemerintah Kota Contoh", agency="Dinas", city="Bekasi")
    load_templates(at=office.at, by=SYSTEM)
    return office


@pytest.fixture
def row(office: Office) -> Signature:
    values = filled(office.procedure.step("disposisi"), "disposisikan")
    told = {"values": values, "secret": Secret(passphrase=PASSPHRASE), "at": office.at}
    sign_exit(office.report().number, "disposisikan", **told, by=office.cast.actor("kabid"))
    return Signature.objects.get()


def upload(content: bytes) -> str:
    file = SimpleUploadedFile("naskah.pdf", content, content_type="application/pdf")
    return Client().post("/verifikasi/", {"file": file}).content.decode()


def test_by_its_code_one_learns_who_signed_when_and_in_which_capacity(row):
    page = Client().get(f"/verifikasi/{row.paper.code}").content.decode()
    assert "Hj. Ratna Kusumawardani" in page
    assert "Kepala Bidang TIK" in page
    assert "23 November 2026" in page
    assert "sertifikat elektronik BSrE" in page


def test_nothing_of_the_case_is_shown(row):
    incident = Incident.objects.get()
    for page in (
        Client().get(f"/verifikasi/{row.paper.code}").content.decode(),
        upload(path_of(row.sha256).read_bytes()),
    ):
        assert incident.number not in page
        assert incident.summary not in page


def test_the_signed_copy_is_genuine(row):
    page = upload(path_of(row.sha256).read_bytes())
    assert "Berkas asli, tidak berubah" in page
    assert "bentuk tanpa tanda tangan" not in page


def test_the_drawing_without_a_signature_says_that_it_has_none(office, row):
    page = upload(content_of(row.paper, at=office.at))
    assert "Berkas asli, tidak berubah" in page
    assert "bentuk tanpa tanda tangan" in page


def test_a_change_appended_to_a_signed_copy_is_told(row):
    content = path_of(row.sha256).read_bytes()
    page = upload(content + b"\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n")
    assert "Berubah sesudah ditandatangani" in page
    assert row.paper.code in page


def test_bytes_that_follow_the_end_are_told(row):
    assert "Berubah sesudah ditandatangani" in upload(path_of(row.sha256).read_bytes() + b"x")


@pytest.mark.parametrize("place", [0.1, 0.3, 0.5, 0.7])
def test_a_change_in_what_was_signed_is_told_or_not_known(row, place):
    content = bytearray(path_of(row.sha256).read_bytes())
    content[int(len(content) * place)] ^= 1
    page = upload(bytes(content))
    assert "Berubah sesudah ditandatangani" in page or "tidak kami kenal" in page
    assert "Berkas asli" not in page


def test_a_further_signature_of_others_leaves_the_content_as_it_was(office, row):
    content = path_of(row.sha256).read_bytes()
    request = Request(content, Signatory("Orang Lain"), None, (), office.at)
    more = LocalSigner(local_setup()).sign(request, secret=Secret()).content
    assert "ada tanda tangan yang ditambahkan" in upload(more)


def test_a_foreign_signed_file_is_not_ours(office, row):
    Signature.objects.update(sha256="0" * 64)
    page = upload(path_of(row.sha256).read_bytes())
    assert "tidak kami kenal" in page
    assert "Kantor Contoh" in page


@pytest.mark.parametrize("content", [b"x", b"%PDF-1.7", b"%PDF-1.7\n" + b"\0" * 5000])
def test_what_is_no_pdf_is_not_ours_and_breaks_nothing(office, content):
    assert "tidak kami kenal" in upload(content)


def test_a_paper_that_waits_says_so(office):
    incident = office.walk(office.report(), "disposisikan")
    make_papers(at=office.at)
    code = Signature.objects.get(paper__number=incident.number).paper.code
    assert "menunggu tanda tangan" in Client().get(f"/verifikasi/{code}").content.decode()
