"""Pages of a fault of cyber origin: the two acts, the text of the notice, and what stays hidden."""

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client

from sigap.incidents.models import Incident
from sigap.kit import clock
from tests.office import CHECKED, REMOTE, Office
from tests.web.sending import counted, signed_in, text_of

SUMMARY = "WiFi lantai 2 mati"


@pytest.fixture
def office(db: None) -> Office:
    cache.clear()
    return Office()


def send(office: Office, who: str, incident: Incident, act: str, **typed: str) -> HttpResponse:
    typed["expected"] = str(Incident.objects.get(pk=incident.pk).ledger.length)
    with clock.at(office.at):
        return signed_in(office, who).post(f"/gangguan/{incident.number}/{act}/", typed)


def restricted(office: Office) -> Incident:
    incident = office.report()
    answer = send(office, "kasi", incident, "batasi", reason="Surat tebusan", personal_data="ya")
    assert answer.status_code == 302
    incident.refresh_from_db()
    assert incident.restricted
    return incident


def page(office: Office, who: str, address: str) -> str:
    with clock.at(office.at):
        return text_of(signed_in(office, who).get(address))


def test_the_case_page_offers_the_act_to_those_who_may_do_it(office: Office) -> None:
    incident = office.report()
    here = f"/gangguan/{incident.number}/"
    assert f"{here}batasi/" in page(office, "kasi", here)
    assert f"{here}batasi/" not in page(office, "operator", here)


def test_a_restricted_case_shows_its_clocks_and_the_way_to_the_notice(office: Office) -> None:
    incident = restricted(office)
    here = f"/gangguan/{incident.number}/"
    told = page(office, "kabid", here)
    assert "Selasa, 24 November 2026 pukul 09.15 WIB" in told
    assert "Kamis, 26 November 2026 pukul 09.15 WIB" in told
    assert f"{here}beri-tahu/" in told
    assert f"{here}siber" in told
    assert "Ditetapkan sebagai insiden siber" in told


def test_a_notice_is_recorded_on_the_page(office: Office) -> None:
    incident = restricted(office)
    answer = send(office, "kabid", incident, "beri-tahu", duty="bssn", reference="500.12/77")
    assert answer.status_code == 302
    assert "500.12/77" in page(office, "kadis", f"/gangguan/{incident.number}/")


def test_what_was_typed_comes_back_with_what_is_wrong(office: Office) -> None:
    incident = restricted(office)
    answer = send(office, "kabid", incident, "beri-tahu", duty="pdp", reference=" ")
    assert answer.status_code == 422
    assert "Isi nomor surat atau nomor tiket" in text_of(answer)
    other = office.report()
    answer = send(office, "kasi", other, "batasi", reason="Malware", found_at="kemarin")
    assert answer.status_code == 422
    assert "Malware" in text_of(answer)
    assert "Isi tanggal dan jam diketahui" in text_of(answer)


def test_the_notice_page_holds_the_minimum_content(office: Office) -> None:
    incident = restricted(office)
    client = signed_in(office, "kadis")
    with clock.at(office.at), counted() as queries:
        told = text_of(client.get(f"/gangguan/{incident.number}/siber"))
    for said in ("Agus Hermawan", SUMMARY, "Surat tebusan", "Kronologi", "Dinas Pendidikan"):
        assert said in told, said
    assert len([each for each in queries if "people_working" not in each["sql"]]) <= 12


@pytest.mark.parametrize("who", ["operator", "admin", "pelaksana", "opd-pendidikan"])
def test_for_those_who_need_not_know_every_page_of_it_is_unknown(office: Office, who: str) -> None:
    incident = restricted(office)
    client = signed_in(office, who)
    for rest in ("", "siber", "tanda-terima"):
        assert client.get(f"/gangguan/{incident.number}/{rest}").status_code == 404
    for address in ("/", "/gangguan/", "/gangguan/?q=lantai", "/pemberitahuan/"):
        assert SUMMARY not in text_of(client.get(address)), address
    assert send(office, who, incident, "catat", text="x").status_code == 404


def test_the_page_of_an_ordinary_parent_says_nothing_of_a_restricted_report(office: Office) -> None:
    parent = office.report(site="pop-jatiasih", summary="Tulang punggung putus")
    child = office.report(site="pkm-jatiasih", follows=parent.number)
    send(office, "kasi", child, "batasi", reason="Surat tebusan")
    here, theirs = f"/gangguan/{parent.number}/", f'href="/gangguan/{child.number}/"'
    assert theirs in page(office, "kabid", here)
    assert theirs not in page(office, "operator", here)


def test_the_public_page_says_only_how_far_it_is(office: Office) -> None:
    incident = restricted(office)
    office.walk(incident, *REMOTE, *CHECKED)
    with clock.at(office.at):
        told = text_of(Client().get(f"/lacak/{incident.tracking_code}"))
        answer = Client().post(f"/lacak/{incident.tracking_code}/pulih", {})
    assert SUMMARY not in told
    assert "kami menghubungi Anda untuk konfirmasi" in told
    assert "siber" not in told
    assert answer.status_code == 302
    assert Incident.objects.get(pk=incident.pk).affected.get().result == ""
