"""Steps that nobody accepts: who is reached when, who may act then, and how it ends by itself."""

from datetime import date, datetime, time, timedelta
from itertools import pairwise

import pytest

from sigap.audit.queries import entries, verify
from sigap.domain.errors import NotAllowed
from sigap.incidents.actions.clocks import mark_due
from sigap.incidents.actions.cyber import restrict_incident
from sigap.incidents.actions.exceptions import add_note
from sigap.incidents.actions.steps import accept_step, hold_step, take_exit
from sigap.incidents.models import Incident, StepVisit, Summons
from sigap.incidents.queries.cases import replayed, snapshot
from sigap.incidents.queries.lists import inbox
from sigap.notifications.models import Notice
from sigap.people.models import Appointment, DutyLine, DutyRoster, Position
from sigap.people.queries import acting
from tests.office import Office, filled

pytestmark = pytest.mark.django_db(transaction=True)

FRIDAY_NIGHT = datetime.fromisoformat("2026-11-27T22:30:00+07:00")


def seated(office: Office) -> Office:
    """The line above each office, and the second technician on duty every night."""
    seats = {row.key: row for row in Position.objects.all()}
    line = ("kadis", "kabid", "kasi", "admin-jaringan", "pelaksana")
    for above, below in pairwise(line):
        Position.objects.filter(key=below).update(superior=seats[above])
    roster = DutyRoster.objects.create(key="piket", name="Piket", zone="Asia/Jakarta")
    for weekday in range(7):
        DutyLine.objects.create(
            roster=roster, user=office.cast.user("pelaksana-2"), weekday=weekday,
            starts=time(0), ends=time(0), anchor_on=date(2026, 1, 5), valid_from=date(2026, 1, 5),
        )  # fmt: skip
    return office


@pytest.fixture
def office() -> Office:
    return seated(Office())


def told(event: str) -> list[str]:
    rows = Notice.objects.filter(event=event).order_by("user__username")
    return list(rows.values_list("user__username", flat=True))


def rungs(incident: Incident) -> list[tuple[int, str, list[str]]]:
    """What the ledger says of the case's way up: rung, reason, who was told."""
    return [
        (entry.data["rung"], entry.data["reason"], [who["key"] for who in entry.data["people"]])
        for entry in entries(incident.ledger.key)
        if entry.kind == "escalated"
    ]


def fresh(office: Office, who: str):
    return acting(office.cast.user(who), at=office.at)


def test_a_report_the_kabid_does_not_accept_goes_up_to_the_head_and_then_to_the_one_on_duty(office):
    incident = office.report()
    for minutes, risen in (
        (4, []),
        (1, [(2, "belum-diterima", ["kadis"])]),  # alone in the office: at once a level higher
        (9, [(2, "belum-diterima", ["kadis"])]),
        (1, [(2, "belum-diterima", ["kadis"]), (3, "belum-diterima", ["pelaksana-2"])]),
        (600, [(2, "belum-diterima", ["kadis"]), (3, "belum-diterima", ["pelaksana-2"])]),
    ):
        mark_due(at=office.wait(minutes=minutes))
        assert rungs(incident) == risen
    assert told("escalated") == ["kadis", "pelaksana-2"]
    assert told("escalated-on") == ["kabid", "kabid"]
    assert list(verify()) == []


def test_a_sweep_that_comes_hours_late_climbs_every_missed_rung_once(office):
    incident = office.report()
    mark_due(at=office.wait(hours=5))
    mark_due(at=office.at)
    assert [rung for rung, _, _ in rungs(incident)] == [2, 3]
    assert (told("half"), told("at-risk"), told("late")) == ([], [], ["kabid"])
    after = Incident.objects.get(pk=incident.pk)
    assert replayed(after) == snapshot(after)


@pytest.mark.parametrize("act", ["accept", "exit", "hold"])
def test_the_ladder_stops_by_itself_when_the_performer_acts(office, act):
    incident, kabid = office.report(), office.cast.actor("kabid")
    mark_due(at=office.wait(minutes=6))
    at, values = office.wait(minutes=1), filled(office.procedure.first, "disposisikan")
    if act == "accept":
        accept_step(incident.number, at=at, by=kabid)
    elif act == "exit":
        take_exit(incident.number, "disposisikan", values=values, at=at, by=kabid)
    else:
        until = at + timedelta(hours=2)
        hold_step(incident.number, reason="pln", until=until, at=at, by=kabid)
    assert not Summons.objects.exists()
    mark_due(at=office.wait(minutes=2))
    assert [people for _, _, people in rungs(incident)] == [["kadis"]]


def test_the_superior_finds_the_case_in_his_inbox_and_carries_the_step_out_in_that_capacity(office):
    incident, kadis = office.report(), office.cast.actor("kadis")
    assert inbox(kadis) == []
    with pytest.raises(NotAllowed):
        accept_step(incident.number, at=office.at, by=kadis)
    mark_due(at=office.wait(minutes=5))
    assert [row.number for row in inbox(kadis)] == [incident.number]
    values = filled(office.procedure.first, "disposisikan")
    take_exit(incident.number, "disposisikan", values=values, at=office.wait(minutes=1), by=kadis)
    visit = StepVisit.objects.get(incident=incident, step="disposisi")
    assert visit.left_by["capacity"] == (
        "Kepala Dinas selaku atasan (eskalasi), menjalankan tugas Kepala Bidang TIK"
    )
    assert inbox(kadis) == []


def test_whoever_was_called_while_on_duty_may_do_this_one_step_alone(office):
    incident = office.report()
    mark_due(at=office.wait(minutes=20))
    dedi = office.cast.actor("pelaksana-2")
    assert incident.number in [row.number for row in inbox(dedi)]
    values = filled(office.procedure.first, "disposisikan")
    done = take_exit(incident.number, "disposisikan", values=values, at=office.at, by=dedi)
    assert incident.number not in [row.number for row in inbox(dedi)]
    with pytest.raises(NotAllowed):
        accept_step(done.number, at=office.wait(minutes=1), by=dedi)


def test_a_step_given_to_one_person_is_opened_to_the_whole_office_first(office):
    incident = office.walk(office.report(), "disposisikan", "arahkan", minutes=2)
    step = office.procedure.step("penanganan")
    values = {**filled(step, "kirim-pelaksana"), "pelaksana": "pelaksana"}
    by = office.cast.actor("admin-jaringan")
    take_exit(incident.number, "kirim-pelaksana", values=values, at=office.wait(minutes=2), by=by)
    dedi = office.cast.actor("pelaksana-2")
    assert inbox(dedi) == []
    mark_due(at=office.wait(minutes=60))
    assert rungs(incident) == [(1, "belum-diterima", ["pelaksana-2"])]
    assert [row.number for row in inbox(dedi)] == [incident.number]
    assert not Summons.objects.exists()


def test_a_night_report_for_the_hospital_reaches_the_one_on_duty_at_once(office):
    office.at = FRIDAY_NIGHT
    incident = office.report(site="rsud")
    assert rungs(incident) == [(0, "di-luar-jam-kerja", ["pelaksana-2"])]
    assert (told("on-duty"), told("step-waits")) == (["pelaksana-2"], ["kabid"])
    dedi = office.cast.actor("pelaksana-2")
    accept_step(incident.number, at=office.wait(minutes=3), by=dedi)
    mark_due(at=office.wait(minutes=20))
    assert [rung for rung, _, _ in rungs(incident)] == [0]


def test_a_night_report_for_an_office_by_day_wakes_nobody(office):
    office.at = FRIDAY_NIGHT
    incident = office.report(site="kantor-disdik")
    mark_due(at=office.wait(hours=30))
    assert rungs(incident) == []
    mark_due(at=datetime.fromisoformat("2026-11-30T07:36:00+07:00"))
    assert rungs(incident) == [(2, "belum-diterima", ["kadis"])]


def test_a_step_that_reaches_an_empty_office_goes_up_at_once_and_the_record_says_so(office):
    Appointment.objects.filter(user=office.cast.user("kasi")).update(ends_at=office.at)
    incident = office.walk(office.report(), "disposisikan", minutes=2)
    assert rungs(incident) == [(0, "jabatan-kosong", ["kabid"])]
    assert [row.number for row in inbox(fresh(office, "kabid"))] == [incident.number]
    mark_due(at=office.wait(minutes=5))
    assert rungs(incident)[1:] == [(2, "belum-diterima", ["kadis"])]


def test_where_nobody_is_left_to_reach_the_administrator_of_the_application_hears_of_it(office):
    Appointment.objects.filter(user=office.cast.user("kadis")).update(ends_at=office.at)
    DutyLine.objects.all().delete()
    incident = office.report()
    mark_due(at=office.wait(minutes=30))
    assert rungs(incident) == [(3, "belum-diterima", [])]
    assert told("unreachable") == ["admin"]


def test_an_acceptance_without_work_lapses_and_the_ladder_begins_again(office):
    incident = office.report()
    accept_step(incident.number, at=office.wait(minutes=2), by=office.cast.actor("kabid"))
    mark_due(at=office.wait(minutes=31))
    after = Incident.objects.select_related("ledger", "agency", "parent").get(pk=incident.pk)
    assert (after.received, after.rung, told("lapsed")) == (False, 0, ["kabid"])
    assert StepVisit.objects.get(incident=incident).received_by is None
    mark_due(at=office.wait(minutes=5))
    assert rungs(incident) == [(2, "belum-diterima", ["kadis"])]
    assert replayed(after).rung == 2


def test_a_note_of_the_performer_is_a_sign_of_work_and_keeps_the_acceptance(office):
    incident, kabid = office.report(), office.cast.actor("kabid")
    accept_step(incident.number, at=office.wait(minutes=2), by=kabid)
    add_note(incident.number, text="Menunggu data", at=office.wait(minutes=20), by=kabid)
    mark_due(at=office.wait(minutes=29))
    assert told("lapsed") == []
    mark_due(at=office.wait(minutes=1))
    assert told("lapsed") == ["kabid"]


def test_whoever_is_on_duty_does_not_hear_of_a_restricted_case(office):
    incident = office.report()
    restrict_incident(
        incident.number, reason="ransomware", at=office.at, by=office.cast.actor("kasi")
    )
    mark_due(at=office.wait(minutes=30))
    assert [people for _, _, people in rungs(incident)] == [["kadis"], []]


def test_half_of_the_standard_and_the_end_of_a_hold_are_told_beforehand(office):
    incident, kabid = office.report(), office.cast.actor("kabid")
    accept_step(incident.number, at=office.wait(minutes=1), by=kabid)
    mark_due(at=office.wait(minutes=7))
    assert told("half") == ["kabid"]
    until = office.at + timedelta(hours=3)
    hold_step(incident.number, reason="pln", until=until, at=office.at, by=kabid)
    mark_due(at=office.wait(hours=2))
    assert (told("hold-near"), told("hold-over")) == (["kabid"], [])
    mark_due(at=office.wait(hours=1))
    assert (told("hold-near"), told("hold-over")) == (["kabid"], ["kabid"])
