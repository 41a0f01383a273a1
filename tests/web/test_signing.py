"""Signing on the pages: with the exit, from the list of what waits, by hand, and who says so."""

import logging
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from sigap.documents.actions.templates import load_templates
from sigap.documents.models import Letterhead, Paper, Signature, SigningRule
from sigap.documents.signers import configured
from sigap.documents.signers.local import LocalSigner
from sigap.domain.actor import SYSTEM
from sigap.incidents.actions.papers import make_papers
from sigap.incidents.models import Incident
from sigap.web.stamps import PROVED_AT
from tests.office import CHECKED, REMOTE, Office
from tests.signing import PASSPHRASE, AskingSigner, down, local_setup

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def office() -> Office:
    office = Office()
    Letterhead.objects.create(government="Pemerintah Kota Contoh", agency="Dinas", city="Bekasi")
    load_templates(at=office.at, by=SYSTEM)
    return office


@pytest.fixture
def way(monkeypatch: pytest.MonkeyPatch) -> AskingSigner:
    made = AskingSigner()
    monkeypatch.setattr(configured, "signer", lambda: made)
    return made


def signed_in(office: Office, who: str) -> Client:
    client = Client()
    client.force_login(office.cast.user(who))
    return client


def send(client: Client, incident: Incident, **typed: str):
    incident = Incident.objects.get(pk=incident.pk)
    told = {"expected": str(incident.ledger.length), "step": incident.step, **typed}
    told |= {"isi-sifat": "segera", "isi-instruksi": "Cek uplink lantai dua."}
    return client.post(f"/gangguan/{incident.number}/langkah/", told | {"verb": "disposisikan"})


def waiting(office: Office) -> Incident:
    incident = office.walk(office.report(), "disposisikan")
    make_papers(at=office.at)
    return incident


def test_the_form_of_the_step_asks_for_the_passphrase(office, way):
    incident = office.report()
    page = signed_in(office, "kabid").get(f"/gangguan/{incident.number}/").content.decode()
    assert 'name="passphrase"' in page
    assert 'type="password"' in page
    assert "tandatangani-nanti" not in page


def test_without_electronic_signing_it_asks_nothing(office):
    incident = office.report()
    page = signed_in(office, "kabid").get(f"/gangguan/{incident.number}/").content.decode()
    assert "passphrase" not in page


def test_the_right_passphrase_ends_the_step_signed(office, way):
    incident, client = office.report(), signed_in(office, "kabid")
    assert send(client, incident, passphrase=PASSPHRASE).status_code == 302
    assert Signature.objects.get().signed_at is not None
    code = Paper.objects.get().code
    answer = client.get(f"/gangguan/{incident.number}/naskah/{code}.pdf")
    assert b"/ByteRange" in answer.content
    page = client.get(f"/gangguan/{incident.number}/naskah").content.decode()
    assert "bertanda tangan elektronik" in page


def test_a_wrong_passphrase_keeps_what_was_typed_and_never_shows_itself(office, way, caplog):
    caplog.set_level(logging.DEBUG)
    incident, client = office.report(), signed_in(office, "kabid")
    answer = send(client, incident, passphrase="rahasia-besar")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Cek uplink lantai dua." in page
    assert "Passphrase salah" in page
    assert "rahasia-besar" not in page + caplog.text
    assert Incident.objects.get(pk=incident.pk).step == "disposisi"


def test_when_the_service_is_down_the_form_offers_to_sign_later(office, way):
    way.fails, incident, client = down, office.report(), signed_in(office, "kabid")
    answer = send(client, incident, passphrase=PASSPHRASE)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Cek uplink lantai dua." in page
    assert 'name="tandatangani-nanti"' in page
    assert send(client, incident, **{"tandatangani-nanti": "ya"}).status_code == 302
    assert Incident.objects.get(pk=incident.pk).step == "arahan"


def test_what_waits_is_signed_many_at_once(office, way):
    for _ in range(2):
        waiting(office)
    client = signed_in(office, "kabid")
    page = client.get("/naskah/menunggu/").content.decode()
    assert "2 naskah menunggu Anda" in page
    keys = [str(key) for key in Signature.objects.values_list("pk", flat=True)]
    answer = client.post("/naskah/menunggu/", {"naskah": keys, "passphrase": PASSPHRASE})
    assert answer.status_code == 302
    assert Signature.objects.exclude(signed_at=None).count() == 2


def test_the_papers_of_a_case_say_how_many_signatures_are_awaited(office, way):
    incident = waiting(office)
    page = signed_in(office, "kabid").get(f"/gangguan/{incident.number}/naskah").content.decode()
    assert "1 tanda tangan elektronik masih ditunggu." in page
    assert "/naskah/menunggu/" in page
    page = signed_in(office, "auditor").get(f"/gangguan/{incident.number}/naskah")
    assert "/naskah/menunggu/" not in page.content.decode()


def test_each_that_fails_is_named_and_stays_on_the_list(office, way):
    incident = waiting(office)
    way.fails = down
    keys = [str(Signature.objects.get().pk)]
    answer = signed_in(office, "kabid").post(
        "/naskah/menunggu/", {"naskah": keys, "passphrase": PASSPHRASE}
    )
    page = answer.content.decode()
    assert f"Lembar Disposisi {incident.number} belum ditandatangani" in page
    assert "1 naskah menunggu Anda" in page
    assert PASSPHRASE not in page


@pytest.mark.parametrize("typed", [{}, {"naskah": "x"}, {"naskah": "9" * 20}])
def test_nothing_chosen_is_said_plainly(office, way, typed):
    waiting(office)
    answer = signed_in(office, "kabid").post("/naskah/menunggu/", typed)
    assert answer.status_code == 422
    assert "Pilih paling sedikit satu naskah" in answer.content.decode()


def test_with_the_offices_own_key_the_person_proves_who_signs(office, monkeypatch):
    office.walk(office.report(), "disposisikan")
    monkeypatch.setattr(configured, "signer", lambda: LocalSigner(local_setup()))
    make_papers(at=office.at)
    client, keys = signed_in(office, "kabid"), [str(Signature.objects.get().pk)]
    session = client.session
    session[PROVED_AT] = 0
    session.save()
    answer = client.post("/naskah/menunggu/", {"naskah": keys})
    assert answer.status_code == 403
    assert "Buktikan" in answer.content.decode()
    assert Signature.objects.get().signed_at is None


def picture(name: str = "bertanda-tangan.png") -> SimpleUploadedFile:
    made = BytesIO()
    Image.new("RGB", (300, 400), "white").save(made, "PNG")
    return SimpleUploadedFile(name, made.getvalue(), content_type="image/png")


def test_the_scan_of_a_paper_signed_by_hand_is_shown_beside_it(office):
    incident, client = waiting(office), signed_in(office, "kabid")
    address = f"/gangguan/{incident.number}/naskah/{Paper.objects.get().code}/"
    assert client.post(f"{address}tanda-tangan", {"file": picture()}).status_code == 302
    page = client.get(f"{address}tanda-tangan").content.decode()
    assert "tanda tangan basah" in page
    copy = client.get(f"{address}ttd-1")
    assert (copy["Content-Type"], copy.content[:4]) == ("image/png", b"\x89PNG")
    assert client.get(f"{address}ttd-2").status_code == 404


def test_without_a_file_or_with_a_wrong_one_the_page_says_so(office):
    incident, client = waiting(office), signed_in(office, "kabid")
    address = f"/gangguan/{incident.number}/naskah/{Paper.objects.get().code}/tanda-tangan"
    assert client.post(address, {}).status_code == 422
    text = SimpleUploadedFile("a.txt", b"teks biasa")
    answer = client.post(address, {"file": text})
    assert "harus PDF, JPG, atau PNG" in answer.content.decode()


def test_a_contact_sees_the_signed_letter_and_no_more(office, way):
    way.needs = ()
    incident = office.walk(office.report(), *REMOTE, *CHECKED, "konfirmasikan")
    while make_papers(at=office.at):
        pass
    client, kabid = signed_in(office, "opd-pendidikan"), signed_in(office, "kabid")
    letter = Paper.objects.get(kind="konfirmasi")
    address = f"/gangguan/{incident.number}/naskah/{letter.code}/tanda-tangan"
    assert "menunggu TTE" not in client.get(address).content.decode()
    assert "menunggu TTE" in kabid.get(address).content.decode()
    assert client.post(address, {"file": picture()}).status_code == 403
    other = Paper.objects.get(kind="disposisi")
    hidden = f"/gangguan/{incident.number}/naskah/{other.code}/tanda-tangan"
    assert client.get(hidden).status_code == 404


def test_the_administrator_says_who_signs_which_kind(office):
    client = signed_in(office, "admin")
    typed = {"kind": "konfirmasi", "electronic": "ya", "signer": "kadis", "initials": ["kasi"]}
    assert client.post("/pengaturan/naskah/tanda-tangan/", typed).status_code == 302
    rule = SigningRule.objects.get()
    assert (rule.electronic, rule.signer, rule.initials) == (True, "kadis", ["kasi"])
    wrong = client.post("/pengaturan/naskah/tanda-tangan/", typed | {"signer": "satpam"})
    assert wrong.status_code == 422
    assert client.post("/pengaturan/naskah/tanda-tangan/", {"kind": "x"}).status_code == 404
    kabid = signed_in(office, "kabid")
    assert kabid.post("/pengaturan/naskah/tanda-tangan/", typed).status_code == 403
    assert "konfirmasi: " in kabid.get("/pengaturan/naskah/tanda-tangan/").content.decode()
