"""What comes next for a case by itself: its facts, its ladder, and whom a rung reaches."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from typing import NamedTuple, cast

from django.db import connection
from django.db.models import QuerySet

from sigap.domain import escalation
from sigap.domain.case import Status
from sigap.domain.escalation import Facts, Ladder, Mark, Moment, Policy, Way
from sigap.domain.ladder_rules import read_policy
from sigap.domain.machine import PERSON
from sigap.incidents.models import Incident, LadderVersion
from sigap.incidents.queries.cases import procedure_of
from sigap.people.duty import on_duty
from sigap.people.models import DEFAULT_CLASS, Position, User
from sigap.people.queries import calendar, holders
from sigap.people.worktime import service_class

ON_DUTY_TITLE = "Petugas piket"
LADDERS_CHECK_SECONDS = 2.0


class _Shelved(NamedTuple):
    checked: float
    version: int


_policies: dict[int, Policy] = {0: Policy()}
_shelf: list[_Shelved] = []


def ladders_version() -> int:
    """The version of the office's ladders in force, 0 before there is any.

    Asked at most once every two seconds in a process, as the calendars are.
    """
    if not _shelf or monotonic() - _shelf[0].checked >= LADDERS_CHECK_SECONDS:
        newest = LadderVersion.objects.values_list("version", flat=True).first()
        _shelf[:] = [_Shelved(monotonic(), newest or 0)]
    return _shelf[0].version


def ladders(version: int) -> Policy:
    """All ladders of this version, kept in the process: a version never changes."""
    if version not in _policies:
        row = LadderVersion.objects.get(version=version)
        _policies[version] = read_policy(row.rules)
    return _policies[version]


def forget_ladders() -> None:
    """Drop what is kept in this process: after a change, and between tests."""
    _shelf.clear()
    _policies.clear()
    _policies[0] = Policy()


def ladder_of(incident: Incident) -> Ladder:
    """The ladder of the present step, of the version under which the step was entered."""
    policy = ladders(incident.ladder_version)
    return policy.ladder(procedure_of(incident).key, incident.step)


def facts_of(incident: Incident) -> Facts:
    """What the moments of this case follow from. No query."""
    step = procedure_of(incident).step(incident.step)
    hours = calendar(incident.calendar_key)
    held = incident.status == Status.ON_HOLD
    return Facts(
        standard=hours.amount(step.time.unit, step.time.count, incident.entered_at),
        half_at=incident.half_at,
        risk_at=incident.risk_at,
        late_at=incident.late_at,
        hold_near_at=incident.hold_near_at if held else None,
        held_until=incident.hold_until if held else None,
        idle_since=incident.idle_since,
        waits=not incident.received,
        rung=incident.rung,
        told=frozenset(incident.told_moments),
    )


def next_wake(incident: Incident) -> datetime | None:
    """When something is to come of itself for this case; None while no clock runs."""
    if incident.status not in (Status.RUNNING, Status.ON_HOLD):
        return None
    hours = calendar(incident.calendar_key)
    return escalation.next_moment(facts_of(incident), ladder_of(incident), hours)


def due_moment(incident: Incident, *, at: datetime) -> Moment | None:
    """The one moment of this case to act upon at `at`, or None."""
    if incident.status not in (Status.RUNNING, Status.ON_HOLD):
        return None
    hours = calendar(incident.calendar_key)
    return escalation.due(facts_of(incident), ladder_of(incident), hours, at=at)


def rungs_ahead(incident: Incident) -> list[Moment]:
    """The rungs that are still to come while nobody accepts the step. No query."""
    if incident.status != Status.RUNNING:
        return []
    hours = calendar(incident.calendar_key)
    return escalation.rungs_ahead(facts_of(incident), ladder_of(incident), hours)


def lapses_at(incident: Incident) -> datetime | None:
    """When an accepted step, left lying, waits again for the whole office. No query."""
    if incident.status != Status.RUNNING or not incident.received:
        return None
    hours = calendar(incident.calendar_key)
    coming = escalation.pending(facts_of(incident), ladder_of(incident), hours)
    return next((each.at for each in coming if each.mark is Mark.LAPSE), None)


class Waking(NamedTuple):
    """A case whose moment has come."""

    wake_at: datetime
    pk: int
    number: str


def waking(*, at: datetime, after: Waking | None = None) -> QuerySet[Incident, Waking]:
    """The cases whose moment has come by `at`, earliest first; with `after`, those behind it.

    One scan of the index over `wake_at`, whatever the number of clocks that run.
    """
    due = Incident.objects.filter(wake_at__lte=at)
    if after is not None:
        due = due.filter(wake_at__gte=after.wake_at)
        due = due.exclude(wake_at=after.wake_at, pk__lte=after.pk)
    rows = due.order_by("wake_at", "pk").values_list("wake_at", "pk", "number", named=True)
    return cast("QuerySet[Incident, Waking]", rows)


def take_turn(number: str, *, at: datetime) -> bool:
    """Whether this worker is the one to wake the case now: due, and in nobody else's hands.

    Within a transaction. What another worker has locked is passed over instead of waited for.
    """
    due = Incident.objects.filter(number=number, wake_at__lte=at)
    skips = connection.features.has_select_for_update_skip_locked
    locked = due.select_for_update(skip_locked=skips)
    return bool(list(locked.values_list("pk", flat=True)))


@dataclass(frozen=True, slots=True)
class Reached:
    """Whom a rung reaches: `to` may carry the step out from now on, `people` are told of it.

    Each of `people` comes with the office in which the news reaches him.
    """

    to: tuple[str, ...] = ()
    people: tuple[tuple[User, str], ...] = ()

    def named(self) -> list[dict[str, str]]:
        """The people as the ledger keeps them."""
        return [
            {"key": user.username, "name": user.name, "capacity": office}
            for user, office in self.people
        ]


NOBODY = Reached()


def reach(
    incident: Incident, way: Way, known: Iterable[str], *, office: Iterable[User], at: datetime
) -> Reached:
    """Whom a rung of this kind reaches at `at`, beyond those who `known` names already.

    `office` is everybody who answers for the step. The person on duty does not hear of a
    restricted case: he need not be one of the few who may (SOP ruling 13).
    """
    told = frozenset(known)
    match way:
        case Way.COLLEAGUES:
            title = procedure_of(incident).lane(incident.role).title
            return Reached(people=tuple((u, title) for u in office if u.username not in told))
        case Way.SUPERIOR:
            return _superior(incident.role, told, at)
        case Way.ON_DUTY:
            people = [] if incident.restricted else on_duty(at=at)
            return _standing_by(user for user in people if user.username not in told)


def out_of_hours(incident: Incident, known: Iterable[str], *, at: datetime) -> Reached:
    """Who is on duty for a case that counts around the clock, where the office is closed at `at`.

    `incident.service_class` says which rosters cover it.
    """
    told = frozenset(known)
    if incident.restricted or not calendar(incident.calendar_key).always:
        return NOBODY
    office_hours = calendar(service_class(DEFAULT_CLASS).calendar_id)
    if office_hours.next_working(at) == at:
        return NOBODY
    people = on_duty(at=at, service_class=incident.service_class)
    return _standing_by(user for user in people if user.username not in told)


def _standing_by(people: Iterable[User]) -> Reached:
    found = tuple((user, ON_DUTY_TITLE) for user in people)
    return Reached(tuple(PERSON + user.username for user, _ in found), found)


def _superior(role: str, told: frozenset[str], at: datetime) -> Reached:
    """The nearest office above in which there is somebody who has not heard of it yet."""
    seen, above = {role}, _above(role)
    while above:
        nearest = {up: title for up, title in above if up not in seen}
        seen |= nearest.keys()
        for up, title in nearest.items():
            people = [user for user in holders(up, at=at) if user.username not in told]
            if people:
                return Reached((up,), tuple((user, title) for user in people))
        above = [pair for up in nearest for pair in _above(up)]
    return NOBODY


def _above(role: str) -> list[tuple[str, str]]:
    """The offices right above this one: role and title."""
    seats = Position.objects.filter(role=role, active=True, superior__isnull=False)
    return list(
        seats.order_by("superior__title")
        .values_list("superior__role", "superior__title")
        .distinct()
    )
