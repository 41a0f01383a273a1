"""The engine: what is open, what is refused, and that no case can get lost."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sigap.domain import machine
from sigap.domain.actor import ROLES
from sigap.domain.case import Case, Event, Kind, Status, replay
from sigap.domain.errors import Invalid, NotAllowed, Refused
from tests.domain.walks import (
    EVERYONE,
    OWN,
    actor,
    begun,
    carry_out,
    confirm,
    folded,
    moves,
    procedure,
    reachable,
)

SOP = procedure()
SISTER = procedure("penyambungan-baru.v1")
ENDS = {Status.CLOSED, Status.TRANSFERRED, Status.CANCELLED}


@pytest.mark.parametrize("p", [SOP, SISTER], ids=lambda p: p.key)
def test_from_every_reachable_state_the_end_is_reachable(p):
    graph = reachable(p)
    reaching = {state for state in graph if state[0] in ENDS}
    assert reaching
    grown = True
    while grown:
        more = {s for s, nexts in graph.items() if s not in reaching and nexts & reaching}
        reaching |= more
        grown = bool(more)
    assert set(graph) == reaching


@pytest.mark.parametrize("p", [SOP, SISTER], ids=lambda p: p.key)
def test_every_step_is_reached_by_some_walk(p):
    assert {state[1] for state in reachable(p)} == {step.key for step in p.steps}


def walk(p, choices, started=None) -> tuple[Case, list[Event]]:
    """One random walk: each choice picks an actor and one of the acts open to that actor."""
    case, log = started or begun(p)
    for who, what in choices:
        by = EVERYONE[who % len(EVERYONE)]
        verbs = machine.open_verbs(p, case, by)
        if not verbs:
            continue
        verb = verbs[what % len(verbs)]
        if verb == "confirm":
            result = "pulih" if what % 2 and case.status.open else "masih-gangguan"
            events = confirm(p, case, by, result)
        else:
            events = carry_out(p, case, by, verb)
        log += events
        case = folded(case, events)
    return case, log


choices = st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), max_size=60)


@given(choices)
def test_replaying_the_ledger_gives_exactly_the_present_state(picked):
    case, log = walk(SOP, picked)
    assert replay(log) == case


@given(choices)
def test_no_step_closes_forward_without_its_output(picked):
    _, log = walk(SOP, picked)
    for event in log:
        if event.kind is Kind.RELEASED:
            assert event.data["output"] is not None


@given(choices)
def test_a_step_is_received_before_it_is_released(picked):
    _, log = walk(SOP, picked)
    held = False
    for event in log:
        if event.kind is Kind.RECEIVED:
            held = True
        elif event.kind in (Kind.RELEASED, Kind.RETURNED, Kind.TRANSFERRED):
            assert held
            held = False
        elif event.kind in (Kind.DECLINED, Kind.REOPENED):
            held = False


@given(choices)
def test_a_closed_case_has_the_answer_of_every_affected_agency(picked):
    case, _ = walk(SOP, picked)
    if case.status is Status.CLOSED:
        assert case.unanswered == ()


@given(
    choices,
    st.sampled_from(ROLES),
    st.sampled_from([way.verb for step in SOP.steps for way in step.exits] + ["terbang"]),
)
@settings(max_examples=300)
def test_a_verb_that_is_not_offered_is_refused_with_the_verbs_that_are(picked, role, verb):
    case, _ = walk(SOP, picked)
    by = actor(role)
    offered = machine.open_verbs(SOP, case, by)
    if verb in offered:
        return
    with pytest.raises((Refused, NotAllowed)) as refusal:
        machine.take_exit(SOP, case, by, verb, output={}, note="")
    if isinstance(refusal.value, Refused):
        assert refusal.value.open_verbs == offered


def at_step(*verbs: str) -> Case:
    """The case after these exits, each taken by the performer of its step."""
    case, _ = begun(SOP)
    for verb in verbs:
        by = actor(SOP.step(case.step).role)
        case = folded(case, carry_out(SOP, case, by, verb))
    return case


REMOTE = ("disposisikan", "arahkan", "teratasi")
FIELD = ("disposisikan", "arahkan", "kirim-pelaksana", "laporkan")
CHECKED = (*REMOTE, "laporkan-kasi", "laporkan-kabid")


def test_a_remote_fix_skips_the_field_visit_and_says_so():
    case = at_step(*REMOTE)
    assert case.step == "laporan-lengkap"
    assert case.skipped == {"perbaikan"}


@pytest.mark.parametrize(("way", "back"), [(REMOTE, "penanganan"), (FIELD, "perbaikan")])
def test_a_failed_check_goes_back_to_whoever_repaired(way, back):
    case = at_step(*way, "kembalikan")
    assert case.step == back
    assert case.round == 2


def test_the_checks_of_kasi_and_kabid_go_back_one_step_each():
    assert at_step(*REMOTE, "laporkan-kasi", "kembalikan").step == "laporan-lengkap"
    assert at_step(*CHECKED, "kembalikan").step == "pemeriksaan"


def test_a_return_after_a_returned_check_still_knows_the_visit_was_remote():
    case = at_step(*REMOTE, "laporkan-kasi", "kembalikan", "kembalikan")
    assert case.step == "penanganan"


def test_transfer_ends_the_case_as_transferred():
    assert at_step("disposisikan", "limpahkan").status is Status.TRANSFERRED


def test_still_down_reopens_at_the_technical_analysis():
    case = folded(
        at_step(*CHECKED), confirm(SOP, at_step(*CHECKED), actor("kontak"), "masih-gangguan")
    )
    assert (case.step, case.round, case.status) == ("penanganan", 2, Status.RUNNING)


def test_closing_confirms_the_reporting_agency_itself():
    case = at_step(*CHECKED, "konfirmasikan")
    assert case.status is Status.CLOSED
    assert case.answers == {OWN: "pulih"}


def test_closing_is_refused_while_another_affected_agency_has_not_answered():
    case = at_step(*CHECKED)
    case = folded(case, (machine.add_agency(SOP, case, actor("kabid"), agency="dinas-sosial"),))
    with pytest.raises(Refused) as refusal:
        machine.take_exit(SOP, case, actor("kabid"), "konfirmasikan", output={}, note="")
    assert refusal.value.code == "agencies-unconfirmed"


def test_a_held_step_must_go_on_before_it_can_close():
    case = at_step("disposisikan", "arahkan")
    case = folded(case, carry_out(SOP, case, actor("admin-jaringan"), "hold"))
    with pytest.raises(Refused) as refusal:
        machine.take_exit(SOP, case, actor("admin-jaringan"), "teratasi", output={}, note="")
    assert refusal.value.code == "on-hold"
    assert refusal.value.open_verbs[0] == "resume"


def test_an_unreceived_hand_over_can_be_declined_to_its_sender():
    case = at_step("disposisikan")
    case = folded(case, carry_out(SOP, case, actor("kasi"), "decline"))
    assert (case.step, case.round) == ("disposisi", 2)


def test_a_received_step_can_no_longer_be_declined():
    case = at_step("disposisikan")
    case = folded(case, carry_out(SOP, case, actor("kasi"), "accept"))
    assert "decline" not in machine.open_verbs(SOP, case, actor("kasi"))


def test_a_deviation_may_skip_ahead_but_not_past_the_confirmation():
    case = at_step("disposisikan")
    kasi = actor("kasi")
    ahead = machine.deviate(
        SOP,
        case,
        kasi,
        kind="langkah-dilompati",
        reason="banjir",
        authority="Kadis",
        to="perbaikan",
    )
    assert folded(case, ahead).step == "perbaikan"
    with pytest.raises(Invalid):
        machine.deviate(
            SOP, case, kasi, kind="langkah-dilompati", reason="x", authority="y", to="selesai"
        )


def test_nobody_ratifies_his_own_deviation():
    case = folded(at_step(), carry_out(SOP, at_step(), actor("kabid"), "deviate"))
    with pytest.raises(NotAllowed):
        machine.ratify(SOP, case, actor("kabid"), deviation=1, recorded_by="kabid", note="")
    events = machine.ratify(SOP, case, actor("kadis"), deviation=1, recorded_by="kabid", note="sah")
    assert folded(case, events).deviations == {1: True}


def test_a_contact_may_take_back_only_an_untouched_report_of_the_own_agency():
    assert "cancel" in machine.open_verbs(SOP, at_step(), actor("kontak"))
    assert "cancel" not in machine.open_verbs(SOP, at_step("disposisikan"), actor("kontak"))


def test_reading_roles_are_offered_nothing():
    for case in (at_step(), at_step(*REMOTE), at_step(*CHECKED)):
        for role in ("auditor", "admin"):
            assert machine.open_verbs(SOP, case, actor(role)) == ()


def test_every_open_act_can_be_carried_out():
    for case in (at_step(), at_step("disposisikan", "arahkan"), at_step(*CHECKED)):
        assert all(after is not None for _, after in moves(SOP, case))
