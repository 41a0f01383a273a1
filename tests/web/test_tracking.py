"""The public page of one report: true, plain, and nothing internal on it."""

import pytest
from django.core.cache import cache
from django.test import Client

from sigap.incidents.models import Incident
from sigap.kit import clock
from sigap.web.guessing import MOST_WRONG
from tests.office import CHECKED, REMOTE, Office
from tests.web.sending import counted, text_of

INTERNAL = (
    "Sudah dikerjakan",
    "Masih putus saat dicek",
    "0812",
    "Agus Hermawan",
    "Ratna",
    "Bambang",
    "Joko",
    "Rina",
)


@pytest.fixture
def office(db: None) -> Office:
    cache.clear()
    return Office()


def seen(office: Office, incident: Incident, client: Client | None = None) -> str:
    with clock.at(office.at):
        return text_of((client or Client()).get(f"/lacak/{incident.tracking_code}"))


def told(office: Office, incident: Incident, result: str, **typed: str) -> Incident:
    with clock.at(office.at):
        address = f"/lacak/{incident.tracking_code}/{result}"
        answer = Client().post(address, typed)
    assert answer.status_code == 302
    incident.refresh_from_db()
    return incident


def awaiting(office: Office) -> Incident:
    return office.walk(office.report(reporter_phone="0812 3456"), *REMOTE, *CHECKED)


def test_it_says_in_one_sentence_where_the_report_stands(office: Office) -> None:
    incident = office.report()
    assert "Menunggu diterima Kepala Bidang TIK untuk langkah 1 dari 7: Disposisi." in seen(
        office, incident
    )


def test_every_step_shows_what_was_promised_and_what_was_kept(office: Office) -> None:
    page = seen(office, office.walk(office.report(), *REMOTE))
    assert "Selesai 23 Nov 09.20, dijanjikan 23 Nov 09.30" in page
    assert "Tidak perlu dilaksanakan" in page
    assert "Dijanjikan paling lambat pukul 10.30 WIB" in page
    assert "Paling lama 1 jam kerja" in page


def test_nothing_internal_is_shown_at_any_step(office: Office) -> None:
    incident = office.report(reporter_phone="0812 3456", description="Ruang server tak terkunci")
    for verb in ("disposisikan", "arahkan", "kirim-pelaksana", "laporkan", "kembalikan"):
        incident = office.walk(incident, verb)
        page = seen(office, incident)
        assert not [word for word in (*INTERNAL, "Ruang server") if word in page]


def test_the_code_may_be_typed_in_any_case_and_without_dashes(office: Office) -> None:
    code = office.report().tracking_code
    typed = code.replace("-", "").lower()
    assert Client().get(f"/lacak/{typed}").status_code == 200
    assert Client().get("/lacak/", {"kode": f" {typed} "})["Location"] == f"/lacak/{code}"


def test_reading_needs_no_cookie_and_search_engines_stay_away(office: Office) -> None:
    incident = office.report()
    answer = Client().get(f"/lacak/{incident.tracking_code}")
    assert not answer.cookies
    assert "noindex" in answer["X-Robots-Tag"]


def test_an_unknown_code_is_told_and_stays_in_the_field(office: Office) -> None:
    answer = Client().get("/lacak/", {"kode": "ABC-DEF-GHJ"})
    assert answer.status_code == 404
    assert 'value="ABC-DEF-GHJ"' in text_of(answer)
    assert "Periksa lagi kode" in text_of(answer)


def test_guessing_is_stopped_and_reading_never_counts(office: Office) -> None:
    address = f"/lacak/{office.report().tracking_code}"
    for _ in range(MOST_WRONG + 5):
        assert Client().get(address).status_code == 200
    for _ in range(MOST_WRONG):
        assert Client().get("/lacak/AAA-AAA-AAA").status_code == 404
    answer = Client().get("/lacak/AAA-AAA-AAA")
    assert (answer.status_code, answer["Retry-After"]) == (429, "60")
    assert "Tunggu satu menit" in text_of(answer)


def test_the_answer_is_asked_for_only_when_it_is_time(office: Office) -> None:
    incident = office.report()
    assert "Sudah normal" not in seen(office, incident)
    incident = office.walk(incident, *REMOTE, *CHECKED)
    page = seen(office, incident)
    assert "Apakah jaringan Anda sudah normal?" in page
    assert f"/lacak/{incident.tracking_code}/pulih" in page
    assert f"/lacak/{incident.tracking_code}/masih-gangguan" in page


def test_looking_at_the_question_records_nothing(office: Office) -> None:
    incident = awaiting(office)
    answer = Client().get(f"/lacak/{incident.tracking_code}/masih-gangguan")
    assert "Penanganan dibuka kembali" in text_of(answer)
    incident.refresh_from_db()
    assert incident.step == "konfirmasi"


def test_restored_is_recorded_for_the_reporting_agency(office: Office) -> None:
    incident = told(office, awaiting(office), "pulih")
    row = incident.affected.get()
    assert (row.result, row.channel, row.informant) == ("pulih", "formulir", "Agus Hermawan")
    assert row.answered_by == {"key": "pelapor", "name": "Agus Hermawan", "capacity": "Pelapor"}
    assert "jawaban Anda tercatat" in seen(office, incident)


def test_still_down_reopens_the_case_and_names_who_said_so(office: Office) -> None:
    incident = told(office, awaiting(office), "masih-gangguan", informant="Pak Dodi, satpam")
    assert (incident.step, incident.status) == ("penanganan", "berjalan")
    assert incident.affected.get().informant == "Pak Dodi, satpam"


def test_a_closed_case_can_be_reopened_for_a_while(office: Office) -> None:
    incident = office.walk(told(office, awaiting(office), "pulih"), "konfirmasikan")
    page = seen(office, incident)
    assert "Gangguan sudah selesai ditangani." in page
    assert f"/lacak/{incident.tracking_code}/masih-gangguan" in page
    office.wait(days=20)
    assert "masih-gangguan" not in seen(office, incident)


def test_an_answer_out_of_time_leads_back_without_a_trace(office: Office) -> None:
    incident = told(office, office.report(), "masih-gangguan")
    assert (incident.step, incident.affected.get().result) == ("disposisi", "")


def test_a_report_that_follows_another_says_so(office: Office) -> None:
    upper = office.report(site="pop-jatiasih")
    child = office.report(site="smp-negeri-9", follows=upper.number)
    page = seen(office, child)
    assert "ditangani bersama gangguan lain" in page
    assert upper.number not in page


def test_it_costs_a_fixed_number_of_queries(office: Office) -> None:
    incident = office.report()
    with counted() as early:
        seen(office, incident)
    incident = office.walk(incident, *REMOTE, *CHECKED)
    with counted() as late:
        seen(office, incident)
    assert len(early) == len(late) <= 6
