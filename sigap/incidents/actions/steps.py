"""Carrying out a step: receive it, close it by an exit with its output, or give it back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sigap.domain import machine, outputs
from sigap.domain.actor import Actor
from sigap.domain.case import Case, Event
from sigap.domain.errors import Fault, Invalid, words
from sigap.domain.procedure import FieldType, Procedure
from sigap.incidents.actions.record import change
from sigap.incidents.models import Attachment, Incident
from sigap.inventory.models import Device, Site
from sigap.people.models import User
from sigap.people.queries import calendar, holders


def accept_step(number: str, *, at: datetime, by: Actor, expected: int | None = None) -> Incident:
    """Receive the hand-over of the present step (SOP ruling 11)."""
    return change(
        number,
        lambda procedure, case: machine.accept(procedure, case, by),
        at=at,
        by=by,
        expected=expected,
    )


def take_exit(
    number: str,
    verb: str,
    *,
    values: Mapping[str, Any] | None = None,
    note: str = "",
    declaration: str = "",
    at: datetime,
    by: Actor,
    expected: int | None = None,
) -> Incident:
    """Close the present step by `verb` with its output and hand the case on.

    `values` are the output's fields as typed; Invalid names every faulty one. `declaration` says
    why somebody checks his own work, where he does. Refused when the verb is not open, Stale when
    somebody acted since `expected`.
    """

    def decide(procedure: Procedure, case: Case) -> tuple[Event, ...]:
        output = _checked(number, procedure, case, by, verb, values or {})
        _require_holder(procedure, case, verb, output, at=at)
        return machine.take_exit(
            procedure, case, by, verb, output=output, note=note, declaration=declaration
        )

    return change(number, decide, at=at, by=by, expected=expected)


def decline_step(
    number: str, *, reason: str, at: datetime, by: Actor, expected: int | None = None
) -> Incident:
    """Return a hand-over unreceived to the one who released it, with a reason."""
    return change(
        number,
        lambda procedure, case: machine.decline(procedure, case, by, reason=reason),
        at=at,
        by=by,
        expected=expected,
    )


def hold_step(
    number: str,
    *,
    reason: str,
    evidence: str = "",
    until: datetime,
    at: datetime,
    by: Actor,
    expected: int | None = None,
) -> Incident:
    """Let the step wait for others until `until` at the latest (SOP ruling 7)."""
    return change(
        number,
        lambda procedure, case: machine.hold(
            procedure, case, by, reason=reason, evidence=evidence, until=until, at=at
        ),
        at=at,
        by=by,
        expected=expected,
    )


def resume_step(number: str, *, at: datetime, by: Actor, expected: int | None = None) -> Incident:
    """Go on with a held step."""
    return change(
        number,
        lambda procedure, case: machine.resume(procedure, case, by),
        at=at,
        by=by,
        expected=expected,
    )


def _checked(
    number: str,
    procedure: Procedure,
    case: Case,
    by: Actor,
    verb: str,
    values: Mapping[str, Any],
) -> dict[str, Any] | None:
    """The output as it will be kept, or None where this exit takes none.

    A verb that is not open is left to the machine to refuse: it knows what is open.
    """
    way = procedure.exit(case.step, verb)
    if way is None or not way.needs_output or verb not in machine.open_verbs(procedure, case, by):
        return None
    return outputs.check(
        procedure.step(case.step).output.fields,
        values,
        verb=verb,
        lookups=_lookups(number),
        zone=ZoneInfo(calendar("kota").zone),
    )


def _require_holder(
    procedure: Procedure, case: Case, verb: str, output: Mapping[str, Any] | None, *, at: datetime
) -> None:
    """A step is given only to somebody who holds its office."""
    step, way = procedure.step(case.step), procedure.exit(case.step, verb)
    key = machine.named_person(step, output)
    if not key or way is None or way.to is None or way.kind != "maju" or way.skips:
        return
    lane = procedure.lane(procedure.step(way.to).role)
    if key in {person.username for person in holders(lane.role, at=at, step=way.to)}:
        return
    name = next(field.key for field in step.output.fields if field.type is FieldType.PERSON)
    template = words("Orang ini tidak memegang jabatan %(lane)s; pilih yang memegangnya.")
    raise Invalid({name: Fault("not-in-office", template, {"lane": lane.title})})


def _lookups(number: str) -> dict[FieldType, Any]:
    """How a key typed into an output field is known, and the label it then carries."""

    def person(key: str) -> str | None:
        return (
            User.objects.filter(username=key, is_active=True).values_list("name", flat=True).first()
        )

    def site(key: str) -> str | None:
        return Site.objects.filter(key=key, active=True).values_list("name", flat=True).first()

    def device(key: str) -> str | None:
        return Device.objects.filter(key=key).values_list("name", flat=True).first()

    def attachment(key: str) -> str | None:
        rows = Attachment.objects.filter(incident__number=number, key=key)
        return rows.values_list("name", flat=True).first()

    return {
        FieldType.PERSON: person,
        FieldType.SITE: site,
        FieldType.DEVICE: device,
        FieldType.ATTACHMENT: attachment,
    }
