"""The rounds of the office's own workers: claim what is due, ask outside of any transaction, store.

Any number of workers share the checks of the centre; a worker that dies gives his back by itself.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from time import monotonic
from typing import Final

from django.db.models import Q

from sigap.kit.claims import claim
from sigap.monitoring.actions.opening import opened
from sigap.monitoring.actions.storing import store
from sigap.monitoring.models import CENTRE, KINDS, Check, Segment
from sigap.monitoring.probes.base import MANAGEMENT, Kind, Target
from sigap.monitoring.probes.proof import Proof
from sigap.monitoring.probes.round import probe

LEASE: Final = timedelta(minutes=2)
BITE: Final = 2_000
# Services may keep us waiting for seconds each, and a round is to end well within the grace.
BITE_OF_SERVICES: Final = 400
# A device may take its time to tell of itself: twenty seconds over SNMP, ninety over SSH.
BITE_OF_POLLS: Final = 100
BITE_OF_SESSIONS: Final = 6
LEASE_OF_SESSIONS: Final = timedelta(minutes=5)
_TOLD_EVERY: Final = timedelta(seconds=30)
_SERVICES: Final = tuple(kind for kind in KINDS if kind not in (Kind.ICMP, *MANAGEMENT))


def ping_due(*, at: datetime) -> int:
    """Ping what is due; answers how many readings were stored. A job of the worker."""
    return _round((Kind.ICMP,), BITE, at)


def ask_due(*, at: datetime) -> int:
    """Ask the services that are due: their patience is longer, so pings do not wait for them."""
    return _round(_SERVICES, BITE_OF_SERVICES, at)


def poll_due(*, at: datetime) -> int:
    """Read over SNMP the devices whose turn it is. A job of the worker."""
    return _round((Kind.SNMP,), BITE_OF_POLLS, at)


def sign_in_due(*, at: datetime) -> int:
    """Sign in over SSH, only reading, to the devices whose turn it is. A job of the worker."""
    return _round((Kind.SSH,), BITE_OF_SESSIONS, at, LEASE_OF_SESSIONS)


def _round(kinds: Collection[str], bite: int, at: datetime, lease: timedelta = LEASE) -> int:
    due = Check.objects.filter(
        active=True, segment__key=CENTRE, kind__in=kinds, next_at__lte=at
    ).order_by("next_at", "pk")
    held = claim(due, at=at, lease=lease, limit=bite)
    if not held:
        return 0
    begun = monotonic()
    segment = Segment.objects.get(key=CENTRE)
    heard = probe(targets_of(held, at=at), at=at, known_good=segment.known_good)
    note_proof(segment, heard.proof, at=at)
    took = monotonic() - begun
    note_pace(segment, held[0].kind, took, len(held), at=at)
    # By the end of a long round its stretch may have been summed up without it.
    ended = at + timedelta(seconds=int(took))
    return store(heard.readings, at=ended, held=held[0].claimed_until)


def targets_of(rows: Collection[Check], *, at: datetime) -> list[Target]:
    """The checks as the probes take them, with the addresses that the inventory has now.

    Those that ask a device of itself come with what opens it.
    """
    keys = [row.pk for row in rows]
    found = Check.objects.filter(pk__in=keys).select_related("device", "interface")
    plain = [
        Target(row.pk, row.kind, row.address, row.options)
        for row in found
        if row.kind not in MANAGEMENT
    ]
    return plain + opened([row for row in found if row.kind in MANAGEMENT], at=at)


def note_proof(segment: Segment, proof: Proof, *, at: datetime) -> None:
    """Tell how the prober of a segment stands, when that changed or was not told for a while."""
    told = segment.proved_at is not None and at - segment.proved_at < _TOLD_EVERY
    if told and segment.trouble == proof.trouble:
        return
    since = segment.trouble_since if proof.trouble and segment.trouble else at
    Segment.objects.filter(Q(proved_at=None) | Q(proved_at__lt=at), pk=segment.pk).update(
        proved_at=at,
        trouble=proof.trouble,
        trouble_since=since if proof.trouble else None,
    )


def note_pace(segment: Segment, kind: str, seconds: float, targets: int, *, at: datetime) -> None:
    """Tell how long a round took, once in a while. Of two at once one may be lost: no matter."""
    sort = kind if kind in (Kind.ICMP, *MANAGEMENT) else "layanan"
    last = segment.paces.get(sort)
    if last is not None and at - datetime.fromisoformat(last["at"]) < _TOLD_EVERY:
        return
    pace = {"seconds": round(seconds, 3), "targets": targets, "at": at.isoformat()}
    Segment.objects.filter(pk=segment.pk).update(paces={**segment.paces, sort: pace})
