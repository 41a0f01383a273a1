"""The duty roster as pages show it: rows of shifts and gaps, and who is on duty just now."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from typing import Final

from django.utils import timezone
from django.utils.translation import get_language

from sigap.domain import spoken as words
from sigap.domain.workcalendar import Span
from sigap.people.duty import Doubt, Duty, duty_between, gaps
from sigap.people.worktime import calendar, service_classes

OFFICE_HOURS: Final = "kota"

_KEPT_SECONDS: Final = 60.0
_AHEAD: Final = timedelta(days=1)
_kept: dict[str, tuple[float, datetime, list[Duty]]] = {}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the schedule: a shift, or (without `duty`) a time that nobody covers.

    `covers` are the names of the service classes, `doubts` the codes of what may go wrong.
    """

    span: Span
    when: str
    covers: str
    duty: Duty | None = None
    now: bool = False
    mine: bool = False
    doubts: tuple[str, ...] = ()


def standing_now(at: datetime) -> list[Duty]:
    """The shifts that stand at `at`. What lies ahead is read at most once a minute and kept in
    this process, so that every page may ask; a hand-over counts at its very moment.
    """
    kept = _kept.get("")
    fresh = kept is not None and monotonic() - kept[0] < _KEPT_SECONDS
    if kept is None or not fresh or not kept[1] <= at < kept[1] + _AHEAD:
        kept = _kept[""] = (monotonic(), at, duty_between(at, at + _AHEAD))
    return [duty for duty in kept[2] if duty.shift.stands(at)]


def forget_standing() -> None:
    """Drop what `standing_now` keeps: after a change, and between tests."""
    _kept.clear()


def schedule(
    duties: Sequence[Duty], window: Span, *, doubts: Iterable[Doubt], at: datetime, user_id: int
) -> list[Row]:
    """The shifts of the window and what they leave open from now on, in order of time."""
    codes: dict[str, list[str]] = {}
    for doubt in doubts:
        codes.setdefault(doubt.duty.shift.slot, []).append(doubt.code)
    rows = [
        Row(
            span=duty.shift.span,
            when=spoken(duty.shift.span),
            covers=covered(duty.roster.covers),
            duty=duty,
            now=duty.shift.stands(at),
            mine=duty.user.pk == user_id,
            doubts=tuple(codes.get(duty.shift.slot, ())),
        )
        for duty in duties
    ]
    rows += open_rows(duties, Span(max(window.start, at), window.end))
    return sorted(rows, key=lambda row: (row.span.start, row.duty is None))


def open_rows(duties: Sequence[Duty], window: Span) -> list[Row]:
    """The time outside office hours that nobody covers, for every class served round the clock."""
    if window.end <= window.start:
        return []
    hours = calendar(OFFICE_HOURS)
    classes = [row for row in service_classes().values() if row.covers_out_of_hours]
    return [
        Row(span=gap, when=spoken(gap), covers=row.name)
        for row in classes
        for gap in gaps(duties, window, hours=hours, service_class=row.key)
    ]


def covered(keys: Iterable[str]) -> str:
    """The names of these service classes, as one reads them."""
    known = service_classes()
    return ", ".join(known[key].name if key in known else key for key in keys)


def spoken(span: Span) -> str:
    """A shift on the office's clock: "Senin, 23 Nov 16.00 – Selasa 07.30"."""
    language = words.language_of(get_language())
    zone = timezone.get_default_timezone()
    start, end = span.start.astimezone(zone), span.end.astimezone(zone)
    days = words.DAYS[language]
    until = words.time_of_day(end, zone, language)
    if end.date() != start.date():
        far = (end.date() - start.date()).days > 1
        until = words.short_moment(end, zone, language) if far else until
        until = f"{days[end.weekday()]}{',' if far else ''} {until}"
    return f"{days[start.weekday()]}, {words.short_moment(start, zone, language)} – {until}"
