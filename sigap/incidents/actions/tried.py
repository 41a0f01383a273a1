"""What a try to end the present step with signatures has left: drafts as they were sent."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sigap.documents.models import DRAFT, Paper
from sigap.incidents.models import Incident, SigningAttempt
from sigap.incidents.models.signing import LIVE
from sigap.incidents.papers.planned import Planned

ALIKE: Final = timedelta(minutes=30)
"""How long the same text may still be signed: the step ends at the moment that it names, and the
clock of whoever comes next begins there."""


class Changed(Exception):
    """The papers no longer say what may have been signed."""


@dataclass(frozen=True, slots=True)
class Tried:
    """One draft that was sent to be signed, as it was sent, and its newest try that is open."""

    paper: Paper
    attempt: SigningAttempt
    length: int

    def is_under_way(self, at: datetime) -> bool:
        """Whether another window is at it at this moment."""
        row = self.attempt.signature
        return row is not None and row.claimed_until is not None and row.claimed_until > at


def tries_of_drafts(number: str) -> list[Tried]:
    """What was sent for the present visit of the case and is not settled, oldest paper first.

    Two queries at most.
    """
    rows = SigningAttempt.objects.filter(number=number, state__in=LIVE, length__isnull=False)
    rows = rows.filter(signature__signed_at=None, signature__paper__state=DRAFT)
    found = list(rows.select_related("signature__paper").order_by("signature__paper", "id"))
    newest = {row.signature_id: row for row in found}
    if not newest:
        return []
    incident = Incident.objects.select_related("ledger").filter(number=number).first()
    if incident is None:
        return []
    return [
        Tried(row.signature.paper, row, incident.ledger.length)
        for row in newest.values()
        if row.signature is not None and row.signature.paper.visit == incident.visit
    ]


def may_go_on(before: Sequence[Tried], *, now: datetime) -> bool:
    """Whether nothing happened on the case since, so that the step may end as it was to end."""
    return all(
        each.attempt.length == each.length and now - each.paper.made_at <= ALIKE for each in before
    )


def require_among(planned: Sequence[Planned], before: Sequence[Tried]) -> None:
    """Raise Changed where a paper that was sent before is none of those that are to be signed."""
    keys = {each.dedupe_key for each in planned}
    if not all(each.paper.dedupe_key in keys for each in before):
        raise Changed


def require_same(paper: Paper | None, before: Sequence[Tried]) -> None:
    """Raise Changed where this paper was sent before and said something else."""
    sent = next((each.paper for each in before if paper and each.paper.pk == paper.pk), None)
    if paper is not None and sent is not None and not same_text(paper, sent):
        raise Changed


def same_text(paper: Paper, drawn: Paper) -> bool:
    """Whether one is what the other is, to the letter."""
    return _said(paper) == _said(drawn)


def _said(paper: Paper) -> tuple[Any, ...]:
    facts = json.loads(json.dumps(paper.facts))
    return facts, paper.template_id, paper.shared_id, paper.made_at
