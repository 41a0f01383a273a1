"""Looks at the network for cases: when they are wanted, how they are carried out, what is kept."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from sigap.config.doctor import examine
from sigap.domain.diagnosis import State, Way
from sigap.domain.errors import NotAllowed, NotFound, Refused, words
from sigap.incidents.actions import looking
from sigap.incidents.actions.destroying import BELONGINGS
from sigap.incidents.actions.diagnosing import (
    AskedTooSoon,
    ask_diagnosis,
    keep_choices,
    note_wanted,
)
from sigap.incidents.actions.looking import diagnose_cases
from sigap.incidents.models import CaseDiagnosis, Incident, ProposalChoice
from sigap.incidents.queries import plans
from sigap.kit import clock
from sigap.kit.claims import claim
from sigap.monitoring.actions.diagnosing import forget_with_case
from sigap.monitoring.models import Diagnosis
from tests.diagnosing import Looks, cut_off, well
from tests.office import FIELD, REMOTE, Office

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def office() -> Office:
    plans.forget_plans()
    return Office()


def told(incident: Incident) -> list[tuple[str, int, str, str]]:
    rows = CaseDiagnosis.objects.filter(incident=incident)
    return [(row.occasion, row.ordinal, row.state, row.recovery) for row in rows]


def test_a_new_report_is_looked_at_once(office):
    incident, look = office.report(), Looks(cut_off())
    assert diagnose_cases(at=office.wait(seconds=2), look=look) == 1
    assert diagnose_cases(at=office.wait(seconds=2), look=look) == 0
    assert told(incident) == [("laporan", 0, "putus", "")]
    row = CaseDiagnosis.objects.get()
    assert look.asked == [{"site": "kantor-disdik", "by": "sigap", "device": ""}]
    assert row.result["causes"][0]["sites"] == ["kantor-disdik"]
    assert row.names[row.result["path"][-1]] == "Switch Disdik"
    assert row.names["dinas-pendidikan"] == "Disdik"
    assert Diagnosis.objects.get(key=row.key).kept


def test_neither_the_report_nor_a_step_writes_anything_for_it(office):
    office.walk(office.report(), *FIELD)
    assert CaseDiagnosis.objects.count() == 0


def test_what_is_old_ended_or_nowhere_is_not_looked_at(office):
    office.report()
    office.wait(minutes=61)
    office.report(site="", agency="dinas-pendidikan")
    office.walk(office.report(), *REMOTE, "laporkan-kasi", "laporkan-kabid", "konfirmasikan")
    assert note_wanted(at=office.at) == 1  # the full report of the last one
    assert CaseDiagnosis.objects.get().occasion == "langkah"


def test_after_a_repair_one_looks_again_and_says_whether_it_has_recovered(office):
    incident, look = office.report(), Looks(cut_off(), well())
    diagnose_cases(at=office.wait(seconds=2), look=look)
    incident = office.walk(incident, *FIELD)
    diagnose_cases(at=office.wait(seconds=2), look=look)
    assert told(incident)[-1] == ("langkah", incident.visit - 1, "normal", "pulih")
    row = CaseDiagnosis.objects.latest("id")
    assert row.before == CaseDiagnosis.objects.earliest("id")
    (line,) = row.changes
    assert line["subject"] == "Switch Disdik ether1"
    assert (line["part"], line["verdict"]) == ("antarmuka", "membaik")


def test_a_step_that_sends_back_is_no_end_of_a_repair(office):
    incident = office.walk(office.report(), *FIELD, "kembalikan")
    note_wanted(at=office.at)
    steps = CaseDiagnosis.objects.filter(incident=incident, occasion="langkah")
    assert [row.step for row in steps] == ["perbaikan"]


def test_a_look_is_asked_for_at_any_step_and_not_twice(office):
    incident, kasi = office.report(), office.cast.actor("kasi")
    row = ask_diagnosis(incident.number, at=office.at, by=kasi)
    assert (row.occasion, row.ordinal, row.asked_by["key"]) == ("diminta", 1, "kasi")
    with pytest.raises(Refused) as refusal:
        ask_diagnosis(incident.number, at=office.wait(seconds=11), by=kasi)
    assert refusal.value.code == "diagnosis-running"
    look = Looks(cut_off())
    assert diagnose_cases(at=office.at, look=look) == 2  # with the one after the report
    assert {each["by"] for each in look.asked} == {"sigap", "kasi"}
    assert ask_diagnosis(incident.number, at=office.at, by=kasi).ordinal == 2


def test_asked_again_at_once_it_says_how_long_to_wait(office):
    incident, kasi = office.report(), office.cast.actor("kasi")
    ask_diagnosis(incident.number, at=office.at, by=kasi)
    diagnose_cases(at=office.wait(seconds=2), look=Looks(well()))
    with pytest.raises(AskedTooSoon):
        ask_diagnosis(incident.number, at=office.wait(seconds=2), by=kasi)


@pytest.mark.parametrize(
    ("who", "error"), [("auditor", NotAllowed), ("opd-pendidikan", NotAllowed)]
)
def test_only_who_works_in_the_office_may_ask(office, who, error):
    incident = office.report()
    with pytest.raises(error):
        ask_diagnosis(incident.number, at=office.at, by=office.cast.actor(who))


def test_nothing_is_asked_of_a_case_one_may_not_know_or_that_has_no_place(office):
    incident = office.report(site="", agency="dinas-pendidikan")
    with pytest.raises(Refused) as refusal:
        ask_diagnosis(incident.number, at=office.at, by=office.cast.actor("kasi"))
    assert refusal.value.code == "no-site"
    with pytest.raises(NotFound):
        ask_diagnosis(incident.number, at=office.at, by=office.cast.actor("opd-kesehatan"))


def test_a_refusal_is_the_end_and_says_why(office):
    office.report()
    refusal = Refused("invented", words("Lokasi ini karangan."))
    diagnose_cases(at=office.wait(seconds=2), look=Looks(refusal))
    row = CaseDiagnosis.objects.get()
    assert (row.failure, row.is_told, row.tries) == ("Lokasi ini karangan.", False, 1)


def test_what_breaks_is_tried_three_times_and_then_said(office):
    office.report()
    look = Looks(OSError("no route"))
    for _ in range(5):
        diagnose_cases(at=office.wait(seconds=6), look=look)
    row = CaseDiagnosis.objects.get()
    assert len(look.asked) == looking.MOST_TRIES
    assert row.done_at is not None
    assert "tiga kali gagal" in row.failure


def test_after_one_failure_the_next_try_counts(office):
    office.report()
    look = Looks(OSError("no route"), well())
    diagnose_cases(at=office.wait(seconds=2), look=look)
    diagnose_cases(at=office.wait(seconds=6), look=look)
    row = CaseDiagnosis.objects.get()
    assert (row.state, row.tries, row.failure) == ("normal", 2, "")


def test_a_worker_that_dies_in_the_middle_loses_nothing(office):
    office.report()
    note_wanted(at=office.at)
    claim(CaseDiagnosis.objects.all(), at=office.at, lease=looking.LEASE, limit=1)
    look = Looks(cut_off())
    assert diagnose_cases(at=office.wait(seconds=30), look=look) == 0
    assert diagnose_cases(at=office.wait(seconds=31), look=look) == 1
    assert CaseDiagnosis.objects.get().is_told


def test_a_worker_whose_lease_ran_out_does_not_overwrite_the_next_ones_work(office):
    office.report()

    def slow(site_key, **how):
        CaseDiagnosis.objects.update(claimed_until=office.at + timedelta(minutes=5))
        return Looks(cut_off())(site_key, **how)

    assert diagnose_cases(at=office.wait(seconds=2), look=slow) == 0
    assert CaseDiagnosis.objects.get().done_at is None


def test_many_reports_at_once_are_looked_at_side_by_side(office):
    for _ in range(6):
        office.report()
    look = Looks(cut_off())
    done = [diagnose_cases(at=office.wait(seconds=2), look=look) for _ in range(3)]
    assert done == [4, 2, 0]
    assert CaseDiagnosis.objects.filter(state=State.DOWN.value).count() == 6


def test_the_choice_is_kept_beside_the_proposal(office):
    incident = office.report()
    diagnose_cases(at=office.wait(seconds=2), look=Looks(cut_off()))
    office.walk(incident, "disposisikan", "arahkan", "teratasi")
    assert keep_choices(at=office.wait(seconds=10)) == 2
    assert keep_choices(at=office.wait(seconds=10)) == 0
    directed, handled = ProposalChoice.objects.order_by("at")
    assert (directed.step, directed.way_agreed, directed.category_agreed) == ("arahan", True, None)
    assert (handled.verb, handled.proposed_verb) == ("teratasi", "kirim-pelaksana")
    assert (handled.way, handled.fault, handled.confidence) == ("lapangan", "tautan", "tinggi")
    assert handled.way_agreed is False
    assert handled.by["key"] == "admin-jaringan"


def test_a_choice_made_before_there_was_a_proposal_is_no_choice_beside_it(office):
    incident = office.walk(office.report(), "disposisikan", "arahkan")
    diagnose_cases(at=office.wait(seconds=2), look=Looks(cut_off(Way.REMOTE)))
    assert keep_choices(at=office.at) == 0
    office.walk(incident, "teratasi")
    assert keep_choices(at=office.at) == 1
    assert ProposalChoice.objects.get().way_agreed is True


def test_an_sop_without_a_plan_is_looked_at_and_proposes_nothing(office, monkeypatch, tmp_path):
    monkeypatch.setattr(plans, "SHIPPED", tmp_path)
    plans.forget_plans()
    incident = office.report()
    diagnose_cases(at=office.wait(seconds=2), look=Looks(cut_off()))
    office.walk(incident, *REMOTE)
    assert keep_choices(at=office.at) == 0
    assert told(incident) == [("laporan", 0, "putus", "")]


def test_a_faulty_plan_of_the_office_is_told_and_left_aside(office, settings, tmp_path, caplog):
    settings.SIGAP_DATA_DIR = tmp_path
    (tmp_path / plans.OWN).mkdir()
    (tmp_path / plans.OWN / "penanganan-gangguan.toml").write_text('sop = "lain"\n')
    plans.forget_plans()
    assert plans.plan_for(office.procedure) is None
    assert "baris 1" in caplog.text


def test_the_doctor_names_the_faulty_line_of_a_plan(office, settings, tmp_path):
    with clock.at(office.at):
        assert "1 rencana diagnosis terbaca" in [each.detail for each in examine()]
        settings.SIGAP_DATA_DIR = tmp_path
        (tmp_path / plans.OWN).mkdir()
        (tmp_path / plans.OWN / "penanganan-gangguan.toml").write_text('sop = "lain"\n')
        (finding,) = [each for each in examine() if each.name == "diagnosis"]
    assert not finding.ok
    assert "baris 1" in finding.detail


def test_looking_for_what_is_wanted_costs_the_same_whatever_happened(office):
    costs = []
    for _ in range(2):
        office.walk(office.report(), *FIELD)
        while diagnose_cases(at=office.wait(seconds=2), look=Looks(cut_off())):
            pass
        keep_choices(at=office.at)
        with CaptureQueriesContext(connection) as queries:
            diagnose_cases(at=office.at, look=Looks(cut_off()))
            keep_choices(at=office.at)
        costs.append(len(queries))
    # New reports, SOPs, ended steps, what waits (in a transaction on PostgreSQL), SOPs, choices.
    assert costs[0] == costs[1] == (6 if connection.vendor == "sqlite" else 8)


def test_nothing_of_it_outlives_its_case(office):
    incident = office.report()
    diagnose_cases(at=office.wait(seconds=2), look=Looks(cut_off()))
    office.walk(incident, *FIELD)
    diagnose_cases(at=office.wait(seconds=2), look=Looks(well()))
    keep_choices(at=office.at)
    with transaction.atomic():
        keys = list(incident.diagnoses.values_list("key", flat=True))
        forget_with_case(keys)
        for name in BELONGINGS[:2]:
            getattr(incident, name).all().delete()
    assert BELONGINGS[:2] == ("choices", "diagnoses")
    assert not CaseDiagnosis.objects.exists()
    assert not Diagnosis.objects.exists()
