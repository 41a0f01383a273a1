"""Working calendars as rows: read once, kept in the process, fresh after a change."""

from datetime import UTC, date, datetime, timedelta

import pytest

from sigap.audit.models import Entry
from sigap.domain.actor import SYSTEM
from sigap.domain.errors import Invalid, NotFound
from sigap.domain.workcalendar import PERPRES_21_2023
from sigap.people import actions, queries
from sigap.people.models import DayOff, WorkingCalendar
from tests.cast import MONDAY_MORNING, calendars

pytestmark = pytest.mark.django_db
DECREE = "SKB 3 Menteri"
AN_HOUR = timedelta(hours=1)


@pytest.fixture
def kota() -> WorkingCalendar:
    return calendars()["kota"]


def close_tuesday(kota: WorkingCalendar) -> DayOff:
    return actions.add_day_off(
        kota,
        on=date(2026, 11, 24),
        name="Hari jadi",
        kind="daerah",
        source=DECREE,
        at=MONDAY_MORNING,
        by=SYSTEM,
    )


def test_the_rows_give_the_pattern_of_the_law(kota: WorkingCalendar) -> None:
    assert queries.calendar("kota").patterns == (PERPRES_21_2023,)


def test_the_always_calendar_counts_every_hour(kota: WorkingCalendar) -> None:
    sunday = datetime(2026, 11, 22, 19, 0, tzinfo=UTC)
    assert queries.calendar("24x7").add(sunday, AN_HOUR) == sunday + AN_HOUR


def test_a_second_reading_asks_the_database_nothing(
    kota: WorkingCalendar, django_assert_num_queries
) -> None:
    first = queries.calendar("kota")
    with django_assert_num_queries(0):
        assert queries.calendar("kota") is first


def test_an_unchanged_calendar_is_checked_with_one_query_and_not_built_anew(
    kota: WorkingCalendar, django_assert_num_queries, monkeypatch
) -> None:
    first = queries.calendar("kota")
    monkeypatch.setattr(queries, "CALENDAR_CHECK_SECONDS", 0.0)
    with django_assert_num_queries(1):
        assert queries.calendar("kota") is first


def test_a_change_by_another_process_counts_at_the_next_check(
    kota: WorkingCalendar, monkeypatch
) -> None:
    queries.calendar("kota")
    monkeypatch.setattr(queries, "CALENDAR_CHECK_SECONDS", 0.0)
    DayOff.objects.create(calendar=kota, on=date(2026, 11, 24), name="x", kind="libur")
    WorkingCalendar.objects.filter(pk=kota.pk).update(revision=2)
    assert date(2026, 11, 24) in queries.calendar("kota").days_off


def test_a_new_day_off_moves_a_deadline_at_once_and_is_told_to_the_ledger(
    kota: WorkingCalendar,
) -> None:
    a_day = timedelta(hours=7, minutes=30)
    before = queries.calendar("kota").add(MONDAY_MORNING, a_day)
    close_tuesday(kota)
    after = queries.calendar("kota").add(MONDAY_MORNING, a_day)
    assert after - before == timedelta(days=1)
    assert Entry.objects.get(kind="hari-libur-ditambah").data["source"] == DECREE


def test_a_day_off_taken_back_is_a_working_day_again(kota: WorkingCalendar) -> None:
    day = close_tuesday(kota)
    actions.remove_day_off(day, source="Edaran 2", at=MONDAY_MORNING, by=SYSTEM)
    assert queries.calendar("kota").days_off == {}


def test_a_day_off_needs_a_name_a_source_a_known_kind_and_a_free_day(kota: WorkingCalendar) -> None:
    day = close_tuesday(kota)
    with pytest.raises(Invalid) as refusal:
        actions.add_day_off(
            kota, on=day.on, name=" ", kind="bolos", source="", at=MONDAY_MORNING, by=SYSTEM
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
    assert queries.calendar("kota").ramadan == ((date(2026, 2, 19), date(2026, 3, 20)),)


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


def test_an_unknown_calendar_is_said_to_be_unknown(kota: WorkingCalendar) -> None:
    with pytest.raises(NotFound, match="lain"):
        queries.calendar("lain")
