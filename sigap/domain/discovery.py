"""What a device saw around it and the inventory does not know: proposals for a person to decide.

Nothing is made up: a neighbour that is no device of the inventory is told as a stranger, for only
a person knows where it stands.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from sigap.domain.deviceview import DeviceView, Interface, Neighbour
from sigap.domain.errors import words
from sigap.domain.evidence import Told
from sigap.domain.interfacenames import normalised

LINK: Final = "link"
INTERFACE: Final = "interface"
DEVICE: Final = "device"
STRANGER: Final = "stranger"
ARP: Final = "arp"
SNMP: Final = "snmp"

_NOT_KEY: Final = re.compile("[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class KnownDevice:
    """A device of the inventory: `ports` are keys of its interfaces by their one spelling."""

    key: str
    name: str
    address: str = ""
    macs: frozenset[str] = frozenset()
    ports: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class KnownLink:
    """A link of the inventory; a port that is not known is ""."""

    key: str
    a_device: str
    b_device: str
    a_interface: str = ""
    b_interface: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What the inventory holds, as far as neighbours can be recognised by it."""

    devices: tuple[KnownDevice, ...] = ()
    links: tuple[KnownLink, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """One thing to decide. `key` is the item to change, "" for a new one; `values` its columns.

    The kind STRANGER has no item: its values say what was heard of the neighbour.
    """

    kind: str
    key: str
    values: Mapping[str, Any]
    source: str
    evidence: Told


def proposals(seen: DeviceView, device: str, known: Known) -> tuple[Proposal, ...]:
    """What the look at `device` (its key) tells beyond what is known, each thing once.

    Empty for a device that the inventory does not know. The same cable, seen from its other
    end, gives the same values, so that it is proposed once.
    """
    own = next((one for one in known.devices if one.key == device), None)
    if own is None:
        return ()
    found = (*_facts(seen, own), *_cables(seen, own, known), *_addresses(seen, known))
    return tuple({(one.kind, one.key, str(one.values)): one for one in found}.values())


def _facts(seen: DeviceView, own: KnownDevice) -> Iterator[Proposal]:
    """Columns of the device itself that are empty; a firmware also when it is another now."""
    told = {
        "vendor": _VENDORS.get(seen.system.vendor, ""),
        "model": seen.system.model,
        "serial": seen.system.serial,
        "firmware": seen.system.version,
    }
    for column, value in told.items():
        if value and (
            not own.facts.get(column) or (column == "firmware" and value != own.facts[column])
        ):
            evidence = Told(words("Perangkat menyebut dirinya: %(value)s."), {"value": value})
            yield Proposal(DEVICE, own.key, {column: value}, SNMP, evidence)


_VENDORS: Final = {
    "cisco": "Cisco",
    "huawei": "Huawei",
    "mikrotik": "MikroTik",
    "ruijie": "Ruijie",
    "ubiquiti": "Ubiquiti",
}


def _cables(seen: DeviceView, own: KnownDevice, known: Known) -> Iterator[Proposal]:
    addresses = {entry.mac: entry.address for entry in seen.arp}
    for neighbour in seen.neighbours:
        other = _recognised(neighbour, addresses, known.devices)
        if other is None:
            yield from _stranger(neighbour, own)
        elif other.key != own.key:
            yield from _port(seen, own, neighbour)
            yield from _cable(neighbour, own, other, known.links)


def _recognised(
    neighbour: Neighbour, addresses: Mapping[str, str], devices: Iterable[KnownDevice]
) -> KnownDevice | None:
    """The device that the neighbour is: by hardware or management address, else by its name.

    None where two devices fit: a wrong cable on the map misleads more than a missing one.
    """
    devices = tuple(devices)
    address = neighbour.address or addresses.get(neighbour.mac, "")
    name = _bare(neighbour.name)
    for fitting in (
        [one for one in devices if neighbour.mac and neighbour.mac in one.macs],
        [one for one in devices if address and one.address == address],
        [one for one in devices if name and name in (_bare(one.name), _bare(one.key))],
    ):
        if fitting:
            return fitting[0] if len(fitting) == 1 else None
    return None


def _bare(name: str) -> str:
    """A host's name without its domain: devices tell it with or without."""
    return name.strip().casefold().partition(".")[0]


def _stranger(neighbour: Neighbour, own: KnownDevice) -> Iterator[Proposal]:
    heard = {
        "name": neighbour.name,
        "address": neighbour.address,
        "mac": neighbour.mac,
        "platform": neighbour.platform,
        "at": own.key,
        "interface": neighbour.interface,
    }
    if neighbour.name or neighbour.address:
        yield Proposal(STRANGER, "", heard, neighbour.protocol, _heard(neighbour, own))


def _port(seen: DeviceView, own: KnownDevice, neighbour: Neighbour) -> Iterator[Proposal]:
    """A port with a neighbour behind it that the inventory does not list."""
    port = seen.interface(neighbour.interface)
    if port is not None and normalised(port.name) not in own.ports:
        evidence = _heard(neighbour, own)
        yield Proposal(INTERFACE, "", _columns(port, own), neighbour.protocol, evidence)


def _columns(port: Interface, own: KnownDevice) -> dict[str, Any]:
    told = {
        "device": own.key,
        "name": port.name,
        "mac": port.mac,
        "description": port.alias,
        "speed_bps": port.speed_bps,
    }
    return {column: value for column, value in told.items() if value}


def _cable(
    neighbour: Neighbour, own: KnownDevice, other: KnownDevice, links: Iterable[KnownLink]
) -> Iterator[Proposal]:
    ends = sorted(
        (
            (own.key, own.ports.get(normalised(neighbour.interface), "")),
            (other.key, other.ports.get(normalised(neighbour.port), "")),
        )
    )
    (a_device, a_port), (b_device, b_port) = ends
    between = [
        _turned(one, a_device)
        for one in links
        if {one.a_device, one.b_device} == {a_device, b_device}
    ]
    if any(_agree(one.a_interface, a_port) and _agree(one.b_interface, b_port) for one in between):
        yield from _ports_of(between, a_port, b_port, neighbour, own)
        return
    values = {"key": _key(ends), "a_device": a_device, "b_device": b_device}
    values |= {"a_interface": a_port} if a_port else {}
    values |= {"b_interface": b_port} if b_port else {}
    yield Proposal(LINK, "", values, neighbour.protocol, _heard(neighbour, own))


def _turned(link: KnownLink, a_device: str) -> KnownLink:
    """The link with this device as its end a."""
    if link.a_device == a_device:
        return link
    return KnownLink(link.key, link.b_device, link.a_device, link.b_interface, link.a_interface)


def _agree(known: str, seen: str) -> bool:
    return not known or not seen or known == seen


def _ports_of(
    between: list[KnownLink], a_port: str, b_port: str, neighbour: Neighbour, own: KnownDevice
) -> Iterator[Proposal]:
    """The ports of a link that is known without them; only where no other link could be meant."""
    if len(between) != 1:
        return
    link = between[0]
    ends = {link.a_device: (link.a_interface, a_port), link.b_device: (link.b_interface, b_port)}
    first, second = sorted(ends)
    missing = {
        column: port
        for column, (known, port) in (("a_interface", ends[first]), ("b_interface", ends[second]))
        if port and not known
    }
    if missing:
        yield Proposal(LINK, link.key, missing, neighbour.protocol, _heard(neighbour, own))


def _key(ends: Iterable[tuple[str, str]]) -> str:
    """A key for a new link: both devices, and the ports where they are known."""
    plain = (_NOT_KEY.sub("-", (port or device).casefold()).strip("-") for device, port in ends)
    return "--".join(plain)[:180]


def _heard(neighbour: Neighbour, own: KnownDevice) -> Told:
    template = words(
        "%(protocol)s: %(device)s melihat %(name)s (%(port)s) di antarmuka %(interface)s."
    )
    return Told(
        template,
        {
            "protocol": neighbour.protocol.upper(),
            "device": own.key,
            "name": neighbour.name or neighbour.mac or neighbour.address,
            "port": neighbour.port or "–",
            "interface": neighbour.interface or "–",
        },
    )


def _addresses(seen: DeviceView, known: Known) -> Iterator[Proposal]:
    """The address of a device that has none in the inventory, where ARP names its hardware."""
    for device in known.devices:
        told = {entry.address for entry in seen.arp if entry.mac in device.macs}
        if not device.address and len(told) == 1:
            address = told.pop()
            evidence = Told(
                words("Tabel ARP: %(address)s dijawab oleh perangkat ini."), {"address": address}
            )
            yield Proposal(DEVICE, device.key, {"management_address": address}, ARP, evidence)
