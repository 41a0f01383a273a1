"""Writes on working calendars: each change is a new numbered version with the decree behind it.

What a change means to the clocks of cases is worked out above, from the version row.
"""

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction

from sigap.audit import actions as audit
from sigap.domain.actor import Actor
from sigap.domain.calendarcontent import (
    Content,
    Difference,
    FreeDay,
    Hours,
    Ramadan,
    as_json,
    differences,
    line_json,
    week_json,
    with_day_off,
    with_ramadan,
    without_day_off,
)
from sigap.domain.errors import Fault, Invalid, Refused, Stale, words
from sigap.people.actions.record import require_admin
from sigap.people.models import (
    CalendarVersion,
    DayOff,
    RamadanRange,
    WorkingCalendar,
    WorkingPattern,
)
from sigap.people.worktime import content_of, forget_calendars

Change = Callable[[Content], Content]
_KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def ledger_of(calendar_key: str) -> str:
    """The ledger stream that tells of every change of this calendar."""
    return f"kalender/{calendar_key}"


@transaction.atomic
def begin_calendar(
    content: Content, *, name: str, source: str, at: datetime, by: Actor
) -> WorkingCalendar:
    """Open a calendar with its first version. Raises Invalid with every faulty field."""
    require_admin(by)
    faults: dict[str, Fault] = {}
    if not 0 < len(name.strip()) <= 100:
        faults["name"] = Fault("name-missing", words("Isi nama kalender, paling banyak 100 huruf."))
    if not content.always and not source.strip():
        faults["source"] = Fault("source-missing", words("Sebutkan dasar jam kerja kalender ini."))
    if not _KEY.fullmatch(content.key) or len(content.key) > 40:
        faults["key"] = Fault(
            "key-unusable",
            words("Kunci harus huruf kecil, angka, dan tanda hubung, paling banyak 40."),
        )
    elif WorkingCalendar.objects.filter(key=content.key).exists():
        faults["key"] = Fault("key-taken", words("Kunci ini sudah dipakai kalender lain."))
    if faults:
        raise Invalid(faults)
    content.calendar()
    calendar = WorkingCalendar.objects.create(
        key=content.key, name=name.strip(), zone=content.zone, always=content.always, revision=0
    )
    empty = Content(content.key, content.zone, content.always)
    _keep(calendar, empty, content, about="awal", source=source, at=at, by=by)
    return calendar


@transaction.atomic
def change_calendar(
    calendar_key: str,
    change: Change,
    *,
    about: str,
    source: str,
    at: datetime,
    by: Actor,
    expected: int | None = None,
) -> CalendarVersion:
    """Make the next version of a calendar out of the present one.

    `change` gets the present content and answers with the new one or raises Invalid. `expected` is
    the version the caller saw; Stale when there is a newer one. Refused where nothing would
    change. Clocks count by the new version from here on.
    """
    require_admin(by)
    calendar = WorkingCalendar.objects.select_for_update().get(key=calendar_key)
    if expected is not None and expected != calendar.revision:
        raise Stale(
            "stale",
            words("Kalender ini baru saja diubah orang lain. Periksa lagi dampaknya."),
        )
    before = content_of(calendar)
    after = change(before)
    if as_json(after) == as_json(before):
        raise Refused("nothing-changes", words("Isian ini tidak mengubah kalender."))
    return _keep(calendar, before, after, about=about, source=source, at=at, by=by)


def _keep(
    calendar: WorkingCalendar,
    before: Content,
    after: Content,
    *,
    about: str,
    source: str,
    at: datetime,
    by: Actor,
) -> CalendarVersion:
    """Write the rows that differ, the version and its ledger entry."""
    changed = differences(before, after)
    for difference in changed:
        _write_line(calendar, difference)
    calendar.revision += 1
    calendar.save(update_fields=["revision"])
    version = CalendarVersion.objects.create(
        calendar=calendar,
        number=calendar.revision,
        content=as_json(after),
        about=about,
        source=source.strip(),
        changed_at=at,
        changed_by=by.signature(),
    )
    entries = [("kalender-diubah", _told(version, changed))]
    audit.append(audit.take_stream(ledger_of(calendar.key)), entries, at=at, by=by.signature())
    forget_calendars()
    # Another thread may have read the old rows between this and the commit.
    transaction.on_commit(forget_calendars)
    return version


def _told(version: CalendarVersion, changed: Iterable[Difference]) -> dict[str, Any]:
    """The change as the ledger keeps it: each line as it was and as it is."""
    return {
        "calendar": version.calendar.key,
        "version": version.number,
        "about": version.about,
        "source": version.source,
        "changes": [
            {
                "before": line_json(each.before) if each.before else None,
                "after": line_json(each.after) if each.after else None,
            }
            for each in changed
        ],
    }


def _write_line(calendar: WorkingCalendar, difference: Difference) -> None:
    line = difference.after or difference.before
    match line:
        case FreeDay():
            calendar.days_off.filter(on=line.on).delete()
        case Ramadan():
            calendar.ramadan_ranges.filter(starts_on=line.first).delete()
        case Hours():
            calendar.patterns.filter(valid_from=line.pattern.valid_from).delete()
    match difference.after:
        case FreeDay() as day:
            DayOff.objects.create(
                calendar=calendar,
                on=day.on,
                name=day.name,
                kind=day.kind,
                source=day.source,
                estimated=day.estimated,
            )
        case Ramadan() as span:
            RamadanRange.objects.create(
                calendar=calendar, starts_on=span.first, ends_on=span.last, source=span.source
            )
        case Hours() as hours:
            _add_hours(calendar, hours)


def _add_hours(calendar: WorkingCalendar, hours: Hours) -> None:
    given = line_json(hours)
    WorkingPattern.objects.create(
        calendar=calendar,
        valid_from=hours.pattern.valid_from,
        hours=week_json(hours.pattern.hours),
        ramadan_hours=week_json(hours.pattern.ramadan_hours),
        day_minutes=given["day_minutes"],
        ramadan_day_minutes=given["ramadan_day_minutes"],
        source=hours.source,
    )


def add_day_off(
    calendar: WorkingCalendar,
    *,
    on: date,
    name: str,
    kind: str,
    source: str,
    at: datetime,
    by: Actor,
) -> CalendarVersion:
    """Add a day on which nobody works, with its decree. Running clocks count anew from here on."""
    day = FreeDay(on, name, kind, source)
    return change_calendar(
        calendar.key,
        lambda content: with_day_off(content, day),
        about="libur",
        source=source,
        at=at,
        by=by,
    )


def remove_day_off(
    calendar: WorkingCalendar, *, on: date, source: str, at: datetime, by: Actor
) -> CalendarVersion:
    """Take a day off back, naming the decree that did so."""
    return change_calendar(
        calendar.key,
        lambda content: without_day_off(content, on, source=source),
        about="hapus-libur",
        source=source,
        at=at,
        by=by,
    )


def set_ramadan(
    calendar: WorkingCalendar,
    *,
    starts_on: date,
    ends_on: date,
    source: str,
    at: datetime,
    by: Actor,
) -> CalendarVersion:
    """Set one Ramadan, both days included, in place of any range that it overlaps."""
    span = Ramadan(starts_on, ends_on, source)
    return change_calendar(
        calendar.key,
        lambda content: with_ramadan(content, span),
        about="ramadan",
        source=source,
        at=at,
        by=by,
    )
