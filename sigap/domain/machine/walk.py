"""The way through the steps: report, receive, hand on, give back, wait."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sigap.domain.actor import Actor
from sigap.domain.case import Answer, Case, Event, Kind, Status
from sigap.domain.errors import Fault, Invalid, Refused, unknown_choice, words
from sigap.domain.machine.ladder import received
from sigap.domain.machine.selfcheck import declared
from sigap.domain.machine.verbs import INFORMED, open_verbs, require_open, require_reason
from sigap.domain.procedure import Exit, FieldType, Procedure, Step


def report(procedure: Procedure, *, agency: str, details: Mapping[str, Any]) -> Event:
    """The report that begins a case at the first step (SOP ruling 4: "langkah 0")."""
    return Event(
        Kind.REPORTED,
        {
            **details,
            "agency": agency,
            "step": procedure.first.key,
            "procedure": procedure.key,
            "version": procedure.version,
        },
    )


def accept(procedure: Procedure, case: Case, by: Actor) -> tuple[Event, ...]:
    """The performer of the step takes over what was handed to him (SOP ruling 11)."""
    require_open("accept", procedure, case, by)
    return (received(procedure.step(case.step).role, case, by),)


def take_exit(
    procedure: Procedure,
    case: Case,
    by: Actor,
    verb: str,
    *,
    output: Mapping[str, Any] | None,
    note: str = "",
    declaration: str = "",
) -> tuple[Event, ...]:
    """Close the present step by one of its exits and hand the case on.

    `output` is the step's output, already checked by `outputs.check`; an exit that needs one is
    refused without it (SOP ruling 11), and so is a return without a reason. Taking an exit
    unreceived receives it first, in the same breath. At the confirmation step every affected
    agency but the case's own must have answered; the own agency's answer is what the output
    itself confirms (SOP ruling 10). Whoever checks his own work in another office says why in
    `declaration` (`selfcheck.declared`).
    """
    require_open(verb, procedure, case, by)
    way = procedure.exit(case.step, verb)
    assert way is not None  # what is offered exists
    if way.needs_output and output is None:
        raise Invalid({"output": Fault("required", words("Output langkah ini wajib diisi."))})
    _meets_conditions(way, output or {})
    _names_its_performer(procedure, case, way, output)
    if way.needs_note and not note.strip():
        raise Invalid(
            {
                "note": Fault(
                    "required", words("Alasan wajib diisi untuk “%(label)s”."), {"label": way.label}
                )
            }
        )
    own_check = declared(procedure, case, by, way, declaration)
    step = procedure.step(case.step)
    events = [] if case.received else [received(step.role, case, by)]
    if case.step == procedure.confirmation_step and way.to is None:
        events += _closing_answers(case, procedure, by)
    return (*events, _signed(_leaving(step, case, way, output, note), by, own_check))


def _meets_conditions(way: Exit, output: Mapping[str, Any]) -> None:
    """An exit may be open only with certain answers: nobody transfers what is our own network."""
    faults = {
        key: Fault(
            "condition",
            words("Untuk “%(label)s” isian ini harus salah satu dari: %(choices)s."),
            {"label": way.label, "choices": "; ".join(allowed)},
        )
        for key, allowed in way.conditions.items()
        if output.get(key) not in allowed
    }
    if faults:
        raise Invalid(faults)


def _names_its_performer(
    procedure: Procedure, case: Case, way: Exit, output: Mapping[str, Any] | None
) -> None:
    """A restricted case goes to one named person, not to a whole office that need not know."""
    if not case.restricted or way.kind != "maju" or way.to is None:
        return
    step = procedure.step(case.step)
    field = next((each for each in step.output.fields if each.type is FieldType.PERSON), None)
    informed = procedure.step(way.to).role in INFORMED
    if field is not None and not informed and not named_person(step, output):
        template = words("Perkara terbatas hanya diserahkan kepada satu orang; pilih orangnya.")
        raise Invalid({field.key: Fault("required", template)})


def _leaving(
    step: Step, case: Case, way: Exit, output: Mapping[str, Any] | None, note: str
) -> Event:
    kinds = {"maju": Kind.RELEASED, "kembali": Kind.RETURNED, "limpah": Kind.TRANSFERRED}
    to = way.to
    if way.to_if_skipped is not None and way.to in case.skipped:
        to = way.to_if_skipped
    return Event(
        kinds[way.kind],
        {
            "step": case.step,
            "round": case.round,
            "verb": way.verb,
            "to": to,
            "skips": list(way.skips),
            "produces": list(way.produces),
            "output": dict(output) if way.needs_output and output is not None else None,
            "assignee": named_person(step, output) if way.kind == "maju" else "",
            "note": note.strip(),
        },
    )


def _signed(left: Event, by: Actor, declaration: str) -> Event:
    """With who carried the step out, and what he declared about checking his own work."""
    declared_too = {"declaration": declaration} if declaration else {}
    return replace(left, data={**left.data, "performer": by.key, **declared_too})


def named_person(step: Step, output: Mapping[str, Any] | None) -> str:
    """The key of the person whom the output of a step names for the next one, or ""."""
    for field in step.output.fields:
        if field.type is FieldType.PERSON and output and output.get(field.key):
            return str(output[field.key]["key"])
    return ""


def _closing_answers(case: Case, procedure: Procedure, by: Actor) -> list[Event]:
    others = [key for key in case.unanswered if key != case.agency]
    if others:
        raise Refused(
            "agencies-unconfirmed",
            words(
                "Belum semua Perangkat Daerah terdampak menjawab: %(agencies)s. "
                "Catat jawaban masing-masing dulu."
            ),
            open_verbs=open_verbs(procedure, case, by),
            agencies=", ".join(others),
        )
    if case.answers[case.agency] == Answer.RESTORED:
        return []
    return [Event(Kind.ANSWERED, {"agency": case.agency, "result": str(Answer.RESTORED)})]


def decline(procedure: Procedure, case: Case, by: Actor, *, reason: str) -> tuple[Event, ...]:
    """Give a hand-over back unreceived, with a reason, to the step that released it."""
    require_open("decline", procedure, case, by)
    require_reason(reason, "reason")
    return (Event(Kind.DECLINED, {"step": case.step, "to": case.sender, "reason": reason.strip()}),)


def hold(
    procedure: Procedure,
    case: Case,
    by: Actor,
    *,
    reason: str,
    evidence: str,
    until: datetime,
    at: datetime,
) -> tuple[Event, ...]:
    """Stop the net clock while others must act: class of reason, evidence, expiry (ruling 7)."""
    require_open("hold", procedure, case, by)
    faults = _hold_faults(procedure, reason, evidence)
    if until <= at:
        faults["until"] = Fault(
            "not-in-future", words("Batas waktu penundaan harus sesudah saat ini.")
        )
    if faults:
        raise Invalid(faults)
    role = procedure.step(case.step).role
    taken_over = [] if case.received else [received(role, case, by)]
    data = {
        "step": case.step,
        "reason": reason,
        "evidence": evidence.strip(),
        "until": until.isoformat(),
    }
    return (*taken_over, Event(Kind.HELD, data))


def _hold_faults(procedure: Procedure, reason: str, evidence: str) -> dict[str, Fault]:
    known = procedure.hold(reason)
    if known is None:
        return {"reason": unknown_choice(reason, (each.key for each in procedure.holds))}
    if known.needs_evidence and not evidence.strip():
        template = words("%(label)s wajib diisi untuk alasan ini.")
        return {"evidence": Fault("required", template, {"label": known.evidence_label})}
    return {}


def resume(procedure: Procedure, case: Case, by: Actor) -> tuple[Event, ...]:
    """Go on with a held step; the net clock runs again."""
    require_open("resume", procedure, case, by)
    return (Event(Kind.RESUMED, {"step": case.step, "cause": "petugas"}),)


def hold_expired(case: Case) -> tuple[Event, ...]:
    """A hold nobody ended ends itself at its expiry; it never outlives its stated reason."""
    if case.status is not Status.ON_HOLD:
        return ()
    return (Event(Kind.RESUMED, {"step": case.step, "cause": "kedaluwarsa"}),)
