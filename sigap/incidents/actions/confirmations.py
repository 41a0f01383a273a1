"""What each affected agency says of its network: restored, or still down (SOP row 7)."""

from datetime import datetime

from django.db import transaction

from sigap.domain import machine
from sigap.domain.actor import Actor
from sigap.domain.case import Answer, Case, Event
from sigap.domain.errors import Fault, Invalid, unknown_choice, words
from sigap.domain.machine import Said
from sigap.domain.procedure import Procedure
from sigap.incidents.actions.family import let_go
from sigap.incidents.actions.record import change, write
from sigap.incidents.channels import CHANNELS
from sigap.incidents.models import Incident
from sigap.incidents.queries.cases import locked_below_parent, procedure_of, snapshot
from sigap.people.models import Agency


def answer_confirmation(
    number: str,
    *,
    agency: str,
    result: str,
    informant: str = "",
    channel: str = "formulir",
    quote: str = "",
    at: datetime,
    by: Actor,
) -> Incident:
    """Record an agency's answer: "pulih", or "masih-gangguan", which reopens the case.

    Asked of a parent case for an agency whose own report follows it, the answer goes to that
    report: it has its own confirmation. A child that is still down leaves its parent. `quote` is
    what was written, where the answer came as a message.
    """
    if channel not in CHANNELS:
        raise Invalid({"channel": unknown_choice(channel, CHANNELS)})
    said = Said(agency, result, channel, informant.strip()[:200] or by.name, quote)
    with transaction.atomic():
        incident = locked_below_parent(_answering(number, agency, by), by=by)
        case = snapshot(incident)
        until = incident.reopen_until
        events = machine.answer(procedure_of(incident), case, by, said, at=at, reopen_until=until)
        if result == Answer.STILL_DOWN:
            let_go(incident, at=at, by=by)
        write(incident, case, events, at=at, by=by)
    return incident


def _answering(number: str, agency: str, by: Actor) -> str:
    """The number of the case whose confirmation this agency's answer is."""
    if Incident.objects.filter(number=number, affected__agency__key=agency).exists():
        return number
    child = Incident.objects.filter(
        parent__number=number, agency__key=agency, finished_at=None
    ).order_by("id")
    return child.values_list("number", flat=True).first() or number


def add_agency(number: str, *, agency: str, at: datetime, by: Actor) -> Incident:
    """Count one more agency as affected by this case (SOP ruling 10)."""
    if not Agency.objects.filter(key=agency).exists():
        raise Invalid(
            {
                "agency": Fault(
                    "unknown-key",
                    words("Perangkat Daerah “%(value)s” tidak dikenal."),
                    {"value": agency[:80]},
                )
            }
        )

    def decide(procedure: Procedure, case: Case) -> tuple[Event, ...]:
        return (machine.add_agency(procedure, case, by, agency=agency),)

    return change(number, decide, at=at, by=by)
