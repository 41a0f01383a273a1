"""Networks in which something fails, simulated exactly: what a diagnosis gets to see of them."""

from collections.abc import Collection, Iterable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from sigap.domain.deviceview import DOWN, UP, DeviceView, Interface, System
from sigap.domain.diagnosis import LookedAt, NodeSight
from sigap.domain.topology import Element, Kind
from sigap.domain.topology_seen import Seen
from tests.domain.networks import Network, hears

AT = datetime(2026, 11, 23, 2, 20, tzinfo=UTC)
JAKARTA = ZoneInfo("Asia/Jakarta")

OUTAGES = ("cut", "shut", "nothing", "power")
HARMLESS = ("mute", "snmp")


class Broken(NamedTuple):
    """One fault: `cut`, `shut`, `nothing` (the port is up, nothing passes), `loss` and `slow` of a
    link; `power`, `mute` and `snmp` of a node."""

    kind: str
    key: str

    @property
    def element(self) -> Element:
        node = self.kind in ("power", "mute", "snmp")
        return Element(Kind.NODE if node else Kind.LINK, self.key)


def failed(faults: Iterable[Broken]) -> list[Element]:
    return [fault.element for fault in faults if fault.kind in OUTAGES]


def way(network: Network, node: str, gone: Collection[Element]) -> set[str] | None:
    """The links without which the node is farther away or not reached; None where ties decide."""
    near = _hops(network, gone)
    needed = {
        link.key
        for link in network.links
        if _hops(network, [*gone, Element(Kind.LINK, link.key)]).get(node, 99) > near[node]
    }
    return needed if len(needed) == near[node] else None


def _hops(network: Network, gone: Collection[Element]) -> dict[str, int]:
    cut = {element.key for element in gone if element.kind is Kind.LINK}
    dead = {element.key for element in gone if element.kind is Kind.NODE}
    passes = {node.key for node in network.nodes if node.forwards} | set(network.roots)
    found = {root: 0 for root in network.roots if root not in dead}
    queue = list(found)
    for here in queue:
        for link in network.links:
            if link.key in cut or here not in (link.a, link.b) or here not in passes:
                continue
            there = link.b if here == link.a else link.a
            if there not in dead and there not in found:
                found[there] = found[here] + 1
                queue.append(there)
    return found


def look(network: Network, faults: Collection[Broken], site: str, **more) -> LookedAt:
    """What the probes and the living devices tell while these faults are in force."""
    gone = failed(faults)
    there = hears(network, gone)
    sights = {
        key: _sight(network, key, faults, gone, key in there) for key in sorted(hears(network))
    }
    views = {key: _view(network, key, faults) for key in sorted(there)}
    ports = {(link.key, end): f"p-{link.key}" for link in network.links for end in (link.a, link.b)}
    told = {"views": views, "ports": ports, "sights": sights, **more}
    return LookedAt(network.loaded(), site, AT, JAKARTA, **told)


def _sight(
    network: Network, key: str, faults: Collection[Broken], gone: list[Element], heard: bool
) -> NodeSight:
    if not heard:
        return NodeSight(key, Seen.UNREACHABLE, AT, loss=1.0, answer="timeout", sent=50)
    if Broken("mute", key) in faults:
        return NodeSight(key, Seen.REACHABLE, AT, answer="muted", managed=True)
    over = way(network, key, gone) if any(f.kind in ("loss", "slow") for f in faults) else set()
    survives, waits = 1.0, 1.0
    for fault in faults:
        # Of two equally short ways a packet may take either.
        if over is None or fault.key in over:
            survives *= 0.6 if fault.kind == "loss" else 1.0
            waits += 400.0 if fault.kind == "slow" else 0.0
    managed = Broken("snmp", key) not in faults
    loss = 1 - round(survives * 50) / 50
    return NodeSight(
        key, Seen.REACHABLE, AT, loss, 1.0, None, "ok", managed, sent=50, large_rtt_ms=waits
    )


def _view(network: Network, key: str, faults: Collection[Broken]) -> DeviceView:
    ports = []
    for link in network.links:
        if key in (link.a, link.b):
            far = link.b if key == link.a else link.a
            shut = Broken("shut", link.key) in faults
            dark = {("cut", link.key), ("shut", link.key), ("power", far)} & set(faults)
            admin, oper = DOWN if shut else UP, DOWN if dark else UP
            ports.append(Interface(f"p-{link.key}", admin=admin, oper=oper))
    return DeviceView(System(uptime=timedelta(days=9)), tuple(ports))


def hit(network: Network, faults: Collection[Broken]) -> dict[str, bool]:
    """The sites that truly lost a node, and whether they lost all."""
    before, after = hears(network), hears(network, failed(faults))
    found = {}
    for place in network.places:
        own = before.intersection(network.of_site(place.key))
        if own - after:
            found[place.key] = not own & after
    return found


@st.composite
def faults(draw, network: Network, kinds: Collection[str], most: int = 3) -> list[Broken]:
    """Some faults of these kinds; the roots, where one stands, do not fail."""
    nodes = [node.key for node in network.nodes if node.key not in network.roots]
    links = [link.key for link in network.links]
    every = [
        Broken(kind, key)
        for kind in kinds
        for key in (nodes if kind in ("power", "mute", "snmp") else links)
    ]
    if not every:
        return []
    return draw(st.lists(st.sampled_from(every), max_size=most, unique_by=lambda each: each.key))
