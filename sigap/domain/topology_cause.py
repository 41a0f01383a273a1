"""The common cause of many alarms: the fewest failures that explain all that was observed.

What answers must work, and so must what alone can carry its answers. What does not answer hangs
in regions beside that; in each region the fewest nodes and links are sought that part it. The laws
(proved in the tests):

- without anything silent and without a port that is down there is no cause;
- with the causes failed, everything silent is cut off and everything that answers is reached;
- where every node was looked at and no port tells otherwise, no smaller set explains it;
- of a single failure, cause and alternatives are exactly what would look the same;
- what lies behind a cause is no fault of its own, and the order of what is told changes nothing.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from sigap.domain.topology import Element, Kind, Topology
from sigap.domain.topology_flow import Cuttable, region_flow, single_cuts, smallest_cut
from sigap.domain.topology_graph import Graph
from sigap.domain.topology_seen import Observations, PortState, Sight, sight_of


class Ask(StrEnum):
    """What would tell an alternative from the cause."""

    PORT = "lihat-port"  # The state of the port at the last good end is not known.
    POWER = "tanya-listrik"  # The port is down: a cut link and a device without power look alike.
    PASSAGE = "uji-lalu-lintas"  # The port is up: the device hangs, or the link carries nothing.
    PROBE = "periksa-perangkat"  # A node in between was not looked at.


@dataclass(frozen=True, slots=True)
class Alternative:
    """What would look the same as the cause, and what would tell the two apart."""

    element: Element
    ask: Ask
    at: str


@dataclass(frozen=True, slots=True)
class Border:
    """Where what answers meets what does not: the link, its last good and its first bad end.

    `port` is what the good end says of the link, None if that is not known.
    """

    link: str
    last_good: str
    first_bad: str
    port: PortState | None


@dataclass(frozen=True, slots=True)
class Finding:
    """One cause. `explains` are the silent nodes that would answer again without it.

    With nothing to explain, a link is down whose traffic goes another way, or behind which nobody
    looked. `unsettled`: what it explains comes and goes.
    """

    cause: Element
    alternatives: tuple[Alternative, ...]
    borders: tuple[Border, ...]
    explains: tuple[str, ...]
    unsettled: bool = False


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """All causes, gravest first. `muted` do not answer themselves but pass on what others say;

    `strays` answer though the register knows no way to them: the register is wrong there.
    """

    findings: tuple[Finding, ...]
    muted: tuple[str, ...]
    strays: tuple[str, ...]
    unsettled: tuple[str, ...]


def common_cause(topology: Topology, observations: Observations) -> Diagnosis:
    """The fewest failures that explain these observations.

    Raises ValueError for a node or link that the network does not have.
    """
    sight = sight_of(topology, observations)
    search = _Search(topology, sight)
    findings = search.silent()
    findings += search.ports()
    findings += search.unsettled()
    return Diagnosis(
        findings=tuple(sorted(findings, key=_gravity)),
        muted=_keys(topology, sight.muted),
        strays=_keys(topology, sight.stray),
        unsettled=_keys(topology, sight.unsettled),
    )


def _gravity(finding: Finding) -> tuple[bool, int, Element]:
    return finding.unsettled, -len(finding.explains), finding.cause


def _keys(topology: Topology, vertices: Iterable[int]) -> tuple[str, ...]:
    return tuple(topology.graph.keys[vertex] for vertex in sorted(vertices))


class _Search:
    """The causes found so far in one network under one sight of it."""

    def __init__(self, topology: Topology, sight: Sight) -> None:
        self._topology, self._graph, self._sight = topology, topology.graph, sight
        self._causes: list[Cuttable] = []

    def silent(self) -> list[Finding]:
        """The causes of what does not answer."""
        return self._of_all(self._sight.silent)

    def unsettled(self) -> list[Finding]:
        """The causes of what comes and goes and is not cut off by what was found already."""
        return self._of_all(self._sight.unsettled - self._sight.alive, unsettled=True)

    def ports(self) -> list[Finding]:
        """The links that are down at a living end and that no cause so far explains."""
        open_ends: dict[int, list[int]] = {}
        findings = []
        for link, state in sorted(self._sight.ports.items()):
            far = [end for end in self._graph.ends[link] if end not in self._sight.alive]
            explained = (True, link) in self._causes or any((False, v) in self._causes for v in far)
            if state is PortState.UP or explained:
                continue
            if far and state is PortState.DOWN:
                open_ends.setdefault(far[0], []).append(link)
            else:
                findings.append(self._down((True, link), [link], ()))
        for vertex, links in open_ends.items():
            # One node without power takes all its ports down; several cut links are less likely.
            element = (True, links[0]) if len(links) == 1 else (False, vertex)
            others = ((False, vertex),) if len(links) == 1 else ()
            findings.append(self._down(element, links, others))
        return findings

    def _down(self, cause: Cuttable, links: list[int], others: tuple[Cuttable, ...]) -> Finding:
        self._causes.append(cause)
        return self._finding(cause, others, links, ())

    def _of_all(self, silent: Collection[int], *, unsettled: bool = False) -> list[Finding]:
        graph, gone = self._graph, list(self._causes)
        findings = []
        for region in _regions(graph, silent, self._sight.alive):
            flow = region_flow(graph, region, silent, gone)
            cut = smallest_cut(flow)
            for number in range(len(cut)):
                others = [*gone, *cut[:number], *cut[number + 1 :]]
                finding, cut[number] = self._one(region, silent, others, unsettled=unsettled)
                findings.append(finding)
            self._causes += cut
        return findings

    def _one(
        self,
        region: Collection[int],
        silent: Collection[int],
        others: list[Cuttable],
        *,
        unsettled: bool,
    ) -> tuple[Finding, Cuttable]:
        """What one cause of a region is, the others given: the likeliest of what fits."""
        flow = region_flow(self._graph, region, silent, others)
        fitting, frontier = single_cuts(flow)
        cause = max(fitting, key=lambda each: (self._weight(each), -fitting.index(each)))
        decided = self._shut(cause)
        rest = () if decided else tuple(each for each in fitting if each != cause)
        explains = _come_to(self._graph, region, others) & set(silent)
        finding = self._finding(cause, rest, frontier, explains, unsettled=unsettled)
        return finding, cause

    def _weight(self, element: Cuttable) -> int:
        """How much the ports speak for this element: one that is down for it, one up against it.

        A port that is up knows that the other end has power, so it speaks more against its link.
        """
        is_link, number = element
        ports = self._sight.ports
        if is_link:
            told = {None: 0, PortState.UP: -2, PortState.DOWN: 1, PortState.SHUT: 1000}
            return told[ports.get(number)]
        near = (*self._graph.inner[number], *self._graph.leaves[number])
        states = [ports.get(link) for _other, link in near]
        return states.count(PortState.DOWN) - (PortState.UP in states)

    def _shut(self, element: Cuttable) -> bool:
        is_link, number = element
        return is_link and self._sight.ports.get(number) is PortState.SHUT

    def _finding(
        self,
        cause: Cuttable,
        others: Iterable[Cuttable],
        links: Iterable[int],
        explains: Iterable[int],
        *,
        unsettled: bool = False,
    ) -> Finding:
        borders = tuple(self._borders(links))
        return Finding(
            cause=self._element(cause),
            alternatives=tuple(self._alternative(each, cause, borders) for each in others),
            borders=borders,
            explains=_keys(self._topology, explains),
            unsettled=unsettled,
        )

    def _alternative(
        self, other: Cuttable, cause: Cuttable, borders: tuple[Border, ...]
    ) -> Alternative:
        """Beyond the first border only a look at the node in between tells the two apart."""
        element = self._element(other)
        near = {border.first_bad for border in borders} | {border.link for border in borders}
        if {element.key, self._element(cause).key} <= near and borders:
            ask = {None: Ask.PORT, PortState.UP: Ask.PASSAGE}.get(borders[0].port, Ask.POWER)
            return Alternative(element, ask, borders[0].link)
        return Alternative(element, Ask.PROBE, self._between(other, cause))

    def _between(self, other: Cuttable, cause: Cuttable) -> str:
        """The node to look at: of the deeper of the two the end that is nearer to the roots."""
        hops = self._graph.hops
        nodes = []
        for is_link, number in (other, cause):
            ends = self._graph.ends[number] if is_link else (number,)
            nodes.append(min(ends, key=lambda vertex: (hops[vertex], vertex)))
        return self._graph.keys[max(nodes, key=lambda vertex: (hops[vertex], vertex))]

    def _element(self, element: Cuttable) -> Element:
        is_link, number = element
        if is_link:
            return Element(Kind.LINK, self._graph.links[number])
        return Element(Kind.NODE, self._graph.keys[number])

    def _borders(self, links: Iterable[int]) -> Iterator[Border]:
        keys, alive = self._graph.keys, self._sight.alive
        for link in links:
            a, b = self._graph.ends[link]
            near, far = (b, a) if b in alive and a not in alive else (a, b)
            state = self._sight.ports.get(link)
            yield Border(self._graph.links[link], keys[near], keys[far], state)


def _regions(
    graph: Graph, silent: Collection[int], alive: Collection[int]
) -> Iterator[frozenset[int]]:
    """The parts beside what is alive that have something silent in them."""
    taken: set[int] = set()
    for first in sorted(silent):
        if first in taken:
            continue
        region, queue = {first}, [first]
        for vertex in queue:
            for other, _link in (*graph.inner[vertex], *graph.leaves[vertex]):
                if other not in alive and other not in region:
                    region.add(other)
                    queue.append(other)
        taken |= region
        yield frozenset(region)


def _come_to(graph: Graph, region: Collection[int], gone: Collection[Cuttable]) -> set[int]:
    """What of a region is reached from beside it when these elements are gone."""
    came: set[int] = set()
    queue = []
    for vertex in region:
        if any(
            other not in region and (True, link) not in gone for other, link in graph.inner[vertex]
        ):
            queue.append(vertex)
    while queue:
        vertex = queue.pop()
        if vertex in came or (False, vertex) in gone:
            continue
        came.add(vertex)
        if graph.forwards[vertex]:
            near = (*graph.inner[vertex], *graph.leaves[vertex])
            queue += [other for other, link in near if other in region and (True, link) not in gone]
    return came
