"""Probing now, because somebody asked: written down, carried out by a worker, kept with what was
heard. Only devices of the inventory can be asked for, and not faster than they can be probed."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from time import monotonic
from typing import Any, Final

from django.db import transaction

from sigap.domain.actor import OFFICE, Actor
from sigap.domain.errors import NotAllowed, Refusal, Refused, words
from sigap.inventory.models import Device
from sigap.kit.claims import claim
from sigap.monitoring.actions.checks import centre
from sigap.monitoring.actions.rounds import note_proof
from sigap.monitoring.models import CENTRE, INVENTED, Check, Order
from sigap.monitoring.plain import reading_plain, way_plain
from sigap.monitoring.probes.base import MANAGEMENT, Kind, Target, usable
from sigap.monitoring.probes.round import probe
from sigap.monitoring.probes.trace import trace
from sigap.people.actions import SYSTEM_ROLE

log = logging.getLogger(__name__)

LEASE: Final = timedelta(minutes=1)
MOST_AT_ONCE: Final = 10
EACH_DEVICE_EVERY: Final = timedelta(seconds=10)
MOST_OF_ONE: Final = 12
IN: Final = timedelta(minutes=1)
# An order that nobody carried out in this time is no order any more: its moment has passed.
STALE_AFTER: Final = timedelta(minutes=5)


class TooSoon(Refusal):
    """Asked again before it could mean anything."""

    status = 429


@transaction.atomic
def ask_probe(device: Device, *, at: datetime, by: Actor) -> Order:
    """Ask for a probe of this device now. The worker carries it out within a second or two.

    Raises NotAllowed outside the office, Refused for a device without an address, TooSoon when the
    device was asked for in the last ten seconds or this person asked twelve times in a minute.
    """
    if not by.roles & (OFFICE | {SYSTEM_ROLE}):
        raise NotAllowed("office-only", words("Pemantauan hanya untuk petugas kantor."))
    if usable(device.management_address or "") is None:
        raise Refused(
            "no-address",
            words("%(name)s belum punya alamat manajemen di inventaris; isi dulu alamatnya."),
            name=device.name,
        )
    first = Check.objects.filter(device=device, active=True).select_related("segment").first()
    segment = first.segment if first else centre()
    if segment.by == INVENTED:
        raise Refused(
            "device-invented",
            words("%(name)s bagian dari kota contoh: alamatnya karangan dan tidak diperiksa."),
            name=device.name,
        )
    _require_patience(device, at=at, by=by)
    # What it tells of itself over SNMP is read anew with it, by the worker that polls.
    Check.objects.filter(device=device, kind=Kind.SNMP, next_at__gt=at).update(next_at=at)
    return Order.objects.create(
        device=device,
        segment=segment,
        asked_at=at,
        asked_by=by.signature(),
        asker=by.key,
    )


def _require_patience(device: Device, *, at: datetime, by: Actor) -> None:
    # The device's row is the lock of its orders.
    Device.objects.select_for_update(of=("self",)).get(pk=device.pk)
    if Order.objects.filter(device=device, asked_at__gt=at - EACH_DEVICE_EVERY).exists():
        raise TooSoon(
            "probe-too-soon",
            words("Perangkat ini baru saja diperiksa. Tunggu %(seconds)s detik."),
            seconds=EACH_DEVICE_EVERY.seconds,
        )
    own = Order.objects.filter(asker=by.key, asked_at__gt=at - IN)
    if own.count() >= MOST_OF_ONE:
        raise TooSoon(
            "probe-too-often",
            words("Anda sudah meminta %(most)s pemeriksaan dalam satu menit. Tunggu sebentar."),
            most=MOST_OF_ONE,
        )


def run_orders(*, at: datetime) -> int:
    """Carry out what was asked of the centre; answers how many. A job of the worker.

    What nobody carried out in five minutes, here or in another segment, is closed as stale.
    """
    stale = Order.objects.filter(done_at=None, asked_at__lte=at - STALE_AFTER)
    stale.update(result={"stale": True}, done_at=at)
    waiting = Order.objects.filter(segment__key=CENTRE, done_at=None).order_by("pk")
    held = claim(waiting, at=at, lease=LEASE, limit=MOST_AT_ONCE)
    begun = monotonic()
    for order in held:
        result = _carried_out(order, at)
        done_at = at + timedelta(seconds=monotonic() - begun)
        mine = Order.objects.filter(pk=order.pk, claimed_until=order.claimed_until)
        mine.update(result=result, done_at=done_at)
    return len(held)


def _carried_out(order: Order, at: datetime) -> dict[str, Any]:
    """What the device answers to its ping and to every question that is put to it usually."""
    device = Device.objects.get(pk=order.device_id)
    segment = order.segment
    asked = questions(device)
    heard = probe([target for target, _ in asked], at=at, known_good=segment.known_good)
    note_proof(segment, heard.proof, at=at)
    return {
        "readings": [
            reading_plain(reading, label=label)
            for reading, (_, label) in zip(heard.readings, asked, strict=True)
        ],
        "way": way_to(device.management_address or "", at=at),
        "trouble": heard.proof.trouble,
    }


def questions(device: Device) -> Sequence[tuple[Target, str]]:
    """What is asked of a device, with its label: its checks, and its ping in any case.

    Not what needs a credential: an order may be an agent's, and its result is shown as it is.
    `key` of a target is the number of its check, 0 for a ping that is nobody's check.
    """
    rows = Check.objects.filter(device=device, active=True).exclude(kind__in=MANAGEMENT)
    checks = rows.select_related("device", "interface")
    found = [(Target(row.pk, row.kind, row.address, row.options), row.label) for row in checks]
    if not any(target.kind == Kind.ICMP for target, _ in found):
        found.insert(0, (Target(0, Kind.ICMP, device.management_address or ""), ""))
    return found


def way_to(address: str, *, at: datetime) -> dict[str, Any] | None:
    """The way to an address as plain data; None where this machine cannot even begin it."""
    try:
        return way_plain(trace(address, at=at))
    except (OSError, ValueError) as error:
        log.info("no way to %s: %s", address, error)
        return None
