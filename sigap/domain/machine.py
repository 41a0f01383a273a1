"""What may be done with a case now, and what doing it means: facts in, events or a refusal out.

Nothing here writes. Each function takes the procedure the case is pinned to, the case, and who
acts, and answers with the events to record; what is offered (`open_verbs`) and what is refused
come from the same checks.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sigap.domain.actor import CONTACT, HEAD, KABID, KASI, NETWORK_ADMIN, OPERATOR, Actor
from sigap.domain.case import Answer, Case, Event, Kind, Status
from sigap.domain.errors import Fault, Invalid, NotAllowed, Refused, words
from sigap.domain.procedure import Exit, Procedure, Step

# Who answers for the whole case and not only for one step of it.
_STEERING = (KABID, KASI, NETWORK_ADMIN, OPERATOR)
# An act of its own that is later ratified by a superior (SOP ruling 12).
_RATIFIERS = (KABID, HEAD)

DEVIATION_KINDS = ("perintah-lisan", "langkah-dilompati", "langkah-digabung", "lainnya")
CANCEL_REASONS = ("keliru", "duplikat")


def open_verbs(procedure: Procedure, case: Case, by: Actor) -> tuple[str, ...]:
    """The acts open to this actor now: the buttons, and the API's `allowed_actions`.

    The exits of the present step come first, in the order of the procedure.
    """
    if not case.status.open:
        return ("confirm",) if case.status is Status.CLOSED and _may_answer(case, by) else ()
    step = procedure.step(case.step)
    verbs: list[str] = []
    if by.holds(step.role):
        verbs += _performer_verbs(procedure, case, step)
    if case.step == procedure.confirmation_step and _may_answer(case, by):
        verbs.append("confirm")
    if by.holds(step.role, *_STEERING) or _is_own_contact(case, by):
        verbs += ["attach", "note"]
    if by.holds(*_STEERING):
        verbs += ["unfollow"] if case.status is Status.FOLLOWING else ["add-agency"]
        if _may_follow(procedure, case):
            verbs.append("follow")
    if _may_cancel(procedure, case, by):
        verbs.append("cancel")
    if by.holds(*_RATIFIERS) and not all(case.deviations.values()):
        verbs.append("ratify")
    return tuple(verbs)


def _performer_verbs(procedure: Procedure, case: Case, step: Step) -> list[str]:
    if case.status is Status.ON_HOLD:
        return ["resume"]
    if case.status is not Status.RUNNING:
        return []
    verbs = [way.verb for way in step.exits]
    if not case.received:
        verbs.append("accept")
        if case.sender is not None:
            verbs.append("decline")
    if procedure.holds:
        verbs.append("hold")
    return [*verbs, "deviate"]


def _may_follow(procedure: Procedure, case: Case) -> bool:
    """A report may join another case until it waits for its own confirmation."""
    return (
        case.status is Status.RUNNING
        and case.step != procedure.confirmation_step
        and not case.children
    )


def _is_own_contact(case: Case, by: Actor) -> bool:
    return by.holds(CONTACT) and by.agency in case.answers


def _may_answer(case: Case, by: Actor) -> bool:
    return by.holds(KABID, OPERATOR) or _is_own_contact(case, by)


def _may_cancel(procedure: Procedure, case: Case, by: Actor) -> bool:
    if case.step == procedure.confirmation_step:
        return False
    untouched = case.step == procedure.first.key and case.visit == 1
    return by.holds(KABID) or (
        untouched and (by.holds(OPERATOR) or (by.holds(CONTACT) and by.agency == case.agency))
    )


def _need(verb: str, procedure: Procedure, case: Case, by: Actor) -> None:
    """Refuse an act that is not open to this actor now, and say which acts are."""
    offered = open_verbs(procedure, case, by)
    if verb in offered:
        return
    step = procedure.step(case.step)
    if not case.status.open:
        raise Refused(
            "case-ended",
            words("Perkara ini sudah berakhir (%(status)s); tidak ada lagi tindakan atasnya."),
            open_verbs=offered,
            status=str(case.status),
        )
    known = {way.verb for way in step.exits} | {"accept", "decline", "hold", "resume", "deviate"}
    if verb in known and not by.holds(step.role):
        raise NotAllowed(
            "not-your-step",
            words("Langkah %(no)s dikerjakan oleh %(lane)s; Anda tidak memegang jabatan itu."),
            no=step.no,
            lane=procedure.lane(step.role).title,
        )
    if case.status is Status.ON_HOLD and by.holds(step.role):
        raise Refused(
            "on-hold",
            words("Langkah ini sedang tertunda. Lanjutkan dulu, kemudian kerjakan."),
            open_verbs=offered,
        )
    raise Refused(
        "verb-not-open",
        words("“%(verb)s” tidak tersedia sekarang. Yang tersedia: %(open)s."),
        open_verbs=offered,
        verb=verb,
        open=", ".join(offered) or "–",
    )


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
    _need("accept", procedure, case, by)
    return (Event(Kind.RECEIVED, {"step": case.step}),)


def take_exit(
    procedure: Procedure,
    case: Case,
    by: Actor,
    verb: str,
    *,
    output: Mapping[str, Any] | None,
    note: str = "",
) -> tuple[Event, ...]:
    """Close the present step by one of its exits and hand the case on.

    `output` is the step's output, already checked by `outputs.check`; an exit that needs one is
    refused without it (SOP ruling 11), and so is a return without a reason. Taking an exit
    unreceived receives it first, in the same breath. At the confirmation step every affected
    agency but the case's own must have answered; the own agency's answer is what the output
    itself confirms (SOP ruling 10).
    """
    _need(verb, procedure, case, by)
    way = procedure.exit(case.step, verb)
    assert way is not None  # what is offered exists
    if way.needs_output and output is None:
        raise Invalid({"output": Fault("required", words("Output langkah ini wajib diisi."))})
    _meets_conditions(way, output or {})
    if way.needs_note and not note.strip():
        raise Invalid(
            {
                "note": Fault(
                    "required", words("Alasan wajib diisi untuk “%(label)s”."), {"label": way.label}
                )
            }
        )
    events = [] if case.received else [Event(Kind.RECEIVED, {"step": case.step})]
    if case.step == procedure.confirmation_step and way.to is None:
        events += _closing_answers(case, procedure, by)
    return (*events, _leaving(case, way, output=output, note=note))


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


def _leaving(case: Case, way: Exit, *, output: Mapping[str, Any] | None, note: str) -> Event:
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
            "note": note.strip(),
        },
    )


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
    _need("decline", procedure, case, by)
    _reason(reason, "reason")
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
    _need("hold", procedure, case, by)
    faults: dict[str, Fault] = {}
    known = {item.key: item for item in procedure.holds}
    if reason not in known:
        faults["reason"] = Fault(
            "unknown-choice",
            words("Alasan “%(value)s” tidak dikenal. Pilih salah satu: %(choices)s."),
            {"value": reason, "choices": ", ".join(known)},
        )
    elif known[reason].needs_evidence and not evidence.strip():
        faults["evidence"] = Fault(
            "required",
            words("%(label)s wajib diisi untuk alasan ini."),
            {"label": known[reason].evidence_label},
        )
    if until <= at:
        faults["until"] = Fault(
            "not-in-future", words("Batas waktu penundaan harus sesudah saat ini.")
        )
    if faults:
        raise Invalid(faults)
    received = [] if case.received else [Event(Kind.RECEIVED, {"step": case.step})]
    data = {
        "step": case.step,
        "reason": reason,
        "evidence": evidence.strip(),
        "until": until.isoformat(),
    }
    return (*received, Event(Kind.HELD, data))


def resume(procedure: Procedure, case: Case, by: Actor) -> tuple[Event, ...]:
    """Go on with a held step; the net clock runs again."""
    _need("resume", procedure, case, by)
    return (Event(Kind.RESUMED, {"step": case.step, "cause": "petugas"}),)


def hold_expired(case: Case) -> tuple[Event, ...]:
    """A hold nobody ended ends itself at its expiry; it never outlives its stated reason."""
    if case.status is not Status.ON_HOLD:
        return ()
    return (Event(Kind.RESUMED, {"step": case.step, "cause": "kedaluwarsa"}),)


def answer(
    procedure: Procedure,
    case: Case,
    by: Actor,
    *,
    agency: str,
    result: str,
    channel: str,
    informant: str,
    at: datetime,
    reopen_until: datetime | None,
) -> tuple[Event, ...]:
    """Record what an affected agency says: restored, or still down and so reopened (row 7).

    A closed case is reopened by "masih-gangguan" no later than `reopen_until`.
    """
    if agency not in case.answers:
        raise Refused(
            "agency-not-affected",
            words("%(agency)s tidak tercatat sebagai Perangkat Daerah terdampak perkara ini."),
            agency=agency,
        )
    if by.holds(CONTACT) and not by.holds(KABID, OPERATOR) and by.agency != agency:
        raise NotAllowed(
            "not-your-agency", words("Anda hanya dapat menjawab untuk Perangkat Daerah Anda.")
        )
    if result not in list(Answer):
        raise Invalid(
            {
                "result": Fault(
                    "unknown-choice", words("Jawaban harus “pulih” atau “masih-gangguan”.")
                )
            }
        )
    _need("confirm", procedure, case, by)
    if case.status is Status.CLOSED:
        _still_reopenable(result, at, reopen_until)
    data = {"agency": agency, "result": result, "channel": channel, "informant": informant}
    events = [Event(Kind.ANSWERED, data)]
    if case.status is Status.ON_HOLD:
        events.insert(0, Event(Kind.RESUMED, {"step": case.step, "cause": "jawaban"}))
    if result == Answer.STILL_DOWN:
        events.append(Event(Kind.REOPENED, {"agency": agency, "to": procedure.reopen_to}))
    return tuple(events)


def _still_reopenable(result: str, at: datetime, reopen_until: datetime | None) -> None:
    if result == Answer.STILL_DOWN and reopen_until is not None and at <= reopen_until:
        return
    raise Refused(
        "confirmation-over",
        words("Perkara sudah selesai dan masa membuka kembali sudah lewat. Buat laporan baru."),
    )


def deviate(
    procedure: Procedure,
    case: Case,
    by: Actor,
    *,
    kind: str,
    reason: str,
    authority: str,
    to: str | None = None,
) -> tuple[Event, ...]:
    """Record a departure from the SOP as what it is, to be ratified later (ruling 12).

    With `to` the case goes on at that later step and everything between counts as skipped; the
    confirmation to the agencies cannot be skipped.
    """
    _need("deviate", procedure, case, by)
    faults: dict[str, Fault] = {}
    if kind not in DEVIATION_KINDS:
        faults["kind"] = Fault(
            "unknown-choice",
            words("Jenis penyimpangan “%(value)s” tidak dikenal. Pilih: %(choices)s."),
            {"value": kind, "choices": ", ".join(DEVIATION_KINDS)},
        )
    for name, value in (("reason", reason), ("authority", authority)):
        if not value.strip():
            faults[name] = Fault("required", words("Wajib diisi."))
    order = [step.key for step in procedure.steps]
    if to is not None and (to not in order or order.index(to) <= order.index(case.step)):
        faults["to"] = Fault(
            "not-ahead", words("Langkah tujuan harus salah satu langkah sesudah langkah ini.")
        )
    if faults:
        raise Invalid(faults)
    skips = order[order.index(case.step) + 1 : order.index(to)] if to is not None else []
    return (
        Event(
            Kind.DEVIATED,
            {
                "id": len(case.deviations) + 1,
                "step": case.step,
                "kind": kind,
                "reason": reason.strip(),
                "authority": authority.strip(),
                "to": to,
                "skips": skips,
                "recorded_by": by.key,
            },
        ),
    )


def ratify(
    procedure: Procedure, case: Case, by: Actor, *, deviation: int, recorded_by: str, note: str
) -> tuple[Event, ...]:
    """A superior ratifies a deviation; nobody ratifies what he recorded himself (ruling 12).

    Also after the case has ended: the duty to ratify does not end with the disruption.
    """
    if not by.holds(*_RATIFIERS):
        raise NotAllowed(
            "not-a-ratifier", words("Penyimpangan disahkan oleh Kepala Bidang atau Kepala Dinas.")
        )
    if deviation not in case.deviations or case.deviations[deviation]:
        raise Refused(
            "nothing-to-ratify",
            words("Penyimpangan nomor %(id)s tidak ada atau sudah disahkan."),
            open_verbs=open_verbs(procedure, case, by),
            id=deviation,
        )
    if recorded_by == by.key:
        raise NotAllowed(
            "own-deviation", words("Penyimpangan tidak dapat disahkan oleh yang mencatatnya.")
        )
    return (Event(Kind.RATIFIED, {"id": deviation, "note": note.strip()}),)


def cancel(
    procedure: Procedure, case: Case, by: Actor, *, reason: str, explanation: str, duplicate_of: str
) -> tuple[Event, ...]:
    """End a mistaken or duplicate report; it stays on the register as cancelled."""
    _need("cancel", procedure, case, by)
    if reason not in CANCEL_REASONS:
        raise Invalid(
            {"reason": Fault("unknown-choice", words("Alasan harus “keliru” atau “duplikat”."))}
        )
    _reason(explanation, "explanation")
    data = {"reason": reason, "explanation": explanation.strip(), "duplicate_of": duplicate_of}
    return (Event(Kind.CANCELLED, data),)


def follow(procedure: Procedure, case: Case, by: Actor, *, parent: str, of: Case) -> Event:
    """Let this report follow another case that repairs the common cause (ruling 10)."""
    _need("follow", procedure, case, by)
    if of.parent is not None or of.status not in (Status.RUNNING, Status.ON_HOLD):
        raise Refused(
            "no-such-parent",
            words("Laporan hanya dapat digabungkan ke perkara induk yang masih berjalan."),
        )
    return Event(Kind.FOLLOWED, {"parent": parent})


def unfollow(procedure: Procedure, case: Case, by: Actor, *, reason: str) -> Event:
    """Take a report out of its parent case: it goes on by itself where it stood."""
    _need("unfollow", procedure, case, by)
    _reason(reason, "reason")
    return Event(Kind.UNFOLLOWED, {"to": case.step, "cause": reason.strip()})


def add_agency(procedure: Procedure, case: Case, by: Actor, *, agency: str) -> Event:
    """Count one more agency as affected; it then has a confirmation of its own (ruling 10)."""
    _need("add-agency", procedure, case, by)
    if agency in case.answers:
        raise Refused("agency-already-affected", words("%(agency)s sudah tercatat."), agency=agency)
    return Event(Kind.AGENCY_ADDED, {"agency": agency})


def _reason(value: str, name: str) -> None:
    if not value.strip():
        raise Invalid({name: Fault("required", words("Alasan wajib diisi."))})


def note(procedure: Procedure, case: Case, by: Actor, *, text: str, internal: bool) -> Event:
    """A remark on the record; what a contact writes is never internal."""
    _need("note", procedure, case, by)
    if not text.strip() or len(text) > 5000:
        raise Invalid({"text": Fault("length", words("Tulis catatan, paling banyak 5.000 huruf."))})
    shown = not internal or _is_own_contact(case, by)
    return Event(Kind.NOTED, {"step": case.step, "text": text.strip(), "internal": not shown})


def attach(procedure: Procedure, case: Case, by: Actor, *, file: Mapping[str, Any]) -> Event:
    """A file put on the record by its hash; the file itself was checked and stored before."""
    _need("attach", procedure, case, by)
    return Event(Kind.ATTACHED, {"step": case.step, **file})
