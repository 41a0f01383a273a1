"""The moments of a case and the ladder of a step that nobody accepts."""

from datetime import UTC, date, datetime, timedelta

import pytest

from sigap.domain.case import Case, Event, Kind, Status, apply
from sigap.domain.escalation import (
    Facts,
    Ladder,
    Limit,
    Mark,
    Policy,
    Reason,
    Rung,
    Way,
    due,
    hold_near,
    next_moment,
    pending,
    rungs_ahead,
)
from sigap.domain.machine import escalate, lapse, open_verbs, signature, summoned
from sigap.domain.machine import take_exit as take
from sigap.domain.workcalendar import PERPRES_21_2023, WorkCalendar, always
from tests.domain.walks import actor, begun, folded, procedure

MORNING = datetime(2026, 11, 23, 2, 15, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOURS = always("Asia/Jakarta")
OFFICE = WorkCalendar("kota", "Asia/Jakarta", (PERPRES_21_2023,))
LADDER = Ladder(
    (
        Rung(Way.COLLEAGUES, Limit("menit", 5)),
        Rung(Way.SUPERIOR, Limit("menit", 10)),
        Rung(Way.ON_DUTY, Limit("persen", 100)),
    ),
    lapse=Limit("persen", 200),
)
WAITING = Facts(standard=15 * MINUTE, idle_since=MORNING, waits=True)


def test_the_first_rung_is_the_limit_of_acceptance():
    assert next_moment(WAITING, LADDER, HOURS) == MORNING + 5 * MINUTE


def test_a_share_of_the_standard_grows_with_the_standard():
    assert Limit("persen", 50).of(timedelta(hours=1)) == 30 * MINUTE


def test_every_rung_ahead_is_told_with_its_moment():
    ahead = rungs_ahead(WAITING, LADDER, HOURS)
    assert [(moment.rung, moment.at - MORNING) for moment in ahead] == [
        (1, 5 * MINUTE),
        (2, 10 * MINUTE),
        (3, 15 * MINUTE),
    ]


def test_a_ladder_sleeps_while_the_office_is_closed():
    evening = MORNING.replace(hour=8, minute=58)  # 15.58 WIB, two minutes before closing
    facts = Facts(standard=15 * MINUTE, idle_since=evening, waits=True)
    assert next_moment(facts, LADDER, OFFICE) == datetime(2026, 11, 24, 0, 33, tzinfo=UTC)


def test_a_day_off_pushes_the_rungs_of_the_evening_before_over_it():
    closed = WorkCalendar(
        "kota", "Asia/Jakarta", (PERPRES_21_2023,), days_off={date(2026, 11, 24): "Cuti bersama"}
    )
    facts = Facts(standard=15 * MINUTE, idle_since=MORNING.replace(hour=8, minute=58), waits=True)
    assert next_moment(facts, LADDER, closed) == datetime(2026, 11, 25, 0, 33, tzinfo=UTC)


def test_an_accepted_step_climbs_no_ladder_but_may_lapse():
    facts = Facts(standard=15 * MINUTE, idle_since=MORNING, waits=False)
    (moment,) = pending(facts, LADDER, HOURS)
    assert (moment.mark, moment.at) == (Mark.LAPSE, MORNING + 30 * MINUTE)


def test_while_a_step_is_on_hold_nothing_but_the_hold_comes_by_itself():
    until = MORNING + timedelta(hours=4)
    facts = Facts(
        standard=15 * MINUTE,
        half_at=MORNING,
        held_until=until,
        hold_near_at=hold_near(MORNING, until),
        idle_since=MORNING,
    )
    found = [(moment.mark, moment.at) for moment in pending(facts, LADDER, HOURS)]
    assert found == [(Mark.HOLD_NEAR, until - timedelta(hours=1)), (Mark.HOLD_OVER, until)]


def test_a_short_hold_is_announced_halfway():
    assert hold_near(MORNING, MORNING + 30 * MINUTE) == MORNING + 15 * MINUTE


def test_a_late_sweep_tells_of_the_gravest_limit_alone():
    facts = Facts(
        standard=15 * MINUTE,
        half_at=MORNING + 7 * MINUTE,
        risk_at=MORNING + 11 * MINUTE,
        late_at=MORNING + 15 * MINUTE,
    )
    found = due(facts, Ladder(), HOURS, at=MORNING + timedelta(hours=3))
    assert found is not None
    assert found.mark is Mark.LATE


def test_a_step_without_a_ladder_of_its_own_goes_by_that_of_all_others():
    own = Ladder((Rung(Way.ON_DUTY, Limit("menit", 1)),))
    policy = Policy(LADDER, {("penanganan-gangguan", "disposisi"): own})
    assert policy.ladder("penanganan-gangguan", "disposisi") is own
    assert policy.ladder("penanganan-gangguan", "arahan") is LADDER


def handed(case: Case, *to: str, rung: int = 2) -> Case:
    """The case once it went up to these."""
    events = escalate(
        case,
        rung=rung,
        way=Way.SUPERIOR,
        reason=Reason.UNACCEPTED,
        to=to,
        people=(),
        due_at=MORNING,
    )
    return folded(case, events)


def test_whoever_a_step_went_up_to_is_offered_its_verbs_and_nobody_else():
    p = procedure()
    case, _ = begun(p)
    assert "disposisikan" not in open_verbs(p, case, actor("kadis"))
    risen = handed(case, "kadis")
    assert {"disposisikan", "accept", "hold"} <= {*open_verbs(p, risen, actor("kadis"))}
    assert "disposisikan" not in open_verbs(p, risen, actor("kasi"))


def test_the_right_to_a_step_is_no_right_to_the_whole_office():
    p = procedure()
    case, _ = begun(p)
    verbs = open_verbs(p, handed(case, "@rina"), actor("pelaksana", key="rina"))
    assert "disposisikan" in verbs
    assert not {"cancel", "ratify", "restrict", "add-agency"} & {*verbs}


def test_the_paper_says_that_a_superior_acted_because_the_step_went_up():
    p = procedure()
    signed = signature(actor("kadis"), p.lane("kabid"), "disposisi", ["kadis"])
    assert signed["capacity"] == (
        "kadis selaku atasan (eskalasi), menjalankan tugas Kepala Bidang TIK"
    )


def test_once_the_performer_accepts_the_right_of_the_superior_is_over():
    p = procedure()
    case = handed(begun(p)[0], "kadis")
    after = apply(case, Event(Kind.RECEIVED, {"step": case.step}))
    assert after.escalated == frozenset()
    assert summoned(after.escalated, actor("kadis")) is None


def test_a_superior_who_accepts_keeps_the_step_that_he_accepted():
    p = procedure()
    case = handed(handed(begun(p)[0], "kadis"), "@rina", rung=3)
    held = [
        event
        for event in take(p, case, actor("kadis"), "disposisikan", output={"sifat": "segera"})
        if event.kind is Kind.RECEIVED
    ]
    assert folded(case, tuple(held)).escalated == frozenset({"kadis"})


def test_leaving_the_step_ends_every_right_that_came_with_its_waiting():
    p = procedure()
    case = handed(begun(p)[0], "kadis")
    after = folded(case, take(p, case, actor("kabid"), "disposisikan", output={"sifat": "segera"}))
    assert (after.step, after.rung, after.escalated) == ("arahan", 0, frozenset())


def test_a_lapsed_acceptance_begins_the_ladder_again_and_cannot_be_declined():
    p = procedure()
    case = apply(begun(p)[0], Event(Kind.RECEIVED, {"step": "disposisi"}))
    after = folded(case, lapse(case, due_at=MORNING))
    assert (after.received, after.rung, after.sender) == (False, 0, None)
    assert "accept" in open_verbs(p, after, actor("kabid"))


@pytest.mark.parametrize("change", [{"received": True}, {"status": Status.ON_HOLD}])
def test_a_step_that_does_not_wait_goes_up_to_nobody(change):
    case = Case(**{"status": Status.RUNNING, "step": "disposisi", "agency": "x", **change})
    assert handed(case, "kadis") == case
