"""Moments that come by themselves: limits of a standard, rungs of a ladder, ends of holds."""

import logging
from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from sigap.domain import machine
from sigap.domain.actor import SYSTEM
from sigap.domain.escalation import Mark, Moment, told_after
from sigap.incidents.actions.escalation import climbed
from sigap.incidents.actions.record import write
from sigap.incidents.actions.telling import performers, warn
from sigap.incidents.actions.writing import Writing
from sigap.incidents.models import Incident
from sigap.incidents.queries.cases import locked, procedure_of, snapshot
from sigap.incidents.queries.escalation import due_moment, next_wake, take_turn, waking

logger = logging.getLogger(__name__)

# More than a case can have due at once, and an end for one that never comes to rest.
_MOST_AT_ONCE = 50


def mark_due(*, at: datetime, limit: int = 200) -> int:
    """Act on every case whose moment has come by `at`; answers how many there were.

    One indexed query for each `limit` of them. Each case is handled in a transaction of its own
    that looks again under the lock, so that any number of workers do each moment once and a
    broken case stops no other. A sweep that comes late acts on every moment that was missed.
    """
    done, batch = 0, list(waking(at=at)[:limit])
    while batch:
        done += sum(_woken(row.number, at=at) for row in batch)
        whole = len(batch) == limit
        batch = list(waking(at=at, after=batch[-1])[:limit]) if whole else []
    return done


def _woken(number: str, *, at: datetime) -> bool:
    try:
        return _wake(number, at=at)
    except Exception:
        logger.exception("the moment of %s could not be handled; it is tried again", number)
        return False


def _wake(number: str, *, at: datetime) -> bool:
    with transaction.atomic():
        if not take_turn(number, at=at):
            return False
        incident = locked(number)
        for _ in range(_MOST_AT_ONCE):
            moment = due_moment(incident, at=at)
            if moment is None:
                break
            _ACTS.get(moment.mark, _tell_of)(incident, moment, at=at)
        incident.wake_at = next_wake(incident)
        incident.save(update_fields=["wake_at", "told_moments"])
    return True


def _tell_of(incident: Incident, moment: Moment, *, at: datetime) -> None:
    """The performers hear of the moment; that they did is kept with the case."""
    people = performers(incident, procedure_of(incident), at=at)
    warn(incident, people, moment.mark.value, at=at)
    incident.told_moments = sorted(told_after(incident.told_moments, moment.mark))


def _end_hold(incident: Incident, moment: Moment, *, at: datetime) -> None:
    case = snapshot(incident)
    write(incident, case, machine.hold_expired(case), at=at, by=SYSTEM)
    people = performers(incident, procedure_of(incident), at=at)
    warn(incident, people, moment.mark.value, at=at)


def _climb(incident: Incident, moment: Moment, *, at: datetime) -> None:
    case = snapshot(incident)
    w = Writing(incident, procedure_of(incident), at, SYSTEM)
    write(incident, case, climbed(w, case, moment), at=at, by=SYSTEM)


def _lapse(incident: Incident, moment: Moment, *, at: datetime) -> None:
    case = snapshot(incident)
    write(incident, case, machine.lapse(case, due_at=moment.at), at=at, by=SYSTEM)


_ACTS: dict[Mark, Callable[..., None]] = {
    Mark.HOLD_OVER: _end_hold,
    Mark.RUNG: _climb,
    Mark.LAPSE: _lapse,
}
