"""What a device saw around it, put before a keeper of the inventory; never written by itself."""

import asyncio
from dataclasses import dataclass
from datetime import datetime

from sigap.domain.actor import Actor
from sigap.domain.deviceview import DeviceView
from sigap.domain.discovery import STRANGER, Proposal, proposals
from sigap.domain.errors import Invalid, NotFound, words
from sigap.inventory.actions.proposals import propose_change, propose_item
from sigap.inventory.models import Device
from sigap.inventory.queries.credentials import credential_for
from sigap.monitoring.probes.opening import SNMP_KINDS, snmp_access
from sigap.monitoring.probes.snmp import read_device
from sigap.monitoring.probes.snmp_access import SnmpTarget
from sigap.monitoring.queries.known import known_network


@dataclass(frozen=True, slots=True)
class Discovered:
    """What became of a look: how many proposals stand, and who is no device of the inventory."""

    proposed: int
    strangers: tuple[Proposal, ...]


def discover_around(device: Device, *, at: datetime, by: Actor, port: int = 161) -> Discovered:
    """Read a device of the inventory over SNMP and propose what it saw. Only the system may.

    Not to be called in a transaction: it waits for the network, at most as long as
    `probes.snmp_access.SnmpLimits` says. NotFound when the inventory has no address or credential
    for it, `Unanswered` when it tells nothing.
    """
    secret = credential_for(device, SNMP_KINDS, at=at, by=by)
    if secret is None or not device.management_address:
        template = words("Perangkat %(key)s belum punya alamat manajemen atau kredensial SNMP.")
        raise NotFound("device-not-readable", template, key=device.key)
    target = SnmpTarget(device.management_address, snmp_access(secret), port)
    seen = asyncio.run(read_device(target, at=at)).view
    return propose_discovered(device.key, seen, at=at, by=by)


def propose_discovered(device: str, seen: DeviceView, *, at: datetime, by: Actor) -> Discovered:
    """Propose what the look at this device (its key) tells beyond the inventory.

    The same finding again is the same proposal, also one that was refused. What would not fit
    the inventory (a port that is taken, a name that is too long) is left out.
    """
    found = proposals(seen, device, known_network())
    strangers = tuple(one for one in found if one.kind == STRANGER)
    stand = sum(_propose(one, at=at, by=by) for one in found if one.kind != STRANGER)
    return Discovered(stand, strangers)


def _propose(one: Proposal, *, at: datetime, by: Actor) -> bool:
    evidence = str(one.evidence)
    try:
        if not one.key:
            propose_item(one.kind, one.values, source=one.source, evidence=evidence, at=at, by=by)
            return True
        row = propose_change(
            one.kind, one.key, one.values, source=one.source, evidence=evidence, at=at, by=by
        )
    except (Invalid, NotFound):
        return False
    return row is not None
