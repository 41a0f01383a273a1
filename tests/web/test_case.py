"""The page of a case: what each reader sees of it, and what it costs."""

import re

import pytest

from sigap.incidents.actions.attachments import attach_file
from sigap.incidents.actions.confirmations import add_agency, answer_confirmation
from sigap.incidents.actions.exceptions import add_note, record_deviation
from sigap.incidents.actions.steps import hold_step
from sigap.incidents.models import Incident
from sigap.kit import clock
from sigap.people import worktime
from tests.office import CHECKED, FIELD, REMOTE, Office
from tests.web.sending import counted, signed_in, text_of
from tests.web.uploads import text_file

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setattr(worktime, "CALENDAR_CHECK_SECONDS", 3600)
    return Office()


def page(office: Office, incident: Incident, who: str, status: int = 200, query: str = "") -> str:
    with clock.at(office.at):
        answer = signed_in(office, who).get(f"/gangguan/{incident.number}/{query}")
    assert answer.status_code == status
    return text_of(answer)


def buttons(text: str) -> set[str]:
    """The verbs that the page offers as ways out of the step."""
    return set(re.findall(r'name="verb" value="([\w-]+)"', text))


WALKS = [
    ((), "kabid", {"disposisikan"}),
    (("disposisikan",), "kasi", {"arahkan", "limpahkan"}),
    (("disposisikan", "arahkan"), "admin-jaringan", {"teratasi", "kirim-pelaksana"}),
    (("disposisikan", "arahkan", "kirim-pelaksana"), "pelaksana", {"laporkan"}),
    (FIELD, "admin-jaringan", {"laporkan-kasi", "kembalikan"}),
    ((*FIELD, "laporkan-kasi"), "kasi", {"laporkan-kabid", "kembalikan"}),
    ((*FIELD, *CHECKED), "kabid", {"konfirmasikan", "kembalikan"}),
]


@pytest.mark.parametrize(("verbs", "performer", "offered"), WALKS)
def test_every_step_offers_its_ways_to_its_performer_alone(office, verbs, performer, offered):
    incident = office.walk(office.report(), *verbs)
    assert buttons(page(office, incident, performer)) == offered
    for other in {"kabid", "kasi", "admin-jaringan", "pelaksana", "auditor"} - {performer}:
        assert buttons(page(office, incident, other)) == set()


def test_the_form_is_made_from_the_procedure_with_what_the_step_works_from(office):
    incident = office.walk(office.report(), "disposisikan", "arahkan")
    text = page(office, incident, "admin-jaringan")
    step = office.procedure.step("penanganan")
    for field in step.output.fields:
        assert f'name="isi-{field.key}"' in text or f'name="isi-{field.key}-berkas"' in text
    assert "Rina Anggraeni" in text  # whom the field visit may be given to
    assert '<details class="paper" open><summary><strong>Arahan' in text
    for way in step.exits:
        assert way.consequence in text


def test_no_button_is_shown_that_the_machine_does_not_offer(office):
    text = page(office, office.report(), "auditor")
    posted = set(re.findall(r'method="post" action="(/gangguan/[^"]+)"', text))
    assert posted == set()


def test_the_clock_stands_beside_the_internal_target_and_the_standard(office):
    incident = office.report(
        site="rsud", impact="seluruh-lokasi", urgency="layanan-terhenti", category="fo-putus"
    )
    text = page(office, incident, "kabid")
    assert "Sasaran internal" in text
    assert "standar SOP tidak berubah" in text
    assert "15 menit" in text


def test_a_held_step_shows_why_until_when_and_the_ledger_of_holds(office):
    incident = office.walk(office.report(), "disposisikan", "arahkan")
    hold_step(
        incident.number,
        reason="vendor-isp",
        evidence="Tiket 88-12",
        until=office.at.replace(hour=8),
        at=office.wait(minutes=10),
        by=office.cast.actor("admin-jaringan"),
    )
    text = page(office, incident, "admin-jaringan")
    assert "Jam berhenti" in text
    assert "Menunggu vendor/ISP (Tiket 88-12)" in text
    assert f'action="/gangguan/{incident.number}/lanjutkan/"' in text


def test_a_returned_step_says_why_and_brings_its_last_answers_back(office):
    incident = office.walk(office.report(), *FIELD, "kembalikan")
    text = page(office, incident, "pelaksana")
    assert "Masih putus saat dicek" in text
    assert "putaran 2" in text
    assert "Isian putaran sebelumnya dimuat kembali" in text
    assert "Sudah dikerjakan</textarea>" in text


def test_the_step_passed_over_is_told_as_not_done(office):
    incident = office.walk(office.report(), *REMOTE)
    assert "tidak dilaksanakan (ditangani jarak jauh)" in page(office, incident, "kasi")


def test_the_flowchart_is_live_and_the_ledger_is_named(office):
    incident = office.walk(office.report(), "disposisikan")
    text = page(office, incident, "kasi")
    assert "Sekarang di langkah 2" in text
    assert incident.ledger.head[:12] in text


def test_a_recorder_is_not_offered_to_ratify_his_own_deviation(office):
    incident = office.report()
    record_deviation(
        incident.number,
        kind="perintah-lisan",
        reason="Diperintahkan lewat telepon",
        authority="Kepala Dinas",
        at=office.wait(minutes=1),
        by=office.cast.actor("kabid"),
    )
    assert "/sahkan/" in page(office, incident, "kadis")
    assert "/sahkan/" not in page(office, incident, "kabid")


def test_similar_open_cases_are_shown_when_asked_for(office):
    first, second = office.report(), office.report()
    text = page(office, second, "kabid", query="?serupa=1")
    assert f'<option value="{first.number}">' in text
    assert f'<option value="{second.number}">' not in text


def test_a_contact_sees_progress_and_nothing_internal(office):
    incident = office.walk(office.report(), *REMOTE, *CHECKED)
    add_note(
        incident.number, text="Curiga switch murahan", at=office.at, by=office.cast.actor("kabid")
    )
    text = page(office, incident, "opd-pendidikan")
    assert "Apakah jaringan Anda sudah pulih?" in text
    for internal in ("Curiga switch murahan", "Sudah dikerjakan", "Joko", 'class="flow"'):
        assert internal not in text


def test_another_agency_does_not_learn_that_the_case_exists(office):
    page(office, office.report(), "opd-kesehatan", status=404)


def test_an_affected_agency_sees_the_case_but_only_its_own_answer(office):
    incident = office.walk(office.report(), *REMOTE, *CHECKED)
    kabid = office.cast.actor("kabid")
    add_agency(incident.number, agency="dinas-kesehatan", at=office.at, by=kabid)
    answer_confirmation(
        incident.number,
        agency="dinas-pendidikan",
        result="pulih",
        informant="Pak Agus",
        at=office.wait(minutes=1),
        by=kabid,
    )
    text = page(office, incident, "opd-kesehatan")
    assert "Ya, sudah pulih" in text
    assert "Pak Agus" not in text


@pytest.mark.parametrize("who", ["kabid", "opd-pendidikan"])
def test_files_are_shown_or_saved_in_a_cage(office, who):
    incident = office.report()
    row = attach_file(
        incident.number, name="a.txt", stream=text_file(), at=office.at, by=office.cast.actor(who)
    )
    answer = signed_in(office, who).get(f"/gangguan/{incident.number}/berkas/{row.key}")
    assert answer.status_code == 200
    assert "attachment" in answer.headers["Content-Disposition"]
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_an_internal_file_is_not_there_for_a_contact(office):
    incident = office.report()
    kabid = office.cast.actor("kabid")
    row = attach_file(incident.number, name="a.txt", stream=text_file(), at=office.at, by=kabid)
    for who, status in (("opd-pendidikan", 404), ("opd-kesehatan", 404), ("auditor", 200)):
        address = f"/gangguan/{incident.number}/berkas/{row.key}"
        assert signed_in(office, who).get(address).status_code == status


@pytest.mark.parametrize("rounds", [0, 3])
def test_nine_queries_however_long_the_history(office, rounds):
    incident = office.walk(office.report(), *FIELD, *("kembalikan", "laporkan") * rounds)
    client = signed_in(office, "admin-jaringan")
    with clock.at(office.at):
        client.get(f"/gangguan/{incident.number}/")
        with counted() as queries:
            client.get(f"/gangguan/{incident.number}/")
    # One more where what lies above the site was not asked within two seconds.
    assert len(queries) == 9
