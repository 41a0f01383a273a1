"""Asking a signing service: what is sent for each paper, how wrong tries are slowed down.

Everything here is slow or goes over the network: never inside a transaction.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection

from sigap.documents.actions.papers import drawing, signing_place
from sigap.documents.models import BY_HAND, FULL, Paper, Signature
from sigap.documents.renderers.typst import NotDrawn
from sigap.documents.signers.base import (
    Request,
    Secret,
    Signatory,
    Signed,
    Signer,
    SigningRefused,
    SigningTrouble,
)
from sigap.documents.storage import path_of
from sigap.domain.actor import Actor
from sigap.domain.case import Event, Kind
from sigap.domain.errors import Invalid, Refused, words
from sigap.domain.signing import block_lines, missing
from sigap.domain.throttle import TooSoon
from sigap.incidents.actions.attempts import (
    Sending,
    begin_attempts,
    fetchable,
    note_outcome,
    replace_attempts,
    sent_alike,
    unresolved,
)
from sigap.incidents.actions.papers import pictures_of
from sigap.incidents.models import SigningAttempt
from sigap.incidents.queries.signing import live_attempts
from sigap.people.actions.signin import Try, begin_try, try_was_right
from sigap.people.signatories import signatory_on

_PURPOSE: Final = "tanda tangan"


@dataclass(frozen=True, slots=True)
class Asking:
    """How it is asked: with which `secret`, when and by whom.

    `length` is the ledger of the case where a step is to end with it. `anew`: the person knows that
    an earlier text may have been signed unheard, and wants this one signed all the same.
    """

    secret: Secret
    at: datetime
    by: Actor
    length: int | None = None
    anew: bool = False


@dataclass(slots=True, eq=False)
class Wish:
    """One paper that somebody wants to sign: `by` is who, in which capacity (Actor.signature)."""

    paper: Paper
    row: Signature
    by: Mapping[str, str]
    who: Signatory = field(init=False)

    def signature(self) -> dict[str, str]:
        """Who signed, as it is kept: with the decree, without the NIK."""
        return {**self.by, "name": self.who.name, "nip": self.who.nip, "decree": self.who.decree}


def require_no_transaction() -> None:
    """RuntimeError inside a transaction: what is signed cannot be rolled back."""
    if connection.in_atomic_block:
        raise RuntimeError("nothing is signed inside a transaction")


def require_secret(way: Signer, secret: Secret) -> None:
    """Raise Invalid for everything that this way of signing asks for and that was left blank."""
    faults = {need: missing(need).fault for need in way.needs if not secret.has(need)}
    if faults:
        raise Invalid(faults)


def ask(way: Signer, wishes: Sequence[Wish], asking: Asking) -> list[Signed | SigningTrouble]:
    """Draw each paper as it is to be signed and have it signed; one outcome for each, in order.

    What is sent to a service is written down before. A paper that says something else than what
    may have been signed unheard is not sent. Raises Invalid when too many wrong passphrases came
    before (five cost nothing, then the wait grows), Refused when a paper cannot be drawn.
    """
    require_no_transaction()
    requests = [_request(way, wish, at=asking.at) for wish in wishes]
    # A key of the office's own leaves nothing elsewhere.
    if not way.needs:
        return way.sign_many(requests, secret=asking.secret)
    known = live_attempts(wish.row for wish in wishes)
    pairs = list(zip(wishes, requests, strict=True))
    if asking.anew:
        other = [known[w.row.pk] for w, r in pairs if _differs(known.get(w.row.pk), r)]
        replace_attempts(other, at=asking.at, by=asking.by)
        known = live_attempts(wish.row for wish in wishes)
    outcomes: dict[Wish, Signed | SigningTrouble] = {
        wish: unresolved(known[wish.row.pk])
        for wish, request in pairs
        if _differs(known.get(wish.row.pk), request)
    }
    outcomes |= _sent(way, [pair for pair in pairs if pair[0] not in outcomes], known, asking)
    return [outcomes[wish] for wish in wishes]


def _differs(attempt: SigningAttempt | None, request: Request) -> bool:
    return not sent_alike(attempt, request.content)


def _sent(
    way: Signer,
    pairs: Sequence[tuple[Wish, Request]],
    known: Mapping[int, SigningAttempt],
    asking: Asking,
) -> dict[Wish, Signed | SigningTrouble]:
    """Send these, or fetch what this person has signed of them already; each is written down."""
    if not pairs:
        return {}
    tried = _counted(way, at=asking.at, by=asking.by)
    requests, tries = [], {}
    for wish, request in pairs:
        before = known.get(wish.row.pk)
        named = fetchable(before, request.content, wish.by)
        requests.append(replace(request, reference=named))
        if named and before is not None:
            tries[wish] = before
    fresh = [(wish, request) for wish, request in pairs if wish not in tries]
    sendings = [Sending(w.paper, w.row, r.content, w.by) for w, r in fresh]
    begun = begin_attempts(sendings, way.key, length=asking.length, at=asking.at, by=asking.by)
    tries |= {wish: attempt for (wish, _), attempt in zip(fresh, begun, strict=True)}
    made = way.sign_many(requests, secret=asking.secret)
    if not any(isinstance(each, SigningRefused) and each.guess for each in made):
        try_was_right(tried)
    for (wish, _), outcome in zip(pairs, made, strict=True):
        note_outcome(tries[wish], outcome, at=asking.at, by=asking.by)
    return {wish: outcome for (wish, _), outcome in zip(pairs, made, strict=True)}


def _counted(way: Signer, *, at: datetime, by: Actor) -> Try:
    """Count the try, by the account alone: the passphrase is the person's, wherever he types it."""
    try:
        return begin_try(by.key, source="", device="tte", purpose=_PURPOSE, at=at)
    except TooSoon as soon:
        raise Invalid({way.needs[0]: soon.fault}) from soon


def _request(way: Signer, wish: Wish, *, at: datetime) -> Request:
    paper, row = wish.paper, wish.row
    wish.who = signatory_on(wish.by, at=at)
    try:
        pictures = pictures_of(paper)
        content = _signed_before(row) or drawing(paper, pictures, footer=way.mark)
        place = signing_place(paper, pictures)
    except (NotDrawn, FileNotFoundError) as error:
        told = words("Naskah ini belum dapat digambar: %(reason)s")
        raise Refused("paper-not-drawn", told, reason=str(error)) from error
    return Request(
        content=content,
        by=wish.who,
        placement=place if row.part == FULL else None,
        kept_free=place if row.part != FULL else None,
        lines=block_lines(wish.who, at=at, zone=ZoneInfo(settings.TIME_ZONE)),
        at=at,
        reason=f"{paper.title} {paper.number}",
        location=str(paper.facts["kop"]["kota"]),
    )


def _signed_before(row: Signature) -> bytes:
    """The bytes that this signature is added to; empty where it is the first."""
    before = Signature.objects.filter(paper=row.paper_id, position__lt=row.position)
    last = before.exclude(signed_at=None).exclude(provider=BY_HAND).last()
    return path_of(last.sha256).read_bytes() if last is not None else b""


def signed_event(
    paper: Paper, row: Signature, by: Mapping[str, Any], told: Mapping[str, Any]
) -> Event:
    """What the ledger of the case keeps of a signature; never the secret, never the NIK."""
    return Event(
        Kind.SIGNED,
        {
            "paper": f"naskah/{paper.code}/{row.ending}",
            "title": paper.title,
            "part": row.part,
            "name": by.get("name", ""),
            "capacity": by.get("capacity", ""),
            "decree": by.get("decree", ""),
            **told,
        },
    )
