"""Signing what waits: one paper or many at once, by hand on paper, and drafts nobody signed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import BinaryIO, Final

from django.db import transaction

from sigap.documents.actions.drafts import drop_draft
from sigap.documents.actions.signatures import (
    claim_signature,
    keep_scan,
    keep_signature,
    release_signatures,
)
from sigap.documents.models import BY_HAND, Paper, Signature
from sigap.documents.queries import drafts, papers_of
from sigap.documents.signers import configured
from sigap.documents.signers.base import Secret, Signed, SigningTrouble
from sigap.domain.actor import STOOD_IN_FOR, SYSTEM, Actor
from sigap.domain.errors import Fault, Invalid, NotAllowed, NotFound, Refusal, Refused, words
from sigap.incidents.actions.asking import Asking, Wish, ask, require_secret, signed_event
from sigap.incidents.actions.attempts import keep_attempts
from sigap.incidents.actions.record import write
from sigap.incidents.actions.signing import being_signed
from sigap.incidents.files import check_file
from sigap.incidents.models import StepVisit
from sigap.incidents.queries.cases import case_row, locked, snapshot
from sigap.incidents.queries.signing import waiting_for

MOST_AT_ONCE: Final = 50
_SCANS: Final = ("application/pdf", "image/jpeg", "image/png")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one signature: `trouble` is None where the paper is signed now."""

    paper: Paper
    trouble: Refusal | None


def sign_due(
    keys: Sequence[int], *, secret: Secret, anew: bool = False, at: datetime, by: Actor
) -> list[Outcome]:
    """Sign these of the signatures that wait for this person, each with an outcome of its own.

    The first MOST_AT_ONCE of them. What is signed is stored even where others fail, and says its
    true moment `at`. `anew`: see `asking.Asking`. Raises NotFound when none of them waits for this
    person, Refused where the office does not sign electronically, Invalid for what is missing or
    was tried too often.
    """
    way = configured.signer()
    if way is None:
        raise Refused("no-signer", words("Tanda tangan elektronik belum dipasang di kantor ini."))
    rows = list(waiting_for(by).filter(pk__in=keys)[:MOST_AT_ONCE])
    if not rows:
        raise NotFound(
            "signature-not-found", words("Tidak ada naskah itu yang menunggu tanda tangan Anda.")
        )
    require_secret(way, secret)
    held = [row for row in rows if claim_signature(row, at=at)]
    wishes = [Wish(row.paper, row, by.signature(row.role)) for row in held]
    try:
        made = ask(way, wishes, Asking(secret, at, by, anew=anew)) if wishes else []
        told = {
            wish.row.pk: _outcome(wish, each, at=at, by=by)
            for wish, each in zip(wishes, made, strict=True)
        }
    finally:
        release_signatures(held)
    return [told.get(row.pk) or Outcome(row.paper, being_signed()) for row in rows]


def _outcome(wish: Wish, made: Signed | SigningTrouble, *, at: datetime, by: Actor) -> Outcome:
    if isinstance(made, SigningTrouble):
        return Outcome(wish.paper, made)
    with transaction.atomic():
        incident = locked(wish.paper.number)
        signature = wish.signature()
        if not keep_signature(wish.row, made, by=signature, at=at):
            return Outcome(wish.paper, being_signed())
        keep_attempts(wish.row, at=at, by=signature)
        told = {"provider": made.provider, "serial": made.serial}
        told |= {"sha256": sha256(made.content).hexdigest()}
        event = signed_event(wish.paper, wish.row, signature, told)
        as_signed = by.acting_as(wish.row.role, signature["capacity"])
        write(incident, snapshot(incident), [event], at=at, by=as_signed)
    return Outcome(wish.paper, None)


def upload_scan(
    number: str, code: str, *, name: str, stream: BinaryIO, at: datetime, by: Actor
) -> Signature:
    """Keep the scan of a paper that was printed and signed by hand, beside the paper itself.

    PDF, JPG or PNG; Invalid for anything else. Where the office does not sign electronically it
    stands for every signature that is still due; otherwise those go on waiting.
    """
    incident = case_row(number, by=by)
    if not by.holds(*STOOD_IN_FOR):
        raise NotAllowed("may-not-sign", words("Salinan naskah diunggah oleh pegawai kantor ini."))
    paper = next((row for row in papers_of(incident.number) if row.code == code), None)
    if paper is None:
        raise NotFound("paper-not-found", words("Naskah itu tidak ada pada perkara ini."))
    file = check_file(name, stream)
    if file.media_type not in _SCANS:
        told = words("Salinan naskah harus PDF, JPG, atau PNG.")
        raise Invalid({"file": Fault("not-a-scan", told)})
    with transaction.atomic():
        incident = locked(number, by=by)
        signature = by.signature(incident.role)
        by_hand = configured.signer() is None
        row = keep_scan(paper, file.content, file.media_type, fulfils=by_hand, at=at, by=signature)
        told_of = {"provider": BY_HAND, "serial": "", "sha256": row.sha256}
        event = signed_event(paper, row, signature, told_of)
        write(incident, snapshot(incident), [event], at=at, by=by)
    return row


def drop_drafts(*, at: datetime) -> int:
    """Give up the drafts of steps that ended without them; answers how many. A worker's job.

    A step whose papers are still to be made keeps its drafts: they become those papers.
    """
    return sum(drop_draft(paper, at=at, by=SYSTEM) for paper in drafts() if _is_over(paper))


def _is_over(paper: Paper) -> bool:
    visits = StepVisit.objects.filter(incident__number=paper.number, step=paper.step)
    visit = visits.filter(ordinal=paper.visit or 0).exclude(left_at=None).first()
    return visit is not None and (visit.papers_at is not None or visit.output is None)
