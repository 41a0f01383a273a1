"""What waits to be signed, and by whom: whose office it is, and whose cases he may know of."""

from collections.abc import Iterable
from typing import Final

from django.db.models import Q, QuerySet

from sigap.documents.models import DRAFT, Paper, Signature
from sigap.documents.queries import due_signatures
from sigap.documents.signers import configured
from sigap.domain.actor import AUDITOR, HEAD, KABID, KASI, STOOD_IN_FOR, SYSTEM_ADMIN, Actor
from sigap.incidents.models import SigningAttempt
from sigap.incidents.models.signing import LIVE
from sigap.incidents.queries.cases import visible

REGISTRARS: Final = (KABID, KASI, HEAD, SYSTEM_ADMIN, AUDITOR)
UNRESOLVED: Final = "signing-unresolved"
"""The code of what is refused because another text may be signed elsewhere."""


def waiting_for(by: Actor) -> QuerySet[Signature]:
    """What this person may sign now, in an office held now, oldest first.

    Whoever holds the office signs, in his own capacity: a successor too, and no longer the one who
    left it. An appointment that is held to certain steps signs the papers of those alone.
    """
    roles = by.roles & STOOD_IN_FOR
    rows = due_signatures(roles).filter(paper__number__in=visible(by).values("number"))
    for role, steps in by.limits.items():
        rows = rows.exclude(Q(role=role) & ~Q(paper__step__in=steps))
    return rows


def waiting_count(by: Actor) -> int:
    """How many signatures wait for this person. One query."""
    return waiting_for(by).count()


def signatures_due(by: Actor) -> int:
    """What the inbox says: how many signatures wait, 0 where the office signs by hand.

    One query for those whose offices sign, none for anybody else.
    """
    if not by.roles & STOOD_IN_FOR or configured.signer() is None:
        return 0
    return waiting_count(by)


def live_attempts(rows: Iterable[Signature]) -> dict[int, SigningAttempt]:
    """The newest try of each signature that is not settled, by the signature's key. One query."""
    keys = [row.pk for row in rows]
    found = SigningAttempt.objects.filter(signature__in=keys, state__in=LIVE).order_by("id")
    return {attempt.signature_id: attempt for attempt in found if attempt.signature_id is not None}


def open_attempts(number: str) -> list[SigningAttempt]:
    """What was sent to end the present step of this case and was not heard of. One query."""
    rows = SigningAttempt.objects.filter(number=number, state__in=LIVE, length__isnull=False)
    return list(rows.filter(signature__signed_at=None, signature__paper__state=DRAFT))


def attempts_on(paper: Paper) -> list[SigningAttempt]:
    """Every time this paper was sent to a signing service, newest first. One query."""
    rows = SigningAttempt.objects.filter(number=paper.number)
    return list(rows.filter(paper__startswith=f"naskah/{paper.code}/"))


def attempts_seen(by: Actor, *, live: bool = False) -> QuerySet[SigningAttempt]:
    """The register of what was sent to a signing service, newest first: one's own, and to those who
    answer for the record everybody's, of cases they may know of. `live`: only what is not settled.
    """
    rows = SigningAttempt.objects.order_by("-id")
    if live:
        rows = rows.filter(state__in=LIVE)
    if by.holds(*REGISTRARS):
        return rows.filter(number__in=visible(by).values("number"))
    return rows.filter(by__key=by.key)
