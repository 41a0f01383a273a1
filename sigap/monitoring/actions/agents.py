"""Probers of segments that the centre cannot reach: their tokens, their plan, what they heard."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction

from sigap.domain.actor import NETWORK_ADMIN, SYSTEM_ADMIN, Actor
from sigap.domain.errors import Fault, Invalid, NotAllowed, NotFound, Refused, words
from sigap.inventory.models import Device
from sigap.kit.claims import claim
from sigap.monitoring.actions.checks import MONITORING_STREAM, NAMED, centre
from sigap.monitoring.actions.storing import blind, store
from sigap.monitoring.models import AGENT, CENTRE, Agent, Check, Order, Segment
from sigap.monitoring.probes.base import MANAGEMENT, Reading
from sigap.monitoring.queries.agents import digest_of
from sigap.people.actions import SYSTEM_ROLE, write_down

TOKEN_PREFIX: Final = "sga_"
SILENT_AFTER: Final = timedelta(minutes=5)
_LEASE: Final = timedelta(minutes=2)
_MOST_ORDERS: Final = 5
_MOST_BLIND: Final = 2_000


@transaction.atomic
def add_agent(name: str, *, segment: str, at: datetime, by: Actor) -> str:
    """A new agent and its token, which can be read this once; makes the segment if it is new.

    Raises Invalid for a name that is taken or no key, and for the segment of the office's workers.
    """
    _require_keeper(by)
    faults: dict[str, Fault] = {}
    for field, value in (("name", name), ("segment", segment)):
        if NAMED.fullmatch(value) is None:
            template = words("Kunci harus huruf kecil, angka, dan tanda hubung.")
            faults[field] = Fault("key-unusable", template)
    if Agent.objects.filter(name=name).exists():
        faults["name"] = Fault("name-taken", words("Nama agen itu sudah dipakai."))
    row = Segment.objects.filter(key=segment).first()
    if segment == CENTRE or (row is not None and row.by != AGENT):
        template = words("Segmen itu tidak diperiksa oleh agen.")
        faults["segment"] = Fault("segment-not-for-agents", template)
    if faults:
        raise Invalid(faults)
    row = row or Segment.objects.create(key=segment, name=segment, by=AGENT)
    token = TOKEN_PREFIX + secrets.token_urlsafe(32)
    Agent.objects.create(segment=row, name=name, digest=digest_of(token), created_at=at)
    data = {"agent": name, "segment": segment}
    write_down(MONITORING_STREAM, [("agen-dibuat", data)], at=at, by=by)
    return token


@transaction.atomic
def revoke_agent(name: str, *, at: datetime, by: Actor) -> None:
    """End an agent's token at once; a second time changes nothing. Raises NotFound."""
    _require_keeper(by)
    row = Agent.objects.filter(name=name).first()
    if row is None:
        raise NotFound("agent-unknown", words("Agen itu tidak ada."))
    if Agent.objects.filter(pk=row.pk, revoked_at=None).update(revoked_at=at):
        data = {"agent": name, "segment": row.segment.key}
        write_down(MONITORING_STREAM, [("agen-dicabut", data)], at=at, by=by)


@transaction.atomic
def place_device(device: Device, segment: str, *, at: datetime, by: Actor) -> int:
    """Let a segment's prober ask everything that is asked of this device; answers how many checks.

    What needs a credential stays with the centre, and rests while an agent asks the rest.

    Raises NotFound for a segment that there is not, Refused for a device without any check.
    """
    _require_keeper(by)
    row = centre() if segment == CENTRE else Segment.objects.filter(key=segment).first()
    if row is None:
        raise NotFound("segment-unknown", words("Segmen itu tidak ada."))
    asked = Check.objects.filter(device=device)
    moved = asked.exclude(kind__in=MANAGEMENT).update(segment=row)
    if not moved:
        raise Refused("nothing-asked", words("%(name)s belum diperiksa apa pun."), name=device.name)
    if row.by == AGENT:
        asked.filter(kind__in=MANAGEMENT).update(active=False)
    data = {"device": device.key, "segment": segment}
    write_down(MONITORING_STREAM, [("perangkat-pindah-segmen", data)], at=at, by=by)
    return moved


def take_orders(agent: Agent, *, at: datetime) -> list[Order]:
    """The probes on demand that this agent is to carry out now, each given to it once."""
    waiting = Order.objects.filter(segment=agent.segment, done_at=None).order_by("pk")
    return claim(waiting, at=at, lease=_LEASE, limit=_MOST_ORDERS)


def finish_order(agent: Agent, pk: int, result: Mapping[str, Any], *, at: datetime) -> None:
    """Keep what an agent heard of a probe on demand; a second time changes nothing."""
    waiting = Order.objects.filter(pk=pk, segment=agent.segment, done_at=None)
    waiting.update(result=dict(result), done_at=at)


def take_readings(
    agent: Agent,
    readings: Sequence[Reading],
    *,
    trouble: str,
    waiting: int | None = None,
    at: datetime,
) -> int:
    """Keep what an agent heard, also long ago while it was cut off; answers how many were kept.

    Readings of checks outside of its segment are left out. `trouble` is how its last proof ended,
    `waiting` how many readings more it has still to deliver.
    """
    keys = {reading.target.key for reading in readings}
    own = set(Check.objects.filter(segment=agent.segment, pk__in=keys).values_list("pk", flat=True))
    kept = store([each for each in readings if each.target.key in own], at=at)
    segment = Segment.objects.get(pk=agent.segment_id)
    since = segment.trouble_since if trouble and segment.trouble else at
    Segment.objects.filter(pk=segment.pk).update(
        proved_at=at, trouble=trouble[:200], trouble_since=since if trouble else None
    )
    Agent.objects.filter(pk=agent.pk).update(seen_at=at, waiting=waiting)
    return kept


def blind_silent(*, at: datetime) -> int:
    """Call unknown what an agent has told nothing of for five minutes; a job of the worker."""
    silent = Check.objects.filter(
        active=True, segment__by=AGENT, read_at__lt=at - SILENT_AFTER
    ).exclude(standing="tak-diketahui")
    keys = silent.order_by("pk").values_list("pk", "every", "read_at")[:_MOST_BLIND]
    late = [
        pk
        for pk, every, read_at in keys
        if read_at is not None and read_at < at - max(SILENT_AFTER, timedelta(seconds=2 * every))
    ]
    return blind(late, at=at)


def _require_keeper(by: Actor) -> None:
    if not by.holds(NETWORK_ADMIN, SYSTEM_ADMIN, SYSTEM_ROLE):
        raise NotAllowed(
            "monitoring-keepers-only",
            words("Hanya Administrator Sistem Jaringan yang boleh mengatur pemantauan."),
        )
