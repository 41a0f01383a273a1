"""Reads about people: who may act in which office, who holds a role, which calendar counts."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from time import monotonic
from typing import Any, NamedTuple, cast

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Length

from sigap.domain.actor import CONTACT, Actor
from sigap.domain.errors import NotFound, words
from sigap.domain.workcalendar import Pattern, Week, WorkCalendar
from sigap.kit.prepared import prepared
from sigap.people.letters import best_first, matching, words_of
from sigap.people.models import (
    APPOINTMENT_KINDS,
    Agency,
    ApiToken,
    Appointment,
    Position,
    User,
    WorkingCalendar,
    WorkingPattern,
)

CAPACITY_PREFIX = {"definitif": "", "plt": "Plt. ", "plh": "Plh. "}
CALENDAR_CHECK_SECONDS = 2.0

# Kind of the appointment, role, title of the seat, key of the person's agency and of the seat's.
_Office = tuple[str, str, str, str | None, str | None]


def in_force(at: datetime) -> Q:
    """Appointments that count at this moment: begun, not ended, in a position still in use."""
    return Q(starts_at__lte=at, position__active=True) & (Q(ends_at=None) | Q(ends_at__gt=at))


def acting(user: User, *, at: datetime) -> Actor:
    """The user with the offices held at `at`, in one query (SOP ruling 6).

    Where one role is held twice the substantive appointment gives the capacity. A person who
    may no longer sign in holds no office.
    """
    offices: dict[str, str] = {}
    agency: str | None = None
    for kind, role, title, own_agency, seat_agency in _offices(user, at):
        offices.setdefault(role, f"{CAPACITY_PREFIX[kind]}{title}")
        if role == CONTACT:
            agency = agency or own_agency or seat_agency
    return Actor(key=user.username, name=user.name, offices=offices, agency=agency, user_id=user.pk)


def _offices(user: User, at: datetime) -> list[_Office]:
    held = _offices_of(user.pk, at) if user.is_active else []
    return sorted(held, key=lambda row: APPOINTMENT_KINDS.index(row[0]))


@prepared
def _offices_of(user: int, at: datetime) -> QuerySet[Appointment, _Office]:
    return Appointment.objects.filter(in_force(at), user=user).values_list(
        "kind", "position__role", "position__title", "user__agency__key", "position__agency__key"
    )


@prepared
def holders(role: str, *, at: datetime) -> QuerySet[User]:
    """Everyone who holds this role at `at` in whatever capacity, by name; empty when nobody."""
    held = Appointment.objects.filter(in_force(at), user=OuterRef("pk"), position__role=role)
    return User.objects.filter(Exists(held), is_active=True).order_by("name", "pk")


@prepared
def contacts_of(agency_key: str, *, at: datetime) -> QuerySet[User]:
    """The people who speak for this agency at `at`, by name."""
    held = Appointment.objects.filter(in_force(at), user=OuterRef("pk"), position__role=CONTACT)
    people = User.objects.filter(Exists(held), is_active=True, agency__key=agency_key)
    return people.order_by("name", "pk")


def position_title(role: str, *, at: datetime) -> str:
    """The title of the office that carries this role; one that is held at `at` goes first.

    Falls back to the role's own key, so that a screen never shows an empty lane.
    """
    held = Appointment.objects.filter(in_force(at), position=OuterRef("pk"))
    position = (
        Position.objects.filter(role=role, active=True)
        .annotate(held=Exists(held))
        .order_by("-held", "pk")
        .first()
    )
    return position.title if position else role


def digest_of(token: str) -> str:
    """What is kept of a bearer token: its SHA-256 in hex."""
    return sha256(token.encode()).hexdigest()


def token_row(token: str, *, at: datetime) -> ApiToken | None:
    """The living token row with its user, or None when unknown, revoked or the user is barred."""
    return next(iter(_living_tokens(digest_of(token), at)), None)


@prepared
def _living_tokens(digest: str, at: datetime) -> QuerySet[ApiToken]:
    living = Q(revoked_at=None) | Q(revoked_at__gt=at)
    rows = ApiToken.objects.filter(living, digest=digest, user__is_active=True)
    return rows.select_related("user")


def user_by_token(token: str, *, at: datetime) -> User | None:
    """The user whose living bearer token this is, or None."""
    row = token_row(token, at=at)
    return row.user if row else None


def search_agencies(text: str, *, limit: int = 10, on: date | None = None) -> list[Agency]:
    """Agencies found by a few letters of name, short name or alias, best first.

    With `on`, only agencies that exist on that day. No letters: the first ones by name.
    """
    agencies = Agency.objects.all()
    if on is not None:
        agencies = agencies.filter(
            Q(valid_from=None) | Q(valid_from__lte=on), Q(valid_until=None) | Q(valid_until__gte=on)
        )
    typed = words_of(text)
    if not typed:
        return list(agencies.order_by("name")[:limit])
    agencies = agencies.filter(matching(typed, ["letters"]))
    return list(agencies.order_by(best_first(typed, ["letters"]), Length("name"), "name")[:limit])


class _Shelved(NamedTuple):
    checked: float
    revision: tuple[int, int]
    calendar: WorkCalendar


_shelf: dict[str, _Shelved] = {}


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
        raise NotFound(
            "calendar-unknown", words("Tidak ada kalender kerja dengan kunci %(key)s."), key=key
        )
    revision = (row.pk, row.revision)
    fresh = kept.calendar if kept and kept.revision == revision else _load(row)
    _shelf[key] = _Shelved(monotonic(), revision, fresh)
    return fresh


def forget_calendars() -> None:
    """Drop what `calendar` keeps in this process: after a change, and between tests."""
    _shelf.clear()


def _load(row: WorkingCalendar) -> WorkCalendar:
    return WorkCalendar(
        key=row.key,
        zone=row.zone,
        patterns=tuple(_pattern(pattern) for pattern in row.patterns.all()),
        ramadan=tuple((span.starts_on, span.ends_on) for span in row.ramadan_ranges.all()),
        days_off={day.on: day.name for day in row.days_off.all()},
        always=row.always,
    )


def _pattern(row: WorkingPattern) -> Pattern:
    return Pattern(
        valid_from=row.valid_from,
        hours=_week(row.hours),
        ramadan_hours=_week(row.ramadan_hours),
        day=timedelta(minutes=row.day_minutes),
        ramadan_day=timedelta(minutes=row.ramadan_day_minutes),
    )


def _week(days: Iterable[Any]) -> Week:
    week = tuple(
        tuple((time.fromisoformat(start), time.fromisoformat(end)) for start, end in day)
        for day in days
    )
    return cast(Week, week)
