"""What a device saw around it, put before a keeper of the inventory; never written by itself."""

import asyncio
from dataclasses import dataclass
from datetime import datetime

from sigap.domain.actor import Actor
from sigap.domain.deviceview import DeviceView
from sigap.domain.discovery import STRANGER, Proposal, proposals
from sigap.domain.errors import Invalid, NotAllowed, NotFound, words
from sigap.inventory.actions.proposals import propose_change, propose_item
from sigap.inventory.models import Device
from sigap.monitoring.actions.opening import SNMP_PORT, SSH_PORT, read_over_ssh, snmp_targets
from sigap.monitoring.probes.snmp import read_device
from sigap.monitoring.queries.known import known_network
from sigap.people.actions import SYSTEM_ROLE


@dataclass(frozen=True, slots=True)
class Discovered:
    """What became of a look: how many proposals stand, and who is no device of the inventory."""

    proposed: int
    strangers: tuple[Proposal, ...]


def discover_around(
    device: Device, *, at: datetime, by: Actor, port: int = SNMP_PORT, ssh_port: int = SSH_PORT
) -> Discovered:
    """Read a device of the inventory and propose what it saw. Only the system may.

    Over SNMP, or over SSH where the inventory has no credential for SNMP. Not to be called in a
    transaction: it waits for the network, at most as long as the limits of the probes say. NotFound
    when the inventory has no address or credential for it, `Unanswered` when it tells nothing.
    """
    if not by.holds(SYSTEM_ROLE):
        raise NotAllowed("system-only", words("Kredensial hanya dibaca oleh sistem."))
    target = snmp_targets([device], {device.pk: port}, at=at)[device.pk]
    if isinstance(target, str):
        seen = read_over_ssh(device, at=at, port=ssh_port).view
    else:
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
