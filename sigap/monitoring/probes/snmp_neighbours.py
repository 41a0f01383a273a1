"""Neighbours out of LLDP-MIB, CISCO-CDP-MIB and MikroTik's own table."""

from collections.abc import Iterator, Mapping
from typing import Final

from sigap.domain.deviceview import Neighbour
from sigap.domain.devicewords import address_of, mac_of, text_of, whole_of
from sigap.monitoring.probes.snmp_tables import Table, numbers, told_address
from sigap.monitoring.probes.snmp_walk import Said

LLDP_LOCAL_ENTRY: Final = "1.0.8802.1.1.2.1.3.7.1"
LLDP_REMOTE_ENTRY: Final = "1.0.8802.1.1.2.1.4.1.1"
LLDP_ADDRESS_ENTRY: Final = "1.0.8802.1.1.2.1.4.2.1"
CDP_ENTRY: Final = "1.3.6.1.4.1.9.9.23.1.2.1.1"
MNDP_ENTRY: Final = "1.3.6.1.4.1.14988.1.1.11.1.1"

# Subtypes that say what octets are: of a chassis and of a port (IEEE 802.1AB).
_MAC_CHASSIS, _MAC_PORT, _LOCAL_PORT = 4, 3, 7
Names = Mapping[int, str]


def lldp(local: Table, remote: Table, told: Table, names: Names) -> tuple[Neighbour, ...]:
    """Every neighbour that speaks LLDP. Without lldpLocPortTable the number is the ifIndex."""
    ports = {index: text_of(said) for index, said in local.column(3).items()}
    described = {index: text_of(said) for index, said in local.column(4).items()}
    known = set(names.values())
    addresses = _management(told)
    found = []
    for index in remote.indexes():
        parts = numbers(index)
        if len(parts) < 3:
            continue
        number = str(parts[1])
        port = ports.get(number, "")
        if port not in known:
            # lldpLocPortId may be a hardware address; the description is then the port's name.
            spare = described.get(number, "")
            port = spare if spare in known else names.get(parts[1], port)
        found.append(_lldp_neighbour(remote, index, port, addresses.get(parts[:3], "")))
    return tuple(one for one in found if one.name or one.mac or one.port or one.address)


def _lldp_neighbour(remote: Table, index: str, port: str, address: str) -> Neighbour:
    chassis = remote.cell(5, index)
    is_mac = whole_of(remote.cell(4, index)) == _MAC_CHASSIS
    return Neighbour(
        interface=port,
        protocol="lldp",
        name=text_of(remote.cell(9, index)),
        port=_remote_port(remote, index),
        address=address,
        platform=text_of(remote.cell(10, index)),
        mac=mac_of(chassis) if is_mac else "",
    )


def _remote_port(remote: Table, index: str) -> str:
    """The port's name; a hardware address or a bare number tells people less than its words."""
    subtype, port = whole_of(remote.cell(6, index)), remote.cell(7, index)
    described = text_of(remote.cell(8, index))
    if subtype == _MAC_PORT:
        return described or mac_of(port)
    if subtype == _LOCAL_PORT and text_of(port).isdigit():
        return described or text_of(port)
    return text_of(port)


def _management(told: Table) -> dict[tuple[int, ...], str]:
    """The management address by time mark, port and neighbour: IPv4 before IPv6.

    It is part of the index (subtype, length, octets); RouterOS writes it as a text instead.
    """
    found: dict[tuple[int, ...], str] = {}
    for number in sorted(told.columns):
        for index, said in told.column(number).items():
            parts = numbers(index)
            octets = told_address(parts[5 : 5 + parts[4]]) if len(parts) > 5 else None
            address = address_of(octets) if octets else (address_of(said) if number == 2 else "")
            if address and ("." in address or parts[:3] not in found):
                found[parts[:3]] = address
    return found


def cdp(cache: Table, names: Names) -> tuple[Neighbour, ...]:
    """Every neighbour that speaks CDP; the index begins with the ifIndex."""
    return tuple(
        Neighbour(
            interface=names.get(numbers(index)[0], ""),
            protocol="cdp",
            name=text_of(cache.cell(6, index)),
            port=text_of(cache.cell(7, index)),
            address=_cdp_address(cache.cell(4, index)),
            platform=text_of(cache.cell(8, index)),
        )
        for index in cache.indexes()
        if len(numbers(index)) == 2 and text_of(cache.cell(6, index))
    )


def _cdp_address(said: Said) -> str:
    return address_of(said) if isinstance(said, bytes | str) else ""


def mndp(table: Table, names: Names) -> tuple[Neighbour, ...]:
    """What RouterOS itself found, whatever the protocol."""
    return tuple(_mndp_neighbours(table, names))


def _mndp_neighbours(table: Table, names: Names) -> Iterator[Neighbour]:
    for index in table.indexes():
        name, mac = text_of(table.cell(6, index)), mac_of(table.cell(3, index))
        address = address_of(table.cell(2, index))
        if name or mac or address:
            yield Neighbour(
                interface=names.get(whole_of(table.cell(8, index)) or -1, ""),
                protocol="mndp",
                name=name,
                address=address,
                platform=text_of(table.cell(5, index)),
                mac=mac,
            )
