"""The duty roster as rows: who stands, what is changed in it, who may change it, what is open."""

from datetime import date, time, timedelta

import pytest

from sigap.audit.queries import entries, verify
from sigap.domain.actor import SYSTEM
from sigap.domain.errors import Invalid, NotAllowed, Refused
from sigap.domain.workcalendar import WIB, WIT, Span
from sigap.people.actions.duty import (
    add_shift,
    add_turns,
    change_roster,
    end_lines,
    open_roster,
    remove_shift,
    replace_shift,
)
from sigap.people.duty import (
    doubts,
    duty_between,
    duty_of,
    gaps,
    may_stand,
    on_duty,
    pattern_lines,
    turns,
)
from sigap.people.models import Appointment, DutyLine, DutyRoster
from sigap.people.queries import calendar
from tests.cast import MONDAY_MORNING, Cast, cast
from tests.duty import MONDAY, WEEKDAYS, roster, wib

pytestmark = pytest.mark.django_db

NIGHT = wib("2026-11-23T20:00")


@pytest.fixture
def office() -> Cast:
    return cast()


@pytest.fixture
def row(office: Cast) -> DutyRoster:
    return roster(office)


def slot_at(moment: str) -> str:
    """The shift that stands at this moment."""
    (duty,) = duty_between(wib(moment), wib(moment) + timedelta(minutes=1))
    return duty.shift.slot


def names(moment: str, **more: str) -> list[str]:
    return [user.username for user in on_duty(at=wib(moment), **more)]


@pytest.mark.parametrize(
    ("moment", "who"),
    [
        ("2026-11-23T15:59", []),
        ("2026-11-23T16:00", ["pelaksana"]),
        ("2026-11-24T07:29", ["pelaksana"]),
        ("2026-11-24T07:30", []),
        ("2026-11-28T07:30", ["admin-jaringan"]),
        ("2026-11-29T07:30", ["admin-jaringan"]),
        ("2026-11-30T16:00", ["pelaksana-2"]),
        ("2026-12-07T16:00", ["pelaksana"]),
    ],
)
def test_nights_go_round_by_the_week(row: DutyRoster, moment: str, who: list[str]) -> None:
    assert names(moment) == who


def test_only_a_roster_that_covers_the_class_counts(row: DutyRoster) -> None:
    assert names("2026-11-23T20:00", service_class="24x7") == ["pelaksana"]
    assert names("2026-11-23T20:00", service_class="jam-kerja") == []


def test_who_is_on_duty_costs_two_queries(row: DutyRoster, django_assert_num_queries) -> None:
    with django_assert_num_queries(2):
        on_duty(at=NIGHT, service_class="24x7")


def test_nobody_is_told_twice_and_nobody_who_is_barred(office: Cast, row: DutyRoster) -> None:
    roster(office, name="Piket lapangan")
    assert names("2026-11-23T20:00") == ["pelaksana"]
    office.user("pelaksana").is_active = False
    office.user("pelaksana").save()
    assert names("2026-11-23T20:00") == []


def test_one_night_is_replaced_and_the_next_is_not(office: Cast, row: DutyRoster) -> None:
    slot, kasi = slot_at("2026-11-23T20:00"), office.actor("kasi")
    replace_shift(slot, office.user("kasi"), reason="Rina sakit", at=MONDAY_MORNING, by=kasi)
    assert names("2026-11-23T20:00") == ["kasi"]
    assert names("2026-11-24T20:00") == ["pelaksana"]
    duty = duty_of(slot)
    assert duty is not None
    assert duty.change is not None
    assert (duty.change.relieves, duty.change.reason) == (office.user("pelaksana"), "Rina sakit")


def test_one_night_is_removed(office: Cast, row: DutyRoster) -> None:
    slot = slot_at("2026-11-23T20:00")
    remove_shift(slot, reason="Cuti bersama", at=MONDAY_MORNING, by=office.actor("kabid"))
    assert names("2026-11-23T20:00") == []
    assert duty_of(slot) is None


def test_a_shift_is_added_beside_the_pattern(office: Cast, row: DutyRoster) -> None:
    span = Span(wib("2026-11-24T08:00"), wib("2026-11-24T12:00"))
    change = add_shift(
        row,
        office.user("pelaksana-2"),
        span=span,
        reason="Jaringan dipindah",
        at=MONDAY_MORNING,
        by=office.actor("admin"),
    )
    assert names("2026-11-24T09:00") == ["pelaksana-2"]
    replace_shift(change.slot, office.user("kasi"), reason="Tukar", at=MONDAY_MORNING, by=SYSTEM)
    assert names("2026-11-24T09:00") == ["kasi"]


def test_every_change_stands_in_the_ledger(office: Cast, row: DutyRoster) -> None:
    slot = slot_at("2026-11-23T20:00")
    remove_shift(slot, reason="Cuti bersama", at=MONDAY_MORNING, by=office.actor("kabid"))
    kinds = [entry.kind for entry in entries("piket")]
    assert kinds[0] == "daftar-piket-dibuat"
    assert kinds.count("pola-piket-ditambah") == 12
    last = entries("piket")[-1]
    assert (last.kind, last.data["slot"]) == ("piket-dibatalkan", slot)
    assert last.actor["capacity"] == "Kepala Bidang TIK"
    assert list(verify()) == []


@pytest.mark.parametrize("who", ["operator", "pelaksana", "kadis", "opd-pendidikan"])
def test_only_planners_plan(office: Cast, row: DutyRoster, who: str) -> None:
    by, slot = office.actor(who), slot_at("2026-11-23T20:00")
    with pytest.raises(NotAllowed):
        open_roster("Lain", zone=WIB, at=MONDAY_MORNING, by=by)
    with pytest.raises(NotAllowed):
        remove_shift(slot, reason="Malas", at=MONDAY_MORNING, by=by)
    with pytest.raises(NotAllowed):
        end_lines(pattern_lines(at=NIGHT), last_on=MONDAY, at=MONDAY_MORNING, by=by)


def test_a_line_ends_and_what_was_stood_stays(office: Cast, row: DutyRoster) -> None:
    line = DutyLine.objects.get(weekday=0, user=office.user("pelaksana"))
    at = wib("2026-12-10T09:00")
    with pytest.raises(Invalid) as refusal:
        end_lines([line], last_on=date(2026, 12, 8), at=at, by=office.actor("kasi"))
    assert refusal.value.faults["last_on"].code == "in-the-past"
    end_lines([line], last_on=date(2026, 12, 9), at=at, by=office.actor("kasi"))
    assert names("2026-12-07T20:00") == ["pelaksana"]
    assert names("2026-12-21T20:00") == []


def test_lines_are_shown_together_as_they_were_planned(office: Cast, row: DutyRoster) -> None:
    nights, weekends = turns(pattern_lines(at=NIGHT))
    assert [user.username for user in nights.people] == ["pelaksana", "pelaksana-2"]
    assert (nights.weekdays, weekends.weekdays) == ((0, 1, 2, 3, 4), (5, 6))
    assert (len(nights.lines), nights.first.user) == (10, office.user("pelaksana"))
    end_lines(nights.lines[:1], last_on=MONDAY, at=NIGHT, by=SYSTEM)
    assert len(turns(pattern_lines(at=NIGHT))) == 4


def test_a_plan_is_refused_field_by_field(office: Cast, row: DutyRoster) -> None:
    with pytest.raises(Invalid) as refusal:
        add_turns(
            row,
            [],
            weekdays=(),
            starts=time(16),
            ends=time(7),
            valid_from=MONDAY - timedelta(days=1),
            valid_until=MONDAY - timedelta(days=2),
            at=MONDAY_MORNING,
            by=SYSTEM,
        )
    assert set(refusal.value.faults) == {"people", "weekdays", "valid_from", "valid_until"}


def test_a_contact_cannot_be_put_on_duty(office: Cast, row: DutyRoster) -> None:
    contact = office.user("opd-pendidikan")
    with pytest.raises(Invalid) as refusal:
        add_turns(
            row,
            [contact],
            weekdays=WEEKDAYS,
            starts=time(16),
            ends=time(7),
            valid_from=MONDAY,
            at=MONDAY_MORNING,
            by=SYSTEM,
        )
    assert refusal.value.faults["people"].code == "may-not-stand"
    assert contact not in may_stand(at=MONDAY_MORNING)


def test_a_roster_needs_a_name_of_its_own_a_zone_and_something_to_cover(row: DutyRoster) -> None:
    with pytest.raises(Invalid) as taken:
        open_roster("piket  noc", zone=WIT, at=MONDAY_MORNING, by=SYSTEM)
    assert taken.value.faults["name"].code == "name-taken"
    with pytest.raises(Invalid) as wrong:
        open_roster("X", zone="Mars", covers=(), at=MONDAY_MORNING, by=SYSTEM)
    assert set(wrong.value.faults) == {"name", "zone", "covers"}


def test_a_roster_covers_something_else_from_now_on(office: Cast, row: DutyRoster) -> None:
    kasi = office.actor("kasi")
    change_roster(row, name="Piket malam", covers=["119"], at=MONDAY_MORNING, by=kasi)
    assert names("2026-11-23T20:00", service_class="119") == ["pelaksana"]
    assert names("2026-11-23T20:00", service_class="24x7") == []


def test_a_shift_without_reason_or_of_two_days_is_refused(office: Cast, row: DutyRoster) -> None:
    span = Span(wib("2026-11-24T08:00"), wib("2026-11-26T08:00"))
    with pytest.raises(Invalid) as refusal:
        add_shift(row, office.user("kasi"), span=span, reason=" ", at=MONDAY_MORNING, by=SYSTEM)
    assert set(refusal.value.faults) == {"reason", "ends"}


@pytest.mark.parametrize("reason", ["x" * 301, "sakit\x00"])
def test_a_reason_that_cannot_be_kept_is_refused(row: DutyRoster, reason: str) -> None:
    slot = slot_at("2026-11-23T20:00")
    with pytest.raises(Invalid) as refusal:
        remove_shift(slot, reason=reason, at=MONDAY_MORNING, by=SYSTEM)
    assert set(refusal.value.faults) == {"reason"}


def test_nobody_stands_twice_at_once(office: Cast, row: DutyRoster) -> None:
    span = Span(wib("2026-11-23T20:00"), wib("2026-11-23T22:00"))
    with pytest.raises(Refused) as refusal:
        add_shift(row, office.user("pelaksana"), span=span, reason="x", at=NIGHT, by=SYSTEM)
    assert refusal.value.code == "already-on-duty"


def test_a_shift_is_corrected_within_a_week_and_not_later(office: Cast, row: DutyRoster) -> None:
    slot, stand_in = slot_at("2026-11-23T20:00"), office.user("kasi")
    late = wib("2026-12-01T07:31")
    with pytest.raises(Refused) as refusal:
        replace_shift(slot, stand_in, reason="Ternyata", at=late, by=SYSTEM)
    assert refusal.value.code == "shift-past"
    replace_shift(slot, stand_in, reason="Ternyata", at=wib("2026-12-01T07:29"), by=SYSTEM)
    assert names("2026-11-23T20:00") == ["kasi"]


@pytest.mark.parametrize("slot", ["", "nonsense", "+nix", "99999/2026-11-23", "1/0001-01-01"])
def test_a_slot_that_is_none_is_refused(office: Cast, row: DutyRoster, slot: str) -> None:
    assert duty_of(slot) is None
    with pytest.raises(Refused) as refusal:
        remove_shift(slot, reason="x", at=MONDAY_MORNING, by=SYSTEM)
    assert refusal.value.code == "shift-gone"


def open_time(since: str, until: str, service_class: str = "24x7") -> list[Span]:
    window = Span(wib(since), wib(until))
    duties = duty_between(window.start, window.end)
    return gaps(duties, window, hours=calendar("kota"), service_class=service_class)


def test_what_nobody_covers_outside_office_hours_is_found(office: Cast, row: DutyRoster) -> None:
    assert open_time("2026-11-23T07:30", "2026-11-30T07:30") == []
    remove_shift(slot_at("2026-11-24T20:00"), reason="Cuti", at=MONDAY_MORNING, by=SYSTEM)
    night = Span(wib("2026-11-24T16:00"), wib("2026-11-25T07:30"))
    assert open_time("2026-11-23T07:30", "2026-11-30T07:30") == [night]


def test_what_no_roster_covers_is_open_all_night(row: DutyRoster) -> None:
    assert open_time("2026-11-23T07:30", "2026-11-24T12:00", "119") == [
        Span(wib("2026-11-23T16:00"), wib("2026-11-24T07:30"))
    ]


def test_a_shift_of_somebody_barred_is_a_gap(office: Cast, row: DutyRoster) -> None:
    office.user("pelaksana").is_active = False
    office.user("pelaksana").save()
    window = ("2026-11-23T16:00", "2026-11-24T07:30")
    assert open_time(*window) == [Span(*map(wib, window))]


def test_who_can_do_nothing_or_stands_twice_is_named(office: Cast, row: DutyRoster) -> None:
    rina, dedi = office.user("pelaksana"), office.user("pelaksana-2")
    rina.is_active = False
    rina.save()
    Appointment.objects.filter(user=dedi).update(ends_at=MONDAY_MORNING)
    add_turns(
        row,
        [office.user("admin-jaringan")],
        weekdays={5},
        starts=time(20),
        ends=time(22),
        valid_from=MONDAY,
        at=MONDAY_MORNING,
        by=SYSTEM,
    )
    planned = duty_between(wib("2026-11-27T08:00"), wib("2026-12-01T08:00"))
    found = {(each.code, each.duty.user.username) for each in doubts(planned, at=MONDAY_MORNING)}
    assert found == {
        ("nonaktif", "pelaksana"),
        ("tanpa-jabatan", "pelaksana-2"),
        ("ganda", "admin-jaringan"),
    }
