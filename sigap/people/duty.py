"""Reads of the duty roster (piket): who stands when, what is left open, what may go wrong."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from sigap.domain.actor import (
    HEAD,
    KABID,
    KASI,
    NETWORK_ADMIN,
    OFFICE,
    OPERATOR,
    TECHNICIAN,
)
from sigap.domain.roster import (
    ADDED,
    Change,
    Line,
    Roster,
    Shift,
    day_of,
    double_booked,
    free,
    office_days,
    shifts,
)
from sigap.domain.workcalendar import ONE_DAY, Span, WorkCalendar
from sigap.people.models import (
    Appointment,
    DutyChange,
    DutyFeed,
    DutyLine,
    DutyRoster,
    DutySwap,
    User,
)
from sigap.people.models.duty import OFFERED
from sigap.people.queries import digest_of, in_force

INACTIVE = "nonaktif"
POWERLESS = "tanpa-jabatan"
TWICE = "ganda"

# Who can do anything about a disruption at night.
_WORKING = (KABID, KASI, NETWORK_ADMIN, TECHNICIAN, OPERATOR, HEAD)
_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Duty:
    """One shift of one roster, with the person in it and the last change that put them there."""

    shift: Shift
    user: User
    roster: DutyRoster
    change: DutyChange | None = None


@dataclass(frozen=True, slots=True)
class Turns:
    """Lines of the pattern that were planned together: these people in turn, on these weekdays."""

    lines: tuple[DutyLine, ...]
    people: tuple[User, ...]
    weekdays: tuple[int, ...]

    @property
    def first(self) -> DutyLine:
        """The line of the first person: hours, validity and anchor are those of all."""
        return self.lines[0]


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something that may go wrong in a shift: its person is barred, powerless or there twice."""

    code: str
    duty: Duty


def on_duty(*, at: datetime, service_class: str | None = None) -> list[User]:
    """Who is on duty at `at`, each once, the longest standing first; nobody barred. Two queries.

    With the key of a service class, only those whose roster covers it.
    """
    standing = duty_between(at, at + _INSTANT, service_class=service_class)
    return list({each.user.pk: each.user for each in standing if each.user.is_active}.values())


def duty_between(
    since: datetime, until: datetime, *, service_class: str | None = None
) -> list[Duty]:
    """Every shift that stands at some moment of [since, until), uncut, by its start. Two queries.

    With the key of a service class, only of the rosters that cover it.
    """
    lines, changes = _lines(since, until), _changes(since, until)
    rosters = {row.roster_id: row.roster for row in lines}
    rosters |= {row.roster_id: row.roster for row in changes}
    people = {row.user_id: row.user for row in lines}
    people |= {row.user.pk: row.user for row in changes if row.user}
    last = {row.slot: row for row in changes}
    found = [
        Duty(shift, people[shift.person], roster, last.get(shift.slot))
        for roster in rosters.values()
        if service_class is None or service_class in roster.covers
        for shift in shifts(_worked_out(roster, lines, changes), since, until)
    ]
    return sorted(found, key=lambda duty: (duty.shift.start, duty.roster.name, duty.shift.slot))


def duty_of(slot: str) -> Duty | None:
    """The shift of this name as it stands now, None when there is none (any more)."""
    window = _window_of(slot)
    found = duty_between(window.start, window.end) if window else []
    return next((duty for duty in found if duty.shift.slot == slot), None)


def gaps(
    duties: Iterable[Duty], window: Span, *, hours: WorkCalendar, service_class: str
) -> list[Span]:
    """The time outside these office hours in which none of these shifts covers the class.

    `duties` are those of the window. A shift of somebody who is barred covers nothing, and the
    office itself covers its breaks. No query.
    """
    taken = [
        duty.shift.span
        for duty in duties
        if service_class in duty.roster.covers and duty.user.is_active
    ]
    days = office_days(hours.spans(window.start, window.end), hours.zone)
    return [gap for span in free(window, days) for gap in free(span, taken)]


def doubts(duties: Iterable[Duty], *, at: datetime) -> list[Doubt]:
    """What may go wrong in these shifts, by what is known at `at`. One query.

    A person stands twice only within one roster: two rosters may well share a person.
    """
    planned = list(duties)
    able = set(_seated(_WORKING, at).values_list("pk", flat=True))
    found = [
        Doubt(POWERLESS if duty.user.is_active else INACTIVE, duty)
        for duty in planned
        if duty.user.pk not in able
    ]
    return found + [Doubt(TWICE, duty) for duty in _twice(planned)]


def may_stand(*, at: datetime) -> list[User]:
    """Everybody who may be put on a roster: active people of the office itself, by name."""
    return list(_seated(tuple(OFFICE), at).order_by("name", "pk"))


def rosters() -> list[DutyRoster]:
    """Every roster by name."""
    return list(DutyRoster.objects.order_by("name", "pk"))


def pattern_lines(*, at: datetime) -> list[DutyLine]:
    """The lines of every roster under which a shift may still begin, in the order of the week."""
    today = at.astimezone(UTC).date() - ONE_DAY
    rows = DutyLine.objects.filter(Q(valid_until=None) | Q(valid_until__gte=today))
    order = ("weekday", "starts", "anchor_on", "pk")
    return list(rows.select_related("roster", "user").order_by(*order))


def turns(lines: Iterable[DutyLine]) -> list[Turns]:
    """These lines put together as they were planned: who takes turns on which weekdays."""
    by_day: dict[tuple[object, ...], list[DutyLine]] = {}
    for line in lines:
        same = (line.roster_id, line.starts, line.ends, line.weeks, line.valid_from)
        by_day.setdefault((*same, line.valid_until, line.weekday), []).append(line)
    found: dict[tuple[object, ...], list[DutyLine]] = {}
    for (*same_hours, _), together in by_day.items():
        people = tuple(line.user_id for line in together)
        found.setdefault((*same_hours, people), []).extend(together)
    return [_turns(together) for together in found.values()]


def open_offers(*, at: datetime) -> list[DutySwap]:
    """The swaps that wait for an answer and whose shift has not begun, the nearest first."""
    rows = DutySwap.objects.filter(state=OFFERED, starts_at__gt=at)
    return list(rows.select_related("offered_by", "offered_to").order_by("starts_at", "pk"))


def feed_row(token: str) -> DutyFeed | None:
    """The living calendar address of this token with its owner, None for any other."""
    rows = DutyFeed.objects.filter(digest=digest_of(token), revoked_at=None, user__is_active=True)
    return rows.select_related("user").first()


def feeds_of(user_id: int) -> list[DutyFeed]:
    """The living calendar addresses of a person, the newest first."""
    return list(DutyFeed.objects.filter(user_id=user_id, revoked_at=None))


def _lines(since: datetime, until: datetime) -> list[DutyLine]:
    # A day more on both sides: the zone of a roster is at most a day away from UTC.
    first, last = (since - 2 * ONE_DAY).date(), (until + ONE_DAY).date()
    rows = DutyLine.objects.filter(
        Q(valid_until=None) | Q(valid_until__gte=first), valid_from__lte=last
    )
    return list(rows.select_related("roster", "user").order_by("pk"))


def _changes(since: datetime, until: datetime) -> list[DutyChange]:
    rows = DutyChange.objects.filter(starts_at__lt=until, ends_at__gt=since)
    return list(rows.select_related("roster", "user", "relieves").order_by("pk"))


def _worked_out(
    row: DutyRoster, lines: Iterable[DutyLine], changes: Iterable[DutyChange]
) -> Roster:
    return Roster(
        row.pk,
        row.zone,
        tuple(_line(line) for line in lines if line.roster_id == row.pk),
        tuple(
            Change(each.kind, each.slot, each.user_id, Span(each.starts_at, each.ends_at))
            for each in changes
            if each.roster_id == row.pk
        ),
    )


def _turns(lines: list[DutyLine]) -> Turns:
    first = [line for line in lines if line.weekday == lines[0].weekday]
    days = dict.fromkeys(line.weekday for line in lines)
    return Turns(tuple(lines), tuple(line.user for line in first), tuple(days))


def _line(row: DutyLine) -> Line:
    return Line(
        key=row.pk,
        person=row.user_id,
        weekday=row.weekday,
        starts=row.starts,
        ends=row.ends,
        valid_from=row.valid_from,
        anchor=row.anchor_on,
        weeks=row.weeks,
        valid_until=row.valid_until,
    )


def _window_of(slot: str) -> Span | None:
    """A window in which the shift of this name lies, wherever its roster is."""
    day = day_of(slot)
    if day is not None and 2000 <= day.year < 2100:
        midnight = datetime.combine(day, time(0), UTC)
        return Span(midnight - ONE_DAY, midnight + 3 * ONE_DAY)
    row = DutyChange.objects.filter(slot=slot[:40], kind=ADDED).first()
    return Span(row.starts_at, row.ends_at) if row else None


def _twice(planned: list[Duty]) -> Iterator[Duty]:
    for key in {duty.roster.pk for duty in planned}:
        own = {duty.shift.slot: duty for duty in planned if duty.roster.pk == key}
        for _, later in double_booked(duty.shift for duty in own.values()):
            yield own[later.slot]


def _seated(roles: tuple[str, ...], at: datetime) -> QuerySet[User]:
    held = Appointment.objects.filter(in_force(at), user=OuterRef("pk"), position__role__in=roles)
    return User.objects.filter(Exists(held), is_active=True)
