"""Which part of the network a question about one site is about."""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from sigap.domain.topology import Kind, Topology
from sigap.domain.topology_graph import MIDDLE, Graph, without
from sigap.inventory.queries.topology import Network

MOST_NODES: Final = 2_000
MOST_NEAR: Final = 32


@dataclass(frozen=True, slots=True)
class Part:
    """The nodes to look at for one site.

    `ways` are those on the usual and the spare ways to it and its own, MOST_NEAR of them; `near`
    begins with these and goes on with what hangs beside them; `nodes` are the nearest of all,
    `near` among them.
    """

    ways: frozenset[str]
    near: tuple[str, ...]
    nodes: tuple[str, ...]

    def links(self, network: Network) -> tuple[str, ...]:
        """The links between two nodes on the ways."""
        return tuple(
            element.key
            for element, named in network.named.items()
            if element.kind is Kind.LINK and all(key in self.ways for key, _port in named.ends)
        )


def part_of(topology: Topology, site: str) -> Part:
    """What is to be looked at for this site; a site that is not in the network has no part."""
    graph = topology.graph
    own = [vertex for vertex, key in enumerate(topology.site_of) if key == site]
    ways = list(dict.fromkeys((*_on_ways(graph, own), *own)))[:MOST_NEAR]
    order = list(_outwards(graph, ways))
    return Part(
        ways=frozenset(graph.keys[vertex] for vertex in ways),
        near=tuple(graph.keys[vertex] for vertex in order[:MOST_NEAR]),
        nodes=tuple(graph.keys[vertex] for vertex in order[:MOST_NODES]),
    )


def _on_ways(graph: Graph, own: Sequence[int]) -> Iterator[int]:
    """The vertices on the shortest ways to these, then on the spare ways.

    A spare way is what is left without the links by which one came into the site, and what is left
    without any link of the shortest ways.
    """
    first = list(_steps(graph, own))
    yield from (vertex for vertex, _link in first)
    inside = set(own)
    used = {link for _vertex, link in first if link < len(graph.links)}
    apart = {link for link in used if not inside.issuperset(graph.ends[link])}
    entrances = {link for link in apart if not inside.isdisjoint(graph.ends[link])}
    for cut in (entrances, apart):
        yield from (vertex for vertex, _link in _steps(without(graph, (), cut), own))


def _steps(graph: Graph, to: Sequence[int]) -> Iterator[tuple[int, int]]:
    for vertex in to:
        if graph.hops[vertex] >= 0:
            yield from graph.shortest(vertex)


def _outwards(graph: Graph, start: list[int]) -> Iterator[int]:
    """Every vertex that hangs together with these, they first, then ever further away."""
    seen, queue = {MIDDLE, *start}, deque(start)
    yield from start
    while queue:
        vertex = queue.popleft()
        for other, _link in (*graph.inner[vertex], *graph.leaves[vertex]):
            if other not in seen:
                seen.add(other)
                queue.append(other)
                yield other
