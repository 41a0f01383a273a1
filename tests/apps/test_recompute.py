"""A decree in the middle of the work: running limits move at once, past verdicts stay."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta

import pytest
from django.db import connections
from django.db.models import Sum

from sigap.audit.models import Entry
from sigap.audit.queries import verify
from sigap.domain.actor import SYSTEM
from sigap.domain.calendarcontent import FreeDay, changed_spans, from_json, with_day_off
from sigap.domain.case import Kind
from sigap.domain.standards import Verdict
from sigap.incidents.actions.recompute import recompute_due, recompute_running
from sigap.incidents.actions.steps import hold_step, resume_step
from sigap.incidents.models import Incident, Recount, StepVisit
from sigap.incidents.queries.cases import replayed, snapshot
from sigap.incidents.queries.clocks import step_clocks
from sigap.incidents.queries.proof import mismatches
from sigap.incidents.queries.recounting import past_clocks, past_rows, running_clocks, running_rows
from sigap.people import actions
from sigap.people.models import CalendarVersion, WorkingCalendar
from sigap.people.worktime import calendar, content_of, version_row
from tests.office import REMOTE, Office

pytestmark = pytest.mark.django_db(transaction=True)

MONDAY = date(2026, 11, 23)
TUESDAY = date(2026, 11, 24)
MOMENTS = ("due_at", "late_at", "risk_at", "half_at", "target_at", "queue_at", "wake_at")


@pytest.fixture
def office() -> Office:
    return Office()


def close(on: date, at: datetime, *, source: str = "SKB 3 Menteri") -> CalendarVersion:
    kota = WorkingCalendar.objects.get(key="kota")
    return actions.add_day_off(
        kota, on=on, name="Cuti bersama", kind="cuti-bersama", source=source, at=at, by=SYSTEM
    )


def reopen(number: int, at: datetime) -> CalendarVersion:
    old = from_json(version_row("kota", number).content)
    return actions.change_calendar(
        "kota", lambda _: old, about="kembali", source="SKB dicabut", at=at, by=SYSTEM
    )


def settle(at: datetime) -> None:
    """The worker until nothing is left to do."""
    at += timedelta(seconds=20)
    while recompute_due(at=at) or Recount.objects.filter(finished_at=None).exists():
        at += timedelta(minutes=3)


def moments(number: str) -> dict[str, datetime | None]:
    row = Incident.objects.get(number=number)
    return {name: getattr(row, name) for name in MOMENTS}


def told(kind: str) -> int:
    return Entry.objects.filter(kind=kind).count()


def test_a_decree_on_the_morning_itself_gives_running_steps_later_limits_at_once(office):
    number = office.report(impact="seluruh-lokasi").number
    before = moments(number)
    version = close(MONDAY, office.wait(minutes=5))
    assert recompute_running(version, at=office.at, limit=50) == 1
    after = moments(number)
    for name in ("due_at", "late_at", "risk_at", "queue_at"):
        assert after[name] > before[name]
    # Tuesday's work begins at 07.30 WIB, and all fifteen minutes are still there.
    assert after["due_at"] == datetime.fromisoformat("2026-11-24T00:45:00+00:00")


def test_what_moved_is_one_entry_of_the_case_that_names_version_source_and_both_moments(office):
    incident = office.report()
    old = incident.due_at
    settle(close(MONDAY, office.at).changed_at)
    entry = Entry.objects.get(kind=Kind.RECALCULATED.value)
    new = Incident.objects.get().due_at
    assert (entry.data["calendar"], entry.data["version"]) == ("kota", 2)
    assert entry.data["source"] == "SKB 3 Menteri"
    assert entry.data["old"]["due_at"] == old.isoformat()
    assert entry.data["new"]["due_at"] == new.isoformat()
    assert not list(verify())


def test_rows_and_a_replay_of_the_ledger_stay_the_same_after_counting_anew(office):
    office.report()
    settle(close(MONDAY, office.at).changed_at)
    incident = Incident.objects.select_related("agency", "ledger", "parent").get()
    assert replayed(incident) == snapshot(incident)
    assert not list(mismatches())


def test_counting_anew_twice_is_counting_once(office):
    number = office.report().number
    version = close(MONDAY, office.at)
    recompute_running(version, at=office.at, limit=50)
    once = moments(number)
    assert recompute_running(version, at=office.at, limit=50) == 0
    settle(office.at)
    settle(office.at)
    assert moments(number) == once
    assert told(Kind.RECALCULATED.value) == 1
    assert told("jam-dihitung-ulang") == 1


def test_undoing_the_change_gives_the_old_moments_back(office):
    number = office.walk(office.report(impact="seluruh-lokasi"), "disposisikan").number
    before = moments(number)
    settle(close(MONDAY, office.at).changed_at)
    assert moments(number) != before
    settle(reopen(1, office.wait(minutes=30)).changed_at)
    assert moments(number) == before
    assert told(Kind.RECALCULATED.value) == 2


def test_undoing_gives_them_back_also_after_a_hold(office):
    incident = office.walk(office.report(impact="seluruh-lokasi"), "disposisikan", "arahkan")
    admin = office.cast.actor("admin-jaringan")
    until = office.at + timedelta(hours=2)
    hold_step(incident.number, reason="pln", until=until, at=office.wait(minutes=20), by=admin)
    resume_step(incident.number, at=office.wait(minutes=40), by=admin)
    before = moments(incident.number)
    settle(close(MONDAY, office.at).changed_at)
    assert moments(incident.number)["due_at"] > before["due_at"]
    settle(reopen(1, office.wait(minutes=1)).changed_at)
    assert moments(incident.number) == before


def test_a_step_on_hold_is_left_alone_and_goes_on_by_the_new_version(office):
    incident = office.walk(office.report(), "disposisikan", "arahkan")
    admin = office.cast.actor("admin-jaringan")
    until = office.at + timedelta(days=3)
    hold_step(incident.number, reason="pln", until=until, at=office.wait(minutes=5), by=admin)
    settle(close(TUESDAY, office.at).changed_at)
    assert told(Kind.RECALCULATED.value) == 0
    office.at = datetime.fromisoformat("2026-11-24T02:00:00+00:00")
    resumed = resume_step(incident.number, at=office.at, by=admin)
    assert resumed.due_at == datetime.fromisoformat("2026-11-25T01:25:00+00:00")
    assert StepVisit.objects.get(left_at=None).calendar_version == 2


def test_a_change_of_days_that_no_running_step_reaches_touches_nothing(office):
    number = office.report().number
    before = moments(number)
    settle(close(date(2026, 12, 10), office.at).changed_at)
    assert moments(number) == before
    assert told(Kind.RECALCULATED.value) == 0
    assert told("jam-dihitung-ulang") == 1


def test_a_case_around_the_clock_knows_no_holidays(office):
    number = office.report(site="rsud").number
    before = moments(number)
    settle(close(MONDAY, office.at).changed_at)
    assert moments(number) == before


def late_and_closed(office: Office) -> StepVisit:
    """A disposition that took from Monday morning to Tuesday morning: late by a working day."""
    incident = office.report()
    office.at = datetime.fromisoformat("2026-11-24T00:35:00+00:00")
    office.walk(incident, "disposisikan")
    return StepVisit.objects.get(step="disposisi")


def test_a_past_verdict_is_kept_and_the_new_one_stands_beside_it(office):
    before = late_and_closed(office)
    assert before.verdict == Verdict.LATE
    settle(close(MONDAY, office.wait(minutes=5)).changed_at)
    after = StepVisit.objects.get(pk=before.pk)
    assert (after.verdict, after.net, after.calendar_version) == (Verdict.LATE, before.net, 1)
    assert (after.recounted_version, after.recounted_verdict) == (2, Verdict.ON_TIME)
    assert after.recounted_net == timedelta(minutes=10)
    assert Incident.objects.get().late_steps == 1


def test_a_finished_step_reads_by_its_own_version_for_ever(office):
    late_and_closed(office)
    incident = Incident.objects.get()
    before = step_clocks(incident, now=office.at)[0].reading
    settle(close(MONDAY, office.wait(minutes=5)).changed_at)
    assert step_clocks(incident, now=office.wait(days=2))[0].reading == before


def test_a_change_taken_back_leaves_no_second_verdict_behind(office):
    late_and_closed(office)
    settle(close(MONDAY, office.wait(minutes=5)).changed_at)
    settle(reopen(1, office.wait(minutes=5)).changed_at)
    visit = StepVisit.objects.get(step="disposisi")
    assert (visit.recounted_version, visit.recounted_verdict) == (None, "")


def test_the_calendars_own_ledger_says_how_much_was_counted_anew(office):
    late_and_closed(office)
    settle(close(MONDAY, office.wait(minutes=5)).changed_at)
    data = Entry.objects.get(kind="jam-dihitung-ulang").data
    assert data == {
        "calendar": "kota", "version": 2, "running_changed": 0,
        "past_counted": 1, "past_differing": 1,
    }  # fmt: skip


def cuti_bersama(on: date) -> FreeDay:
    return FreeDay(on, "Cuti bersama", "cuti-bersama", "SKB")


def test_the_preview_tells_what_will_be_and_writes_nothing(office):
    late_and_closed(office)
    office.walk(office.report(), "disposisikan", minutes=2)
    old = content_of(WorkingCalendar.objects.get(key="kota"))
    new = with_day_off(old, cuti_bersama(TUESDAY))
    spans, hours = changed_spans(old, new), new.calendar(2)
    running = [*running_clocks(running_rows("kota", spans, before=2), spans, hours, at=office.at)]
    past = [*past_clocks(past_rows("kota", spans, before=2), spans, hours)]
    assert [clock.moved for clock in running] == [True, True]
    assert [clock.differs for clock in past] == [False, False]
    assert told("kalender-diubah") == 0
    version = close(TUESDAY, office.at)
    recompute_running(version, at=office.at, limit=9)
    after = {row.number: row.due_at for row in Incident.objects.all()}
    assert after == {clock.incident.number: clock.new.due_at for clock in running}


def test_the_preview_asks_the_same_number_of_questions_however_many_steps_there_are(
    office, django_assert_num_queries
):
    for _ in range(4):
        office.walk(office.report(), *REMOTE, minutes=1)
    old = content_of(WorkingCalendar.objects.get(key="kota"))
    new = with_day_off(old, cuti_bersama(MONDAY))
    spans, hours = changed_spans(old, new), new.calendar(2)
    calendar("kota")
    with django_assert_num_queries(3):
        list(running_clocks(running_rows("kota", spans, before=2), spans, hours, at=office.at))
    with django_assert_num_queries(2):
        list(past_clocks(past_rows("kota", spans, before=2), spans, hours))


def test_versions_are_settled_in_their_order_by_however_many_rounds(office):
    late_and_closed(office)
    number = office.report().number
    close(TUESDAY, office.wait(minutes=1))
    close(date(2026, 11, 25), office.wait(minutes=1))
    settle(office.at)
    entries = Entry.objects.filter(kind="recalculated").order_by("id")
    versions = [entry.data["version"] for entry in entries]
    assert versions == sorted(versions)
    assert moments(number)["due_at"].date() == date(2026, 11, 26)
    assert list(Recount.objects.filter(finished_at=None)) == []


def test_however_many_workers_go_on_at_once_each_step_is_counted_anew_once(office):
    late_and_closed(office)
    for _ in range(12):
        office.report()
    version = close(MONDAY, office.wait(minutes=1))
    close(TUESDAY, office.at)
    moment = version.changed_at + timedelta(minutes=1)

    def work(_: int) -> None:
        try:
            for minutes in range(6):
                recompute_due(at=moment + timedelta(minutes=3 * minutes), limit=5)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    settle(moment + timedelta(hours=1))
    told_of = Entry.objects.filter(kind=Kind.RECALCULATED.value).values_list("stream", "data")
    each = [(stream, data["version"]) for stream, data in told_of]
    assert len(each) == len(set(each)) == 13
    assert told("jam-dihitung-ulang") == 2
    assert Recount.objects.aggregate(total=Sum("running_changed"))["total"] == len(each)
    assert not list(verify())
