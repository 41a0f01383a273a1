"""A step that went up: who may therefore carry it out, how he signs, and what is recorded."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from sigap.domain.actor import Actor
from sigap.domain.case import Case, Event, Kind, Status
from sigap.domain.escalation import Reason, Way
from sigap.domain.procedure import Lane

# What is done in the name of the present step's office, and signed so.
STEP_ACTS = frozenset(
    {
        Kind.RECEIVED,
        Kind.RELEASED,
        Kind.RETURNED,
        Kind.TRANSFERRED,
        Kind.DECLINED,
        Kind.HELD,
        Kind.RESUMED,
        Kind.ANSWERED,
        Kind.DEVIATED,
        Kind.ATTACHED,
        Kind.NOTED,
    }
)
PERSON = "@"


def summoned(escalated: Collection[str], by: Actor) -> str | None:
    """As what the step was handed up to this actor: a role, "@" and the key, or None."""
    if not escalated:
        return None
    named = PERSON + by.key
    if named in escalated:
        return named
    return next((role for role in by.offices if role in escalated and by.holds_fully(role)), None)


def performs(lane: str, case: Case, by: Actor) -> bool:
    """Whether the present step is this actor's to do: by office, or because it went up to him."""
    return by.does(lane, case.step) or summoned(case.escalated, by) is not None


def received(lane: str, case: Case, by: Actor) -> Event:
    """The step is taken over; told with it is as what, where it is not the actor's own."""
    summons = None if by.does(lane, case.step) else summoned(case.escalated, by)
    return Event(Kind.RECEIVED, {"step": case.step} | ({"as": summons} if summons else {}))


def signature(by: Actor, lane: Lane, step: str, escalated: Collection[str]) -> dict[str, str]:
    """Person and capacity of an act on a step; handed up, the paper says so (SOP ruling 6)."""
    signed = by.signature(lane.role)
    if by.does(lane.role, step):
        return signed
    summons = summoned(escalated, by)
    if summons is None:
        return signed
    own = by.signature(summons)["capacity"]
    how = "petugas piket" if summons.startswith(PERSON) else "atasan"
    told = f"{own} selaku {how} (eskalasi), menjalankan tugas {lane.title}"
    return signed | {"capacity": told}


def escalate(
    case: Case,
    *,
    rung: int,
    way: Way,
    reason: Reason,
    to: Iterable[str],
    people: Iterable[Mapping[str, str]],
    due_at: datetime,
    passed: Iterable[int] = (),
    released: bool = False,
    note: str = "",
) -> tuple[Event, ...]:
    """The step is handed to more people, with what a reader of the record wants to know.

    `to` are those who may carry it out from now on (roles, or "@" and a key), `people` everybody
    who is told. `passed` are rungs on which there was nobody, `released` whether the step no
    longer waits for the one person it was given to, `note` a sentence that explains it. Nothing
    where the step no longer waits.
    """
    if case.status is not Status.RUNNING or case.received:
        return ()
    data: dict[str, Any] = {
        "step": case.step,
        "round": case.round,
        "rung": rung,
        "way": way.value,
        "reason": reason.value,
        "to": sorted(to),
        "people": [dict(person) for person in people],
        "due_at": due_at.isoformat(),
        "passed": list(passed),
        "released": released,
        "note": note,
    }
    return (Event(Kind.ESCALATED, data),)


def lapse(case: Case, *, due_at: datetime) -> tuple[Event, ...]:
    """An acceptance that no work followed is void: the step waits again for the whole office."""
    if case.status is not Status.RUNNING or not case.received:
        return ()
    return (Event(Kind.LAPSED, {"step": case.step, "due_at": due_at.isoformat()}),)
