"""Walking cases through a procedure without a database: the acts, and every state they reach."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sigap.domain import machine
from sigap.domain.actor import CONTACT, ROLES, Actor
from sigap.domain.case import Case, Event, apply
from sigap.domain.procedure import FieldType, Procedure, parse

PROCEDURES = Path(__file__).parents[2] / "sigap" / "procedures"
NOW = datetime(2026, 11, 23, 2, 15, tzinfo=UTC)
OWN = "dinas-pendidikan"


def procedure(name: str = "penanganan-gangguan.v1") -> Procedure:
    return parse((PROCEDURES / f"{name}.toml").read_text(encoding="utf-8"))


def actor(*roles: str, key: str = "") -> Actor:
    agency = OWN if CONTACT in roles else None
    return Actor(key or roles[0], roles[0], {role: role for role in roles}, agency=agency)


EVERYONE = tuple(actor(role) for role in ROLES)


def begun(p: Procedure) -> tuple[Case, list[Event]]:
    event = machine.report(p, agency=OWN, details={"number": "2026-000001"})
    return apply(None, event), [event]


def carry_out(p: Procedure, case: Case, by: Actor, verb: str) -> tuple[Event, ...]:
    """Do one open act with input that is as it should be."""
    way = p.exit(case.step, verb)
    if way is not None:
        output: dict[str, object] = {key: allowed[0] for key, allowed in way.conditions.items()}
        for field in p.step(case.step).output.fields:
            if field.type is FieldType.PERSON:
                output[field.key] = {"key": "rina", "label": "Rina"}
        return machine.take_exit(p, case, by, verb, output={"isi": "x", **output}, note="alasan")
    match verb:
        case "accept":
            return machine.accept(p, case, by)
        case "decline":
            return machine.decline(p, case, by, reason="belum lengkap")
        case "hold":
            until = NOW + timedelta(hours=2)
            reason = p.holds[0].key
            return machine.hold(p, case, by, reason=reason, evidence="x", until=until, at=NOW)
        case "resume":
            return machine.resume(p, case, by)
        case "cancel":
            return machine.cancel(
                p, case, by, reason="keliru", explanation="salah alamat", duplicate_of=""
            )
        case "deviate":
            return machine.deviate(
                p, case, by, kind="perintah-lisan", reason="darurat", authority="Kadis"
            )
        case "restrict":
            return restricting(p, case, by)
        case "notify":
            duty = case.open_duties[0]
            return machine.notify(p, case, by, duty=duty, reference="500.12/77/TIK")
    return ()


def restricting(
    p: Procedure, case: Case, by: Actor, *, personal_data: bool | None = None
) -> tuple[Event, ...]:
    """Find the fault to be of cyber origin; asked again, that personal data are exposed too."""
    exposed = case.restricted if personal_data is None else personal_data
    return machine.restrict(
        p, case, by, reason="ransomware", personal_data=exposed, found_at=None, at=NOW
    )


def confirm(p: Procedure, case: Case, by: Actor, result: str) -> tuple[Event, ...]:
    said = machine.Said(OWN, result, "telepon", "Bu Sri")
    return machine.answer(p, case, by, said, at=NOW, reopen_until=NOW)


def moves(p: Procedure, case: Case) -> Iterator[tuple[str, Case]]:
    """Every act open to anybody, with the state it leads to."""
    for by in EVERYONE:
        for verb in machine.open_verbs(p, case, by):
            answers = ("pulih", "masih-gangguan") if verb == "confirm" else (None,)
            for result in answers:
                if result is None:
                    events = carry_out(p, case, by, verb)
                elif case.status.open or result == "masih-gangguan":
                    events = confirm(p, case, by, result)
                else:
                    continue
                yield verb, folded(case, events)


def folded(case: Case, events: tuple[Event, ...]) -> Case:
    for event in events:
        case = apply(case, event)
    return case


def shape(case: Case) -> Case:
    """The state without its counters, so that walking in circles comes back to the same state."""
    return replace(case, visit=0, rounds={}, deviations={})


def key(case: Case) -> tuple[object, ...]:
    return (
        case.status,
        case.step,
        case.received,
        case.sender,
        case.skipped,
        case.hold,
        tuple(sorted(case.answers.items())),
        tuple(sorted(case.duties.items())),
    )


def reachable(p: Procedure) -> dict[tuple[object, ...], set[tuple[object, ...]]]:
    """Every state that any sequence of acts reaches, with the states one act further."""
    first = shape(begun(p)[0])
    found: dict[tuple[object, ...], set[tuple[object, ...]]] = {}
    waiting = [first]
    while waiting:
        case = waiting.pop()
        if key(case) in found:
            continue
        nexts = [shape(after) for _, after in moves(p, case)]
        found[key(case)] = {key(after) for after in nexts}
        waiting += nexts
    return found
