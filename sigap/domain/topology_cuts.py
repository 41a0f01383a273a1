"""What a network hangs on: its blocks, and which vertices and links everything behind must pass.

A block is a part in which no single vertex can part any two others; blocks hang on each other by
their tops. One depth-first search with low points finds them (Hopcroft and Tarjan 1973), without
recursion, and again in one block alone when something in it has failed.
"""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

from sigap.domain.topology_graph import MIDDLE, Graph, Ways


@dataclass(frozen=True, slots=True)
class Search:
    """One depth-first search: the vertices in the order in which they were found.

    By vertex: when it was `found` (0 never), the `low` point of what lies below it, and the
    `parent` and `link` it was found by.
    """

    order: list[int]
    found: list[int]
    low: list[int]
    parent: list[int]
    link: list[int]

    def bridged(self, vertex: int) -> bool:
        """Whether the link by which it was found is the only way to it."""
        return self.low[vertex] > self.found[self.parent[vertex]]


def search(start: int, first: Ways, ways: Sequence[Ways], changed: Mapping[int, Ways]) -> Search:
    """Search from `start`, whose ways are `first`; every other vertex goes by `changed` or `ways`.

    Lists and not dictionaries, and no object a vertex: this is what an answer waits for.
    """
    size = len(ways)
    found, low, parent, by = [0] * size, [0] * size, [0] * size, [-1] * size
    order = [start]
    found[start] = low[start] = 1
    trail, rests = [start], [iter(first)]
    while trail:
        vertex = trail[-1]
        lowest, arrived = low[vertex], by[vertex]
        for other, link in rests[-1]:
            if not found[other]:
                order.append(other)
                found[other] = low[other] = len(order)
                parent[other], by[other] = vertex, link
                low[vertex] = lowest
                trail.append(other)
                rests.append(iter(changed[other] if other in changed else ways[other]))
                break
            if found[other] < lowest and link != arrived:
                lowest = found[other]
        else:
            low[vertex] = lowest
            trail.pop()
            rests.pop()
            above = parent[vertex]
            if lowest < low[above]:
                low[above] = lowest
    return Search(order, found, low, parent, by)


def tied(done: Search, roots: Container[int]) -> dict[int, int]:
    """The vertices that one element alone can part from where the search began, or from a root.

    With the first vertex every way to them passes, themselves if that is but a link. Those that
    are found and not tied have two ways that share nothing.
    """
    start, found, low, parent = done.order[0], done.found, done.low, done.parent
    over: list[int] = [0] * len(found)
    held: dict[int, int] = {}
    for vertex in done.order[1:]:
        above = parent[vertex]
        bridge = low[vertex] > found[above]
        if low[vertex] < found[above]:
            above = over[above]
        over[vertex] = above
        if above != start and above not in roots:
            held[vertex] = held.get(above, above)
        elif bridge:
            held[vertex] = vertex
    return held


@dataclass(frozen=True, slots=True)
class Cuts:
    """The blocks of a graph and what hangs below what, found once.

    `branch[v]` is the first vertex after the roots that every way to v passes (v itself if there
    is none); `free` are the vertices that no single vertex or link can part from the roots;
    `under[v]` the slice of `hanging` that is lost with v, itself included.
    """

    over: dict[int, int]
    bridge: dict[int, int]
    block: dict[int, int]
    top: dict[int, int]
    members: dict[int, tuple[int, ...]]
    within: tuple[Ways, ...]
    first: dict[int, Ways]
    branch: dict[int, int]
    free: frozenset[int]
    hanging: tuple[int, ...]
    under: dict[int, tuple[int, int]]

    def lost_with(self, vertex: int) -> tuple[int, ...]:
        """Every vertex that is lost when this one is, itself first."""
        start, end = self.under.get(vertex, (0, 0))
        return self.hanging[start:end]


def cuts_of(graph: Graph) -> Cuts:
    """The blocks of the part of the graph that the roots reach, its leaves below what they need."""
    done = search(MIDDLE, graph.inner[MIDDLE], graph.inner, {})
    over, block = _blocks(done)
    within, first = _inside(graph, done, block)
    members: dict[int, list[int]] = {}
    for vertex, name in block.items():
        members.setdefault(name, []).append(vertex)
    held = tied(done, graph.roots)
    singles = _single_leaves(graph, over)
    hanging, under = _hung([*done.order, *sorted(singles)], {**over, **singles})
    return Cuts(
        over=over,
        bridge={vertex: done.link[vertex] for vertex in done.order[1:] if done.bridged(vertex)},
        block=block,
        top={name: over[name] for name in members},
        members={name: tuple(vertices) for name, vertices in members.items()},
        within=within,
        first=first,
        branch={vertex: held.get(vertex, vertex) for vertex in done.order[1:]},
        free=frozenset(done.order[1:]) - held.keys(),
        hanging=hanging,
        under=under,
    )


def _blocks(done: Search) -> tuple[dict[int, int], dict[int, int]]:
    """Each vertex's top, and the name of its block: the vertex that was found first in it."""
    over: dict[int, int] = {}
    block: dict[int, int] = {}
    for vertex in done.order[1:]:
        parent = done.parent[vertex]
        opens = done.low[vertex] >= done.found[parent]
        over[vertex] = parent if opens else over[parent]
        block[vertex] = vertex if opens else block[parent]
    return over, block


def _inside(
    graph: Graph, done: Search, block: Mapping[int, int]
) -> tuple[tuple[Ways, ...], dict[int, Ways]]:
    """The ways of each vertex within the block it hangs in, and of each block's top into it."""
    within: list[Ways] = [()] * len(graph.keys)
    first: dict[int, list[tuple[int, int]]] = {}
    for vertex in done.order:
        own = []
        for other, link in graph.inner[vertex]:
            lower = other if done.found[other] > done.found[vertex] else vertex
            name = block[lower]
            if block.get(vertex) == name:
                own.append((other, link))
            else:
                first.setdefault(name, []).append((other, link))
        within[vertex] = tuple(own)
    return tuple(within), {name: tuple(ways) for name, ways in first.items()}


def _single_leaves(graph: Graph, over: dict[int, int]) -> dict[int, int]:
    """The vertices that do not forward and hang on one vertex alone, with that vertex."""
    singles = {}
    for vertex, ways in enumerate(graph.inner):
        if not graph.forwards[vertex]:
            holders = {other for other, _link in ways if other in over}
            if len(holders) == 1:
                singles[vertex] = holders.pop()
    return singles


def _hung(
    order: list[int], over: dict[int, int]
) -> tuple[tuple[int, ...], dict[int, tuple[int, int]]]:
    """All vertices so that what hangs below one follows it, and each one's slice."""
    size = dict.fromkeys(order, 1)
    for vertex in reversed(order[1:]):
        size[over[vertex]] += size[vertex]
    hanging, under = [MIDDLE] * len(order), {order[0]: (0, len(order))}
    free_place = {order[0]: 1}
    for vertex in order[1:]:
        above = over[vertex]
        place = free_place[above]
        free_place[above] += size[vertex]
        free_place[vertex] = place + 1
        hanging[place] = vertex
        under[vertex] = (place, place + size[vertex])
    return tuple(hanging), under
