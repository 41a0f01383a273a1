"""Moments that come by themselves: nearing a limit, past it, a hold that has run out."""

import logging
from datetime import datetime

from django.db import transaction

from sigap.domain import machine
from sigap.domain.actor import SYSTEM
from sigap.domain.case import Status
from sigap.incidents.actions.record import write
from sigap.incidents.actions.telling import performers, warn
from sigap.incidents.models import Incident
from sigap.incidents.queries.cases import locked, procedure_of, snapshot

logger = logging.getLogger(__name__)


def mark_due(*, at: datetime, limit: int = 200) -> int:
    """Act on every case whose moment has come by `at`; answers how many there were.

    One indexed query finds them; each is handled in a transaction of its own that looks again
    under the lock, so that any number of workers do each once and a broken one stops no other.
    """
    due = Incident.objects.filter(wake_at__lte=at).order_by("wake_at")
    numbers = list(due.values_list("number", flat=True)[:limit])
    return sum(_woken(number, at=at) for number in numbers)


def _woken(number: str, *, at: datetime) -> bool:
    try:
        return _wake(number, at=at)
    except Exception:
        logger.exception("the moment of %s could not be handled; it is tried again", number)
        return False


def _wake(number: str, *, at: datetime) -> bool:
    with transaction.atomic():
        incident = locked(number)
        if incident.wake_at is None or incident.wake_at > at:
            return False
        if incident.status == Status.ON_HOLD:
            _end_hold(incident, at=at)
        else:
            _warn_of_limit(incident, at=at)
    return True


def _end_hold(incident: Incident, *, at: datetime) -> None:
    case = snapshot(incident)
    write(incident, case, machine.hold_expired(case), at=at, by=SYSTEM)
    people = performers(incident, procedure_of(incident), at=at)
    warn(incident, people, "hold-over", at=at)


def _warn_of_limit(incident: Incident, *, at: datetime) -> None:
    people = performers(incident, procedure_of(incident), at=at)
    late = incident.late_at is not None and incident.late_at <= at
    warn(incident, people, "late" if late else "at-risk", at=at)
    incident.wake_at = None if late else incident.late_at
    incident.save(update_fields=["wake_at"])
