"""Writes on working calendars: days off and Ramadan ranges, each with the decree behind it."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import F

from sigap.domain.actor import Actor
from sigap.domain.errors import Fault, Invalid, words
from sigap.people.actions.record import PEOPLE_STREAM, require_admin, write_down
from sigap.people.models import DayOff, RamadanRange, WorkingCalendar
from sigap.people.queries import forget_calendars


def touch_calendar(calendar: WorkingCalendar) -> None:
    """Let every process know that something beneath this calendar has changed."""
    WorkingCalendar.objects.filter(pk=calendar.pk).update(revision=F("revision") + 1)
    forget_calendars()


@transaction.atomic
def add_day_off(
    calendar: WorkingCalendar,
    *,
    on: date,
    name: str,
    kind: str,
    source: str,
    at: datetime,
    by: Actor,
) -> DayOff:
    """Add a day on which nobody works, with its decree. Running clocks count anew from here on."""
    require_admin(by)
    faults: dict[str, Fault] = {}
    if not name.strip():
        faults["name"] = Fault("name-missing", words("Nama hari libur wajib diisi."))
    if not source.strip():
        faults["source"] = Fault(
            "source-missing", words("Sebutkan dasar hari libur ini, misalnya SKB 3 Menteri.")
        )
    if kind not in DayOff.KINDS:
        faults["kind"] = Fault(
            "kind-unknown",
            words("Jenis “%(kind)s” tidak ada; yang ada: libur, cuti-bersama, daerah."),
            {"kind": kind},
        )
    if calendar.days_off.filter(on=on).exists():
        faults["on"] = Fault("day-taken", words("Tanggal ini sudah tercatat sebagai hari libur."))
    if faults:
        raise Invalid(faults)
    day = DayOff.objects.create(
        calendar=calendar, on=on, name=name.strip(), kind=kind, source=source.strip()
    )
    data = {"calendar": calendar.key, "on": on.isoformat(), "name": day.name, "source": day.source}
    write_down(PEOPLE_STREAM, [("hari-libur-ditambah", data)], at=at, by=by)
    touch_calendar(calendar)
    return day


@transaction.atomic
def remove_day_off(day: DayOff, *, source: str, at: datetime, by: Actor) -> None:
    """Take a day off back, naming the decree that did so."""
    require_admin(by)
    if not source.strip():
        raise Invalid(
            {"source": Fault("source-missing", words("Sebutkan dasar pembatalan hari libur ini."))}
        )
    data = {"on": day.on.isoformat(), "name": day.name, "source": source.strip()}
    calendar = day.calendar
    day.delete()
    entry = ("hari-libur-dihapus", {"calendar": calendar.key, **data})
    write_down(PEOPLE_STREAM, [entry], at=at, by=by)
    touch_calendar(calendar)


@transaction.atomic
def set_ramadan(
    calendar: WorkingCalendar,
    *,
    starts_on: date,
    ends_on: date,
    source: str,
    at: datetime,
    by: Actor,
) -> RamadanRange:
    """Set one Ramadan, both days included, in place of any range that it overlaps.

    Set by hand each year: computed Hijri dates were a day off the decree in 2026.
    """
    require_admin(by)
    faults: dict[str, Fault] = {}
    if not 29 <= (ends_on - starts_on).days + 1 <= 30:
        faults["ends_on"] = Fault("ramadan-length", words("Ramadan lamanya 29 atau 30 hari."))
    if not source.strip():
        faults["source"] = Fault(
            "source-missing", words("Sebutkan edaran yang menetapkan jam kerja Ramadan ini.")
        )
    if faults:
        raise Invalid(faults)
    calendar.ramadan_ranges.filter(starts_on__lte=ends_on, ends_on__gte=starts_on).delete()
    span = RamadanRange.objects.create(
        calendar=calendar, starts_on=starts_on, ends_on=ends_on, source=source.strip()
    )
    data = {"starts_on": starts_on.isoformat(), "ends_on": ends_on.isoformat()}
    entry = ("ramadan-ditetapkan", {"calendar": calendar.key, **data, "source": span.source})
    write_down(PEOPLE_STREAM, [entry], at=at, by=by)
    touch_calendar(calendar)
    return span
