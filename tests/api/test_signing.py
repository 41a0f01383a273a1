"""Signing over the API: with the exit, later, and without the secret being kept anywhere."""

from hashlib import sha256

import pytest

from sigap.documents.actions.templates import load_templates
from sigap.documents.models import Letterhead, Paper, Signature
from sigap.documents.signers import configured
from sigap.domain.actor import SYSTEM
from sigap.incidents.actions.papers import make_papers
from sigap.incidents.models import Incident
from sigap.kit.models import KeptAnswer
from tests.api.caller import Caller, problem
from tests.signing import PASSPHRASE, AskingSigner, down

pytestmark = pytest.mark.django_db(transaction=True)

KEY = "8f2f0a34-3c07-4d27-93a7-1b0cbb2f1a10"
OUTPUT = {"sifat": "segera", "instruksi": "Cek ke lokasi."}
SIGNED = {"output": OUTPUT, "signature": {"passphrase": PASSPHRASE}}


@pytest.fixture
def way(monkeypatch: pytest.MonkeyPatch) -> AskingSigner:
    made = AskingSigner()
    monkeypatch.setattr(configured, "signer", lambda: made)
    return made


@pytest.fixture
def office(caller: Caller) -> Caller:
    Letterhead.objects.create(government="Pemerintah Kota Contoh", agency="Dinas", city="Bekasi")
    load_templates(at=caller.office.at, by=SYSTEM)
    return caller


def leave(caller: Caller, number: str, body: dict, **headers: str):
    return caller.post("kabid", f"/incidents/{number}/exits/disposisikan", body, **headers)


def test_the_exit_is_signed_with_the_passphrase_of_its_body(office, way):
    number = office.report()
    answer = leave(office, number, SIGNED)
    assert (answer.status_code, answer.json()["step"]) == (200, "arahan")
    (paper,) = office.get("kabid", f"/incidents/{number}/documents").json()["papers"]
    (told,) = paper["signatures"]
    assert told["by"]["capacity"] == "Kepala Bidang TIK"
    assert told["provider"] == "bsre"
    assert PASSPHRASE not in answer.content.decode()


def test_faults_of_the_signature_stand_at_its_fields(office, way):
    number = office.report()
    missing = problem(leave(office, number, {"output": OUTPUT}), 422, "invalid")
    assert missing["errors"][0]["field"] == "signature.passphrase"
    wrong = leave(office, number, {"output": OUTPUT, "signature": {"passphrase": "salah"}})
    assert problem(wrong, 422, "invalid")["errors"][0]["code"] == "wrong-passphrase"
    assert Incident.objects.get(number=number).step == "disposisi"


def test_a_service_that_is_down_is_a_problem_of_its_own_and_one_may_sign_later(office, way):
    way.fails, number = down, office.report()
    problem(leave(office, number, SIGNED), 503, "signing-down")
    answer = leave(office, number, {"output": OUTPUT, "signature": {"later": True}})
    assert answer.json()["step"] == "arahan"
    make_papers(at=office.office.at)
    assert Signature.objects.get().signed_at is None


def test_the_same_key_signs_once_and_keeps_no_secret(office, way):
    number = office.report()
    first = leave(office, number, SIGNED, Idempotency_Key=KEY)
    again = leave(office, number, SIGNED, Idempotency_Key=KEY)
    assert again.content == first.content
    assert again.headers["Idempotent-Replayed"] == "true"
    assert len(way.signed) == 1
    row = KeptAnswer.objects.get()
    assert PASSPHRASE not in repr(vars(row)) + bytes(row.body).decode()


def test_what_is_kept_of_a_request_is_the_same_for_every_passphrase(office, way):
    number = office.report()
    leave(office, number, SIGNED, Idempotency_Key=KEY)
    first = KeptAnswer.objects.get().digest
    other = {"output": OUTPUT, "signature": {"passphrase": "lain"}}
    again = leave(office, number, other, Idempotency_Key=KEY)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert KeptAnswer.objects.get().digest == first
    assert first != sha256(PASSPHRASE.encode()).hexdigest()


def test_a_refused_signing_leaves_the_key_free_for_the_right_passphrase(office, way):
    number = office.report()
    wrong = {"output": OUTPUT, "signature": {"passphrase": "salah"}}
    problem(leave(office, number, wrong, Idempotency_Key=KEY), 422, "invalid")
    assert not KeptAnswer.objects.exists()
    assert leave(office, number, SIGNED, Idempotency_Key=KEY).status_code == 200


def test_a_state_that_was_not_seen_is_refused_before_anything_is_signed(office, way):
    number = office.report()
    problem(leave(office, number, SIGNED, If_Match='"99"'), 409, "stale")
    assert not way.signed


def test_what_waits_is_signed_by_its_code_and_its_copy_can_be_fetched(office, way):
    number = office.report()
    leave(office, number, {"output": OUTPUT, "signature": {"later": True}})
    make_papers(at=office.office.at)
    address = f"/incidents/{number}/documents/{Paper.objects.get().code}/signatures"
    assert office.get("kabid", f"{address}/1").status_code == 404
    answer = office.post("kabid", address, {"passphrase": PASSPHRASE})
    assert answer.status_code == 201
    assert answer.json()["signatures"][0]["signed_at"] is not None
    copy = office.get("kabid", f"{address}/1")
    assert sha256(copy.content).hexdigest() == answer.json()["signatures"][0]["sha256"]


def test_only_whoever_holds_the_office_signs_what_waits(office, way):
    number = office.report()
    leave(office, number, {"output": OUTPUT, "signature": {"later": True}})
    make_papers(at=office.office.at)
    address = f"/incidents/{number}/documents/{Paper.objects.get().code}/signatures"
    body = {"passphrase": PASSPHRASE}
    problem(office.post("kasi", address, body), 404, "signature-not-found")
    assert office.post("opd-pendidikan", address, body).status_code == 403
    assert office.post("auditor", address, body).status_code == 403
    problem(office.post("kabid", address, {"passphrase": "salah"}), 422, "wrong-passphrase")
    problem(office.post("kabid", address, {}), 422, "invalid")


def test_without_electronic_signing_a_signature_in_the_body_is_no_hindrance(office):
    number = office.report()
    assert leave(office, number, SIGNED).json()["step"] == "arahan"
