"""The rounds of the office's own workers: claim what is due, ask outside of any transaction, store.

Any number of workers share the checks of the centre; a worker that dies gives his back by itself.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q

from sigap.kit.claims import claim
from sigap.monitoring.actions.storing import store
from sigap.monitoring.models import CENTRE, KINDS, Check, Segment
from sigap.monitoring.probes.base import Kind, Target
from sigap.monitoring.probes.proof import Proof
from sigap.monitoring.probes.round import probe

LEASE: Final = timedelta(minutes=2)
BITE: Final = 2_000
# Services may keep us waiting for seconds each, and a round is to end well within the grace.
BITE_OF_SERVICES: Final = 400
_PROOF_TOLD_EVERY: Final = timedelta(seconds=30)
_OTHERS: Final = tuple(kind for kind in KINDS if kind != Kind.ICMP)


def ping_due(*, at: datetime) -> int:
    """Ping what is due; answers how many readings were stored. A job of the worker."""
    return _round((Kind.ICMP,), BITE, at)


def ask_due(*, at: datetime) -> int:
    """Ask the services that are due: their patience is longer, so pings do not wait for them."""
    return _round(_OTHERS, BITE_OF_SERVICES, at)


def _round(kinds: Collection[str], bite: int, at: datetime) -> int:
    due = Check.objects.filter(
        active=True, segment__key=CENTRE, kind__in=kinds, next_at__lte=at
    ).order_by("next_at", "pk")
    held = claim(due, at=at, lease=LEASE, limit=bite)
    if not held:
        return 0
    segment = Segment.objects.get(key=CENTRE)
    heard = probe(targets_of(held), at=at, known_good=segment.known_good)
    note_proof(segment, heard.proof, at=at)
    return store(heard.readings, at=at, held=held[0].claimed_until)


def targets_of(rows: Collection[Check]) -> list[Target]:
    """The checks as the probes take them, with the addresses that the inventory has now."""
    keys = [row.pk for row in rows]
    found = Check.objects.filter(pk__in=keys).select_related("device", "interface")
    return [Target(row.pk, row.kind, row.address, row.options) for row in found]


def note_proof(segment: Segment, proof: Proof, *, at: datetime) -> None:
    """Tell how the prober of a segment stands, when that changed or was not told for a while."""
    told = segment.proved_at is not None and at - segment.proved_at < _PROOF_TOLD_EVERY
    if told and segment.trouble == proof.trouble:
        return
    since = segment.trouble_since if proof.trouble and segment.trouble else at
    Segment.objects.filter(Q(proved_at=None) | Q(proved_at__lt=at), pk=segment.pk).update(
        proved_at=at,
        trouble=proof.trouble,
        trouble_since=since if proof.trouble else None,
    )
