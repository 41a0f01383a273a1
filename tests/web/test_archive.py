"""The archive on its pages: years, lists, the decision of another person, and what is left."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from sigap.domain.actor import SYSTEM
from sigap.incidents.actions.destroying import carry_out_disposals
from sigap.incidents.actions.retention import load_classes
from sigap.incidents.models import ArchiveClass, Disposal, Incident
from sigap.kit import clock
from tests.apps.test_destroying import NETWORK
from tests.office import CHECKED, REMOTE, Office
from tests.web.sending import text_of
from tests.web.test_security import grow_old

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = "/pengaturan/arsip/"
CLASS = f"{PAGE}kelas/jaringan/"
LATER = datetime(2032, 1, 5, 3, tzinfo=UTC)


@pytest.fixture
def office() -> Office:
    office = Office()
    load_classes([NETWORK], at=office.at, by=SYSTEM)
    office.walk(office.report(), *REMOTE, *CHECKED, "konfirmasikan")
    return office


def signed_in(office: Office, who: str) -> Client:
    client = Client()
    client.force_login(office.cast.user(who))
    return client


def listed(office: Office, who: str = "kasi") -> str:
    number = Incident.objects.get().number
    with clock.at(LATER):
        told = {"act": "usulkan", "numbers": [number], "reason": "Lewat retensi"}
        answer = signed_in(office, who).post(CLASS, told)
    assert answer.status_code == 302, text_of(answer)
    return f"{PAGE}daftar/{Disposal.objects.get().pk}/"


def test_what_may_go_is_counted_and_listed(office):
    client = signed_in(office, "kasi")
    with clock.at(LATER):
        assert "1 perkara" in text_of(client.get(PAGE))
        assert Incident.objects.get().number in text_of(client.get(CLASS))
    assert "Belum ada yang lewat" in text_of(client.get(CLASS))


def test_a_list_is_proposed_approved_by_another_and_carried_out(office):
    page = listed(office)
    with clock.at(LATER):
        kasi, kadis = signed_in(office, "kasi"), signed_in(office, "kadis")
        assert "Setujui pemusnahan" not in text_of(kasi.get(page))
        assert "Setujui pemusnahan" in text_of(kadis.get(page))
        told = {"act": "setujui", "decree": "045/12/2032", "note": ""}
        assert kadis.post(page, told).status_code == 302
        carry_out_disposals(at=LATER)
        assert "dimusnahkan" in text_of(kasi.get(page))
        assert "dilaksanakan" in text_of(kasi.get(PAGE))


def test_an_approval_names_its_decree_and_a_refusal_its_reason(office):
    page = listed(office)
    with clock.at(LATER):
        kadis = signed_in(office, "kadis")
        assert kadis.post(page, {"act": "setujui", "note": "Baik"}).status_code == 422
        assert kadis.post(page, {"act": "tolak", "decree": "1"}).status_code == 422
        assert kadis.post(page, {"act": "tolak", "note": "Masih diperiksa"}).status_code == 302
        assert kadis.post(page, {"act": "setujui", "decree": "1"}).status_code == 409


def test_whoever_made_the_list_cannot_approve_it(office):
    page = listed(office, "kabid")
    with clock.at(LATER):
        answer = signed_in(office, "kabid").post(page, {"act": "setujui", "decree": "1"})
    assert answer.status_code == 403
    assert Disposal.objects.get().state == "diusulkan"


def test_a_list_without_cases_is_given_back_with_what_was_typed(office):
    with clock.at(LATER):
        answer = signed_in(office, "kasi").post(CLASS, {"act": "usulkan", "reason": "Alasan saya"})
    assert answer.status_code == 422
    assert "Alasan saya" in text_of(answer)


def test_the_administrator_sets_the_years_and_names_the_source(office):
    client = signed_in(office, "admin")
    told = {"act": "jadwal", "active_years": "2", "inactive_years": "8", "fate": "musnah"}
    assert client.post(CLASS, {**told, "source": ""}).status_code == 422
    assert client.post(CLASS, {**told, "active_years": "dua"}).status_code == 422
    assert client.post(CLASS, {**told, "source": "SK 12/2027"}).status_code == 302
    assert ArchiveClass.objects.get().inactive_years == 8


def test_others_do_not_see_the_archive(office):
    assert signed_in(office, "pelaksana").get(PAGE).status_code == 403
    assert signed_in(office, "opd-pendidikan").get(PAGE).status_code == 403
    assert signed_in(office, "auditor").get(PAGE).status_code == 200
    assert signed_in(office, "auditor").get(f"{PAGE}daftar/999/").status_code == 404


def test_cyber_cases_are_listed_for_those_who_may_know_of_them(office):
    cyber = NETWORK | {"key": "siber", "code": "500.12.10.3", "procedures": [], "cyber": True}
    load_classes([cyber], at=office.at, by=SYSTEM)
    Incident.objects.update(restricted=True)
    number, page = Incident.objects.get().number, f"{PAGE}kelas/siber/"
    told = {"act": "usulkan", "numbers": [number], "reason": "Lewat retensi"}
    with clock.at(LATER):
        assert number not in text_of(signed_in(office, "operator").get(page))
        assert signed_in(office, "operator").post(page, told).status_code == 404
        assert number in text_of(signed_in(office, "kasi").get(page))
        assert signed_in(office, "kasi").post(page, told).status_code == 302
        made = f"{PAGE}daftar/{Disposal.objects.get().pk}/"
        assert signed_in(office, "operator").get(made).status_code == 404


def test_an_approval_needs_a_fresh_proof(office):
    page = listed(office)
    client = signed_in(office, "kadis")
    grow_old(client)
    with clock.at(LATER):
        answer = client.post(page, {"act": "setujui", "decree": "045/1"})
    assert answer.status_code == 403
    assert "Buktikan bahwa ini Anda" in text_of(answer)
    assert Disposal.objects.get().state == "diusulkan"
