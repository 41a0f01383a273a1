"""Reads of working time, kept in the process: calendars in all their versions, service classes."""

from collections.abc import Iterable
from datetime import timedelta
from time import monotonic
from typing import NamedTuple

from sigap.domain.calendarcontent import Content, FreeDay, Hours, Ramadan, from_json, week_of
from sigap.domain.errors import NotFound, words
from sigap.domain.workcalendar import Pattern, WorkCalendar
from sigap.people.models import (
    DEFAULT_CLASS,
    CalendarVersion,
    DayOff,
    RamadanRange,
    ServiceClass,
    WorkingCalendar,
    WorkingPattern,
)

CALENDAR_CHECK_SECONDS = 2.0
"""How long a process may count by what it has read before it asks whether that has changed."""

KEPT_VERSIONS = 64


class _Shelved(NamedTuple):
    checked: float
    revision: tuple[int, int]
    calendar: WorkCalendar


class _Classes(NamedTuple):
    checked: float
    by_key: dict[str, ServiceClass]


_shelf: dict[str, _Shelved] = {}
_past: dict[tuple[str, int], WorkCalendar] = {}
_classes: dict[str, _Classes] = {}


def calendar(key: str) -> WorkCalendar:
    """The working calendar of this key, kept in the process.

    Whether its revision has grown is asked at most once every two seconds, so a change made by
    another process counts within that time. Raises NotFound for an unknown key.
    """
    kept = _shelf.get(key)
    if kept and monotonic() - kept.checked < CALENDAR_CHECK_SECONDS:
        return kept.calendar
    row = WorkingCalendar.objects.filter(key=key).first()
    if row is None:
        _shelf.pop(key, None)
        raise _unknown(key)
    revision = (row.pk, row.revision)
    fresh = (
        kept.calendar
        if kept and kept.revision == revision
        else content_of(row).calendar(row.revision)
    )
    _shelf[key] = _Shelved(monotonic(), revision, fresh)
    return fresh


def calendar_at(key: str, version: int) -> WorkCalendar:
    """The calendar as it was in this version; the present one where that version is not kept.

    A version never changes, so it is read at most once in a process.
    """
    present = calendar(key)
    if present.version == version:
        return present
    past = _past.get((key, version))
    if past is None:
        row = CalendarVersion.objects.filter(calendar__key=key, number=version).first()
        if row is None:
            return present
        if len(_past) >= KEPT_VERSIONS:
            _past.clear()
        past = _past[key, version] = from_json(row.content).calendar(version)
    return past


def forget_calendars() -> None:
    """Drop what this process keeps of working time: after a change, and between tests."""
    _shelf.clear()
    _past.clear()
    _classes.clear()


def content_of(row: WorkingCalendar) -> Content:
    """What the calendar holds now, every line with its source. Three queries."""
    return Content(
        key=row.key,
        zone=row.zone,
        always=row.always,
        hours=tuple(Hours(pattern_of(line), line.source) for line in _hours(row)),
        ramadan=tuple(
            Ramadan(line.starts_on, line.ends_on, line.source)
            for line in RamadanRange.objects.filter(calendar=row).order_by("starts_on")
        ),
        days_off=tuple(
            FreeDay(line.on, line.name, line.kind, line.source, line.estimated)
            for line in DayOff.objects.filter(calendar=row).order_by("on")
        ),
    )


def _hours(row: WorkingCalendar) -> Iterable[WorkingPattern]:
    return WorkingPattern.objects.filter(calendar=row).order_by("valid_from")


def pattern_of(row: WorkingPattern) -> Pattern:
    """The office hours that a row holds; ValueError for hours that overlap or run backwards."""
    return Pattern(
        valid_from=row.valid_from,
        hours=week_of(row.hours),
        ramadan_hours=week_of(row.ramadan_hours),
        day=timedelta(minutes=row.day_minutes),
        ramadan_day=timedelta(minutes=row.ramadan_day_minutes),
    )


def calendar_row(key: str) -> WorkingCalendar:
    """The calendar of this key; raises NotFound."""
    row = WorkingCalendar.objects.filter(key=key).first()
    if row is None:
        raise _unknown(key)
    return row


def version_row(key: str, number: int) -> CalendarVersion:
    """One version of a calendar; raises NotFound."""
    rows = CalendarVersion.objects.select_related("calendar")
    row = rows.filter(calendar__key=key, number=number).first()
    if row is None:
        raise NotFound(
            "calendar-version-unknown",
            words("Kalender %(key)s tidak punya versi %(number)s."),
            key=key,
            number=number,
        )
    return row


def _unknown(key: str) -> NotFound:
    return NotFound(
        "calendar-unknown", words("Tidak ada kalender kerja dengan kunci %(key)s."), key=key
    )


def service_classes() -> dict[str, ServiceClass]:
    """The service classes by key, in their order; asked at most once every two seconds."""
    kept = _classes.get("")
    if kept is None or monotonic() - kept.checked >= CALENDAR_CHECK_SECONDS:
        rows = ServiceClass.objects.order_by("position", "key")
        kept = _classes[""] = _Classes(monotonic(), {row.key: row for row in rows})
    return kept.by_key


def service_class(*keys: str) -> ServiceClass:
    """The first of these classes that there is, else the default one; NotFound without any."""
    known = service_classes()
    for key in (*keys, DEFAULT_CLASS):
        if key in known:
            return known[key]
    raise NotFound(
        "service-class-unknown",
        words("Tidak ada kelas layanan “%(key)s”. Muat data acuan atau buat di Pengaturan."),
        key=DEFAULT_CLASS,
    )
