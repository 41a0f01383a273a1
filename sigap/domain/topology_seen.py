"""What was observed of a network, and what must therefore be alive although it keeps silent."""

import heapq
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from sigap.domain.topology import Topology
from sigap.domain.topology_graph import MIDDLE


class Seen(StrEnum):
    """What the probes say of one node. A node that nobody looked at is simply not named."""

    REACHABLE = "terjangkau"
    UNREACHABLE = "tak-terjangkau"
    UNSETTLED = "labil"
    UNKNOWN = "tak-diketahui"


class PortState(StrEnum):
    """What a device says of its own port (ifOperStatus; SHUT is ifAdminStatus down)."""

    UP = "up"
    DOWN = "down"
    SHUT = "shut"


@dataclass(frozen=True, slots=True, order=True)
class Port:
    """The state of a link's port at one of its ends, as that end tells it."""

    link: str
    node: str
    state: PortState


@dataclass(frozen=True, slots=True)
class Observations:
    """What is known at one moment: of nodes by key, and of ports."""

    nodes: Mapping[str, Seen]
    ports: tuple[Port, ...] = ()


@dataclass(frozen=True, slots=True)
class Sight:
    """Observations read into a topology, by number.

    `alive` are the vertices that must work: those that answer, and those that alone can carry the
    answers; of the latter `muted` were said to be unreachable. `ports` holds what living ends say
    of their links. `stray` answer though the register knows no way to them.
    """

    alive: frozenset[int]
    muted: frozenset[int]
    silent: frozenset[int]
    unsettled: frozenset[int]
    stray: frozenset[int]
    ports: dict[int, PortState] = field(default_factory=dict)


def sight_of(topology: Topology, observations: Observations) -> Sight:
    """What these observations mean; ValueError for a node or link the network does not have."""
    seen = _by_vertex(topology, observations)
    down = {
        topology.link[port.link]
        for port in observations.ports
        if _known(topology, port) and port.state is not PortState.UP
    }
    answering = {vertex for vertex, what in seen.items() if what is Seen.REACHABLE}
    silent = {vertex for vertex, what in seen.items() if what is Seen.UNREACHABLE}
    came = _easiest_ways(topology, seen, down)
    alive = _carriers(answering, came) | {MIDDLE, *(topology.graph.roots - silent)}
    unsettled = {vertex for vertex, what in seen.items() if what is Seen.UNSETTLED}
    return Sight(
        alive=frozenset(alive),
        muted=frozenset(silent & alive),
        silent=frozenset(vertex for vertex in silent - alive if topology.graph.hops[vertex] >= 0),
        unsettled=frozenset(unsettled),
        stray=frozenset(vertex for vertex in answering if vertex not in came),
        ports=_told(topology, observations, alive),
    )


def _by_vertex(topology: Topology, observations: Observations) -> dict[int, Seen]:
    unknown = observations.nodes.keys() - topology.vertex.keys()
    if unknown:
        raise ValueError(f"no node {min(unknown)!r}")
    return {topology.vertex[key]: what for key, what in observations.nodes.items()}


def _known(topology: Topology, port: Port) -> bool:
    """True; ValueError for a port of a link that is not there or of a node that is not its end."""
    if port.link not in topology.link:
        raise ValueError(f"no link {port.link!r}")
    ends = topology.graph.ends[topology.link[port.link]]
    if topology.vertex.get(port.node) not in ends:
        raise ValueError(f"{port.node!r} is no end of {port.link!r}")
    return True


def _told(topology: Topology, observations: Observations, alive: set[int]) -> dict[int, PortState]:
    """What living ends say of links; of two ends that disagree the one that says less good."""
    told: dict[int, PortState] = {}
    rank = list(PortState)
    for port in sorted(observations.ports):
        link = topology.link[port.link]
        if topology.vertex[port.node] in alive:
            told[link] = max(told.get(link, port.state), port.state, key=rank.index)
    return told


def _easiest_ways(
    topology: Topology, seen: Mapping[int, Seen], down: set[int]
) -> dict[int, tuple[int, int]]:
    """To every vertex the way with the fewest silent nodes or ports, then the fewest unknown.

    As (vertex before, link); Dijkstra 1959, with the price in three parts.
    """
    graph = topology.graph
    price = {MIDDLE: (0, 0, 0)}
    came: dict[int, tuple[int, int]] = {MIDDLE: (MIDDLE, -1)}
    heap = [(0, 0, 0, MIDDLE)]
    while heap:
        silent, unknown, hops, vertex = heapq.heappop(heap)
        if price[vertex] < (silent, unknown, hops) or not graph.forwards[vertex]:
            continue
        what = seen.get(vertex, Seen.UNKNOWN)
        silent += what is Seen.UNREACHABLE
        unknown += what in (Seen.UNKNOWN, Seen.UNSETTLED) and vertex not in graph.roots
        for other, link in (*graph.inner[vertex], *graph.leaves[vertex]):
            offer = (silent + (link in down), unknown, hops + 1)
            if other not in price or offer < price[other]:
                price[other], came[other] = offer, (vertex, link)
                heapq.heappush(heap, (*offer, other))
    return came


def _carriers(answering: set[int], came: Mapping[int, tuple[int, int]]) -> set[int]:
    """Those that answer, and those on the easiest way to them."""
    alive: set[int] = set()
    for vertex in answering:
        while vertex in came and vertex not in alive:
            alive.add(vertex)
            vertex = came[vertex][0]
    return alive
