"""A fault of cyber origin: restricting it, its notices and their reminders (SOP ruling 13)."""

import logging
from datetime import datetime

from django.db import transaction

from sigap.domain import machine
from sigap.domain.actor import Actor
from sigap.domain.case import Case, Event
from sigap.domain.procedure import Procedure
from sigap.incidents.actions.record import change
from sigap.incidents.actions.telling import answerable, warn
from sigap.incidents.models import CyberDuty, Incident
from sigap.incidents.queries.cases import locked

logger = logging.getLogger(__name__)


def restrict_incident(
    number: str,
    *,
    reason: str,
    personal_data: bool = False,
    found_at: datetime | None = None,
    at: datetime,
    by: Actor,
    expected: int | None = None,
) -> Incident:
    """Treat the case as a fault of cyber origin: restricted, with the clocks of its notices.

    1x24 hours (BSSN 1/2024 art. 15), and 3x24 hours where personal data is exposed (UU 27/2022),
    both in calendar time from `found_at`, or from now. Done again, it can only add personal data.
    """

    def decide(procedure: Procedure, case: Case) -> tuple[Event, ...]:
        return machine.restrict(
            procedure,
            case,
            by,
            reason=reason,
            personal_data=personal_data,
            found_at=found_at,
            at=at,
        )

    return change(number, decide, at=at, by=by, expected=expected)


def record_notification(
    number: str,
    *,
    duty: str,
    reference: str,
    at: datetime,
    by: Actor,
    expected: int | None = None,
) -> Incident:
    """Record that the office has given a notice ("bssn", "pdp") under this reference."""

    def decide(procedure: Procedure, case: Case) -> tuple[Event, ...]:
        return machine.notify(procedure, case, by, duty=duty, reference=reference)

    return change(number, decide, at=at, by=by, expected=expected)


def remind_due(*, at: datetime, limit: int = 200) -> int:
    """Remind the office of every notice whose moment has come by `at`; answers how many.

    One indexed query when there is none. Each is handled in a transaction of its own that looks
    again under the lock of the case, so that any number of workers remind once.
    """
    due = CyberDuty.objects.filter(remind_at__lte=at).order_by("remind_at")
    found = list(due.values_list("pk", "incident__number")[:limit])
    return sum(_reminded(pk, number, at=at) for pk, number in found)


def _reminded(pk: int, number: str, *, at: datetime) -> bool:
    try:
        return _remind(pk, number, at=at)
    except Exception:
        logger.exception("the notice of %s could not be reminded of; it is tried again", number)
        return False


def _remind(pk: int, number: str, *, at: datetime) -> bool:
    with transaction.atomic():
        incident = locked(number)
        row = CyberDuty.objects.filter(pk=pk, remind_at__lte=at).first()
        if row is None:
            return False
        over = row.due_at <= at
        event = "notice-due" if over else "notice-near"
        once = f"{event}/{row.duty}"
        notice = machine.NOTICE_NAMES[row.duty]
        warn(incident, answerable(at=at), event, at=at, once=once, notice=notice)
        row.remind_at = None if over else row.due_at
        row.save(update_fields=["remind_at"])
    return True
