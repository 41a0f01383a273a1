"""The inbox: what waits for whom, in which order, and what it costs."""

import pytest
from django.test import Client

from sigap.incidents.actions.steps import hold_step
from sigap.kit import clock
from sigap.people import worktime
from tests.duty import roster, wib
from tests.office import CHECKED, REMOTE, Office
from tests.web.sending import counted, signed_in, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch) -> Office:
    # Whether a calendar has changed is asked every two seconds: once more or less in a count.
    monkeypatch.setattr(worktime, "CALENDAR_CHECK_SECONDS", 3600)
    return Office()


def inbox(office: Office, who: str, **headers: str) -> str:
    with clock.at(office.at):
        answer = signed_in(office, who).get("/", headers=headers)
    assert answer.status_code == 200
    return text_of(answer)


def test_a_stranger_is_sent_to_sign_in():
    assert Client().get("/").headers["Location"].startswith("/masuk/")


def test_a_new_report_waits_for_the_head_of_division_with_its_first_act(office):
    incident = office.report()
    page = inbox(office, "kabid")
    assert incident.number in page
    assert "Disposisikan" in page
    assert "sisa 15 mnt" in page


def test_the_most_urgent_comes_first_and_held_steps_come_last(office):
    held = office.walk(office.report(), "disposisikan")
    kasi = office.cast.actor("kasi")
    until = office.at.replace(hour=8)
    hold_step(held.number, reason="pln", until=until, at=office.wait(minutes=1), by=kasi)
    later = office.walk(office.report(), "disposisikan")
    page = inbox(office, "kasi")
    assert page.index(f"buka-{later.number}") < page.index(f"buka-{held.number}")
    assert "Tertunda" in page


def test_what_is_late_is_said_with_how_much_and_counted_in_the_heading(office):
    office.report()
    office.wait(minutes=21)
    page = inbox(office, "kabid")
    assert 'Terlambat <span class="more">6 mnt</span>' in page
    assert 'Terlambat <span class="more">1</span>' in page


def test_a_case_waits_only_for_whoever_does_its_step(office):
    incident = office.report()
    for who in ("kasi", "admin-jaringan", "pelaksana", "kadis", "auditor"):
        assert incident.number not in inbox(office, who)


def test_an_empty_inbox_teaches(office):
    assert "Tidak ada yang menunggu Anda" in inbox(office, "pelaksana")


def test_a_mass_disruption_says_how_many_follow_it(office):
    parent = office.report()
    office.report(follows=parent.number, site="kantor-dinkes")
    office.report(follows=parent.number, site="rsud")
    assert "+ 2 lainnya (massal)" in inbox(office, "kabid")


def test_a_contact_finds_the_confirmations_that_the_own_agency_owes(office):
    waiting = office.walk(office.report(), *REMOTE, *CHECKED)
    running = office.report()
    foreign = office.report(site="kantor-dinkes")
    page = inbox(office, "opd-pendidikan")
    assert "Menunggu konfirmasi Anda" in page
    assert f"kerjakan-{waiting.number}" in page
    assert f"kerjakan-{running.number}" not in page
    assert f"buka-{running.number}" in page
    assert foreign.number not in page


def test_what_a_contact_has_confirmed_waits_for_him_no_longer(office):
    incident = office.walk(office.report(), *REMOTE, *CHECKED)
    with clock.at(office.wait(minutes=1)):
        signed_in(office, "opd-pendidikan").post(
            f"/gangguan/{incident.number}/jawab/",
            {"agency": "dinas-pendidikan", "result": "pulih"},
        )
    assert f"kerjakan-{incident.number}" not in inbox(office, "opd-pendidikan")


def test_the_half_minute_refresh_sends_the_list_alone_and_says_the_count(office):
    office.report()
    part = inbox(office, "kabid", HX_Request="true")
    assert "<html" not in part
    assert 'id="menunggu"' in part
    assert "1 gangguan menunggu Anda" in part


@pytest.mark.parametrize("cases", [1, 12])
def test_seven_queries_whatever_the_number_of_cases(office, cases):
    for _ in range(cases):
        office.report()
    client = signed_in(office, "kabid")
    with clock.at(office.at):
        client.get("/")
        with counted() as queries:
            client.get("/")
    assert len(queries) == 7


def test_the_office_sees_who_is_on_duty_and_a_contact_does_not(office):
    roster(office.cast)
    with clock.at(wib("2026-11-23T20:00")):
        page = text_of(signed_in(office, "kabid").get("/"))
        assert "Piket sekarang: <strong>Rina Anggraeni, S.T.</strong>" in page
        assert "Piket sekarang" not in text_of(signed_in(office, "opd-pendidikan").get("/"))
    with clock.at(wib("2026-11-24T07:30")):
        assert "Piket sekarang" not in text_of(signed_in(office, "kabid").get("/"))
