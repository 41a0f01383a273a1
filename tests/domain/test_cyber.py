"""A fault of cyber origin: who may restrict it, who still acts on it, and when notices are due."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigap.domain import machine
from sigap.domain.actor import ROLES
from sigap.domain.case import Case, Kind, Status, replay
from sigap.domain.errors import Invalid, Refused
from tests.domain.test_machine import CHECKED, SOP, at_step, choices, walk
from tests.domain.walks import NOW, actor, begun, carry_out, folded, restricting

KABID = actor("kabid")


def restricted(*verbs: str, personal_data: bool = False) -> Case:
    case = at_step(*verbs)
    return folded(case, restricting(SOP, case, KABID, personal_data=personal_data))


def found(case: Case, **told: object) -> dict[str, str]:
    """The due moments that a restriction brings."""
    how = {"reason": "ransomware", "personal_data": False, "found_at": None, "at": NOW, **told}
    (event,) = machine.restrict(SOP, case, KABID, **how)
    return dict(event.data["duties"])


@pytest.mark.parametrize("verbs", [(), ("disposisikan",), CHECKED])
def test_only_kabid_kasi_and_administrator_restrict_a_case(verbs):
    case = at_step(*verbs)
    able = {role for role in ROLES if "restrict" in machine.open_verbs(SOP, case, actor(role))}
    assert able == {"kabid", "kasi", "admin-jaringan"}


def test_only_kabid_and_kasi_record_a_notice():
    case = restricted()
    able = {role for role in ROLES if "notify" in machine.open_verbs(SOP, case, actor(role))}
    assert able == {"kabid", "kasi"}


def test_the_incident_notice_is_due_in_24_hours_and_that_of_personal_data_in_72():
    due = found(at_step(), personal_data=True)
    assert {duty: datetime.fromisoformat(each) - NOW for duty, each in due.items()} == {
        "bssn": timedelta(hours=24),
        "pdp": timedelta(hours=72),
    }


def test_the_clocks_run_from_when_it_was_found_not_from_when_it_was_written_down():
    early = NOW - timedelta(hours=5)
    due = found(at_step(), found_at=early)
    assert datetime.fromisoformat(due["bssn"]) == early + timedelta(hours=24)


@pytest.mark.parametrize("away", [timedelta(minutes=2), timedelta(days=-367)])
def test_a_moment_that_cannot_be_is_refused_at_its_field(away):
    with pytest.raises(Invalid) as refusal:
        found(at_step(), found_at=NOW + away, reason=" ")
    assert set(refusal.value.faults) == {"found_at", "reason"}


def test_asked_again_it_adds_personal_data_and_leaves_the_first_clock_alone():
    case = restricted("disposisikan")
    assert set(found(case, personal_data=True)) == {"pdp"}
    with pytest.raises(Invalid) as refusal:
        found(case)
    assert refusal.value.faults["personal_data"].code == "nothing-new"
    both = folded(case, restricting(SOP, case, KABID, personal_data=True))
    assert "restrict" not in machine.open_verbs(SOP, both, KABID)


def test_an_ended_case_is_not_restricted_but_its_duties_outlive_it():
    assert "restrict" not in machine.open_verbs(SOP, at_step(*CHECKED, "konfirmasikan"), KABID)
    case = restricted(*CHECKED)
    closed = folded(case, carry_out(SOP, case, KABID, "konfirmasikan"))
    assert closed.status is Status.CLOSED
    told = folded(closed, carry_out(SOP, closed, KABID, "notify"))
    assert told.open_duties == ()
    assert "notify" not in machine.open_verbs(SOP, told, KABID)


@pytest.mark.parametrize(
    ("duty", "reference", "field"),
    [("pdp", "500.12/77", "duty"), ("bssn", "  ", "reference"), ("bssn", "x" * 201, "reference")],
)
def test_a_notice_names_an_open_duty_and_its_reference(duty, reference, field):
    with pytest.raises(Invalid) as refusal:
        machine.notify(SOP, restricted(), KABID, duty=duty, reference=reference)
    assert set(refusal.value.faults) == {field}


@pytest.mark.parametrize("role", ["operator", "kontak", "admin", "pelaksana"])
@pytest.mark.parametrize("verbs", [(), ("disposisikan", "arahkan"), CHECKED])
def test_whoever_need_not_know_is_offered_nothing(role, verbs):
    assert machine.open_verbs(SOP, restricted(*verbs), actor(role)) == ()


def test_a_restricted_case_goes_to_one_technician_by_name():
    case, admin = restricted("disposisikan", "arahkan"), actor("admin-jaringan")
    with pytest.raises(Invalid) as refusal:
        machine.take_exit(SOP, case, admin, "kirim-pelaksana", output={"isi": "x"})
    (name,) = refusal.value.faults
    assert refusal.value.faults[name].code == "required"
    sent = folded(case, carry_out(SOP, case, admin, "kirim-pelaksana"))
    assert "laporkan" in machine.open_verbs(SOP, sent, actor("pelaksana"))


def test_a_notice_of_an_ordinary_case_is_refused():
    with pytest.raises(Refused) as refusal:
        machine.notify(SOP, at_step(), KABID, duty="bssn", reference="1")
    assert "restrict" in refusal.value.open_verbs


@given(choices, st.booleans())
def test_whatever_happens_around_it_the_ledger_alone_tells_restriction_and_duties(picked, exposed):
    case, log = begun(SOP)
    events = restricting(SOP, case, KABID, personal_data=exposed)
    case, log = walk(SOP, picked, started=(folded(case, events), [*log, *events]))
    assert case.restricted
    assert replay(log) == case
    given_ = {event.data["duty"] for event in log if event.kind is Kind.NOTIFIED}
    assert {duty for duty, done in case.duties.items() if done} == given_
