"""Files that go, on the pages: listed by one, decided by another, told to whoever asks for them."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from sigap.documents.actions.templates import load_templates
from sigap.documents.models import Letterhead, Paper
from sigap.domain.actor import SYSTEM
from sigap.incidents.actions.attachments import attach_file
from sigap.incidents.actions.destroying import clear_files
from sigap.incidents.actions.steps import take_exit
from sigap.incidents.models import Attachment, FileRemoval, Incident
from tests.apps.test_removing import draw_all, picture
from tests.office import FIELD, Office
from tests.web.sending import text_of
from tests.web.test_redactions import signed_in

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = "/pengaturan/arsip/berkas/"


@pytest.fixture
def office(settings, tmp_path) -> Office:
    settings.MEDIA_ROOT = tmp_path / "isi"
    office = Office()
    Letterhead.objects.create(government="Pemerintah Kota Contoh", agency="Dinas Contoh")
    load_templates(at=office.at, by=SYSTEM)
    row = office.report()
    told = {"at": office.at, "by": office.cast.actor("operator")}
    attach_file(row.number, name="wajah.jpg", stream=BytesIO(picture("red")), **told)
    attach_file(row.number, name="daftar.txt", stream=BytesIO(b"nama-nama"), **told)
    return office


def listed(office: Office, **changed: object) -> tuple[Client, dict[str, object]]:
    photo, text = Attachment.objects.order_by("id")
    copy = SimpleUploadedFile("hitam.jpg", picture("black"), "image/jpeg")
    told = {
        "number": Incident.objects.get().number,
        f"berkas-{photo.key}": "samar",
        f"salinan-{photo.key}": copy,
        f"berkas-{text.key}": "musnah",
        "ground": "data-pribadi",
        "reason": "Permintaan subjek data",
    }
    return signed_in(office, "kasi"), {**told, **changed}


def test_one_lists_and_another_decides_and_the_case_shows_the_tombstone(office):
    client, told = listed(office)
    number = told["number"]
    assert "wajah.jpg" in text_of(client.get(f"{PAGE}?perkara={number}"))
    assert client.post(PAGE, told).status_code == 302
    page = f"{PAGE}{FileRemoval.objects.get().pk}/"
    assert "Setujui penghapusan" not in text_of(client.get(page))
    kabid, photo = signed_in(office, "kabid"), Attachment.objects.get(name="wajah.jpg")
    shown = kabid.get(f"{page}{photo.key}")
    assert shown.headers["Content-Type"] == "image/jpeg"
    assert kabid.post(page, {"act": "setujui", "decree": ""}).status_code == 422
    assert kabid.post(page, {"act": "setujui", "decree": "045/7"}).status_code == 302
    clear_files(at=office.at)
    case = text_of(kabid.get(f"/gangguan/{number}/"))
    for said in ("dimusnahkan", "045/7", "Permintaan subjek data", "hitam.jpg", "samar"):
        assert said in case
    gone = Attachment.objects.get(name="daftar.txt")
    assert "sudah dimusnahkan" in text_of(kabid.get(f"/gangguan/{number}/berkas/{gone.key}"))


@pytest.mark.parametrize(
    "wrong", [{"number": "2026-999999"}, {"reason": ""}, {"ground": "retensi"}]
)
def test_a_faulty_list_comes_back_as_it_was_typed(office, wrong):
    client, told = listed(office, **wrong)
    answer = client.post(PAGE, told)
    assert answer.status_code == 422
    if "number" not in wrong:
        assert 'value="musnah" checked' in text_of(answer)
    assert not FileRemoval.objects.exists()


def test_a_missing_copy_is_said_at_its_file(office):
    client, told = listed(office)
    photo = Attachment.objects.get(name="wajah.jpg")
    del told[f"salinan-{photo.key}"]
    answer = client.post(PAGE, told)
    assert answer.status_code == 422
    assert "Unggah salinan yang sudah dihitamkan" in text_of(answer)


def test_others_neither_list_nor_see(office):
    assert signed_in(office, "pelaksana").get(PAGE).status_code == 403
    auditor = signed_in(office, "auditor")
    assert "Usulkan penghapusan" not in text_of(auditor.get(PAGE))
    client, told = listed(office)
    client.post(PAGE, told)
    page = f"{PAGE}{FileRemoval.objects.get().pk}/"
    assert signed_in(office, "pelaksana").get(page).status_code == 403
    assert auditor.get(page).status_code == 200


def test_anybody_who_asks_hears_that_a_paper_was_withdrawn(office):
    incident = Incident.objects.get()
    office.walk(incident, *FIELD[:3])
    photo = Attachment.objects.get(name="wajah.jpg")
    values = {"tindakan": "Diganti", "hasil": "pulih", "foto": [photo.key]}
    told = {"at": office.wait(minutes=5), "by": office.cast.actor("pelaksana")}
    take_exit(incident.number, "laporkan", values=values, **told)
    draw_all(office)
    (old,) = [row for row in Paper.objects.all() if row.facts.get("gambar")]
    client, sent = listed(office)
    client.post(PAGE, sent)
    page = f"{PAGE}{FileRemoval.objects.get().pk}/"
    signed_in(office, "kabid").post(page, {"act": "setujui", "decree": "045/7"})
    answer = Client().get(f"/verifikasi/{old.code}")
    assert answer.status_code == 200
    assert "sudah ditarik" in text_of(answer)
    assert "045/7" in text_of(answer)
