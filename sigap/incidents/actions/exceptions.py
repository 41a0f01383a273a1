"""Acts beside the ordinary walk: deviations and their ratification, cancelling, notes."""

from datetime import datetime

from django.db import transaction

from sigap.domain import machine
from sigap.domain.actor import Actor
from sigap.domain.case import Case, Event
from sigap.domain.errors import Fault, Invalid, words
from sigap.domain.procedure import Procedure
from sigap.incidents.actions.record import change, write
from sigap.incidents.models import Deviation, Incident
from sigap.incidents.queries.cases import locked, procedure_of, snapshot


def record_deviation(
    number: str,
    *,
    reason: str,
    authority: str,
    kind: str = "lainnya",
    to: str | None = None,
    at: datetime,
    by: Actor,
    expected: int | None = None,
) -> Incident:
    """Record a departure from the SOP: what, why, on whose authority (SOP ruling 12)."""
    return change(
        number,
        lambda procedure, case: machine.deviate(
            procedure, case, by, kind=kind, reason=reason, authority=authority, to=to
        ),
        at=at,
        by=by,
        expected=expected,
    )


def ratify_deviation(
    number: str, *, deviation: int, note: str = "", at: datetime, by: Actor
) -> Incident:
    """A superior ratifies a recorded deviation, also after the case has ended."""
    with transaction.atomic():
        incident = locked(number, by=by)
        row = Deviation.objects.filter(incident=incident, ordinal=deviation).first()
        case = snapshot(incident)
        events = machine.ratify(
            procedure_of(incident),
            case,
            by,
            deviation=deviation,
            recorded_by=row.recorded_by["key"] if row else "",
            note=note,
        )
        write(incident, case, events, at=at, by=by)
    return incident


def cancel_incident(
    number: str,
    *,
    reason: str,
    explanation: str,
    duplicate_of: str = "",
    at: datetime,
    by: Actor,
    expected: int | None = None,
) -> Incident:
    """End a mistaken or duplicate report; it stays on the register as cancelled."""
    if reason == "duplikat" and not Incident.objects.filter(number=duplicate_of).exists():
        raise Invalid(
            {
                "duplicate_of": Fault(
                    "unknown-number",
                    words("Tulis nomor perkara yang sama, misalnya 2026-000017."),
                )
            }
        )
    return change(
        number,
        lambda procedure, case: machine.cancel(
            procedure,
            case,
            by,
            reason=reason,
            explanation=explanation,
            duplicate_of=duplicate_of,
        ),
        at=at,
        by=by,
        expected=expected,
    )


def add_note(number: str, *, text: str, internal: bool = True, at: datetime, by: Actor) -> Incident:
    """Put a remark on the record; an internal one is not shown to the agency."""

    def decide(procedure: Procedure, case: Case) -> tuple[Event, ...]:
        return (machine.note(procedure, case, by, text=text, internal=internal),)

    return change(number, decide, at=at, by=by)
