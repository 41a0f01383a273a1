"""Which links every packet to a node must pass, so that loss and delay can be laid on a link."""

from collections.abc import Collection
from dataclasses import dataclass

from sigap.domain.topology import Topology
from sigap.domain.topology_graph import MIDDLE, Graph, without


@dataclass(frozen=True, slots=True)
class Passage:
    """How one comes to a node: the links in order, and the nodes before it, all by number.

    Of equally short ways only what all of them share is told, and `sure` is False.
    """

    links: tuple[int, ...]
    nodes: tuple[int, ...]
    sure: bool


def passages(topology: Topology, down: Collection[int]) -> dict[str, Passage]:
    """The passage to every node now that these links are down.

    A node that no way leads to any more has the passage of before: a port that is told to be down
    may have come up since.
    """
    before = _searched(topology.graph)
    if not down:
        return before
    return {**before, **_searched(without(topology.graph, (), down))}


def _searched(graph: Graph) -> dict[str, Passage]:
    found: dict[int, Passage] = {MIDDLE: Passage((), (), True)}
    reached = [vertex for vertex, hops in enumerate(graph.hops) if hops > 0]
    for vertex in sorted(reached, key=lambda each: graph.hops[each]):
        found[vertex] = _passage(graph, vertex, found)
    return {graph.keys[vertex]: way for vertex, way in found.items() if vertex != MIDDLE}


def _passage(graph: Graph, vertex: int, found: dict[int, Passage]) -> Passage:
    if vertex in graph.roots:
        return Passage((), (), True)
    ways = []
    for other, link in graph.inner[vertex]:
        if other != MIDDLE and graph.hops[other] == graph.hops[vertex] - 1:
            above = found[other]
            ways.append(Passage((*above.links, link), (*above.nodes, other), above.sure))
    first, *others = ways
    if not others:
        return first
    shared = set(first.links).intersection(*(way.links for way in others))
    passed = set(first.nodes).intersection(*(way.nodes for way in others))
    return Passage(
        tuple(link for link in first.links if link in shared),
        tuple(node for node in first.nodes if node in passed),
        sure=False,
    )
