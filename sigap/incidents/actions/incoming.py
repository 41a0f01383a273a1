"""What people write from outside becomes an answer, a note or a report; each message once."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from typing import Final

from django.db import OperationalError, transaction

from sigap.domain.actor import CONTACT, KABID, OPERATOR, Actor
from sigap.domain.case import Answer
from sigap.domain.channels import TELEGRAM
from sigap.domain.errors import Invalid, NotAllowed, NotFound, Refusal, words
from sigap.domain.replies import answer_in
from sigap.incidents.actions.attachments import attach_file
from sigap.incidents.actions.confirmations import answer_confirmation
from sigap.incidents.actions.exceptions import add_note
from sigap.incidents.actions.intake import report_incident
from sigap.incidents.actions.reports import Report
from sigap.incidents.models import Incident
from sigap.incidents.queries.tracking import awaiting_answer_of, reporter_of
from sigap.kit.claims import claim
from sigap.notifications.actions.incoming import LEASE, LINK_COMMAND, link_chat, settle
from sigap.notifications.models import Incoming
from sigap.notifications.queries.incoming import (
    enclosures_of,
    number_answered,
    open_letters,
    people_at,
    reports_of_sender,
)
from sigap.notifications.received import Nature
from sigap.people.queries import acting

logger = logging.getLogger(__name__)

BATCH: Final = 50
# More than this from one sender within an hour is a machine, or somebody whom a person should call.
MOST_REPORTS: Final = 5
_LONGEST_NOTE: Final = 4000
_UNKNOWN_CATEGORY: Final = "belum-diketahui"
LETTER_HANDLERS: Final = (OPERATOR, KABID)
"""Who deals with the messages that wait for a person."""

_MAIL: Final = "e-mail"
_IGNORED: Final = {
    Nature.AUTOMATIC: words("Jawaban otomatis."),
    Nature.BOUNCE: words("Pemberitahuan dari server e-mail."),
    Nature.ECHO: words("Kiriman kita sendiri yang kembali."),
    Nature.BROKEN: words("Isinya tidak terbaca."),
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a message, on which case, and why: `explanation` is for the operator."""

    outcome: str
    number: str = ""
    explanation: str = ""


def consider_incoming(*, at: datetime) -> int:
    """Act on every message that nobody has looked at; answers how many were settled.

    Each in a transaction of its own with its mark as handled: a worker that dies leaves it whole
    to the next. Only what a known person wrote is acted upon; the rest waits for the operator.
    """
    rows = claim(open_letters(), at=at, lease=LEASE, limit=BATCH)
    return sum(_considered(row, at=at) for row in rows)


def _considered(row: Incoming, *, at: datetime) -> bool:
    try:
        with transaction.atomic():
            made = _acted_upon(row, at=at)
            settle(row, made.outcome, number=made.number, explanation=made.explanation, at=at)
    except OperationalError:  # the database, not the message: its lease ends and it comes again
        logger.exception("message %s could not be considered now", row.pk)
        return False
    except Exception:
        logger.exception("message %s is left to a person", row.pk)
        told = words("Sistem gagal mengolahnya; baca dan tindak lanjuti dengan tangan.")
        settle(row, "menunggu", explanation=told, at=at)
    return True


def _acted_upon(row: Incoming, *, at: datetime) -> Outcome:
    nature = Nature(row.nature)
    if nature is not Nature.WRITTEN:
        return Outcome("diabaikan", explanation=_IGNORED[nature])
    if row.channel == TELEGRAM and row.text.startswith(LINK_COMMAND):
        linked = link_chat(row, at=at)
        told = words("Obrolan ditautkan.") if linked else words("Kode penautan tidak berlaku.")
        return Outcome("diabaikan", explanation=told)
    people = [acting(user, at=at) for user in people_at(row.channel, row.sender)]
    number = number_answered(row.channel, row.refers_to) or _only_one_asked(row, people)
    if number:
        return _on_case(row, number, people, at=at)
    contact = next((person for person in people if person.holds(CONTACT)), None)
    if contact is None:
        told = words("Pengirim tidak dikenal sebagai narahubung.")
        return Outcome("menunggu", explanation=told)
    return _reported(row, contact, at=at)


def _only_one_asked(row: Incoming, people: list[Actor]) -> str:
    """The one case that waits for this contact's answer, where the channel vouches for him.

    The sender of an e-mail can be forged: there only a reply to our own message counts.
    """
    agencies = {person.agency for person in people if person.holds(CONTACT) and person.agency}
    if row.channel == _MAIL or len(agencies) != 1:
        return ""
    asked = awaiting_answer_of(agencies.pop())
    return asked[0] if len(asked) == 1 else ""


def _on_case(row: Incoming, number: str, people: list[Actor], *, at: datetime) -> Outcome:
    incident = Incident.objects.select_related("agency").get(number=number)
    by = _speaker(row, incident, people)
    if by is None:
        told = words("Pengirim bukan orang yang kami kenal pada perkara ini.")
        return Outcome("menunggu", number, told)
    said = answer_in(row.text) if by.holds(CONTACT) else None
    refused = ""
    if said is not None:
        try:
            return _answered(row, incident, said, by, at=at)
        except Refusal as refusal:
            refused = _sentence(refusal)
    return _noted(row, number, by, refused, at=at)


def _speaker(row: Incoming, incident: Incident, people: list[Actor]) -> Actor | None:
    """Who writes: a contact of an affected agency, somebody of the office, or the reporter."""
    hit = set(incident.affected.values_list("agency__key", flat=True))
    for person in people:
        if person.holds(CONTACT) and person.agency in hit:
            return person
    wrote = row.channel == _MAIL and row.sender == incident.reporter_email.strip().lower()
    if wrote and row.sender:
        return reporter_of(incident)
    return next((person for person in people if person.roles - {CONTACT}), None)


def _answered(
    row: Incoming, incident: Incident, said: Answer, by: Actor, *, at: datetime
) -> Outcome:
    """The step-7 answer, quoted as it was written (SOP row 7)."""
    with transaction.atomic():
        changed = answer_confirmation(
            incident.number,
            agency=by.agency or "",
            result=said.value,
            informant=by.name,
            channel=row.channel,
            quote=row.text[:500],
            at=at,
            by=by,
        )
    return Outcome("jawaban", changed.number)


def _noted(row: Incoming, number: str, by: Actor, refused: str, *, at: datetime) -> Outcome:
    try:
        with transaction.atomic():
            add_note(number, text=_as_note(row), internal=not by.holds(CONTACT), at=at, by=by)
            left_out = _attach(row, number, at=at, by=by)
    except Refusal as refusal:
        return Outcome("menunggu", number, refused or _sentence(refusal))
    return Outcome("catatan", number, refused or left_out)


def _as_note(row: Incoming) -> str:
    told = row.text or row.subject or "–"
    return f"{row.sender_name or row.sender}, {row.channel}: {told}"[:_LONGEST_NOTE]


def _reported(row: Incoming, contact: Actor, *, at: datetime) -> Outcome:
    """A new e-mail of a known contact is a report (SOP ruling 4); chats wait for the operator."""
    if row.channel != _MAIL:
        told = words("Tidak ada satu perkara yang jelas dimaksud.")
        return Outcome("menunggu", explanation=told)
    if row.refers_to:
        told = words("Balasan atas pesan yang bukan dari sini.")
        return Outcome("menunggu", explanation=told)
    if reports_of_sender(row.sender, since=at - timedelta(hours=1)) >= MOST_REPORTS:
        told = words("Terlalu banyak laporan dari pengirim ini dalam satu jam.")
        return Outcome("menunggu", explanation=told)
    try:
        with transaction.atomic():
            incident = report_incident(_as_report(row, contact), at=at, by=contact)
            left_out = _attach(row, incident.number, at=at, by=contact)
    except Refusal as refusal:
        return Outcome("menunggu", explanation=_sentence(refusal))
    return Outcome("laporan", incident.number, left_out)


def _as_report(row: Incoming, contact: Actor) -> Report:
    first_line = next((line for line in row.text.splitlines() if line.strip()), "")
    return Report(
        category=_UNKNOWN_CATEGORY,
        summary=" ".join((row.subject or first_line).split())[:200],
        description=row.text[:10_000],
        agency=contact.agency or "",
        channel=_MAIL,
        reporter_name=contact.name,
        reporter_email=row.sender,
        external_ref=row.remote_id[:200],
    )


def _attach(row: Incoming, number: str, *, at: datetime, by: Actor) -> str:
    """Put what came with the message on the case; answers with what was not fit, in words."""
    refused = []
    for enclosed in enclosures_of(row):
        try:
            attach_file(number, name=enclosed.name, stream=BytesIO(enclosed.content), at=at, by=by)
        except Refusal as refusal:
            refused.append(_sentence(refusal))
    return " ".join(refused)[:500]


def attach_to_case(message: int, number: str, *, at: datetime, by: Actor) -> Incident:
    """The operator puts a waiting message on the case it belongs to, as a note with its files.

    Raises NotFound for an unknown message, Invalid for an unknown number, NotAllowed for others.
    """
    _require_handler(by)
    with transaction.atomic():
        row = _waiting(message)
        try:
            incident = add_note(number.strip(), text=_as_note(row), at=at, by=by)
        except NotFound as unknown:
            raise Invalid({"number": unknown.fault}) from None
        left_out = _attach(row, incident.number, at=at, by=by)
        settle(row, "catatan", number=incident.number, explanation=left_out, at=at, by=by)
    return incident


def set_aside(message: int, *, reason: str, at: datetime, by: Actor) -> None:
    """The operator says why a waiting message needs nothing; it stays on the list of what came."""
    _require_handler(by)
    with transaction.atomic():
        settle(_waiting(message), "diabaikan", explanation=reason.strip()[:500], at=at, by=by)


def _require_handler(by: Actor) -> None:
    if not by.holds(*LETTER_HANDLERS):
        raise NotAllowed(
            "may-not-handle-messages", words("Pesan masuk ditindaklanjuti oleh Meja Layanan.")
        )


def _waiting(message: int) -> Incoming:
    row = Incoming.objects.select_for_update().filter(pk=message, outcome="menunggu").first()
    if row is None:
        raise NotFound(
            "message-not-waiting", words("Pesan ini tidak ada atau sudah ditindaklanjuti.")
        )
    return row


def _sentence(refusal: Refusal) -> str:
    faults = refusal.faults.values() if isinstance(refusal, Invalid) else (refusal.fault,)
    return " ".join(str(fault) for fault in faults)[:500]
