"""Parent and child: one cause, many reports, one repair, a confirmation each (SOP ruling 10)."""

from datetime import datetime

from django.db import transaction

from sigap.domain import machine
from sigap.domain.actor import Actor
from sigap.domain.case import Event, Kind
from sigap.domain.errors import Refused, words
from sigap.incidents.actions.record import write
from sigap.incidents.models import Incident
from sigap.incidents.queries.cases import locked, locked_below_parent, procedure_of, snapshot


def follow(number: str, *, parent: str, at: datetime, by: Actor) -> Incident:
    """Make a report follow an open case; its own clock stops until its office can confirm."""
    with transaction.atomic():
        # Parent before child, always: two merges at once cannot wait for each other.
        locked(parent, by=by)
        return follow_within(locked(number, by=by), parent, at=at, by=by)


def follow_within(incident: Incident, parent: str, *, at: datetime, by: Actor) -> Incident:
    """The same inside a transaction that already holds the child (a report just registered)."""
    if parent == incident.number:
        raise Refused(
            "own-parent", words("Perkara tidak dapat digabungkan dengan dirinya sendiri.")
        )
    upper = locked(parent, by=by)
    upper_case, case = snapshot(upper), snapshot(incident)
    event = machine.follow(procedure_of(incident), case, by, parent=parent, of=upper_case)
    events = [event]
    if upper_case.step == procedure_of(upper).confirmation_step:
        events.append(_called(upper_case.step, parent))
    adopted = Event(Kind.ADOPTED, {"child": incident.number})
    write(upper, upper_case, [adopted], at=at, by=by)
    write(incident, case, events, at=at, by=by)
    return incident


def unfollow(number: str, *, reason: str, at: datetime, by: Actor) -> Incident:
    """Take a report out of its parent: it goes on by itself at the step where it stood."""
    with transaction.atomic():
        incident = locked_below_parent(number, by=by)
        case = snapshot(incident)
        event = machine.unfollow(procedure_of(incident), case, by, reason=reason)
        let_go(incident, at=at, by=by)
        write(incident, case, [event], at=at, by=by)
    return incident


def let_go(child: Incident, *, at: datetime, by: Actor) -> None:
    """Note in the parent's ledger that a report no longer follows it."""
    if child.parent is None:
        return
    upper = locked(child.parent.number)
    event = Event(Kind.LET_GO, {"child": child.number})
    write(upper, snapshot(upper), [event], at=at, by=by)


def _called(step: str, parent: str) -> Event:
    return Event(Kind.CALLED_TO_CONFIRM, {"to": step, "parent": parent})
