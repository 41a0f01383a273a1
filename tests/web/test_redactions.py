"""Hiding a person's data on the pages: one asks, another decides, and nothing typed is lost."""

import pytest
from django.test import Client

from sigap.incidents.models import Incident, Redaction
from tests.office import Office
from tests.web.sending import text_of

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = "/pengaturan/arsip/samaran/"


@pytest.fixture
def office() -> Office:
    office = Office()
    office.report(reporter_name="Agus Hermawan")
    return office


def signed_in(office: Office, who: str) -> Client:
    client = Client()
    client.force_login(office.cast.user(who))
    return client


def asked(office: Office, **changed: str) -> tuple[Client, dict[str, str]]:
    number = Incident.objects.get().number
    told = {"number": number, "terms": "Agus Hermawan", "reason": "Permintaan"}
    return signed_in(office, "kasi"), told | changed


def test_one_asks_and_another_decides(office):
    client, told = asked(office)
    assert client.post(PAGE, told).status_code == 302
    page = f"{PAGE}{Redaction.objects.get().pk}/"
    assert "Setujui penyamaran" not in text_of(client.get(page))
    kabid = signed_in(office, "kabid")
    assert "Agus Hermawan" in text_of(kabid.get(page))
    assert kabid.post(page, {"act": "setujui", "decree": ""}).status_code == 422
    assert kabid.post(page, {"act": "setujui", "decree": "045/3"}).status_code == 302
    assert Incident.objects.get().reporter_name == "***"
    assert "Agus Hermawan" not in text_of(kabid.get(page))
    assert "***" in text_of(kabid.get(f"/gangguan/{told['number']}/"))


@pytest.mark.parametrize(
    "wrong", [{"number": "2026-999999"}, {"terms": "Budi Santoso"}, {"reason": ""}]
)
def test_a_faulty_request_comes_back_as_it_was_typed(office, wrong):
    client, told = asked(office, **wrong)
    answer = client.post(PAGE, told)
    assert answer.status_code == 422
    assert told["terms"] in text_of(answer)
    assert not Redaction.objects.exists()


def test_others_do_not_see_what_was_asked(office):
    assert signed_in(office, "pelaksana").get(PAGE).status_code == 403
    assert signed_in(office, "auditor").get(PAGE).status_code == 200
    assert signed_in(office, "auditor").get(f"{PAGE}99/").status_code == 404
