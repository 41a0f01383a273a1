"""What a working calendar holds, each line with its source: changed, compared, kept as JSON.

A content never changes: a decree makes a new one out of it, and the two tell which days differ.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

from sigap.domain.errors import Fault, Invalid, words
from sigap.domain.workcalendar import ONE_DAY, Pattern, Span, Week, WorkCalendar

DAY_KINDS = ("libur", "cuti-bersama", "daerah")
MINUTE = timedelta(minutes=1)
SOURCE_LENGTH = 200
NAME_LENGTH = 150

BEGINNING = datetime.min.replace(tzinfo=UTC)
END = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class FreeDay:
    """A day on which nobody works; `estimated` until a decree has set it."""

    on: date
    name: str
    kind: str
    source: str
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class Ramadan:
    """The days of one Ramadan, both ends included."""

    first: date
    last: date
    source: str


@dataclass(frozen=True, slots=True)
class Hours:
    """Office hours from `pattern.valid_from` on."""

    pattern: Pattern
    source: str


Line = FreeDay | Ramadan | Hours


@dataclass(frozen=True, slots=True)
class Content:
    """All that makes up one calendar, every part in the order of its days."""

    key: str
    zone: str
    always: bool = False
    hours: tuple[Hours, ...] = ()
    ramadan: tuple[Ramadan, ...] = ()
    days_off: tuple[FreeDay, ...] = ()

    def calendar(self, version: int = 0) -> WorkCalendar:
        """The working time that this content means; ValueError where it means none."""
        return WorkCalendar(
            key=self.key,
            zone=self.zone,
            patterns=tuple(each.pattern for each in self.hours),
            ramadan=tuple((each.first, each.last) for each in self.ramadan),
            days_off={each.on: each.name for each in self.days_off},
            always=self.always,
            version=version,
        )


@dataclass(frozen=True, slots=True)
class Difference:
    """One line that is not the same in two contents; `before` or `after` is None where it lacks."""

    before: Line | None
    after: Line | None


def with_day_off(content: Content, day: FreeDay) -> Content:
    """The content with one more day off; it takes the place of an estimate for the same day.

    Raises Invalid with every faulty field.
    """
    faults = _source_faults(day.source)
    if not day.name.strip():
        faults["name"] = Fault("name-missing", words("Nama hari libur wajib diisi."))
    elif len(day.name) > NAME_LENGTH:
        faults["name"] = _too_long(NAME_LENGTH)
    if day.kind not in DAY_KINDS:
        faults["kind"] = Fault(
            "kind-unknown",
            words("Jenis “%(kind)s” tidak ada; yang ada: libur, cuti-bersama, daerah."),
            {"kind": day.kind[:80]},
        )
    if any(each.on == day.on and not each.estimated for each in content.days_off):
        faults["on"] = Fault("day-taken", words("Tanggal ini sudah tercatat sebagai hari libur."))
    if faults:
        raise Invalid(faults)
    others = [each for each in content.days_off if each.on != day.on]
    tidy = replace(day, name=day.name.strip(), source=day.source.strip())
    return replace(content, days_off=_by_day([*others, tidy]))


def without_day_off(content: Content, on: date, *, source: str) -> Content:
    """The content in which that day is worked again; Invalid where it is no day off."""
    faults = _source_faults(source)
    if all(each.on != on for each in content.days_off):
        faults["on"] = Fault("no-day-off", words("Tanggal ini tidak tercatat sebagai hari libur."))
    if faults:
        raise Invalid(faults)
    return replace(content, days_off=tuple(each for each in content.days_off if each.on != on))


def with_listed_days(content: Content, days: Iterable[FreeDay]) -> Content:
    """The content with those of the listed days that it lacks; what it has stays as it is.

    Raises Invalid where there is nothing to add.
    """
    known = {each.on for each in content.days_off}
    new = [day for day in days if day.on not in known]
    if not new:
        raise Invalid(
            {
                "year": Fault(
                    "nothing-to-add", words("Semua hari libur tahun itu dari daftar sudah ada.")
                )
            }
        )
    return replace(content, days_off=_by_day([*content.days_off, *new]))


def with_decree(content: Content, year: int, *, source: str) -> Content:
    """The content in which the year's estimated days off are decreed by `source`."""
    faults = _source_faults(source)
    if not any(each.estimated and each.on.year == year for each in content.days_off):
        faults["year"] = Fault(
            "nothing-estimated", words("Tidak ada hari libur perkiraan pada tahun itu.")
        )
    if faults:
        raise Invalid(faults)
    return replace(
        content,
        days_off=tuple(
            replace(each, source=source.strip(), estimated=False)
            if each.estimated and each.on.year == year
            else each
            for each in content.days_off
        ),
    )


def with_ramadan(content: Content, span: Ramadan) -> Content:
    """The content with this Ramadan in place of any range that it overlaps.

    Set by hand each year: computed Hijri dates were a day off the decree in 2026.
    """
    faults = _source_faults(span.source)
    if not 29 <= (span.last - span.first).days + 1 <= 30:
        faults["ends_on"] = Fault("ramadan-length", words("Ramadan lamanya 29 atau 30 hari."))
    if faults:
        raise Invalid(faults)
    apart = [each for each in content.ramadan if each.last < span.first or span.last < each.first]
    tidy = replace(span, source=span.source.strip())
    return replace(content, ramadan=tuple(sorted([*apart, tidy], key=lambda each: each.first)))


def with_hours(content: Content, hours: Hours) -> Content:
    """The content with these hours from their day on; they replace those of the same day.

    Raises Invalid without a source, and where nobody would ever work.
    """
    faults = _source_faults(hours.source)
    for name, week in (
        ("hours", hours.pattern.hours),
        ("ramadan_hours", hours.pattern.ramadan_hours),
    ):
        if not any(week):
            faults[name] = Fault(
                "no-hours", words("Isi jam kerja paling sedikit satu hari dalam seminggu.")
            )
    if faults:
        raise Invalid(faults)
    others = [e for e in content.hours if e.pattern.valid_from != hours.pattern.valid_from]
    tidy = replace(hours, source=hours.source.strip())
    kept = sorted([*others, tidy], key=lambda each: each.pattern.valid_from)
    return replace(content, hours=tuple(kept))


def differences(old: Content, new: Content) -> tuple[Difference, ...]:
    """What differs line by line: hours first, then Ramadan, then days off, each by its day."""
    found: list[Difference] = []
    for before, after in (
        (
            {e.pattern.valid_from: e for e in old.hours},
            {e.pattern.valid_from: e for e in new.hours},
        ),
        ({e.first: e for e in old.ramadan}, {e.first: e for e in new.ramadan}),
        ({e.on: e for e in old.days_off}, {e.on: e for e in new.days_off}),
    ):
        found += _line_differences(before, after)
    return tuple(found)


def _line_differences(
    before: Mapping[date, Line], after: Mapping[date, Line]
) -> Iterator[Difference]:
    for day in sorted({*before, *after}):
        one, other = before.get(day), after.get(day)
        if one != other:
            yield Difference(one, other)


def changed_spans(old: Content, new: Content) -> tuple[Span, ...]:
    """The stretches of time (UTC, in order, apart) in which the two may count differently.

    Outside them every moment is a working moment of both or of neither. Of two contents in one
    zone; ValueError otherwise. The ends of time stand for "always before" and "for good".
    """
    if old.zone != new.zone:
        raise ValueError("a calendar does not change its zone")
    if old.always and new.always:
        return ()
    zone = ZoneInfo(old.zone)
    merged: list[tuple[date, date]] = []
    for first, last in sorted([*_changed_days(old, new), *_changed_regimes(old, new)]):
        if merged and (merged[-1][1] == date.max or first <= merged[-1][1] + ONE_DAY):
            merged[-1] = (merged[-1][0], max(merged[-1][1], last))
        else:
            merged.append((first, last))
    return tuple(Span(_opening(first, zone), _closing(last, zone)) for first, last in merged)


def _changed_days(old: Content, new: Content) -> Iterator[tuple[date, date]]:
    """Single days that are free, or fasting days, in one of the two only."""
    free = {each.on for each in old.days_off} ^ {each.on for each in new.days_off}
    for day in free | (_fasting(old) ^ _fasting(new)):
        yield day, day


def _fasting(content: Content) -> set[date]:
    return {
        each.first + timedelta(days=day)
        for each in content.ramadan
        for day in range((each.last - each.first).days + 1)
    }


def _changed_regimes(old: Content, new: Content) -> Iterator[tuple[date, date]]:
    """The days between two beginnings of hours for which the two hold different hours."""
    begins = sorted({each.pattern.valid_from for each in (*old.hours, *new.hours)})
    edges = [date.min, *begins]
    for first, following in zip(edges, [*begins, None], strict=True):
        one, other = _in_force(old, first), _in_force(new, first)
        if one != other and first != following:
            yield first, date.max if following is None else following - ONE_DAY


def _in_force(content: Content, day: date) -> tuple[Week, Week] | None:
    in_force = [each for each in content.hours if each.pattern.valid_from <= day]
    rules = in_force[-1:] or content.hours[:1]
    return (rules[0].pattern.hours, rules[0].pattern.ramadan_hours) if rules else None


def _opening(day: date, zone: ZoneInfo) -> datetime:
    if day == date.min:
        return BEGINNING
    return datetime.combine(day, time(0), zone).astimezone(UTC)


def _closing(day: date, zone: ZoneInfo) -> datetime:
    return END if day == date.max else _opening(day + ONE_DAY, zone)


def _by_day(days: Iterable[FreeDay]) -> tuple[FreeDay, ...]:
    return tuple(sorted(days, key=lambda each: each.on))


def _source_faults(source: str) -> dict[str, Fault]:
    if len(source.strip()) > SOURCE_LENGTH:
        return {"source": _too_long(SOURCE_LENGTH)}
    if source.strip():
        return {}
    template = words("Sebutkan dasarnya, misalnya SKB 3 Menteri Nomor … atau surat edaran.")
    return {"source": Fault("source-missing", template)}


def _too_long(limit: int) -> Fault:
    return Fault("too-long", words("Paling banyak %(limit)s huruf."), {"limit": limit})


def as_json(content: Content) -> dict[str, Any]:
    """The content as JSON values; `from_json` gives it back equal."""
    return {
        "key": content.key,
        "zone": content.zone,
        "always": content.always,
        "hours": [line_json(each) for each in content.hours],
        "ramadan": [line_json(each) for each in content.ramadan],
        "days_off": [line_json(each) for each in content.days_off],
    }


def from_json(data: Mapping[str, Any]) -> Content:
    """The content that `as_json` wrote."""
    return Content(
        key=data["key"],
        zone=data["zone"],
        always=data["always"],
        hours=tuple(
            Hours(
                Pattern(
                    valid_from=date.fromisoformat(each["valid_from"]),
                    hours=week_of(each["hours"]),
                    ramadan_hours=week_of(each["ramadan_hours"]),
                    day=each["day_minutes"] * MINUTE,
                    ramadan_day=each["ramadan_day_minutes"] * MINUTE,
                ),
                each["source"],
            )
            for each in data["hours"]
        ),
        ramadan=tuple(
            Ramadan(
                date.fromisoformat(each["starts_on"]),
                date.fromisoformat(each["ends_on"]),
                each["source"],
            )
            for each in data["ramadan"]
        ),
        days_off=tuple(
            FreeDay(**{**each, "on": date.fromisoformat(each["on"])}) for each in data["days_off"]
        ),
    )


def line_json(line: Line) -> dict[str, Any]:
    """One line as JSON values."""
    if isinstance(line, FreeDay):
        return {
            "on": line.on.isoformat(),
            "name": line.name,
            "kind": line.kind,
            "source": line.source,
            "estimated": line.estimated,
        }
    if isinstance(line, Ramadan):
        return {
            "starts_on": line.first.isoformat(),
            "ends_on": line.last.isoformat(),
            "source": line.source,
        }
    return {
        "valid_from": line.pattern.valid_from.isoformat(),
        "hours": week_json(line.pattern.hours),
        "ramadan_hours": week_json(line.pattern.ramadan_hours),
        "day_minutes": line.pattern.day // MINUTE,
        "ramadan_day_minutes": line.pattern.ramadan_day // MINUTE,
        "source": line.source,
    }


def week_json(week: Week) -> list[list[list[str]]]:
    """Seven days of ["07:30", "12:00"] pairs, Monday first."""
    return [[[f"{start:%H:%M}", f"{end:%H:%M}"] for start, end in day] for day in week]


def week_of(days: Iterable[Any]) -> Week:
    """The week that `week_json` wrote; ValueError for what is no time of day."""
    week = tuple(
        tuple((time.fromisoformat(start), time.fromisoformat(end)) for start, end in day)
        for day in days
    )
    return cast(Week, week)
