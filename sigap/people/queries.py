"""Reads about people: who may act in which office, and who holds a role."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Length

from sigap.domain.actor import CONTACT, OFFICE, SYSTEM_ADMIN, Actor
from sigap.domain.offices import EmptyOffice, carried_by, stands_in
from sigap.kit.prepared import prepared
from sigap.people.letters import best_first, matching, words_of
from sigap.people.models import (
    APPOINTMENT_KINDS,
    Agency,
    ApiToken,
    Appointment,
    Position,
    User,
)
from sigap.people.worktime import calendar as calendar
from sigap.people.worktime import forget_calendars as forget_calendars

CAPACITY_PREFIX = {"definitif": "", "plt": "Plt. ", "plh": "Plh. "}

# What stands in the place of an appointment's kind where an office is empty.
_EMPTY = "kosong"
_RANKS = (*APPOINTMENT_KINDS, _EMPTY)
# Of an appointment: kind, role, title of the seat, key of the person's agency and of the seat's,
# the steps it is held to. Of an empty office: _EMPTY, role, title, role of its superior, "", "".
_Office = tuple[str, str, str, str | None, str | None, str]


@dataclass(frozen=True, slots=True)
class Answering:
    """Who answers for a role now. `how` is "pejabat", "plt", "plh", "atasan" or "kosong".

    `position` is the seat of the first of the `people`; where a superior carries it on ("atasan")
    it is the empty one. `reason` says in a sentence why nobody of the office itself answers.
    """

    people: tuple[User, ...]
    how: str
    position: Position | None
    reason: str = ""


def in_force(at: datetime) -> Q:
    """Appointments that count at this moment: begun, not ended, in a position still in use."""
    return Q(starts_at__lte=at, position__active=True) & (Q(ends_at=None) | Q(ends_at__gt=at))


def acting(user: User, *, at: datetime) -> Actor:
    """The user with the offices held at `at`, in one query (SOP ruling 6).

    Where one role is held twice the one without limits, then the substantive one gives the
    capacity. A superior holds besides what nobody else holds below, "selaku atasan". A person who
    may no longer sign in holds no office.
    """
    rows = _offices_of(user.pk, at) if user.is_active else []
    held = sorted(rows, key=lambda row: (bool(row[5]), _RANKS.index(row[0]), row[1], row[2]))
    offices: dict[str, str] = {}
    limits: dict[str, frozenset[str]] = {}
    agency: str | None = None
    for kind, role, title, own_agency, seat_agency, steps in held:
        if kind == _EMPTY:
            continue
        if role not in offices and steps:
            limits[role] = frozenset()
        if role in limits:
            limits[role] |= frozenset(steps.split())
        offices.setdefault(role, f"{CAPACITY_PREFIX[kind]}{title}")
        if role == CONTACT:
            agency = agency or own_agency or seat_agency
    empty = [EmptyOffice(row[1], row[2], row[3] or "") for row in held if row[0] == _EMPTY]
    carried = stands_in(offices.keys() - limits.keys(), empty) if empty else {}
    vacant = empty if SYSTEM_ADMIN in offices else carried.values()
    return Actor(
        key=user.username,
        name=user.name,
        offices=offices | _as_superior(offices, carried, empty),
        agency=agency,
        user_id=user.pk,
        nip=user.nip,
        limits={role: steps for role, steps in limits.items() if role not in carried},
        stands_in={role: office.title for role, office in carried.items()},
        vacant=tuple(dict.fromkeys(office.title for office in vacant)),
    )


def _as_superior(
    offices: Mapping[str, str], carried: Mapping[str, EmptyOffice], empty: Iterable[EmptyOffice]
) -> dict[str, str]:
    """The capacity in which each empty office is carried on, as papers print it."""
    return {
        role: f"{offices[carried_by(role, empty)]} selaku atasan,"
        f" menjalankan tugas {office.title} (kosong)"
        for role, office in carried.items()
    }


@prepared
def _offices_of(user: int, at: datetime) -> QuerySet[Appointment, _Office]:
    held = Appointment.objects.filter(in_force(at), user=user).order_by()
    empty = _empty_roles(at).annotate(kind=Value(_EMPTY), steps=Value(""))
    return held.values_list(
        *("kind", "position__role", "position__title", "user__agency__key"),
        *("position__agency__key", "steps"),
    ).union(
        empty.values_list("kind", "role", "title", "superior__role", "steps", "steps"), all=True
    )


def _empty_roles(at: datetime) -> QuerySet[Position]:
    """The seats of the office's roles that nobody at all holds in full."""
    holds = Appointment.objects.filter(
        in_force(at), position__role=OuterRef("role"), user__is_active=True, steps=""
    )
    seats = Position.objects.filter(~Exists(holds), active=True, role__in=sorted(OFFICE))
    return seats.order_by()


def holders(role: str, *, at: datetime, step: str = "") -> list[User]:
    """Everyone who answers for this role at `at`, by name; empty when nobody does.

    With `step` only those whose appointment covers it. See `answering`.
    """
    return list(answering(role, at=at, step=step).people)


def answering(role: str, *, at: datetime, step: str = "") -> Answering:
    """Who answers for this role at `at`: whoever holds it in whatever capacity, else the nearest
    superior who is there (SOP ruling 6).

    With `step` appointments that are held to other steps do not count. One query; three where
    the office is empty.
    """
    rows = [row for row in _in_office(role, at) if _covers(row, step)]
    if not rows:
        return _carried_on(role, at)
    kind = min((row.kind for row in rows), key=APPOINTMENT_KINDS.index)
    how = "pejabat" if kind == APPOINTMENT_KINDS[0] else kind
    return Answering(_people(rows), how, rows[0].position)


def _covers(row: Appointment, step: str) -> bool:
    return not step or not row.steps or step in row.steps.split()


def _people(rows: Iterable[Appointment]) -> tuple[User, ...]:
    return tuple({row.user_id: row.user for row in rows}.values())


def _carried_on(role: str, at: datetime) -> Answering:
    seats = list(_seats_of_empty_roles(at))
    empty = [EmptyOffice(seat.role, seat.title, _superior_role(seat)) for seat in seats]
    seat = next((each for each in seats if each.role == role), None)
    up = carried_by(role, empty)
    rows = [row for row in _in_office(up, at) if not row.steps] if up else []
    if seat is None or not rows:
        said = f"Tidak ada yang menjabat {seat.title if seat else role} atau atasannya."
        return Answering((), _EMPTY, seat, said)
    capacity = f"{CAPACITY_PREFIX[rows[0].kind]}{rows[0].position.title}"
    said = f"{seat.title} kosong; tugasnya dijalankan {capacity} selaku atasan."
    return Answering(_people(rows), "atasan", seat, said)


def _superior_role(seat: Position) -> str:
    return seat.superior.role if seat.superior else ""


@prepared
def _in_office(role: str, at: datetime) -> QuerySet[Appointment]:
    held = Appointment.objects.filter(in_force(at), position__role=role, user__is_active=True)
    return held.select_related("user", "position").order_by("user__name", "user_id", "id")


@prepared
def _seats_of_empty_roles(at: datetime) -> QuerySet[Position]:
    return _empty_roles(at).select_related("superior").order_by("title", "pk")


def vacancies(at: datetime) -> list[Position]:
    """The seats of the office in which nobody sits at `at`, by title; also of a role that others
    hold elsewhere. Contact persons of agencies are not counted. One query.
    """
    sits = Appointment.objects.filter(in_force(at), position=OuterRef("pk"), user__is_active=True)
    seats = Position.objects.filter(~Exists(sits), active=True, role__in=sorted(OFFICE))
    return list(seats.select_related("superior", "agency").order_by("title", "pk"))


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
