"""Reads a device over SNMP: everything it tells, as one picture, with the raw walks as evidence."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sigap.domain.deviceview import DeviceView, Health, Interface, Neighbour, Note, Optic
from sigap.domain.evidence import RawOutput, raw_output
from sigap.monitoring.probes import snmp_health as health
from sigap.monitoring.probes import snmp_neighbours as neighbours
from sigap.monitoring.probes import snmp_network as network
from sigap.monitoring.probes import snmp_optics as optics
from sigap.monitoring.probes import snmp_ports as ports
from sigap.monitoring.probes import snmp_system as system
from sigap.monitoring.probes.snmp_access import SnmpLimits, SnmpTarget, Unanswered, nothing_allowed
from sigap.monitoring.probes.snmp_tables import Column, Table, table
from sigap.monitoring.probes.snmp_walk import TOO_SLOW, Rows, Said, Snmp, Walk

# What a whole table may be long without telling more: a core router has a million routes.
_MANY: Final = 4_000
_PORTS: Final = (ports.IF_ENTRY, ports.IFX_ENTRY)
# Of few ports both tables come in fewer questions than their columns one by one.
_FEW_PORTS: Final = 12
_DESCRIPTIONS: Final = f"{ports.IF_ENTRY}.{ports.DESCRIPTION}"
_COMMON: Final = (
    *_PORTS,
    network.IP_ADDR_ENTRY,
    network.IP_ADDRESS_ENTRY,
    network.NET_TO_MEDIA_ENTRY,
    network.NET_TO_PHYSICAL_ENTRY,
    neighbours.LLDP_LOCAL_ENTRY,
    neighbours.LLDP_REMOTE_ENTRY,
    neighbours.LLDP_ADDRESS_ENTRY,
    health.PROCESSOR_ENTRY,
    health.STORAGE_ENTRY,
    system.ENTITY_CLASS,
    system.ENTITY_NAME,
    system.ENTITY_SERIAL,
    system.ENTITY_MODEL,
    optics.SENSOR_ENTRY,
)
_ROUTES: Final = (
    network.INET_CIDR_ROUTE_ENTRY,
    network.IP_CIDR_ROUTE_ENTRY,
    network.IP_ROUTE_ENTRY,
)
_OF_VENDOR: Final[Mapping[str, tuple[str, ...]]] = {
    "cisco": (
        neighbours.CDP_ENTRY,
        health.CISCO_TEMPERATURE_ENTRY,
        health.CISCO_VOLTAGE_ENTRY,
        health.CISCO_FAN_ENTRY,
        health.CISCO_SUPPLY_ENTRY,
        health.CISCO_CPU_ENTRY,
        health.CISCO_POOL_ENTRY,
        optics.CISCO_SENSOR_ENTRY,
    ),
    "mikrotik": (
        network.IPV6_ADDRESS_ENTRY,
        network.IPV6_ROUTE_ENTRY,
        neighbours.MNDP_ENTRY,
        optics.MIKROTIK_HEALTH,
        optics.MIKROTIK_OPTICAL_ENTRY,
    ),
    "huawei": (health.HUAWEI_STATE_ENTRY, optics.HUAWEI_OPTICAL_ENTRY),
    "net-snmp": (health.LM_TEMPERATURE_ENTRY,),
    "ubiquiti": (health.LM_TEMPERATURE_ENTRY,),
}


@dataclass(frozen=True, slots=True)
class SnmpRead:
    """What was read: the picture, and what it was made of."""

    view: DeviceView
    raw: tuple[RawOutput, ...]


async def read_device(
    target: SnmpTarget, *, at: datetime, limits: SnmpLimits | None = None
) -> SnmpRead:
    """Everything the device tells. A part that fails is named in `view.notes`; the rest stands.

    `at` is the moment of the reading, written into the evidence. `Unanswered` when the device
    tells nothing at all; what it told before it fell silent is never thrown away.
    """
    async with Snmp(target, limits or SnmpLimits()) as agent:
        group = await agent.get(system.GROUP)
        vendor = system.vendor_of(group)
        own = await agent.get(system.MIKROTIK) if vendor == "mikrotik" else {}
        read = _Reading(agent)
        await read.walks((*_COMMON, *_OF_VENDOR.get(vendor, ())))
        await read.first_with_rows(_ROUTES)
    return _seen(group, own, read, at)


async def read_ports(
    target: SnmpTarget, *, at: datetime, limits: SnmpLimits | None = None
) -> SnmpRead:
    """Who the device is and its ports, with the raw walks; otherwise as `read_device`."""
    async with Snmp(target, limits or SnmpLimits()) as agent:
        group = await agent.get(system.GROUP)
        read = _Reading(agent)
        await read.ports()
    return _seen(group, {}, read, at)


async def poll_interfaces(
    target: SnmpTarget, *, limits: SnmpLimits | None = None
) -> tuple[Interface, ...]:
    """The device's ports with their states and counters: what is asked again and again."""
    async with Snmp(target, limits or SnmpLimits()) as agent:
        read = _Reading(agent)
        await read.ports(await agent.walk(_DESCRIPTIONS))
    return ports.interfaces(*(table(read.walked[root]) for root in _PORTS))


def _seen(group: Rows, own: Rows, read: "_Reading", at: datetime) -> SnmpRead:
    if not group and not any(walk.rows for walk in read.walked.values()):
        raise nothing_allowed()
    view = view_of(group, own, read.walked)
    raw = [_evidence("1.3.6.1.2.1.1", {**group, **own}, "", at)]
    raw += [_evidence(w.root, w.rows, w.cut, at) for w in read.walked.values() if w.rows or w.cut]
    return SnmpRead(replace(view, notes=read.notes()), tuple(raw))


class _Reading:
    """The walks of one reading, as far as the agent went along."""

    def __init__(self, agent: Snmp) -> None:
        self.agent = agent
        self.walked: dict[str, Walk] = {}
        self.silent = False

    async def walks(self, roots: Iterable[str]) -> None:
        for root in roots:
            if self.silent:
                self.walked[root] = Walk(root, {}, TOO_SLOW)
                continue
            try:
                most = None if root.startswith(_PORTS) else _MANY
                self.walked[root] = await self.agent.walk(root, most)
            except Unanswered:
                self.silent = True
                self.walked[root] = Walk(root, {}, TOO_SLOW)
            self.silent = self.silent or self.agent.is_late

    async def ports(self, described: Walk | None = None) -> None:
        """Both tables of ports; where there are many, only the columns that are read.

        `described` is the column of their names where that was walked already.
        """
        if described is None:
            await self.walks((_DESCRIPTIONS,))
            described = self.walked.pop(_DESCRIPTIONS)
        if len(described.rows) <= _FEW_PORTS and not described.cut:
            await self.walks(_PORTS)
            return
        await self._columns(ports.IF_ENTRY, ports.BASIC[1:], described)
        await self._columns(ports.IFX_ENTRY, ports.MORE, Walk(ports.IFX_ENTRY, {}))

    async def _columns(self, root: str, numbers: Iterable[int], begun: Walk) -> None:
        """These columns of a table as one walk, beside what was walked of it already."""
        rows, cut = dict(begun.rows), begun.cut
        for number in numbers:
            column = f"{root}.{number}"
            await self.walks((column,))
            walk = self.walked.pop(column)
            rows |= walk.rows
            cut = cut or walk.cut
        self.walked[root] = Walk(root, rows, cut)

    async def first_with_rows(self, roots: Iterable[str]) -> None:
        for root in roots:
            await self.walks((root,))
            if self.walked[root].rows:
                return

    def notes(self) -> tuple[Note, ...]:
        return tuple(Note(walk.root, walk.cut) for walk in self.walked.values() if walk.cut)


def _columns(tables: Mapping[str, Table], root: str) -> Column:
    """A walk of one column: its "columns" are the first part of its indexes."""
    return {
        f"{number}.{index}" if index else str(number): said
        for number, cells in tables[root].columns.items()
        for index, said in cells.items()
    }


def view_of(group: Rows, own: Rows, walked: Mapping[str, Walk]) -> DeviceView:
    """The picture that the system group, the vendor's own objects and the walks make.

    Whatever an agent sends: what cannot be meant so is left out.
    """
    roots = (*_COMMON, *_ROUTES, *(root for some in _OF_VENDOR.values() for root in some))
    tables = {root: table(walked[root]) if root in walked else Table() for root in roots}
    found = ports.interfaces(tables[ports.IF_ENTRY], tables[ports.IFX_ENTRY])
    names = ports.names(found)
    entities = _columns(tables, system.ENTITY_NAME)
    modules, measured = _measured(tables, entities)
    return DeviceView(
        system=system.system(
            group,
            system.chassis_of(
                _columns(tables, system.ENTITY_CLASS),
                _columns(tables, system.ENTITY_MODEL),
                _columns(tables, system.ENTITY_SERIAL),
            ),
            own,
        ),
        interfaces=found,
        addresses=(
            *network.addresses(
                tables[network.IP_ADDR_ENTRY], tables[network.IP_ADDRESS_ENTRY], names
            ),
            *network.ipv6_addresses(tables[network.IPV6_ADDRESS_ENTRY], names),
        ),
        neighbours=_neighbours(tables, names),
        arp=network.arp(
            tables[network.NET_TO_MEDIA_ENTRY], tables[network.NET_TO_PHYSICAL_ENTRY], names
        ),
        routes=(
            *network.routes([tables[root] for root in _ROUTES], names),
            *network.ipv6_routes(tables[network.IPV6_ROUTE_ENTRY], names),
        ),
        optics=modules,
        health=measured,
    )


def _neighbours(tables: Mapping[str, Table], names: Mapping[int, str]) -> tuple[Neighbour, ...]:
    return (
        *neighbours.lldp(
            tables[neighbours.LLDP_LOCAL_ENTRY],
            tables[neighbours.LLDP_REMOTE_ENTRY],
            tables[neighbours.LLDP_ADDRESS_ENTRY],
            names,
        ),
        *neighbours.cdp(tables[neighbours.CDP_ENTRY], names),
        *neighbours.mndp(tables[neighbours.MNDP_ENTRY], names),
    )


def _measured(
    tables: Mapping[str, Table], entities: Column
) -> tuple[tuple[Optic, ...], tuple[Health, ...]]:
    common, sensed = optics.sensors(tables[optics.SENSOR_ENTRY], entities)
    own, own_sensed = optics.sensors(tables[optics.CISCO_SENSOR_ENTRY], entities)
    modules = (
        *optics.mikrotik_optics(tables[optics.MIKROTIK_OPTICAL_ENTRY]),
        *optics.huawei_optics(tables[optics.HUAWEI_OPTICAL_ENTRY], entities),
        *(own or common),
    )
    processors, storage = tables[health.PROCESSOR_ENTRY], tables[health.STORAGE_ENTRY]
    measured = (
        *health.host(processors, storage, tables[health.LM_TEMPERATURE_ENTRY]),
        *health.cisco(tables),
        *health.huawei(tables[health.HUAWEI_STATE_ENTRY], entities),
        *optics.mikrotik_health(tables[optics.MIKROTIK_HEALTH]),
        *(own_sensed or sensed),
    )
    return modules, measured


def _evidence(root: str, rows: Rows, cut: str, at: datetime) -> RawOutput:
    text = "".join(f"{oid} = {_shown(said)}\n" for oid, said in rows.items())
    return raw_output(f"SNMP {root}", text, at=at, cut=cut)


def _shown(said: Said) -> str:
    """A value as evidence: octets that are no text as hexadecimal figures, nothing left out."""
    if not isinstance(said, bytes):
        return str(said)
    try:
        text = said.decode("utf-8")
    except UnicodeDecodeError:
        return f"0x{said.hex()}"
    return (
        f'"{text}"' if text.replace("\n", "").replace("\r", "").isprintable() else f"0x{said.hex()}"
    )
