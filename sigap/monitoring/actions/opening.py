"""What opens devices for their readings: the inventory's credential, and the SSH key known so far.

Nothing of it leaves the process: agents of other segments are never given any.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

from sigap.domain.actor import SYSTEM
from sigap.domain.errors import NotFound
from sigap.inventory.models import Device
from sigap.inventory.queries.credentials import credentials_for
from sigap.monitoring.actions.hostkeys import note_key, note_shown
from sigap.monitoring.models import Check, HostKey
from sigap.monitoring.platforms.known import PLATFORMS
from sigap.monitoring.probes.base import Kind, Target
from sigap.monitoring.probes.management import (
    KEY_CHANGED,
    NO_PLATFORM,
    NO_SNMP,
    NO_SSH,
    TROUBLES,
    SshWay,
)
from sigap.monitoring.probes.opening import SNMP_KINDS, SSH_KINDS, snmp_access, ssh_login
from sigap.monitoring.probes.snmp_access import SnmpTarget, Unanswered
from sigap.monitoring.probes.ssh import Asked, SshRead, read_device
from sigap.monitoring.probes.ssh_access import SshLimits, SshTarget

SNMP_PORT: Final = 161
SSH_PORT: Final = 22


def opened(rows: Collection[Check], *, at: datetime) -> list[Target]:
    """Checks of the kinds of MANAGEMENT as the probes take them, each with what opens it.

    Where that is missing, the access is the code that says what. Two queries for each kind.
    """
    snmp = [row for row in rows if row.kind == Kind.SNMP]
    ssh = [row for row in rows if row.kind == Kind.SSH]
    found: dict[int, object] = {}
    if snmp:
        ports = {row.device_id: row.options.get("port", SNMP_PORT) for row in snmp}
        found |= _by_check(snmp, snmp_targets(_devices(snmp), ports, at=at))
    if ssh:
        ports = {row.device_id: row.options.get("port", SSH_PORT) for row in ssh}
        found |= _by_check(ssh, ssh_ways(_devices(ssh), ports, at=at))
    return [
        Target(row.pk, row.kind, row.address, row.options, found[row.pk]) for row in (*snmp, *ssh)
    ]


def snmp_targets(
    devices: Sequence[Device], ports: Mapping[int, int] | None = None, *, at: datetime
) -> dict[int, SnmpTarget | str]:
    """How these devices are asked over SNMP, by primary key; NO_SNMP where that is not known."""
    secrets = credentials_for(devices, SNMP_KINDS, at=at, by=SYSTEM)
    found: dict[int, SnmpTarget | str] = {}
    for device in devices:
        secret, port = secrets.get(device.pk), (ports or {}).get(device.pk, SNMP_PORT)
        address = device.management_address
        if secret is None or not address:
            found[device.pk] = NO_SNMP
        else:
            found[device.pk] = SnmpTarget(address, snmp_access(secret), port)
    return found


def ssh_ways(
    devices: Sequence[Device], ports: Mapping[int, int] | None = None, *, at: datetime
) -> dict[int, SshWay | str]:
    """How these devices are signed in to, by primary key; a code where that is not known."""
    secrets = credentials_for(devices, SSH_KINDS, at=at, by=SYSTEM)
    keys = dict(HostKey.objects.filter(device__in=devices).values_list("device_id", "fingerprint"))
    found: dict[int, SshWay | str] = {}
    for device in devices:
        secret, platform = secrets.get(device.pk), PLATFORMS.get(device.platform)
        address, port = device.management_address, (ports or {}).get(device.pk, SSH_PORT)
        if platform is None:
            found[device.pk] = NO_PLATFORM
        elif secret is None or not address:
            found[device.pk] = NO_SSH
        else:
            known = keys.get(device.pk, "")
            found[device.pk] = SshWay(SshTarget(address, ssh_login(secret), port, known), platform)
    return found


def read_over_ssh(
    device: Device,
    *,
    at: datetime,
    port: int = SSH_PORT,
    asked: Iterable[Asked] | None = None,
    limits: SshLimits | None = None,
) -> SshRead:
    """Sign in to a device of the inventory and read it, as `probes.ssh.read_device` does.

    The key that its server shows is remembered, and another one than before is kept for a keeper
    to look at. Not to be called in a transaction. NotFound with the code of what the inventory
    misses, `Unanswered` when the device tells nothing.
    """
    way = ssh_ways([device], {device.pk: port}, at=at)[device.pk]
    if isinstance(way, str):
        raise NotFound(way, TROUBLES[way])
    try:
        read = read_device(way.target, way.platform, at=at, asked=asked, limits=limits)
    except Unanswered as refusal:
        if refusal.fault.code == KEY_CHANGED:
            note_shown(device, refusal.fault.params["seen"], at=at)
        raise
    note_key(device, read.fingerprint, at=at)
    return read


def _devices(rows: Iterable[Check]) -> list[Device]:
    return [row.device for row in rows]


def _by_check(rows: Iterable[Check], by_device: Mapping[int, object]) -> dict[int, object]:
    return {row.pk: by_device[row.device_id] for row in rows}
