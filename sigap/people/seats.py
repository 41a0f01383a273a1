"""Reads about the offices as a whole: the chart of who sits where, and the history of a seat."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Q, QuerySet

from sigap.domain.actor import CONTACT, OFFICE
from sigap.domain.offices import EmptyOffice, carried_by
from sigap.people.models import Appointment, Position, PositionTitle, User
from sigap.people.persons import day_of
from sigap.people.queries import CAPACITY_PREFIX, in_force


@dataclass(frozen=True, slots=True)
class Seat:
    """One office in the chart: how deep it hangs, who sits in it now, since when it is empty.

    `empty_since` is None where somebody sits, and where nobody ever has.
    """

    position: Position
    depth: int
    held: tuple[Appointment, ...]
    empty_since: datetime | None

    @property
    def empty(self) -> bool:
        return not self.held


def chart(at: datetime) -> list[Seat]:
    """The offices in use in the order of the chart, each below its superior. Three queries."""
    positions = list(
        Position.objects.filter(active=True, role__in=sorted(OFFICE))
        .select_related("agency", "superior")
        .order_by("title", "pk")
    )
    return list(_seats(_below(positions), at))


def contact_seats(at: datetime) -> list[Seat]:
    """The contact persons of the agencies, by agency. Three queries."""
    rows = Position.objects.filter(active=True, role=CONTACT).select_related("agency", "superior")
    return list(_seats(((row, 0) for row in rows.order_by("agency__name", "pk")), at))


def seat(key: str, at: datetime) -> Seat | None:
    """One office as the chart shows it, None where there is none. Three queries."""
    rows = Position.objects.filter(key=key).select_related("agency", "superior")
    return next(_seats(((row, 0) for row in rows), at), None)


def _seats(rows: Iterable[tuple[Position, int]], at: datetime) -> Iterator[Seat]:
    listed = list(rows)
    keys = [position.pk for position, _ in listed]
    held: dict[int, list[Appointment]] = {}
    sitting = Appointment.objects.filter(in_force(at), position__in=keys, user__is_active=True)
    for row in sitting.select_related("user").order_by("user__name", "pk"):
        held.setdefault(row.position_id, []).append(row)
    since = emptied(keys, at)
    for position, depth in listed:
        people = tuple(held.get(position.pk, ()))
        yield Seat(position, depth, people, None if people else since.get(position.pk))


def _below(positions: Iterable[Position]) -> Iterator[tuple[Position, int]]:
    """Each with its depth, after the one it hangs below; what hangs in a circle comes last."""
    listed = list(positions)
    known = {position.pk for position in listed}
    under: dict[int | None, list[Position]] = {}
    for position in listed:
        above = position.superior_id if position.superior_id in known else None
        under.setdefault(above, []).append(position)
    shown: set[int] = set()

    def hang(above: int | None, depth: int) -> Iterator[tuple[Position, int]]:
        for position in under.get(above, ()):
            if position.pk not in shown:
                shown.add(position.pk)
                yield position, depth
                yield from hang(position.pk, depth + 1)

    # Whoever stands alone comes after whoever has somebody below.
    under[None] = sorted(under.get(None, ()), key=lambda each: each.pk not in under)
    yield from hang(None, 0)
    yield from ((position, 0) for position in listed if position.pk not in shown)


def emptied(positions: Iterable[int], at: datetime) -> Mapping[int, datetime]:
    """Since when each of these offices has had no holder, where it ever had one. One query."""
    ended = Appointment.objects.filter(position__in=list(positions), ends_at__lte=at)
    return dict(ended.order_by().values_list("position").annotate(last=Max("ends_at")))


def is_above(position: Position, other: Position) -> bool:
    """Whether `position` stands anywhere above `other`, or is it. One query."""
    above = dict(Position.objects.exclude(superior=None).values_list("pk", "superior"))
    seen: set[int] = set()
    each: int | None = other.pk
    while each is not None and each not in seen:
        if each == position.pk:
            return True
        seen.add(each)
        each = above.get(each)
    return False


def capacity(row: Appointment, title: str = "") -> str:
    """The capacity an appointment gives, as papers print it: "Plh. Kepala Bidang TIK".

    `title` where the row comes without its position.
    """
    return f"{CAPACITY_PREFIX[row.kind]}{title or row.position.title}"


def carriers(seats: Sequence[Seat]) -> dict[int, str]:
    """By the id of each empty office of the chart: the capacity that carries it on as superior."""
    full = {seat.position.role for seat in seats if any(not row.steps for row in seat.held)}
    empty = [
        EmptyOffice(seat.position.role, seat.position.title, _superior_role(seat.position))
        for seat in seats
        if seat.position.role not in full
    ]
    carried = {}
    for seat in seats:
        up = carried_by(seat.position.role, empty) if seat.empty else ""
        above = (
            capacity(row, each.position.title)
            for each in seats
            for row in each.held
            if each.position.role == up and not row.steps
        )
        if said := next(above, ""):
            carried[seat.position.pk] = said
    return carried


def _superior_role(position: Position) -> str:
    return position.superior.role if position.superior else ""


def capacities(users: Iterable[User], at: datetime) -> dict[int, tuple[str, ...]]:
    """The capacities that each of these people holds now, by their id. One query."""
    rows = Appointment.objects.filter(in_force(at), user__in=[user.pk for user in users])
    held: dict[int, tuple[str, ...]] = {}
    for row in rows.select_related("position").order_by("position__title", "pk"):
        held[row.user_id] = (*held.get(row.user_id, ()), capacity(row))
    return held


def appointments_of(position: Position) -> QuerySet[Appointment]:
    """Everyone who ever held this office, the latest first."""
    rows = Appointment.objects.filter(position=position).select_related("user", "position")
    return rows.order_by("-starts_at", "-id")


def offices_of(user: User) -> QuerySet[Appointment]:
    """Every office this person ever held, the latest first."""
    rows = Appointment.objects.filter(user=user).select_related("position__agency")
    return rows.order_by("-starts_at", "-id")


def titles_of(position: Position) -> list[PositionTitle]:
    """What the office has been called, the earliest first; empty before the first renaming."""
    return list(PositionTitle.objects.filter(position=position))


def title_on(position: Position, at: datetime) -> str:
    """What the office was called at `at`."""
    began = Q(since=None) | Q(since__lte=day_of(at))
    rows = PositionTitle.objects.filter(began, position=position)
    last = rows.last()
    return last.title if last else position.title
