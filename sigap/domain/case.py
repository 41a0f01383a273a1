"""The state of one case as the fold of what was recorded about it.

Every act yields events; `apply` folds one event into the state. The rows of the database and a
replay of the ledger both end in the same `Case`, and that equality is how the record is proved.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any


class Status(StrEnum):
    """Where a case stands; the last three are ends."""

    RUNNING = "berjalan"
    ON_HOLD = "tertunda"
    FOLLOWING = "mengikuti"
    CLOSED = "selesai"
    TRANSFERRED = "dilimpahkan"
    CANCELLED = "dibatalkan"

    @property
    def open(self) -> bool:
        """Whether somebody still has work to do on the case."""
        return self in (Status.RUNNING, Status.ON_HOLD, Status.FOLLOWING)


class Answer(StrEnum):
    """What an affected agency says of its network (SOP row 7)."""

    RESTORED = "pulih"
    STILL_DOWN = "masih-gangguan"


class Duty(StrEnum):
    """A notice that the law wants of the office about a fault of cyber origin (SOP ruling 13)."""

    BSSN = "bssn"
    PERSONAL_DATA = "pdp"


class Kind(StrEnum):
    """What an entry of a case's ledger tells."""

    REPORTED = "reported"
    RECEIVED = "received"
    RELEASED = "released"
    RETURNED = "returned"
    TRANSFERRED = "transferred"
    DECLINED = "declined"
    HELD = "held"
    RESUMED = "resumed"
    ANSWERED = "answered"
    REOPENED = "reopened"
    DEVIATED = "deviated"
    RATIFIED = "ratified"
    CANCELLED = "cancelled"
    FOLLOWED = "followed"
    UNFOLLOWED = "unfollowed"
    CALLED_TO_CONFIRM = "called-to-confirm"
    ADOPTED = "adopted"
    LET_GO = "let-go"
    AGENCY_ADDED = "agency-added"
    ATTACHED = "attached"
    NOTED = "noted"
    RESTRICTED = "restricted"
    NOTIFIED = "notified"
    RECALCULATED = "recalculated"
    ESCALATED = "escalated"
    LAPSED = "lapsed"
    HANDED_BACK = "handed-back"
    LETTER_ADDED = "letter-added"
    SIGNED = "signed"
    SIGNING_DEFERRED = "signing-deferred"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to a case. `data` holds all that a replay needs, as JSON values."""

    kind: Kind
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Case:
    """The present state of one case.

    `visit` counts the steps entered so far, `rounds` how often each step was entered, `skipped`
    the steps passed over on the way to the present one, `sender` the step that handed the case
    over and may get it back unreceived, `answers` what each affected agency said ("" = nothing
    yet), `deviations` maps each deviation to whether it was ratified, `duties` each notice that a
    restricted case demands to whether it was given. `rung` counts how far the present step has
    gone up the ladder unaccepted, `escalated` holds who may therefore carry it out besides those
    whose step it is: roles, and persons as "@" and their key.
    """

    status: Status
    step: str
    agency: str
    visit: int = 1
    rounds: Mapping[str, int] = field(default_factory=dict)
    received: bool = False
    sender: str | None = None
    skipped: frozenset[str] = frozenset()
    hold: str | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
    parent: str | None = None
    children: frozenset[str] = frozenset()
    deviations: Mapping[int, bool] = field(default_factory=dict)
    restricted: bool = False
    duties: Mapping[str, bool] = field(default_factory=dict)
    rung: int = 0
    escalated: frozenset[str] = frozenset()
    authors: Mapping[str, str] = field(default_factory=dict)

    @property
    def round(self) -> int:
        """Which time the present step is being carried out, from 1."""
        return self.rounds.get(self.step, 1)

    @property
    def unanswered(self) -> tuple[str, ...]:
        """The affected agencies that have not said that their network is back."""
        return tuple(k for k, said in sorted(self.answers.items()) if said != Answer.RESTORED)

    @property
    def open_duties(self) -> tuple[str, ...]:
        """The notices that the law still wants of the office."""
        return tuple(duty for duty, given in sorted(self.duties.items()) if not given)


def _enter(case: Case, step: str, *, sender: str | None = None) -> Case:
    return replace(
        case,
        status=Status.RUNNING,
        step=step,
        visit=case.visit + 1,
        rounds={**case.rounds, step: case.rounds.get(step, 0) + 1},
        received=False,
        sender=sender,
        skipped=case.skipped - {step},
        hold=None,
        rung=0,
        escalated=frozenset(),
    )


def _at_rest(case: Case, status: Status) -> Case:
    """Nobody has a step to do on the case any more, or not on its own."""
    return replace(case, status=status, hold=None, rung=0, escalated=frozenset())


def _signed(case: Case, data: Mapping[str, Any]) -> Case:
    """With who carried the step out; entries of before that was recorded do not tell."""
    performer = data.get("performer")
    authors = {**case.authors, case.step: performer} if performer else case.authors
    return replace(case, authors=authors)


def _left(case: Case, data: Mapping[str, Any], *, sender: str | None) -> Case:
    passed = replace(case, skipped=case.skipped | set(data.get("skips", ())))
    if data["to"] is None:
        return _at_rest(passed, Status.CLOSED)
    return _enter(passed, data["to"], sender=sender)


def _begun(event: Event) -> Case:
    if event.kind is not Kind.REPORTED:
        raise ValueError(f"a case begins with its report, not with {event.kind}")
    step, agency = event.data["step"], event.data["agency"]
    return Case(
        status=Status.RUNNING, step=step, agency=agency, rounds={step: 1}, answers={agency: ""}
    )


def apply(case: Case | None, event: Event) -> Case:
    """Fold one event into the state; the first event of a case must be `reported`.

    Promises to look at nothing but the two arguments, so that replaying a ledger years later,
    under whatever version of the SOP, gives the state of then.
    """
    if case is None:
        return _begun(event)
    data = event.data
    match event.kind:
        case Kind.RECEIVED:
            # Accepted, the step is again for those alone whose it is, and for whoever accepted it.
            kept = frozenset({data["as"]} if data.get("as") else ())
            return replace(case, received=True, escalated=kept)
        case Kind.RELEASED:
            return _left(_signed(case, data), data, sender=case.step)
        case Kind.RETURNED:
            return _left(case, data, sender=None)
        case Kind.TRANSFERRED:
            return _at_rest(case, Status.TRANSFERRED)
        case Kind.CANCELLED:
            return _at_rest(case, Status.CANCELLED)
        case Kind.DECLINED:
            return _enter(case, data["to"])
        case Kind.CALLED_TO_CONFIRM:
            # The steps before it were carried out on the parent.
            authors = {**case.authors, **data.get("authors", {})}
            return replace(_enter(case, data["to"]), authors=authors)
        case Kind.HELD:
            return replace(case, status=Status.ON_HOLD, hold=data["reason"])
        case Kind.RESUMED:
            return replace(case, status=Status.RUNNING, hold=None)
        case Kind.REOPENED:
            reset = replace(
                case, answers={**case.answers, data["agency"]: ""}, skipped=frozenset(), parent=None
            )
            return _enter(reset, data["to"])
        case _:
            return _apply_aside(case, event)


def _apply_aside(case: Case, event: Event) -> Case:
    """Events that stand beside the walk through the steps."""
    data = event.data
    match event.kind:
        case Kind.ANSWERED:
            return replace(case, answers={**case.answers, data["agency"]: data["result"]})
        case Kind.AGENCY_ADDED:
            return replace(case, answers={**case.answers, data["agency"]: ""})
        case Kind.DEVIATED:
            noted = replace(case, deviations={**case.deviations, data["id"]: False})
            if data.get("to") is None:
                return noted
            passed = replace(noted, skipped=noted.skipped | {case.step} | set(data["skips"]))
            return _enter(passed, data["to"])
        case Kind.RATIFIED:
            return replace(case, deviations={**case.deviations, data["id"]: True})
        case Kind.FOLLOWED:
            return _at_rest(replace(case, parent=data["parent"]), Status.FOLLOWING)
        case Kind.UNFOLLOWED:
            return _enter(replace(case, parent=None), case.step)
        case Kind.ADOPTED:
            return replace(case, children=case.children | {data["child"]})
        case Kind.LET_GO:
            return replace(case, children=case.children - {data["child"]})
        case Kind.RESTRICTED:
            begun = dict.fromkeys(data["duties"], False)
            return replace(case, restricted=True, duties={**begun, **case.duties})
        case Kind.NOTIFIED:
            return replace(case, duties={**case.duties, data["duty"]: True})
        case Kind.ESCALATED:
            reached = case.escalated.union(data["to"])
            return replace(case, rung=max(case.rung, data["rung"]), escalated=reached)
        case Kind.LAPSED:
            # Who took it over can no longer give it back unreceived.
            return replace(case, received=False, sender=None, rung=0, escalated=frozenset())
        case Kind.HANDED_BACK:
            return _handed_back(case)
        case _:
            return case


def _handed_back(case: Case) -> Case:
    """Waiting anew; whoever takes it over can only give back what nobody had accepted."""
    sender = None if case.received else case.sender
    return replace(case, received=False, sender=sender, rung=0, escalated=frozenset())


def replay(events: Iterable[Event]) -> Case:
    """The state that a whole ledger tells, oldest event first."""
    state: Case | None = None
    for event in events:
        state = apply(state, event)
    if state is None:
        raise ValueError("an empty ledger tells of no case")
    return state
