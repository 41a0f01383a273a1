"""A fault of cyber origin in the rows: who still sees it, what is told, and when it is due."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sigap.audit.queries import verify
from sigap.domain.errors import NotAllowed, NotFound
from sigap.incidents.actions.cyber import record_notification, remind_due, restrict_incident
from sigap.incidents.actions.steps import take_exit
from sigap.incidents.models import CyberDuty, Incident
from sigap.incidents.queries.cases import case_row, replayed, snapshot
from sigap.incidents.queries.cyber import cyber_case, minimum_content
from sigap.incidents.queries.lists import (
    Filters,
    inbox,
    last_reporter,
    listing,
    load,
    open_below,
    similar_open,
)
from sigap.incidents.queries.tracking import progress, tracked
from sigap.notifications.actions.routing import route_due
from sigap.notifications.models import Message, Notice
from tests.office import CHECKED, REMOTE, Office, filled

pytestmark = pytest.mark.django_db

KNOWING = {"kabid", "kasi", "admin-jaringan", "kadis", "auditor"}
OTHERS = {"operator", "admin", "pelaksana", "pelaksana-2", "opd-pendidikan", "opd-kesehatan"}


@pytest.fixture
def office(settings) -> Office:
    settings.EMAIL_ENABLED = True
    return Office()


def restrict(office: Office, incident: Incident, **told) -> Incident:
    by = office.cast.actor("kasi")
    return restrict_incident(
        incident.number, reason="Ada surat tebusan", at=office.wait(minutes=1), by=by, **told
    )


def given_to(office: Office, who: str) -> Incident:
    """A restricted case whose field visit is given to this technician."""
    incident = restrict(office, office.walk(office.report(), "disposisikan", "arahkan"))
    step = office.procedure.step("penanganan")
    return take_exit(
        incident.number,
        "kirim-pelaksana",
        values={**filled(step, "kirim-pelaksana"), "pelaksana": who},
        at=office.wait(minutes=5),
        by=office.cast.actor("admin-jaringan"),
    )


def seen_by(office: Office, who: str, incident: Incident) -> set[str]:
    """In which of the reads of many cases this case turns up."""
    by, site, at = office.cast.actor(who), incident.site, office.at
    below = office.cast.site("pop-inti")
    last = last_reporter(site, by=by)
    reads = {
        "register": listing(Filters(), by=by, at=at).items,
        "search": listing(Filters(q="lantai"), by=by, at=at).items,
        "inbox": inbox(by),
        "similar": similar_open(site, by=by),
        "below": open_below(below, by=by),
        "last reporter": [last] if last else [],
    }
    return {name for name, rows in reads.items() if incident.pk in {row.pk for row in rows}}


def test_the_load_that_everybody_sees_leaves_restricted_cases_out(office):
    office.report()
    restrict(office, office.report())
    at = office.at
    assert load(day_start=at - timedelta(hours=2), at=at).arrived == 1


@pytest.mark.parametrize("who", sorted(KNOWING | OTHERS))
def test_a_restricted_case_is_in_no_list_of_those_who_need_not_know(office, who):
    incident = restrict(office, office.report())
    seen = seen_by(office, who, incident)
    everywhere = {"register", "search", "similar", "below", "last reporter"}
    assert seen - {"inbox"} == (everywhere if who in KNOWING else set())


def test_the_technician_it_is_given_to_sees_it_until_and_after_his_work_and_no_other(office):
    incident = given_to(office, "pelaksana")
    assert "inbox" in seen_by(office, "pelaksana", incident)
    assert seen_by(office, "pelaksana-2", incident) == set()
    office.walk(incident, "laporkan")
    assert "register" in seen_by(office, "pelaksana", incident)
    assert seen_by(office, "pelaksana-2", incident) == set()


def test_restricted_in_the_hands_of_the_whole_office_it_still_waits_for_each_of_them(office):
    incident = office.walk(office.report(), "disposisikan", "arahkan", "kirim-pelaksana")
    restrict(office, incident)
    assert "inbox" in seen_by(office, "pelaksana", incident)
    assert seen_by(office, "operator", incident) == set()


@pytest.mark.parametrize(
    ("who", "queries"), [("kabid", 4), ("operator", 3), ("pelaksana", 3), ("opd-pendidikan", 2)]
)
def test_hiding_a_case_costs_a_list_no_query(office, who, queries, django_assert_num_queries):
    restrict(office, office.report())
    by = office.cast.actor(who)
    # An inbox in which nothing waits ends with its keys: of the office two reads, else one.
    with django_assert_num_queries(queries):
        listing(Filters(), by=by, at=office.at)
        inbox(by)


def test_an_ordinary_case_is_read_without_a_query_for_its_duties(office):
    row = case_row(office.report().number, by=office.cast.actor("kabid"))
    with CaptureQueriesContext(connection) as captured:
        snapshot(row)
    assert not [each for each in captured if "cyberduty" in each["sql"]]


def test_the_public_page_keeps_the_steps_and_loses_the_words(office):
    incident = restrict(office, office.report())
    told = progress(tracked(incident.tracking_code))
    assert told.summary == ""
    assert [step.no for step in told.steps] == [1, 2, 3, 4, 5, 6, 7]


def test_what_was_told_before_and_what_waits_to_be_sent_loses_its_words(office):
    office.cast.users["kabid"].email = "kabid@bekasikota.go.id"
    office.cast.users["kabid"].save()
    other = office.report(summary="Laporan lain")
    incident = office.report(reporter_email="agus@bekasikota.go.id")
    route_due(at=office.at)
    assert Message.objects.filter(body__contains="lantai 2").count() == 2
    restrict(office, incident)
    office.walk(incident, *REMOTE[:1])
    for row in (*Notice.objects.all(), *Message.objects.all()):
        assert "lantai 2" not in f"{row.subject} {row.body}"
    assert Notice.objects.filter(number=other.number, body__contains="Laporan lain").exists()


def test_the_agencys_contacts_are_no_longer_told(office):
    incident = restrict(office, office.report())
    office.walk(incident, *REMOTE, *CHECKED)
    contact = office.cast.user("opd-pendidikan")
    assert not Notice.objects.filter(user=contact, number=incident.number).exists()


def reminded(office: Office) -> dict[str, list[str]]:
    """Who was told what of the notices so far."""
    rows = Notice.objects.filter(event__in=("restricted", "notice-near", "notice-due"))
    told: dict[str, list[str]] = {}
    for row in rows.order_by("event", "user__username"):
        told.setdefault(row.event, []).append(row.user.username)
    return told


def test_the_office_is_reminded_at_once_six_hours_before_and_at_the_end_each_once(office):
    restrict(office, office.report())
    answerable = ["kabid", "kadis", "kasi"]
    assert reminded(office) == {"restricted": answerable}
    for hours, acted, events in (
        (17.9, 0, {"restricted"}),
        (0.2, 1, {"restricted", "notice-near"}),
        (1, 0, {"restricted", "notice-near"}),
        (5, 1, {"restricted", "notice-near", "notice-due"}),
        (48, 0, {"restricted", "notice-near", "notice-due"}),
    ):
        assert remind_due(at=office.wait(hours=hours)) == acted
        assert reminded(office) == dict.fromkeys(events, answerable)


def test_a_notice_that_was_given_is_not_reminded_of(office):
    incident = restrict(office, office.report(), personal_data=True)
    record_notification(
        incident.number, duty="bssn", reference=" 500.12/77/TIK ",
        at=office.wait(hours=2), by=office.cast.actor("kabid"),
    )  # fmt: skip
    row = CyberDuty.objects.get(duty="bssn")
    assert (row.fulfilled_at, row.reference) == (office.at, "500.12/77/TIK")
    assert row.fulfilled_by["capacity"] == "Kepala Bidang TIK"
    assert remind_due(at=office.wait(hours=30)) == 0
    assert remind_due(at=office.wait(hours=36)) == 1


def test_a_sweep_with_nothing_due_is_one_query(office, django_assert_num_queries):
    restrict(office, office.report())
    with django_assert_num_queries(1):
        assert remind_due(at=office.at) == 0


def test_the_duties_outlive_the_case_and_the_record_stays_true(office):
    incident = restrict(office, office.report(), personal_data=True)
    office.walk(incident, *REMOTE, *CHECKED, "konfirmasikan")
    record_notification(
        incident.number, duty="pdp", reference="1", at=office.at, by=office.cast.actor("kasi")
    )
    assert remind_due(at=office.wait(hours=20)) == 1
    row = case_row(incident.number, by=office.cast.actor("auditor"))
    assert replayed(row) == snapshot(row)
    assert snapshot(row).duties == {"bssn": False, "pdp": True}
    assert list(verify()) == []


def test_the_minimum_content_tells_contact_description_chronology_and_impact(office):
    parent = office.report(
        site="pop-jatiasih", description="Semua berkas terkunci", reporter_phone="0812-3456-7890"
    )
    office.report(site="pkm-jatiasih", follows=parent.number)
    office.walk(parent, "disposisikan")
    restrict(office, parent, personal_data=True)
    told = minimum_content(cyber_case(parent.number, by=office.cast.actor("kadis")))
    assert (told.reporter.name, told.reporter.phone) == ("Agus Hermawan", "0812-3456-7890")
    assert told.description == "Semua berkas terkunci"
    assert told.grounds == ("Ada surat tebusan",)
    said = [str(each.what) for each in told.chronology]
    assert said[0] == "Laporan gangguan dicatat"
    assert said[-1] == "Ditetapkan sebagai insiden siber; akses dibatasi"
    assert told.chronology[-1].by.startswith("Bambang Wicaksono")
    assert told.impact.sites == ("POP Jatiasih", "Puskesmas Jatiasih")
    assert len(told.impact.agencies) == 2
    assert (told.impact.since, told.impact.personal_data) == (parent.reported_at, True)
    assert [step.no for step in told.impact.steps] == [1, 2]


def test_the_minimum_content_is_for_those_who_answer_for_it(office):
    ordinary = office.report()
    with pytest.raises(NotFound):
        cyber_case(ordinary.number, by=office.cast.actor("kabid"))
    incident = given_to(office, "pelaksana")
    with pytest.raises(NotAllowed):
        cyber_case(incident.number, by=office.cast.actor("pelaksana"))
    with pytest.raises(NotFound):
        cyber_case(incident.number, by=office.cast.actor("operator"))


def test_merging_a_report_that_turns_out_restricted_does_not_keep_it_in_sight(office):
    parent = office.report(site="pop-jatiasih")
    child = office.report(site="smp-negeri-9", follows=parent.number)
    restrict(office, child)
    with pytest.raises(NotFound):
        case_row(child.number, by=office.cast.actor("operator"))
    assert case_row(parent.number, by=office.cast.actor("operator")).has_children
