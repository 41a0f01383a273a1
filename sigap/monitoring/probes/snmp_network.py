"""Addresses, ARP and routes out of the IP-MIBs, the newer table first (RFC 4293, 4292, 2096)."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from sigap.domain.deviceview import Address, ArpEntry, Route
from sigap.domain.devicewords import address_of, length_of, mac_of, prefix_of, whole_of
from sigap.monitoring.probes.snmp_tables import Table, numbers, told_address
from sigap.monitoring.probes.snmp_walk import Said

IP_ADDR_ENTRY: Final = "1.3.6.1.2.1.4.20.1"
IP_ADDRESS_ENTRY: Final = "1.3.6.1.2.1.4.34.1"
NET_TO_MEDIA_ENTRY: Final = "1.3.6.1.2.1.4.22.1"
NET_TO_PHYSICAL_ENTRY: Final = "1.3.6.1.2.1.4.35.1"
INET_CIDR_ROUTE_ENTRY: Final = "1.3.6.1.2.1.4.24.7.1"
IP_CIDR_ROUTE_ENTRY: Final = "1.3.6.1.2.1.4.24.4.1"
IP_ROUTE_ENTRY: Final = "1.3.6.1.2.1.4.21.1"
# IPV6-MIB (RFC 2465): obsolete, and the only place where RouterOS tells of IPv6.
IPV6_ADDRESS_ENTRY: Final = "1.3.6.1.2.1.55.1.8.1"
IPV6_ROUTE_ENTRY: Final = "1.3.6.1.2.1.55.1.11.1"

_PROTOCOLS: Final = {
    2: "local",
    3: "static",
    4: "icmp",
    8: "rip",
    9: "isis",
    13: "ospf",
    14: "bgp",
    16: "eigrp",
}
Names = Mapping[int, str]


def _named(names: Names, index: Said) -> str:
    number = whole_of(index)
    return "" if number is None else names.get(number, "")


def addresses(old: Table, new: Table, names: Names) -> tuple[Address, ...]:
    """What addresses the device has, each once, from either table."""
    found = {one.address: one for one in _newer_addresses(new, names)}
    for index, port in old.column(2).items():
        if address := address_of(index):
            length = length_of(old.cell(3, index))
            known = found.get(address)
            if known is None or known.prefix_length is None or not known.interface:
                found[address] = Address(_named(names, port), address, length)
    return tuple(found.values())


def ipv6_addresses(table: Table, names: Names) -> Iterator[Address]:
    """The addresses of IPV6-MIB; its index is the port and the octets."""
    for index, length in table.column(2).items():
        parts = numbers(index)
        octets = told_address(parts[1:17]) if len(parts) == 17 else None
        if octets and (address := address_of(octets)):
            yield Address(names.get(parts[0], ""), address, whole_of(length))


def ipv6_routes(table: Table, names: Names) -> Iterator[Route]:
    """The routes of IPV6-MIB; its index is the octets, their length and a number."""
    for index, port in table.column(4).items():
        parts = numbers(index)
        destination = _network(parts[:16], parts[16]) if len(parts) == 18 else ""
        if destination:
            protocol = _PROTOCOLS.get(whole_of(table.cell(7, index)) or 0, "")
            gateway = address_of(table.cell(5, index))
            yield Route(destination, gateway, _named(names, port), protocol)


def _newer_addresses(table: Table, names: Names) -> Iterator[Address]:
    for index, port in table.column(3).items():
        # ipAddressIfIndex by type, length and octets; only unicast (1) is the device's own.
        if (address := _typed(numbers(index))) and table.cell(4, index) in (None, 1):
            prefix = str(table.cell(5, index) or "").rpartition(".")[2]
            length = int(prefix) if prefix.isdigit() and 0 < int(prefix) <= 128 else None
            yield Address(_named(names, port), address, length)


def _typed(parts: tuple[int, ...]) -> str:
    """An address from "type.length.octets"; "" when it is none."""
    octets = told_address(parts[2 : 2 + parts[1]]) if len(parts) > 2 else None
    return address_of(octets) if octets else ""


def arp(old: Table, new: Table, names: Names) -> tuple[ArpEntry, ...]:
    """Which hardware answers for which address, each pair once."""
    found: dict[tuple[str, str], ArpEntry] = {}
    for index, said in [*old.column(2).items(), *new.column(4).items()]:
        parts = numbers(index)
        octets = told_address(parts[1:5]) if len(parts) == 5 else None
        address = address_of(octets) if octets else _typed(parts[1:])
        if parts and address and (mac := mac_of(said)):
            port = names.get(parts[0], "")
            found.setdefault((port, address), ArpEntry(port, address, mac))
    return tuple(found.values())


def routes(tables: Sequence[Table], names: Names) -> tuple[Route, ...]:
    """The routes of the newest table that has any; `tables` are the three, the newest first."""
    newest, newer, old = tables
    found = tuple(_inet_routes(newest, names)) or tuple(_cidr_routes(newer, names))
    return tuple(dict.fromkeys(found or tuple(_plain_routes(old, names))))


def _inet_routes(table: Table, names: Names) -> Iterator[Route]:
    for index, port in table.column(7).items():
        parts = numbers(index)
        if len(parts) < 3 or len(parts) < parts[1] + 4:
            continue
        after = 2 + parts[1]
        policy = parts[after + 1]
        destination = _network(parts[2:after], parts[after])
        gateway = _typed(parts[after + 2 + policy :])
        if destination:
            protocol = _PROTOCOLS.get(whole_of(table.cell(9, index)) or 0, "")
            yield Route(destination, gateway, _named(names, port), protocol)


def _network(octets: tuple[int, ...], length: int) -> str:
    """A network, also the default route, whose octets some agents leave out."""
    raw = told_address(octets or (0, 0, 0, 0))
    if raw is None:
        return ""
    return prefix_of(address_of(raw) or ("0.0.0.0" if len(raw) == 4 else "::"), length)


def _cidr_routes(table: Table, names: Names) -> Iterator[Route]:
    for index, port in table.column(5).items():
        parts = numbers(index)
        if len(parts) != 13 or max(parts) > 255:
            continue
        spelled = ".".join(str(part) for part in parts[:4])
        destination = prefix_of(spelled, ".".join(str(part) for part in parts[4:8]))
        gateway = address_of(bytes(parts[9:13]))
        protocol = _PROTOCOLS.get(whole_of(table.cell(7, index)) or 0, "")
        if destination:
            yield Route(destination, gateway, _named(names, port), protocol)


def _plain_routes(table: Table, names: Names) -> Iterator[Route]:
    for index, port in table.column(2).items():
        destination = prefix_of(index, table.cell(11, index) or "255.255.255.255")
        gateway = address_of(table.cell(7, index))
        protocol = _PROTOCOLS.get(whole_of(table.cell(9, index)) or 0, "")
        if destination:
            yield Route(destination, gateway, _named(names, port), protocol)
