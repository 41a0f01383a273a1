"""The network as arrays: what the searches over it walk on, indexed once when it is loaded.

Vertex 0 is the middle of the office, joined to every root by two links that cannot fail; so many
roots are one starting point, and nothing above a root is ever a single point of failure.
"""

from collections import deque
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

MIDDLE: Final = 0

Ways = tuple[tuple[int, int], ...]
"""What a vertex is joined to: (other vertex, link), by number."""


@dataclass(frozen=True, slots=True)
class Graph:
    """Vertices and links by number. `keys[0]` is "", the middle.

    `inner[v]` are the ways from v to vertices that forward, `leaves[v]` those to vertices that do
    not. Links from number `len(links)` on are the office's own, to its roots.
    """

    keys: tuple[str, ...]
    links: tuple[str, ...]
    ends: tuple[tuple[int, int], ...]
    forwards: tuple[bool, ...]
    roots: frozenset[int]
    inner: tuple[Ways, ...]
    leaves: tuple[Ways, ...]
    hops: tuple[int, ...]
    came: tuple[tuple[int, int], ...]

    def shortest(self, vertex: int) -> list[tuple[int, int]]:
        """The shortest way from a root to a vertex that is reached: (vertex, link before it)."""
        way = []
        while vertex != MIDDLE:
            before, link = self.came[vertex]
            way.append((vertex, link))
            vertex = before
        return way[::-1]


def indexed(
    keys: Sequence[str],
    links: Sequence[tuple[str, str, str]],
    roots: Collection[str],
    silent: Collection[str],
) -> Graph:
    """The arrays of these nodes, links (key, end, end) and roots; `silent` nodes do not forward.

    Whatever the order they come in, the arrays are the same. Roots always forward.
    """
    names = ("", *sorted(keys))
    number = {key: vertex for vertex, key in enumerate(names)}
    ordered = sorted(links)
    ends = tuple((number[a], number[b]) for _key, a, b in ordered)
    starts = frozenset(number[root] for root in roots)
    forwards = tuple(key not in silent or number[key] in starts for key in names)
    inner: list[list[tuple[int, int]]] = [[] for _ in names]
    leaves: list[list[tuple[int, int]]] = [[] for _ in names]
    for vertex, other, link in _joined(ends, sorted(starts)):
        (inner if forwards[other] else leaves)[vertex].append((other, link))
    sealed = tuple(tuple(ways) for ways in inner)
    hops, came = _searched(sealed, tuple(tuple(ways) for ways in leaves), forwards)
    return Graph(
        keys=names,
        links=tuple(key for key, _a, _b in ordered),
        ends=ends,
        forwards=forwards,
        roots=starts,
        inner=sealed,
        leaves=tuple(tuple(ways) for ways in leaves),
        hops=hops,
        came=came,
    )


def way_to(graph: Graph, vertex: int) -> tuple[str, ...]:
    """The shortest way from a root to a vertex: root, link, node, link …; empty if not reached."""
    if graph.hops[vertex] < 0:
        return ()
    way: list[str] = []
    for passed, link in graph.shortest(vertex):
        way += [graph.links[link], graph.keys[passed]] if way else [graph.keys[passed]]
    return tuple(way)


def without(graph: Graph, dead: Collection[int], cut: Collection[int]) -> Graph:
    """The same graph, numbers and all, with these vertices and links joined to nothing."""

    def left(ways: tuple[Ways, ...]) -> tuple[Ways, ...]:
        return tuple(
            ()
            if vertex in dead
            else tuple(way for way in own if way[0] not in dead and way[1] not in cut)
            for vertex, own in enumerate(ways)
        )

    inner, leaves = left(graph.inner), left(graph.leaves)
    hops, came = _searched(inner, leaves, graph.forwards)
    return replace(graph, inner=inner, leaves=leaves, hops=hops, came=came)


def _joined(
    ends: Sequence[tuple[int, int]], roots: Sequence[int]
) -> Iterable[tuple[int, int, int]]:
    pairs = [*ends, *((MIDDLE, root) for root in roots for _twice in range(2))]
    for link, (a, b) in enumerate(pairs):
        yield a, b, link
        yield b, a, link


def _searched(
    inner: tuple[Ways, ...], leaves: tuple[Ways, ...], forwards: tuple[bool, ...]
) -> tuple[tuple[int, ...], tuple[tuple[int, int], ...]]:
    """How many hops each vertex is from the middle (-1: not reached), and how one comes there."""
    hops, came = [-1] * len(inner), [(MIDDLE, -1)] * len(inner)
    hops[MIDDLE] = 0
    queue = deque([MIDDLE])
    while queue:
        vertex = queue.popleft()
        for other, link in (*inner[vertex], *leaves[vertex]):
            if hops[other] < 0:
                hops[other], came[other] = hops[vertex] + 1, (vertex, link)
                if forwards[other]:
                    queue.append(other)
    return tuple(hops), tuple(came)


def reached(graph: Graph, dead: Collection[int], cut: Collection[int]) -> bytearray:
    """1 for every vertex that still hears from a root when these vertices and links are gone."""
    seen = bytearray(len(graph.keys))
    for vertex in dead:
        seen[vertex] = 1
    seen[MIDDLE] = 1
    stack = [MIDDLE]
    inner, leaves = graph.inner, graph.leaves
    while stack:
        vertex = stack.pop()
        for other, link in inner[vertex]:
            if not seen[other] and link not in cut:
                seen[other] = 1
                stack.append(other)
        for other, link in leaves[vertex]:
            if not seen[other] and link not in cut:
                seen[other] = 1
    for vertex in dead:
        seen[vertex] = 0
    return seen
