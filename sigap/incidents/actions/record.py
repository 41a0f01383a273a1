"""The one way a case changes: lock, decide, write rows and ledger and messages, all or nothing."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime

from django.db import transaction

from sigap.audit.actions import append
from sigap.domain import machine
from sigap.domain.actor import Actor
from sigap.domain.case import Case, Event, Kind, Status, apply
from sigap.domain.errors import Fault, Invalid, Stale, unprintable, words
from sigap.domain.procedure import Procedure
from sigap.incidents.actions.escalation import asked_at_once, summon
from sigap.incidents.actions.projection import project
from sigap.incidents.actions.telling import announce
from sigap.incidents.actions.writing import Writing
from sigap.incidents.chronicle import PARENT_CANCELLED
from sigap.incidents.models import Incident
from sigap.incidents.queries.cases import locked, procedure_of, snapshot
from sigap.incidents.queries.escalation import next_wake
from sigap.kit.storing import insert, update_changed
from sigap.kit.together import together

_END_OF_TIME = datetime(9000, 1, 1, tzinfo=UTC)

# What was told with the report stays as it was told; to write it again with every act is waste.
_TOLD = {
    *("id", "number", "tracking_code", "procedure", "ledger", "agency", "site", "device"),
    *("category", "summary", "description", "channel", "reporter_name", "reporter_phone"),
    *("reporter_email", "letter_number", "letter_on", "letter_agenda", "external_ref"),
    *("reported_at", "recorded_at", "backdate_reason", "priority", "calendar_key", "service_class"),
}
_MOVING = [field.name for field in Incident._meta.concrete_fields if field.name not in _TOLD]

Decide = Callable[[Procedure, Case], Iterable[Event]]


def change(
    number: str, decide: Decide, *, at: datetime, by: Actor, expected: int | None = None
) -> Incident:
    """Carry out one act on one case in one transaction and answer with the changed row.

    `decide` gets the pinned procedure and the present state and answers with events or raises a
    refusal. `expected` is the ledger length the caller saw; if somebody acted since, Stale is
    raised and nothing is written.
    """
    with transaction.atomic():
        incident = locked(number, by=by)
        case = snapshot(incident)
        procedure = procedure_of(incident)
        if expected is not None and expected != incident.ledger.length:
            raise Stale(
                "stale",
                words(
                    "Perkara ini baru saja diubah orang lain. Lihat keadaan terbaru; "
                    "isian Anda tetap ada."
                ),
                open_verbs=machine.open_verbs(procedure, case, by),
            )
        write(incident, case, tuple(decide(procedure, case)), at=at, by=by)
    return incident


def write(
    incident: Incident, case: Case, events: Sequence[Event], *, at: datetime, by: Actor
) -> Case:
    """Write decided events of a locked case: rows, ledger entries, messages, and its relatives.

    Must run inside the transaction that holds the row lock. Answers with the state after.
    """
    if not events:
        return case
    _require_printable(events)
    w = Writing(incident, procedure_of(incident), at, by)
    before, signature = case, _signature(w, events)
    with together():
        case = _folded(w, case, events)
        if case.visit != before.visit:
            asked = asked_at_once(w, case)
            case, events = _folded(w, case, asked), (*events, *asked)
        elif case.received and machine.performs(incident.role, case, by):
            incident.idle_since = at  # a sign of work
        w.keep_visit()
        store(incident, case)
        summon(incident, before.escalated, case.escalated)
        acts = [(event.kind.value, dict(event.data)) for event in events]
        append(incident.ledger, acts, at=at, by=signature)
        announce(w, before, events, case)
    if case.children:
        _carry_along(w, before, case)
    return case


def _signature(w: Writing, events: Sequence[Event]) -> dict[str, str]:
    """Person and capacity as the ledger keeps them for these events."""
    if any(event.kind in machine.STEP_ACTS for event in events):
        return w.signature()
    return w.by.signature(w.incident.role)


def _folded(w: Writing, case: Case, events: Iterable[Event]) -> Case:
    """Write what these events mean to the tables, one after another; the state after them."""
    for event in events:
        after = apply(case, event)
        project(w, case, event, after)
        case = after
    return case


def _require_printable(events: Sequence[Event]) -> None:
    """Refuse texts that could not be kept, at whatever field they were typed."""
    faults: dict[str, Fault] = {}
    for event in events:
        texts = {**event.data, **(event.data.get("output") or {})}
        for name, value in texts.items():
            fault = unprintable(value) if isinstance(value, str) else None
            if fault is not None:
                faults[name] = fault
    if faults:
        raise Invalid(faults)


def store(incident: Incident, case: Case) -> None:
    """Save the state into the incident's columns: the only writer of Incident.step."""
    incident.status = case.status.value
    incident.step = case.step
    incident.visit = case.visit
    incident.rounds = dict(case.rounds)
    incident.received = case.received
    incident.sender = case.sender or ""
    incident.skipped = sorted(case.skipped)
    incident.authors = dict(case.authors)
    incident.hold_reason = case.hold or ""
    incident.rung, incident.escalated = case.rung, sorted(case.escalated)
    incident.queue_at = incident.due_at or _END_OF_TIME
    incident.wake_at = next_wake(incident)
    if incident._state.adding:
        insert(incident)
    else:
        update_changed(incident, _MOVING)


def _carry_along(w: Writing, before: Case, after: Case) -> None:
    """What happens to the parent's repair happens to the reports that follow it (ruling 10)."""
    confirmation = w.procedure.confirmation_step
    arrived = after.step == confirmation and before.step != confirmation
    gone_back = before.step == confirmation and after.step != confirmation
    if not (arrived or gone_back or after.status.open is not before.status.open):
        return
    released = []
    children = Incident.objects.filter(parent=w.incident).order_by("number")
    for child in children.select_for_update(of=("self", "ledger")).select_related(
        "procedure", "agency", "ledger", "parent", "site"
    ):
        case = snapshot(child)
        events = _child_events(case, w.incident.number, after, arrived, gone_back, confirmation)
        if write(child, case, events, at=w.at, by=w.by).parent is None:
            released.append(Event(Kind.LET_GO, {"child": child.number}))
    write(w.incident, after, released, at=w.at, by=w.by)


def _child_events(
    child: Case,
    parent: str,
    after: Case,
    arrived: bool,
    gone_back: bool,
    confirmation: str | None,
) -> tuple[Event, ...]:
    following = child.status is Status.FOLLOWING
    match after.status:
        case Status.CANCELLED if following:
            return (Event(Kind.UNFOLLOWED, {"to": child.step, "cause": PARENT_CANCELLED}),)
        case Status.TRANSFERRED if following:
            return (Event(Kind.TRANSFERRED, {"step": child.step, "to": None, "note": "induk"}),)
        case _ if arrived and following:
            done = {"to": confirmation, "parent": parent, "authors": dict(after.authors)}
            return (Event(Kind.CALLED_TO_CONFIRM, done),)
        case _ if gone_back and child.status.open and child.unanswered:
            return (Event(Kind.FOLLOWED, {"parent": parent}),)
    return ()
