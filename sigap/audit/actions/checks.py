"""Writes of the proofs that people ask for: a worker makes them, because they take their time."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sigap.audit.models import Check
from sigap.domain.actor import Actor
from sigap.domain.roots import Sheet

MOST_KEPT = 50
"""Breaks that are kept with a proof; how many there were in all is kept too."""


def ask_check(anchor: Sheet | None, *, at: datetime, by: Actor) -> Check:
    """Ask for a proof of the whole record, against this anchor if one was brought."""
    return Check.objects.create(
        asked_at=at, asked_by=by.signature(), anchor=anchor.written() if anchor else None
    )


def finish_check(
    check: Check, breaks: Sequence[dict[str, Any]], *, sheets: int, entries: int, at: datetime
) -> bool:
    """Keep what was found; False when the claim ran out and another worker holds the proof now."""
    mine = Check.objects.filter(
        pk=check.pk, claimed_until=check.claimed_until, finished_at__isnull=True
    )
    return bool(
        mine.update(
            finished_at=at,
            sheets=sheets,
            entries=entries,
            breaks=list(breaks[:MOST_KEPT]),
            broken=len(breaks),
        )
    )
