"""Langkah 0: what a report must say, what it is given, and what is refused with a reason."""

from datetime import timedelta

import pytest

from sigap.domain.errors import Invalid, NotAllowed
from sigap.incidents.models import Incident
from sigap.incidents.queries.lists import last_reporter, similar_open
from tests.office import Office

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return Office()


FAULTY = [
    ({"summary": "  "}, "summary", "required"),
    ({"summary": "x" * 201}, "summary", "too-long"),
    ({"summary": "mati\x00"}, "summary", "control-character"),
    ({"description": "x" * 10_001}, "description", "too-long"),
    ({"reporter_name": ""}, "reporter_name", "required"),
    ({"reporter_email": "bukan alamat"}, "reporter_email", "not-an-address"),
    ({"reporter_phone": "telepon"}, "reporter_phone", "not-a-phone"),
    ({"category": ""}, "category", "required"),
    ({"category": "tidak-ada"}, "category", "unknown-key"),
    ({"site": "tidak-ada"}, "site", "unknown-key"),
    ({"site": "", "agency": ""}, "agency", "required"),
    ({"site": "", "agency": "tidak-ada"}, "agency", "unknown-key"),
    ({"agency": "dinas-kesehatan"}, "site", "site-elsewhere"),
    ({"device": "tidak-ada"}, "device", "unknown-key"),
    ({"site": "rsud", "device": "sw-disdik"}, "device", "device-elsewhere"),
    ({"channel": "merpati"}, "channel", "unknown-choice"),
    ({"channel": "surat"}, "letter_number", "required"),
    ({"impact": "dahsyat"}, "impact", "unknown-choice"),
    ({"urgency": "kemarin"}, "urgency", "unknown-choice"),
]


@pytest.mark.parametrize(("told", "field", "code"), FAULTY)
def test_each_fault_is_named_at_its_field_and_nothing_is_registered(office, told, field, code):
    with pytest.raises(Invalid) as refusal:
        office.report(**told)
    assert refusal.value.faults[field].code == code
    assert str(refusal.value.faults[field])
    assert not Incident.objects.exists()


def test_all_faults_of_a_report_are_told_at_once(office):
    with pytest.raises(Invalid) as refusal:
        office.report(summary="", reporter_name="", category="", channel="merpati")
    assert set(refusal.value.faults) == {"summary", "reporter_name", "category", "channel"}


def test_a_time_in_the_future_or_far_back_is_refused(office):
    for moment, field in (
        (office.at + timedelta(minutes=5), "reported_at"),
        (office.at - timedelta(days=400), "reported_at"),
        (office.at - timedelta(hours=2), "backdate_reason"),
    ):
        with pytest.raises(Invalid) as refusal:
            office.report(reported_at=moment)
        assert field in refusal.value.faults


def test_back_dating_with_a_reason_keeps_both_times(office):
    told = office.at - timedelta(hours=5)
    incident = office.report(reported_at=told, backdate_reason="Dicatat sesudah listrik menyala")
    assert (incident.reported_at, incident.recorded_at) == (told, office.at)


def test_agenda_numbers_run_without_gaps_even_after_a_refusal(office):
    first = office.report().number
    with pytest.raises(Invalid):
        office.report(summary="")
    assert (first, office.report().number) == ("2026-000001", "2026-000002")


def test_the_agenda_year_is_the_office_year_not_the_utc_year(office):
    office.at = office.at.replace(month=12, day=31, hour=18)
    assert office.report().number.startswith("2027-")


def test_a_contact_reports_for_the_own_agency_and_need_not_name_it(office):
    incident = office.report("opd-pendidikan", site="")
    assert incident.agency.key == "dinas-pendidikan"
    with pytest.raises(Invalid) as refusal:
        office.report("opd-pendidikan", site="kantor-dinkes")
    assert refusal.value.faults["agency"].code == "not-your-agency"


def test_readers_do_not_file_reports(office):
    for who in ("kadis", "auditor", "admin"):
        with pytest.raises(NotAllowed):
            office.report(who)


def test_a_round_the_clock_site_has_its_clock_at_night(office):
    office.at = office.at.replace(day=21, hour=19)  # Minggu pukul 02.00 WIB
    rsud = office.report(site="rsud")
    desk = office.report(site="kantor-disdik")
    assert rsud.due_at - office.at == timedelta(minutes=15)
    assert desk.due_at.isoformat() == "2026-11-23T00:45:00+00:00"  # Senin pukul 07.45 WIB


def test_a_critical_site_has_an_internal_target_beside_the_standard(office):
    incident = office.report(site="rsud", impact="seluruh-lokasi", urgency="layanan-terhenti")
    assert incident.priority == "kritis"
    assert office.at < incident.target_at < incident.due_at


def test_open_cases_here_and_upstream_are_known_before_a_second_is_filed(office):
    above = office.report(site="pop-jatiasih")
    here = office.report(site="smp-negeri-9")
    office.report(site="kantor-dinkes")
    found = similar_open(office.cast.site("smp-negeri-9"), by=office.cast.actor("operator"))
    assert {row.number for row in found} == {above.number, here.number}


def test_the_last_reporter_of_a_site_is_offered(office):
    office.report(reporter_name="Bu Lama")
    office.report(reporter_name="Pak Baru", reporter_phone="0812 3456 789")
    last = last_reporter(office.cast.site("kantor-disdik"), by=office.cast.actor("operator"))
    assert (last.reporter_name, last.reporter_phone) == ("Pak Baru", "0812 3456 789")
