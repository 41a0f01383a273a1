"""Acts beside the way: agencies' answers, deviations, cancelling, families of cases, remarks."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sigap.domain.actor import CONTACT, KABID, OPERATOR, Actor
from sigap.domain.case import Answer, Case, Event, Kind, Status
from sigap.domain.errors import (
    Fault,
    Invalid,
    NotAllowed,
    Refused,
    required,
    unknown_choice,
    words,
)
from sigap.domain.machine.verbs import (
    RATIFIERS,
    is_own_contact,
    open_verbs,
    require_open,
    require_reason,
)
from sigap.domain.procedure import Procedure

DEVIATION_KINDS = ("perintah-lisan", "langkah-dilompati", "langkah-digabung", "lainnya")
CANCEL_REASONS = ("keliru", "duplikat")


@dataclass(frozen=True, slots=True)
class Said:
    """What an agency says of its network, who said it, and over which channel we heard it.

    `quote` is what was written, word for word, where the answer came as a message.
    """

    agency: str
    result: str
    channel: str
    informant: str
    quote: str = ""


def answer(
    procedure: Procedure,
    case: Case,
    by: Actor,
    said: Said,
    *,
    at: datetime,
    reopen_until: datetime | None,
) -> tuple[Event, ...]:
    """Record what an affected agency says: restored, or still down and so reopened (row 7).

    A closed case is reopened by "masih-gangguan" no later than `reopen_until`.
    """
    _require_voice(case, by, said.agency)
    if said.result not in list(Answer):
        raise Invalid({"result": unknown_choice(said.result, Answer)})
    require_open("confirm", procedure, case, by)
    if case.status is Status.CLOSED:
        _require_reopenable(said.result, at, reopen_until)
    events = [Event(Kind.ANSWERED, _told(said))]
    if case.status is Status.ON_HOLD:
        events.insert(0, Event(Kind.RESUMED, {"step": case.step, "cause": "jawaban"}))
    if said.result == Answer.STILL_DOWN:
        events.append(Event(Kind.REOPENED, {"agency": said.agency, "to": procedure.reopen_to}))
    return tuple(events)


def _told(said: Said) -> dict[str, Any]:
    told = asdict(said)
    return told if said.quote else {key: value for key, value in told.items() if key != "quote"}


def _require_voice(case: Case, by: Actor, agency: str) -> None:
    """An agency answers for itself, or the office writes down what it was told."""
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


def _require_reopenable(result: str, at: datetime, reopen_until: datetime | None) -> None:
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
    require_open("deviate", procedure, case, by)
    faults = {} if kind in DEVIATION_KINDS else {"kind": unknown_choice(kind, DEVIATION_KINDS)}
    blanks = {"reason": reason, "authority": authority}
    faults |= {name: required() for name, value in blanks.items() if not value.strip()}
    ahead = _ahead(procedure, case)
    if to is not None and to not in ahead:
        faults["to"] = unknown_choice(to, ahead)
    if faults:
        raise Invalid(faults)
    told = {
        "id": len(case.deviations) + 1,
        "step": case.step,
        "kind": kind,
        "reason": reason.strip(),
        "authority": authority.strip(),
        "to": to,
        "skips": list(ahead[: ahead.index(to)]) if to is not None else [],
        "recorded_by": by.key,
    }
    return (Event(Kind.DEVIATED, told),)


def _ahead(procedure: Procedure, case: Case) -> tuple[str, ...]:
    """The steps that come after the present one in the table."""
    order = tuple(step.key for step in procedure.steps)
    return order[order.index(case.step) + 1 :]


def ratify(
    procedure: Procedure, case: Case, by: Actor, *, deviation: int, recorded_by: str, note: str
) -> tuple[Event, ...]:
    """A superior ratifies a deviation; nobody ratifies what he recorded himself (ruling 12).

    Also after the case has ended: the duty to ratify does not end with the disruption.
    """
    if not by.holds_fully(*RATIFIERS):
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
    require_open("cancel", procedure, case, by)
    if reason not in CANCEL_REASONS:
        raise Invalid({"reason": unknown_choice(reason, CANCEL_REASONS)})
    require_reason(explanation, "explanation")
    data = {"reason": reason, "explanation": explanation.strip(), "duplicate_of": duplicate_of}
    return (Event(Kind.CANCELLED, data),)


def follow(procedure: Procedure, case: Case, by: Actor, *, parent: str, of: Case) -> Event:
    """Let this report follow another case that repairs the common cause (ruling 10)."""
    require_open("follow", procedure, case, by)
    if of.parent is not None or of.status not in (Status.RUNNING, Status.ON_HOLD):
        raise Refused(
            "no-such-parent",
            words("Laporan hanya dapat digabungkan ke perkara induk yang masih berjalan."),
        )
    return Event(Kind.FOLLOWED, {"parent": parent})


def unfollow(procedure: Procedure, case: Case, by: Actor, *, reason: str) -> Event:
    """Take a report out of its parent case: it goes on by itself where it stood."""
    require_open("unfollow", procedure, case, by)
    require_reason(reason, "reason")
    return Event(Kind.UNFOLLOWED, {"to": case.step, "cause": reason.strip()})


def add_agency(procedure: Procedure, case: Case, by: Actor, *, agency: str) -> Event:
    """Count one more agency as affected; it then has a confirmation of its own (ruling 10)."""
    require_open("add-agency", procedure, case, by)
    if agency in case.answers:
        raise Refused("agency-already-affected", words("%(agency)s sudah tercatat."), agency=agency)
    return Event(Kind.AGENCY_ADDED, {"agency": agency})


def note(procedure: Procedure, case: Case, by: Actor, *, text: str, internal: bool) -> Event:
    """A remark on the record; what a contact writes is never internal."""
    require_open("note", procedure, case, by)
    if not text.strip() or len(text) > 5000:
        raise Invalid({"text": Fault("length", words("Tulis catatan, paling banyak 5.000 huruf."))})
    shown = not internal or is_own_contact(case, by)
    return Event(Kind.NOTED, {"step": case.step, "text": text.strip(), "internal": not shown})


def hand_back(case: Case, *, person: str, name: str) -> tuple[Event, ...]:
    """A step given to somebody who left its office waits for the whole office again (ruling 6).

    Nothing where the step is over meanwhile.
    """
    if case.status not in (Status.RUNNING, Status.ON_HOLD):
        return ()
    return (Event(Kind.HANDED_BACK, {"step": case.step, "person": person, "name": name}),)


def attach(procedure: Procedure, case: Case, by: Actor, *, file: Mapping[str, Any]) -> Event:
    """A file put on the record by its hash; the file itself was checked and stored before."""
    require_open("attach", procedure, case, by)
    return Event(Kind.ATTACHED, {"step": case.step, **file})
