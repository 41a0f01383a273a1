"""Signatures of papers: which are due, who has one under way, and keeping what was signed."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Q

from sigap.documents import storage
from sigap.documents.actions.numbers import STREAM
from sigap.documents.models import BY_HAND, FULL, Paper, Signature, SigningRule
from sigap.documents.signers.base import Signed
from sigap.domain.actor import STOOD_IN_FOR, SYSTEM_ADMIN, Actor
from sigap.domain.errors import Fault, Invalid, NotAllowed, words
from sigap.people.actions.record import write_down

WAITING: Final = words(
    "Bentuk ini tanpa tanda tangan elektronik; naskahnya menunggu atau sudah ditandatangani, lihat"
    " alamat di bawah."
)
"""On the drawing without a signature: true before and after the paper is signed."""
LEASE: Final = timedelta(minutes=3)
"""How long a signing under way keeps others from signing the same; longer than one ever takes."""
_PDF: Final = "application/pdf"


def require_signatures(paper: Paper, parts: Sequence[tuple[str, str]], *, at: datetime) -> None:
    """Let the paper wait for these signatures, in order: (part, role of the one who signs).

    Made again for a draft, what is the same stays, with who has it under way.
    """
    due = list(Signature.objects.filter(paper=paper).order_by("position"))
    if [(row.part, row.role) for row in due] == list(parts):
        return
    Signature.objects.filter(paper=paper, signed_at=None).delete()
    Signature.objects.bulk_create(
        Signature(paper=paper, position=position, part=part, role=role, due_at=at)
        for position, (part, role) in enumerate(parts, start=1)
    )


def claim_signature(row: Signature, *, at: datetime) -> bool:
    """Take this signature under way for LEASE; False when it is made or under way elsewhere."""
    free = Q(claimed_until=None) | Q(claimed_until__lte=at)
    row.claimed_until = at + LEASE
    unsigned = Signature.objects.filter(free, pk=row.pk, signed_at=None)
    return bool(unsigned.update(claimed_until=row.claimed_until))


def release_signatures(rows: Iterable[Signature]) -> None:
    """Let others sign what was not signed after all."""
    for row in rows:
        mine = Signature.objects.filter(pk=row.pk, signed_at=None, claimed_until=row.claimed_until)
        mine.update(claimed_until=None)


def keep_signature(row: Signature, signed: Signed, *, by: Mapping[str, Any], at: datetime) -> bool:
    """Store the signed bytes and whose they are; False when it was signed elsewhere meanwhile.

    `by` is the person with capacity and decree. The bytes are kept before the row that names them:
    a rollback leaves an orphan file, never a lost one.
    """
    digest = storage.keep(signed.content)
    mine = Signature.objects.filter(pk=row.pk, signed_at=None, claimed_until=row.claimed_until)
    return bool(
        mine.update(
            signed_at=at,
            claimed_until=None,
            by=dict(by),
            provider=signed.provider,
            subject=signed.subject[:300],
            issuer=signed.issuer[:300],
            serial=signed.serial[:80],
            not_after=signed.not_after,
            reference=signed.reference[:200],
            sha256=digest,
            size=len(signed.content),
            media_type=_PDF,
        )
    )


def keep_scan(
    paper: Paper,
    content: bytes,
    media_type: str,
    *,
    fulfils: bool,
    at: datetime,
    by: Mapping[str, Any],
) -> Signature:
    """Store the scan of a paper that was signed by hand, beside the paper.

    With `fulfils` it stands for every signature that is still due. Runs in the caller's
    transaction. Answers the (first) signature that it became.
    """
    rows = Signature.objects.select_for_update().filter(paper=paper).order_by("position")
    known = list(rows)
    due = [row for row in known if row.signed_at is None] if fulfils else []
    last = known[-1].position if known else 0
    due = due or [Signature(paper=paper, position=last + 1, part=FULL, due_at=at)]
    digest = storage.keep(content)
    for row in due:
        row.signed_at, row.claimed_until, row.by, row.provider = at, None, dict(by), BY_HAND
        row.sha256, row.size, row.media_type = digest, len(content), media_type
        row.save()
    return due[0]


def add_signing_rules(rows: Iterable[Mapping[str, Any]]) -> int:
    """Add the rules of kinds that have none; answers how many. What the office set stays."""
    known = set(SigningRule.objects.values_list("kind", flat=True))
    missing = [SigningRule(**row) for row in rows if row["kind"] not in known]
    return len(SigningRule.objects.bulk_create(missing))


@transaction.atomic
def set_signing_rule(
    kind: str,
    *,
    electronic: bool,
    signer: str,
    initials: Sequence[str],
    at: datetime,
    by: Actor,
) -> SigningRule:
    """Who signs papers of this kind from now on, and whose paraf comes before it.

    `signer` and `initials` are roles of the office, "" the one who carries out the step. Raises
    Invalid for any other, NotAllowed for anyone but the administrator.
    """
    if not by.holds(SYSTEM_ADMIN):
        raise NotAllowed(
            "admins-only", words("Penandatanganan diatur oleh Administrator Aplikasi.")
        )
    known = STOOD_IN_FOR | {""}
    unknown = Fault("unknown-choice", words("Pilih salah satu jabatan."))
    faults = {} if signer in known else {"signer": unknown}
    if not set(initials) <= known:
        faults["initials"] = unknown
    if faults:
        raise Invalid(faults)
    values = {"electronic": electronic, "signer": signer, "initials": list(initials)}
    row, _new = SigningRule.objects.update_or_create(kind=kind, defaults=values)
    write_down(STREAM, [("penandatanganan-diatur", {"kind": kind, **values})], at=at, by=by)
    return row
