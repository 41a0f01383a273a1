"""Working calendars as rows: read once, kept in the process, fresh and numbered after a change."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from sigap.audit.models import Entry
from sigap.audit.queries import verify
from sigap.domain.actor import SYSTEM, Actor
from sigap.domain.calendarcontent import Content, Hours, from_json, with_hours, with_listed_days
from sigap.domain.errors import Invalid, NotAllowed, NotFound, Refused, Stale
from sigap.domain.workcalendar import PERPRES_21_2023, Pattern
from sigap.people import actions, worktime
from sigap.people.library import listed_days
from sigap.people.models import CalendarVersion, DayOff, WorkingCalendar
from tests.cast import MONDAY_MORNING, calendars

pytestmark = pytest.mark.django_db
DECREE = "SKB 3 Menteri"
AN_HOUR = timedelta(hours=1)
TUESDAY = date(2026, 11, 24)


@pytest.fixture
def kota() -> WorkingCalendar:
    return calendars()["kota"]


def close_tuesday(kota: WorkingCalendar) -> CalendarVersion:
    return actions.add_day_off(
        kota,
        on=TUESDAY,
        name="Hari jadi",
        kind="daerah",
        source=DECREE,
        at=MONDAY_MORNING,
        by=SYSTEM,
    )


def test_the_rows_give_the_pattern_of_the_law(kota: WorkingCalendar) -> None:
    assert worktime.calendar("kota").patterns == (PERPRES_21_2023,)


def test_the_always_calendar_counts_every_hour(kota: WorkingCalendar) -> None:
    sunday = datetime(2026, 11, 22, 19, 0, tzinfo=UTC)
    assert worktime.calendar("24x7").add(sunday, AN_HOUR) == sunday + AN_HOUR


def test_a_second_reading_asks_the_database_nothing(
    kota: WorkingCalendar, django_assert_num_queries
) -> None:
    first = worktime.calendar("kota")
    with django_assert_num_queries(0):
        assert worktime.calendar("kota") is first


def test_an_unchanged_calendar_is_checked_with_one_query_and_not_built_anew(
    kota: WorkingCalendar, django_assert_num_queries, monkeypatch
) -> None:
    first = worktime.calendar("kota")
    monkeypatch.setattr(worktime, "CALENDAR_CHECK_SECONDS", 0.0)
    with django_assert_num_queries(1):
        assert worktime.calendar("kota") is first


def test_a_change_by_another_process_counts_at_the_next_check(
    kota: WorkingCalendar, monkeypatch
) -> None:
    worktime.calendar("kota")
    monkeypatch.setattr(worktime, "CALENDAR_CHECK_SECONDS", 0.0)
    DayOff.objects.create(calendar=kota, on=TUESDAY, name="x", kind="libur")
    WorkingCalendar.objects.filter(pk=kota.pk).update(revision=2)
    assert TUESDAY in worktime.calendar("kota").days_off


def test_a_new_day_off_moves_a_deadline_at_once_and_is_told_to_the_ledger(
    kota: WorkingCalendar,
) -> None:
    a_day = timedelta(hours=7, minutes=30)
    before = worktime.calendar("kota").add(MONDAY_MORNING, a_day)
    close_tuesday(kota)
    after = worktime.calendar("kota").add(MONDAY_MORNING, a_day)
    assert after - before == timedelta(days=1)
    told = Entry.objects.get(stream__key="kalender/kota")
    assert (told.kind, told.data["version"], told.data["source"]) == ("kalender-diubah", 2, DECREE)
    assert told.data["changes"][0]["after"]["on"] == "2026-11-24"
    assert not list(verify())


def test_a_day_off_taken_back_is_a_working_day_again(kota: WorkingCalendar) -> None:
    close_tuesday(kota)
    actions.remove_day_off(kota, on=TUESDAY, source="Edaran 2", at=MONDAY_MORNING, by=SYSTEM)
    assert worktime.calendar("kota").days_off == {}


def test_every_change_is_a_version_with_the_whole_content_and_the_source(
    kota: WorkingCalendar,
) -> None:
    close_tuesday(kota)
    first, second = CalendarVersion.objects.filter(calendar=kota).order_by("number")
    assert [first.number, second.number] == [1, 2]
    assert (second.source, second.changed_by["name"]) == (DECREE, "Sigap")
    assert from_json(first.content).days_off == ()
    assert from_json(second.content) == worktime.content_of(kota)


def test_an_old_version_counts_as_it_did(kota: WorkingCalendar) -> None:
    close_tuesday(kota)
    assert TUESDAY not in worktime.calendar_at("kota", 1).days_off
    assert worktime.calendar_at("kota", 2) is worktime.calendar("kota")


def test_an_old_version_is_read_once_in_a_process(
    kota: WorkingCalendar, django_assert_num_queries
) -> None:
    close_tuesday(kota)
    first = worktime.calendar_at("kota", 1)
    with django_assert_num_queries(0):
        assert worktime.calendar_at("kota", 1) is first


def test_going_back_to_a_version_is_a_new_version_with_the_old_content(
    kota: WorkingCalendar,
) -> None:
    close_tuesday(kota)
    old = from_json(worktime.version_row("kota", 1).content)
    actions.change_calendar(
        "kota",
        lambda _: old,
        about="kembali",
        source="SKB dicabut",
        at=MONDAY_MORNING,
        by=SYSTEM,
    )
    assert worktime.calendar("kota").version == 3
    assert not DayOff.objects.exists()


def test_a_change_of_what_somebody_else_has_changed_meanwhile_is_refused(
    kota: WorkingCalendar,
) -> None:
    close_tuesday(kota)
    with pytest.raises(Stale):
        actions.change_calendar(
            "kota",
            lambda content: with_listed_days(content, listed_days(2028)),
            about="pustaka",
            source="x",
            expected=1,
            at=MONDAY_MORNING,
            by=SYSTEM,
        )
    assert CalendarVersion.objects.filter(calendar=kota).count() == 2


def test_a_change_that_changes_nothing_makes_no_version(kota: WorkingCalendar) -> None:
    with pytest.raises(Refused, match="tidak mengubah"):
        actions.change_calendar(
            "kota", lambda content: content, about="jam", source="x", at=MONDAY_MORNING, by=SYSTEM
        )


def test_only_the_administrator_changes_a_calendar(kota: WorkingCalendar) -> None:
    kasi = Actor(key="kasi", name="Kasi", offices={"kasi": "Kasi"})
    with pytest.raises(NotAllowed):
        actions.add_day_off(
            kota, on=TUESDAY, name="x", kind="libur", source="x", at=MONDAY_MORNING, by=kasi
        )


def test_a_day_off_needs_a_name_a_source_a_known_kind_and_a_free_day(kota: WorkingCalendar) -> None:
    close_tuesday(kota)
    with pytest.raises(Invalid) as refusal:
        actions.add_day_off(
            kota, on=TUESDAY, name=" ", kind="bolos", source="", at=MONDAY_MORNING, by=SYSTEM
        )
    assert set(refusal.value.faults) == {"on", "name", "kind", "source"}


def test_a_decreed_ramadan_replaces_the_estimate_it_overlaps(kota: WorkingCalendar) -> None:
    for first, last in ((date(2026, 2, 18), date(2026, 3, 19)), (date(2026, 2, 19), None)):
        actions.set_ramadan(
            kota,
            starts_on=first,
            ends_on=last or date(2026, 3, 20),
            source="Edaran",
            at=MONDAY_MORNING,
            by=SYSTEM,
        )
    assert worktime.calendar("kota").ramadan == ((date(2026, 2, 19), date(2026, 3, 20)),)


def test_a_ramadan_of_the_wrong_length_is_refused(kota: WorkingCalendar) -> None:
    with pytest.raises(Invalid) as refusal:
        actions.set_ramadan(
            kota,
            starts_on=date(2026, 2, 19),
            ends_on=date(2026, 4, 20),
            source="",
            at=MONDAY_MORNING,
            by=SYSTEM,
        )
    assert set(refusal.value.faults) == {"ends_on", "source"}


def test_new_hours_count_from_their_day_on_and_not_before(kota: WorkingCalendar) -> None:
    week = (*(((time(8), time(12)),),) * 5, (), ())
    short = Pattern(date(2026, 12, 1), week, week, 4 * AN_HOUR, 4 * AN_HOUR)
    actions.change_calendar(
        "kota",
        lambda content: with_hours(content, Hours(short, "Perwal")),
        about="jam",
        source="Perwal",
        at=MONDAY_MORNING,
        by=SYSTEM,
    )
    hours = worktime.calendar("kota")
    assert hours.amount("hari", 1, MONDAY_MORNING) == timedelta(hours=7, minutes=30)
    assert hours.amount("hari", 1, MONDAY_MORNING + timedelta(days=10)) == 4 * AN_HOUR


def test_a_new_calendar_begins_with_its_first_version(kota: WorkingCalendar) -> None:
    like = worktime.content_of(kota)
    content = Content("makassar", "Asia/Makassar", hours=like.hours)
    actions.begin_calendar(content, name="WITA", source="Perwal", at=MONDAY_MORNING, by=SYSTEM)
    assert worktime.calendar("makassar").version == 1
    with pytest.raises(Invalid) as refusal:
        actions.begin_calendar(content, name="", source="x", at=MONDAY_MORNING, by=SYSTEM)
    assert set(refusal.value.faults) == {"name", "key"}


def test_an_unknown_calendar_is_said_to_be_unknown(kota: WorkingCalendar) -> None:
    with pytest.raises(NotFound, match="lain"):
        worktime.calendar("lain")
