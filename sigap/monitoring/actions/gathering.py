"""Gathers what a diagnosis of one site may rest on: looks over the wire, standings, the register.

Only what the office's own workers probe is asked over the wire. What an agent asks stands as it
told last, and what is invented (the demo) stands as it was invented.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.utils import timezone

from sigap.domain.answers import Answer
from sigap.domain.deviceview import DOWN, LOWER_DOWN, UP, DeviceView
from sigap.domain.diagnosis import LookedAt, NodeSight, OpenCase
from sigap.domain.errors import words
from sigap.domain.evidence import RawOutput, Told
from sigap.domain.health import Standing
from sigap.domain.topology import Kind
from sigap.domain.topology_cause import common_cause
from sigap.domain.topology_seen import Observations, Port, PortState, Seen
from sigap.inventory.models import Device
from sigap.inventory.queries.topology import Network, network
from sigap.monitoring.actions.opening import snmp_targets, ssh_ways
from sigap.monitoring.models import AGENT, CENTRE, Check, Segment
from sigap.monitoring.probes.base import Kind as CheckKind
from sigap.monitoring.probes.base import usable
from sigap.monitoring.probes.looking import SSH, Asked, Heard, Looks
from sigap.monitoring.probes.management import KEY_CHANGED, SshWay
from sigap.monitoring.probes.snmp_access import SnmpTarget
from sigap.monitoring.probes.snmp_ports import IF_ENTRY
from sigap.monitoring.queries import surroundings
from sigap.monitoring.queries.parts import Part, part_of
from sigap.monitoring.queries.surroundings import Ping

MOST_WHOLE = 8
_SEEN = {
    Standing.UP: Seen.REACHABLE,
    Standing.DEGRADED: Seen.REACHABLE,
    Standing.DOWN: Seen.UNREACHABLE,
    Standing.FLAPPING: Seen.UNSETTLED,
}


@dataclass(frozen=True, slots=True)
class Gathered:
    """What a diagnosis rests on, and the raw outputs by device.

    `keys` are those with which SSH servers let us in, by device, `other_keys` those that were not
    the trusted ones; `notes` are what is worth knowing of the look itself.
    """

    looked: LookedAt
    raw: Mapping[str, tuple[RawOutput, ...]]
    keys: Mapping[str, str]
    other_keys: Mapping[str, str]
    notes: tuple[Told, ...]


def gather(site: str, *, at: datetime, open_cases: Sequence[OpenCase] = ()) -> Gathered:
    """Look at the part of the network that a question about this site is about.

    Takes three seconds where all is well and about ten where devices are silent. Not to be called
    in a transaction: it waits for the network.
    """
    return _Gathering(site, at).gathered(tuple(open_cases))


@dataclass(slots=True)
class _Wire:
    """Who is asked over the wire, and what came of it."""

    looks: Looks
    asked: dict[str, Asked] = field(default_factory=dict)

    @property
    def heard(self) -> dict[str, Heard]:
        return self.looks.heard


class _Gathering:
    """One gathering under way."""

    def __init__(self, site: str, at: datetime) -> None:
        self.site, self.at = site, at
        self.network: Network = network()
        self.part: Part = part_of(self.network.topology, site)
        self.pings: dict[str, Ping] = surroundings.pings()
        self.names = _names(self.network)
        self.ports = _ports(self.network)
        centre = Segment.objects.filter(key=CENTRE).first()
        self.wire = _Wire(Looks(centre.known_good if centre else ()))

    def gathered(self, open_cases: tuple[OpenCase, ...]) -> Gathered:
        self._look()
        heard = self.wire.heard
        named, hotline = surroundings.providers()
        looked = LookedAt(
            topology=self.network.topology,
            site=self.site,
            at=self.at,
            zone=timezone.get_default_timezone(),
            sights=self._sights(self._usual()),
            views={node: each.view for node, each in heard.items() if each.view is not None},
            ports=self.ports,
            names=self.names,
            open_cases=open_cases,
            changes=surroundings.recent_changes(
                self.part.ways, self.part.links(self.network), self.names, at=self.at
            ),
            prober_well=not self._trouble(),
            provider=named,
            hotline=hotline,
            addresses={key: row.address for key, row in self.pings.items() if row.address},
            earlier=surroundings.earlier_views(self.site, at=self.at),
            view_raws={node: _seal(each) for node, each in heard.items() if each.view is not None},
        )
        refusals = {node: each.refused.get(SSH) for node, each in heard.items()}
        return Gathered(
            looked,
            raw={node: (*each.pings, *each.told) for node, each in heard.items()},
            keys={node: each.fingerprint for node, each in heard.items() if each.fingerprint},
            other_keys={
                node: fault.params["seen"]
                for node, fault in refusals.items()
                if fault is not None and fault.code == KEY_CHANGED
            },
            notes=self._notes(),
        )

    def _look(self) -> None:
        near = [node for node in self.part.near if self._is_asked(node)]
        far = [node for node in self.part.nodes if self._is_asked(node)]
        ways = self._opened(node for node in near if node in self.part.ways)
        opened = {node: replace(each, on_way=True) for node, each in ways.items()}
        asked = {
            node: opened.get(node) or Asked(node, self._address(node), near=node in near)
            for node in dict.fromkeys((*near, *far))
        }
        self.wire.asked = asked
        if not asked:
            return
        self.wire.looks.first(list(asked.values()))
        borders = [node for node in self._borders() if node in asked][:MOST_WHOLE]
        unopened = self._opened(node for node in borders if node not in opened)
        whole = [(opened | unopened).get(node, asked[node]) for node in borders]
        self.wire.looks.second(list(asked.values()), whole)

    def _is_asked(self, node: str) -> bool:
        row = self.pings.get(node)
        return row is not None and row.segment == CENTRE and usable(row.address or "") is not None

    def _address(self, node: str) -> str:
        return self.pings[node].address or ""

    def _opened(self, nodes: Iterable[str]) -> dict[str, Asked]:
        """These nodes with what opens them; only those of which something is to be read."""
        devices = list(Device.objects.filter(key__in=list(nodes)))
        agents = snmp_targets(devices, self._doors(devices, CheckKind.SNMP), at=self.at)
        ways = ssh_ways(devices, self._doors(devices, CheckKind.SSH), at=self.at)
        return {
            device.key: Asked(
                device.key,
                self._address(device.key),
                near=True,
                snmp=agent if isinstance(agent := agents[device.pk], SnmpTarget) else None,
                ssh=way if isinstance(way := ways[device.pk], SshWay) else None,
            )
            for device in devices
        }

    def _doors(self, devices: Sequence[Device], kind: CheckKind) -> dict[int, int]:
        """The port of each device whose standing check of this kind names another than usual."""
        rows = Check.objects.filter(device__in=devices, kind=kind.value, active=True)
        told = rows.values_list("device_id", "options")
        return {device: options["port"] for device, options in told if "port" in options}

    def _borders(self) -> list[str]:
        """Where what answers ends, then the site's own devices and the ways to it."""
        topology = self.network.topology
        told = common_cause(topology, Observations(self._first_sights(), self._told_ports()))
        ends = [end.last_good for finding in told.findings for end in finding.borders]
        own = [key for key in self.part.near if topology.site_of[topology.vertex[key]] == self.site]
        nearest = [key for key in self.part.near if key in self.part.ways]
        found = dict.fromkeys((*(end for end in ends if end in self.part.near), *own, *ends))
        return [*found, *(key for key in nearest if key not in found)]

    def _first_sights(self) -> dict[str, Seen]:
        return {node: sight.seen for node, sight in self._sights({}).items()}

    def _told_ports(self) -> tuple[Port, ...]:
        views = {node: each.view for node, each in self.wire.heard.items()}
        return tuple(
            Port(link, node, state)
            for (link, node), name in self.ports.items()
            if (view := views.get(node)) is not None and (state := _state(view, name)) is not None
        )

    def _usual(self) -> dict[int, float]:
        near = [self.pings[node].check for node in self.part.near if node in self.wire.asked]
        return surroundings.usual_trips(near, at=self.at)

    def _sights(self, usual: Mapping[int, float]) -> dict[str, NodeSight]:
        sights = {}
        for node in self.network.topology.vertex:
            row, heard = self.pings.get(node), self.wire.heard.get(node)
            if heard is not None and row is not None:
                sights[node] = _heard_sight(node, heard, usual.get(row.check))
            elif row is not None and row.read_at is not None:
                sights[node] = _stood_sight(node, row)
        return sights

    def _trouble(self) -> str:
        """What keeps those who look from seeing, "" for nothing."""
        if self.wire.asked:
            return self.wire.looks.proof.trouble
        return next((self.pings[n].trouble for n in self.part.ways if n in self.pings), "")

    def _notes(self) -> tuple[Told, ...]:
        return (*self._of_agents(), *self._refusals())

    def _of_agents(self) -> Iterable[Told]:
        by_segment: dict[str, list[datetime | None]] = {}
        for node in self.part.ways:
            row = self.pings.get(node)
            if row is not None and row.by == AGENT:
                by_segment.setdefault(row.segment_name, []).append(row.read_at)
        template = words(
            "%(count)s perangkat di segmen %(segment)s hanya terlihat lewat agennya; "
            "keadaannya menurut pemeriksaan terakhir agen"
        )
        for segment, moments in sorted(by_segment.items()):
            yield Told(template, {"count": len(moments), "segment": segment})

    def _refusals(self) -> Iterable[Told]:
        template = words("%(name)s tidak dapat dibaca lewat %(way)s: %(why)s")
        for node, heard in self.wire.heard.items():
            if not heard.sound:
                continue
            for way, fault in heard.refused.items():
                why = Told(fault.template, fault.params)
                yield Told(template, {"name": self.names.get(node, node), "way": way, "why": why})
        silent = words("SSH %(name)s tidak menjawab")
        for node, heard in self.wire.heard.items():
            if SSH in heard.silent and SSH not in heard.refused:
                yield Told(silent, {"name": self.names.get(node, node)})


def _names(found: Network) -> dict[str, str]:
    agencies = {place.agency: place.agency_name for place in found.places.values()}
    sites = {key: place.name for key, place in found.places.items()}
    elements = {element.key: named.name for element, named in found.named.items()}
    return {**agencies, **sites, **elements}


def _ports(found: Network) -> dict[tuple[str, str], str]:
    return {
        (element.key, node): port
        for element, named in found.named.items()
        if element.kind is Kind.LINK
        for node, port in named.ends
        if port
    }


def _state(view: DeviceView, name: str) -> PortState | None:
    port = view.interface(name)
    if port is None:
        return None
    if port.admin == DOWN:
        return PortState.SHUT
    told = {UP: PortState.UP, DOWN: PortState.DOWN, LOWER_DOWN: PortState.DOWN}
    return told.get(port.oper)


def _heard_sight(node: str, heard: Heard, usual: float | None) -> NodeSight:
    reading = heard.reading
    return NodeSight(
        node=node,
        seen=_seen(heard),
        at=reading.at,
        loss=reading.loss if reading.answer is Answer.OK else 0.0,
        rtt_ms=_ms(reading.rtt),
        usual_rtt_ms=usual,
        answer=heard.answer.value,
        managed=_managed(heard),
        raw=heard.pings[-1].sha256 if heard.pings else "",
        sent=reading.sent,
        large_rtt_ms=_ms(heard.loaded),
    )


def _seen(heard: Heard) -> Seen:
    answer = heard.reading.answer
    if answer is Answer.PROBER_BROKEN:
        return Seen.UNKNOWN
    return Seen.REACHABLE if heard.alive else Seen.UNREACHABLE


def _managed(heard: Heard) -> bool | None:
    """Whether every way in that was tried let somebody answer; None where none was tried."""
    if heard.silent:
        return False
    return True if heard.answered else None


def _stood_sight(node: str, row: Ping) -> NodeSight:
    assert row.read_at is not None
    return NodeSight(
        node=node,
        seen=_SEEN.get(Standing(row.standing), Seen.UNKNOWN),
        at=row.read_at,
        loss=row.loss,
        rtt_ms=_ms(row.rtt / 1_000_000) if row.rtt is not None else None,
        answer=row.answer,
    )


def _ms(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds * 1000, 2)


def _seal(heard: Heard) -> str:
    """The seal of the output that tells of the ports, else of the first there is."""
    told = [output for output in heard.told if output.text]
    ports = [output for output in told if output.command == f"SNMP {IF_ENTRY}"]
    return next((output.sha256 for output in (*ports, *told)), "")
