"""Writes on swaps of duty: one offers a shift, the other consents, and only then it changes."""

from datetime import datetime

from django.db import transaction

from sigap.audit import actions as audit
from sigap.domain.actor import Actor
from sigap.domain.errors import Fault, Invalid, NotAllowed, Refused, words
from sigap.domain.roster import exchange
from sigap.people.actions.duty import (
    change_told,
    changeable,
    refuse_twice,
    stranger_faults,
    take_roster,
    text_faults,
)
from sigap.people.duty import Duty, duty_of
from sigap.people.models import DutyChange, DutySwap, User
from sigap.people.models.duty import ACCEPTED, DECLINED, OFFERED, WITHDRAWN


@transaction.atomic
def offer_swap(
    slot: str, to: User, *, in_return: str = "", note: str = "", at: datetime, by: Actor
) -> DutySwap:
    """Offer one's own coming shift to a colleague, perhaps against one of theirs.

    Raises NotAllowed for somebody else's shift, Refused when it has begun or is on offer already,
    Invalid for a colleague who cannot take it or a shift in return that is not theirs.
    """
    stream, duty = take_roster(), changeable(slot, at=at)
    if by.user_id != duty.user.pk:
        raise NotAllowed("not-your-shift", words("Hanya pemilik jaga yang dapat menawarkannya."))
    _refuse_begun(duty, at)
    if DutySwap.objects.filter(slot=slot, state=OFFERED).exists():
        raise Refused(
            "already-offered",
            words("Jaga ini sudah ditawarkan; tarik dahulu tawaran yang lama."),
        )
    returned = duty_of(in_return) if in_return else None
    if faults := _offer_faults(duty, to, in_return, returned, note, at):
        raise Invalid(faults)
    refuse_twice(to, duty.shift.span, duty.roster, but=(in_return,))
    swap = DutySwap.objects.create(
        slot=slot,
        starts_at=duty.shift.start,
        ends_at=duty.shift.end,
        offered_by=duty.user,
        offered_to=to,
        return_slot=in_return,
        return_starts_at=returned.shift.start if returned else None,
        return_ends_at=returned.shift.end if returned else None,
        note=note.strip(),
        offered_at=at,
    )
    audit.append(stream, [("tukar-ditawarkan", _told(swap))], at=at, by=by.signature())
    return swap


@transaction.atomic
def accept_swap(swap: DutySwap, *, at: datetime, by: Actor) -> DutySwap:
    """Consent: the shift changes hands, and the one in return as well, in one act.

    Raises NotAllowed for anyone but the one asked, Refused when the offer is closed, a shift has
    begun, or either shift is no longer whose it was.
    """
    stream, swap = take_roster(), _open(swap)
    _require(by, swap.offered_to, words("Hanya yang ditawari yang dapat menjawab tawaran ini."))
    given = _still_of(swap.slot, swap.offered_by, at)
    returned = _still_of(swap.return_slot, swap.offered_to, at) if swap.return_slot else None
    refuse_twice(swap.offered_to, given.shift.span, given.roster, but=(swap.return_slot,))
    if returned is not None:
        refuse_twice(swap.offered_by, returned.shift.span, returned.roster, but=(swap.slot,))
    _close(swap, ACCEPTED, "", at)
    changes = _exchanged(swap, given, returned, at)
    acts = [("tukar-diterima", _told(swap))]
    acts += [("piket-diganti", change_told(row)) for row in changes]
    audit.append(stream, acts, at=at, by=by.signature())
    return swap


@transaction.atomic
def decline_swap(swap: DutySwap, *, answer: str = "", at: datetime, by: Actor) -> DutySwap:
    """Say no, with or without a word on it; nothing changes. Refused when it is closed."""
    stream, swap = take_roster(), _open(swap)
    _require(by, swap.offered_to, words("Hanya yang ditawari yang dapat menjawab tawaran ini."))
    if faults := text_faults("answer", answer):
        raise Invalid(faults)
    _close(swap, DECLINED, answer, at)
    audit.append(stream, [("tukar-ditolak", _told(swap))], at=at, by=by.signature())
    return swap


@transaction.atomic
def withdraw_swap(swap: DutySwap, *, at: datetime, by: Actor) -> DutySwap:
    """Take an offer back before it is answered; nothing changes. Refused when it is closed."""
    stream, swap = take_roster(), _open(swap)
    _require(by, swap.offered_by, words("Hanya yang menawarkan yang dapat menarik tawaran ini."))
    _close(swap, WITHDRAWN, "", at)
    audit.append(stream, [("tukar-ditarik", _told(swap))], at=at, by=by.signature())
    return swap


def _offer_faults(
    duty: Duty, to: User, in_return: str, returned: Duty | None, note: str, at: datetime
) -> dict[str, Fault]:
    faults = stranger_faults("to", [to], at=at) | text_faults("note", note)
    if to.pk == duty.user.pk:
        template = words("Pilih rekan lain, bukan diri sendiri.")
        faults["to"] = Fault("same-person", template)
    if in_return and (returned is None or returned.user.pk != to.pk or returned.shift.start <= at):
        template = words("Jaga pengganti harus jaga %(name)s yang belum mulai.")
        faults["in_return"] = Fault("not-their-shift", template, {"name": to.name})
    return faults


def _open(swap: DutySwap) -> DutySwap:
    row = DutySwap.objects.select_related("offered_by", "offered_to").get(pk=swap.pk)
    if row.state != OFFERED:
        raise Refused("offer-closed", words("Tawaran ini sudah dijawab atau ditarik."))
    return row


def _require(by: Actor, person: User, template: str) -> None:
    if by.user_id != person.pk:
        raise NotAllowed("not-your-answer", template)


def _still_of(slot: str, person: User, at: datetime) -> Duty:
    duty = duty_of(slot)
    if duty is None or duty.user.pk != person.pk:
        raise Refused(
            "shift-moved",
            words("Jadwal sudah berubah: jaga itu bukan lagi milik %(name)s."),
            name=person.name,
        )
    _refuse_begun(duty, at)
    return duty


def _refuse_begun(duty: Duty, at: datetime) -> None:
    if duty.shift.start <= at:
        raise Refused(
            "shift-begun", words("Jaga ini sudah mulai; yang berubah hanya jaga mendatang.")
        )


def _close(swap: DutySwap, state: str, answer: str, at: datetime) -> None:
    swap.state, swap.answer, swap.answered_at = state, answer.strip(), at
    swap.save(update_fields=["state", "answer", "answered_at"])


def _exchanged(
    swap: DutySwap, given: Duty, returned: Duty | None, at: datetime
) -> list[DutyChange]:
    """The rows of the exchange. Both hear of it as the answer to the offer, not once more."""
    people = {person.pk: person for person in (swap.offered_by, swap.offered_to)}
    duties = {duty.shift.slot: duty for duty in (given, returned) if duty}
    shift_back = returned.shift if returned else None
    return DutyChange.objects.bulk_create(
        DutyChange(
            roster=duties[change.slot].roster,
            kind=change.kind,
            slot=change.slot,
            starts_at=duties[change.slot].shift.start,
            ends_at=duties[change.slot].shift.end,
            user=people[change.person or 0],
            relieves=duties[change.slot].user,
            swap=swap,
            reason="Tukar jaga atas kesepakatan",
            made_at=at,
            told=True,
        )
        for change in exchange(given.shift, swap.offered_to.pk, shift_back)
    )


def _told(swap: DutySwap) -> dict[str, object]:
    return {
        "swap": swap.pk,
        "slot": swap.slot,
        "starts_at": swap.starts_at.isoformat(),
        "return_slot": swap.return_slot,
        "offered_by": swap.offered_by.username,
        "offered_to": swap.offered_to.username,
        "note": swap.note,
        "answer": swap.answer,
    }
