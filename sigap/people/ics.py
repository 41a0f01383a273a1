"""Calendar files (iCalendar, RFC 5545): shifts written for phones, and read from other programs."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vCalAddress

from sigap.domain.errors import Fault, Invalid, words
from sigap.domain.workcalendar import ONE_DAY, Span

MOST_BYTES: Final = 1024 * 1024
MOST_EVENTS: Final = 500
OWN_HINT: Final = "X-SIGAP-NAMA-PENGGUNA"

_DAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
# With these the days of a rule can be counted off one by one; the rest of RFC 5545 is for
# birthdays and board meetings.
_KNOWN_PARTS: Final = frozenset({"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "WKST"})
_LONGEST_AGO: Final = timedelta(days=3653)


@dataclass(frozen=True, slots=True)
class Entry:
    """One event to be written: who stands over which span. `uid` stays when the person changes."""

    uid: str
    summary: str
    span: Span
    username: str
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Occasion:
    """One event that was read, or one day of a repeated one; `fault` says why it is of no use."""

    title: str
    username: str
    emails: tuple[str, ...]
    span: Span | None
    fault: Fault | None = None


def written(entries: Iterable[Entry], *, name: str, at: datetime) -> bytes:
    """The file of these entries; calendars that subscribe to it ask again every six hours."""
    file = Calendar()
    file.add("prodid", "-//Sigap//Piket//ID")
    file.add("version", "2.0")
    file.add("x-wr-calname", name)
    file.add("x-published-ttl", "PT6H")
    for entry in entries:
        file.add_component(_event(entry, at))
    return bytes(file.to_ical())


def read(file: bytes, *, zone: str, since: datetime, until: datetime) -> list[Occasion]:
    """What a file holds, in its order; repeated events are told day by day within the window.

    Times without a zone, and whole days, are meant in `zone`. Raises Invalid (field `file`) for
    what is no calendar, holds no event or holds too many.
    """
    events = _events(file)
    place = ZoneInfo(zone)
    moved = {_replaced(event, place) for event in events}
    found = [
        occasion
        for event in events
        for occasion in _occasions(event, place, Span(since, until), moved)
    ]
    if len(found) > MOST_EVENTS:
        raise _unusable(
            words("Berkas memuat %(num)s kejadian; paling banyak %(most)s sekali impor."),
            num=len(found),
            most=MOST_EVENTS,
        )
    return found


def _event(entry: Entry, at: datetime) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", at)
    event.add("dtstart", entry.span.start)
    event.add("dtend", entry.span.end)
    event.add("summary", entry.summary)
    event.add(OWN_HINT, entry.username)
    if entry.email:
        address = vCalAddress(f"mailto:{entry.email}")
        # RFC 5545 knows no way to write a backslash in a parameter; readers stumble over it.
        address.params["CN"] = entry.name.replace("\\", "/")
        event.add("attendee", address)
    return event


def _events(file: bytes) -> list[Event]:
    if len(file) > MOST_BYTES:
        raise _unusable(words("Berkas terlalu besar; paling besar 1 MB."))
    try:
        events = list(Calendar.from_ical(file).walk("VEVENT"))
    # The reader of a stranger's file may stumble over anything in it.
    except Exception as error:
        template = words("Berkas ini bukan kalender iCalendar (.ics) yang dapat dibaca.")
        raise _unusable(template) from error
    if not events:
        raise _unusable(words("Tidak ada kejadian (VEVENT) di dalam berkas ini."))
    return [each for each in events if isinstance(each, Event)]


def _unusable(template: str, **params: Any) -> Invalid:
    return Invalid({"file": Fault("not-a-calendar", template, params)})


def _occasions(
    event: Event, place: ZoneInfo, window: Span, moved: set[tuple[str, datetime] | None]
) -> Iterator[Occasion]:
    title = " ".join(str(event.get("SUMMARY", "")).split())[:120]
    about = (title, str(event.get(OWN_HINT, "")).strip(), _emails(event))
    try:
        start, end = _moment(event.start, place), _moment(event.end, place)
        fault = _fault(event, start, end)
        starts = [] if fault else _starts(event, start, window)
        skipped = {_moment(each, place) for each in event.exdates if isinstance(each, date)}
    # What one event holds must not keep the others from being read.
    except Exception:
        fault = Fault("unreadable", words("Waktu mulai atau selesainya tidak terbaca."))
    if fault is not None:
        yield Occasion(*about, None, fault)
        return
    if event.rrules:
        uid = str(event.get("UID", ""))
        skipped |= {moment for other, moment in filter(None, moved) if other == uid}
    for moment in starts:
        if moment not in skipped:
            yield Occasion(*about, Span(moment, moment + (end - start)))


def _fault(event: Event, start: datetime, end: datetime) -> Fault | None:
    if str(event.get("STATUS", "")).upper() == "CANCELLED":
        return Fault("cancelled", words("Kejadian ini dibatalkan di kalender asalnya."))
    if end <= start:
        return Fault("ends-before-start", words("Waktu berakhir harus sesudah waktu mulai."))
    rules = event.rrules
    strange = any(
        set(rule) - _KNOWN_PARTS
        or rule["FREQ"][0] not in ("DAILY", "WEEKLY")
        or any(str(day)[-2:] != str(day) for day in rule.get("BYDAY", ()))
        for rule in rules
    )
    if len(rules) > 1 or strange or event.rdates:
        return Fault(
            "rule-too-strange",
            words("Pengulangannya tidak didukung; yang didukung: harian atau mingguan."),
        )
    return None


def _starts(event: Event, start: datetime, window: Span) -> list[datetime]:
    """The moments at which the event begins: one, or those of its rule within the window."""
    if not event.rrules:
        return [start]
    zone = start.tzinfo
    days = _days(event.rrules[0], start, window)
    clock = start.timetz().replace(tzinfo=None)
    moments = [datetime.combine(day, clock, zone) for day in days]
    return [moment for moment in moments if window.start <= moment < window.end]


def _days(rule: Any, start: datetime, window: Span) -> Iterator[date]:
    first = start.date()
    last = min(window.end.astimezone(start.tzinfo).date(), first + _LONGEST_AGO)
    for until in rule.get("UNTIL", ()):
        if isinstance(until, datetime):
            until = (until.astimezone(start.tzinfo) if until.tzinfo else until).date()
        last = min(last, until)
    apart, left = int(rule.get("INTERVAL", [1])[0]), int(rule.get("COUNT", [MOST_EVENTS * 10])[0])
    weekly = rule["FREQ"][0] == "WEEKLY"
    named = {_DAYS.index(str(day)) for day in rule.get("BYDAY", ())}
    named = named or ({first.weekday()} if weekly else set(range(7)))
    week_begins = _DAYS.index(str(rule.get("WKST", ["MO"])[0]))
    week = first - timedelta(days=(first.weekday() - week_begins) % 7)
    day = first
    while day <= last and left > 0:
        counted = (day - week).days // 7 if weekly else (day - first).days
        if day.weekday() in named and counted % max(apart, 1) == 0:
            left -= 1
            yield day
        day += ONE_DAY


def _replaced(event: Event, place: ZoneInfo) -> tuple[str, datetime] | None:
    """Which occasion of which repeated event this one takes the place of, if any."""
    try:
        moment = event.RECURRENCE_ID
    except ValueError:
        return None
    return None if moment is None else (str(event.get("UID", "")), _moment(moment, place))


def _moment(value: date, place: ZoneInfo) -> datetime:
    if not isinstance(value, datetime):
        return datetime.combine(value, time(0), place)
    return value if value.tzinfo else value.replace(tzinfo=place)


def _emails(event: Event) -> tuple[str, ...]:
    told = (str(each) for each in event.attendees)
    return tuple(
        each[7:].strip().casefold() for each in told if each.casefold().startswith("mailto:")
    )
