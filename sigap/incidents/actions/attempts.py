"""Tries at a signing service, written down before anything is sent: none is lost, none forgotten.

A service that signed and was not heard leaves a try whose outcome nobody here knows. The next one
sends the very same bytes, or fetches what was signed; another text is signed only after the person
has said so.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from sigap.documents.actions.numbers import STREAM
from sigap.documents.models import Paper, Signature
from sigap.documents.signers.base import Signed, SigningRefused, SigningTrouble, SigningUnavailable
from sigap.domain.actor import Actor
from sigap.domain.errors import words
from sigap.domain.spoken import moment
from sigap.incidents.models import SigningAttempt
from sigap.incidents.models.signing import (
    KEPT,
    LIVE,
    NOTHING,
    REPEATED,
    REPLACED,
    SIGNED,
    UNKNOWN,
)
from sigap.incidents.queries.signing import UNRESOLVED
from sigap.people.actions.record import write_down

GONE: Final = "signing-gone"


@dataclass(frozen=True, slots=True)
class Sending:
    """One signature that is to be asked for: of which paper, over which bytes, by whom."""

    paper: Paper
    row: Signature
    content: bytes
    by: Mapping[str, str]


def sent_alike(attempt: SigningAttempt | None, content: bytes) -> bool:
    """Whether nothing else than these very bytes may have been signed so far."""
    return attempt is None or attempt.sha256 == sha256(content).hexdigest()


def fetchable(attempt: SigningAttempt | None, content: bytes, by: Mapping[str, str]) -> str:
    """The service's name for what this person has signed of these bytes already; "" for none."""
    if attempt is None or not sent_alike(attempt, content) or attempt.by["key"] != by["key"]:
        return ""
    return attempt.reference


def unresolved(attempt: SigningAttempt) -> SigningRefused:
    """Another text would be signed than the one that may bear a signature already."""
    return SigningRefused(
        UNRESOLVED,
        words(
            "Percobaan %(when)s sudah dikirim ke layanan tanda tangan dan hasilnya tidak sampai ke"
            " sini; isi naskah sekarang lain. Periksa dulu di layanannya. Kalau isi yang baru yang"
            " berlaku, centang “Tanda tangani isi yang baru”."
        ),
        when=moment(attempt.at, ZoneInfo(settings.TIME_ZONE)),
    )


@transaction.atomic
def begin_attempts(
    sendings: Sequence[Sending], provider: str, *, length: int | None, at: datetime, by: Actor
) -> list[SigningAttempt]:
    """Write down what is about to be sent, on the sealed record too, before it is sent.

    `length` is the ledger of the case where a step is to end with these signatures.
    """
    made = [
        SigningAttempt.objects.create(
            signature=each.row,
            number=each.paper.number,
            paper=f"naskah/{each.paper.code}/{each.row.ending}",
            title=each.paper.title,
            at=at,
            by=dict(each.by),
            provider=provider,
            sha256=sha256(each.content).hexdigest(),
            length=length,
        )
        for each in sendings
    ]
    told = [("tte-dikirim", {"paper": row.paper, "sha256": row.sha256}) for row in made]
    if told:
        write_down(STREAM, told, at=at, by=by)
    return made


def note_outcome(
    attempt: SigningAttempt, outcome: Signed | SigningTrouble, *, at: datetime, by: Actor
) -> None:
    """Keep what became of one try: signed, certainly not signed, or nobody knows."""
    if isinstance(outcome, Signed):
        attempt.state, attempt.reference = SIGNED, outcome.reference[:200]
    elif isinstance(outcome, SigningUnavailable) and (outcome.maybe_signed or outcome.code == GONE):
        # A document that is gone from there was signed all the same; its name is good for nothing.
        attempt.state, attempt.reference = UNKNOWN, outcome.reference[:200]
    elif not attempt.reference:
        attempt.state = NOTHING
    attempt.told = "" if isinstance(outcome, Signed) else str(outcome)[:500]
    with transaction.atomic():
        attempt.save(update_fields=["state", "reference", "told"])
        if attempt.state == UNKNOWN:
            told = {"paper": attempt.paper, "sha256": attempt.sha256}
            write_down(STREAM, [("tte-tidak-diketahui", told)], at=at, by=by)


def keep_attempts(row: Signature, *, at: datetime, by: Mapping[str, str]) -> None:
    """The signature is stored: its last try is what it came from, those before were repeated.

    Runs in the transaction that stores it.
    """
    mine = SigningAttempt.objects.filter(signature=row, state__in=LIVE)
    last = mine.filter(state=SIGNED).order_by("-id").first()
    settled = {"settled_at": at, "settled_by": dict(by)}
    if last is not None:
        SigningAttempt.objects.filter(pk=last.pk).update(state=KEPT, **settled)
    mine.update(state=REPEATED, **settled)


@transaction.atomic
def replace_attempts(attempts: Iterable[SigningAttempt], *, at: datetime, by: Actor) -> None:
    """The person knows that something else may bear a signature, and wants the new text signed."""
    keys = [attempt.pk for attempt in attempts]
    rows = SigningAttempt.objects.filter(pk__in=keys, state__in=LIVE)
    told = [("tte-diganti", {"paper": row.paper, "sha256": row.sha256}) for row in rows]
    rows.update(state=REPLACED, settled_at=at, settled_by=by.signature())
    if told:
        write_down(STREAM, told, at=at, by=by)
