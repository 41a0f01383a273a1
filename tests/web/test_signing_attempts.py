"""What was sent to a signing service and not heard of, as the pages show it to whoever signs."""

import pytest
from django.test import Client

from sigap.documents.actions.templates import load_templates
from sigap.documents.models import Letterhead, Paper, Signature
from sigap.documents.signers import configured
from sigap.domain.actor import SYSTEM
from sigap.incidents.actions.papers import make_papers
from sigap.incidents.actions.signature_news import tell_of_turns
from sigap.incidents.models import Incident, SigningAttempt
from tests.office import Office
from tests.signing import PASSPHRASE, AskingSigner, lost
from tests.web.sending import counted, text_of
from tests.web.test_redactions import signed_in

pytestmark = pytest.mark.django_db(transaction=True)
REGISTER = "/naskah/percobaan/"


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


def send(client: Client, incident: Incident, said: str = "Cek uplink.", **typed: str):
    incident = Incident.objects.get(pk=incident.pk)
    told = {"expected": str(incident.ledger.length), "step": incident.step, **typed}
    told |= {"isi-sifat": "segera", "isi-instruksi": said, "passphrase": PASSPHRASE}
    return client.post(f"/gangguan/{incident.number}/langkah/", told | {"verb": "disposisikan"})


def test_a_lost_answer_is_told_and_the_same_form_sends_the_very_same(office, way):
    incident, client = office.report(), signed_in(office, "kabid")
    way.fails = lost
    assert send(client, incident).status_code == 409
    page = text_of(client.get(f"/gangguan/{incident.number}/"))
    assert "jawabannya tidak sampai" in page
    assert "hasilnya tidak diketahui" in text_of(client.get(f"{REGISTER}?terbuka=ya"))
    way.fails = lambda request: None
    assert send(client, incident).status_code == 302
    assert Incident.objects.get().step == "arahan"
    assert "dikirim lagi sama persis" not in text_of(client.get(f"{REGISTER}?terbuka=ya"))
    assert "ditandatangani dan disimpan" in text_of(client.get(REGISTER))


def test_another_text_has_to_be_said_before_it_is_signed(office, way):
    incident, client = office.report(), signed_in(office, "kabid")
    way.fails = lost
    send(client, incident)
    way.fails = lambda request: None
    answer = send(client, incident, "Isi lain.")
    assert answer.status_code == 422
    page = text_of(answer)
    assert "isi naskah sekarang lain" in page
    assert 'name="tandatangani-baru"' in page
    assert not way.signed
    assert send(client, incident, "Isi lain.", **{"tandatangani-baru": "ya"}).status_code == 302
    paper = Paper.objects.get()
    page = text_of(client.get(f"/gangguan/{incident.number}/naskah/{paper.code}/tanda-tangan"))
    assert "diganti isi yang baru" in page


def test_what_waits_says_that_it_was_sent_before(office, way):
    office.walk(office.report(), "disposisikan")
    make_papers(at=office.at)
    client, key = signed_in(office, "kabid"), Signature.objects.get().pk
    way.fails = lost
    assert client.post("/naskah/menunggu/", {"naskah": key, "passphrase": PASSPHRASE})
    assert "naskah yang sama persis dikirim lagi" in text_of(client.get("/naskah/menunggu/"))
    Paper.objects.update(title="Judul lain")
    row = SigningAttempt.objects.get()
    SigningAttempt.objects.filter(pk=row.pk).update(sha256="0" * 64)
    way.fails = lambda request: None
    told = {"naskah": key, "passphrase": PASSPHRASE}
    answer = client.post("/naskah/menunggu/", told)
    assert 'name="tandatangani-baru"' in text_of(answer)
    assert client.post("/naskah/menunggu/", told | {"tandatangani-baru": "ya"}).status_code == 302


def test_the_register_shows_each_his_own_and_the_heads_all(office, way):
    send(signed_in(office, "kabid"), office.report())
    for who, sees in (("kabid", True), ("auditor", True), ("admin", True), ("operator", False)):
        page = text_of(signed_in(office, who).get(REGISTER))
        assert ("Lembar Disposisi" in page) is sees
    assert signed_in(office, "opd-pendidikan").get(REGISTER).status_code == 403


def test_the_register_takes_as_many_queries_for_many_as_for_few(office, way):
    client, taken = signed_in(office, "kabid"), []
    for _ in range(2):
        send(signed_in(office, "kabid"), office.report())
        client.get(REGISTER)
        with counted() as queries:
            client.get(REGISTER)
        taken.append(len(queries))
    assert taken[0] == taken[1]


def test_the_inbox_says_how_many_wait_and_the_notice_leads_there(office, way):
    office.walk(office.report(), "disposisikan")
    make_papers(at=office.at)
    tell_of_turns(at=office.at)
    client = signed_in(office, "kabid")
    page = text_of(client.get("/"))
    assert "1 naskah menunggu tanda tangan Anda" in page
    assert "Lembar Disposisi menunggu tanda tangan Anda" in text_of(client.get("/pemberitahuan/"))
    assert "naskah menunggu tanda tangan" not in text_of(signed_in(office, "operator").get("/"))
