"""The fewest elements that part some nodes from those that are reached: a smallest cut.

By Menger's theorem the fewest elements that part two sides are as many as there are ways between
them that share nothing; the ways are found one by one (Ford and Fulkerson 1956). Every node and
every link can be cut at the price of one.
"""

from collections import deque
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Final

from sigap.domain.topology_graph import Graph

ENDLESS: Final = 1 << 30

Cuttable = tuple[bool, int]
"""(True, link) or (False, vertex): what one arc stands for."""


@dataclass(slots=True)
class Flow:
    """Arcs with what still fits through them; arc n and arc n ^ 1 are each other's way back."""

    heads: list[int] = field(default_factory=list)
    room: list[int] = field(default_factory=list)
    stands_for: list[Cuttable | None] = field(default_factory=list)
    leaving: dict[int, list[int]] = field(default_factory=dict)

    def join(self, tail: int, head: int, room: int, of: Cuttable | None) -> None:
        """An arc, and its way back, through which nothing fits yet."""
        for start, end, fits in ((tail, head, room), (head, tail, 0)):
            self.leaving.setdefault(start, []).append(len(self.heads))
            self.heads.append(end)
            self.room.append(fits)
            self.stands_for.append(of)

    def push(self, start: int, goal: int) -> bool:
        """One more way from start to goal if there is one."""
        came: dict[int, int] = {start: -1}
        queue = deque([start])
        while queue and goal not in came:
            here = queue.popleft()
            for arc in self.leaving.get(here, ()):
                head = self.heads[arc]
                if self.room[arc] and head not in came:
                    came[head] = arc
                    queue.append(head)
        if goal not in came:
            return False
        while goal != start:
            arc = came[goal]
            self.room[arc] -= 1
            self.room[arc ^ 1] += 1
            goal = self.heads[arc ^ 1]
        return True

    def reach(self, begun: set[int], start: int) -> list[int]:
        """Add to `begun` what can still be come to from `start`, and say what was added."""
        if start in begun:
            return []
        added = [start]
        begun.add(start)
        for here in added:
            for arc in self.leaving.get(here, ()):
                head = self.heads[arc]
                if self.room[arc] and head not in begun:
                    begun.add(head)
                    added.append(head)
        return added

    def border(self, side: set[int], of: Iterable[int]) -> list[tuple[int, Cuttable]]:
        """The full arcs that lead from these vertices out of their side: (to, stands for)."""
        found = []
        for vertex in of:
            for arc in self.leaving.get(vertex, ()):
                stands_for = self.stands_for[arc]
                forward = arc % 2 == 0 and stands_for is not None
                if forward and not self.room[arc] and self.heads[arc] not in side:
                    assert stands_for is not None
                    found.append((self.heads[arc], stands_for))
        return found


SOURCE: Final = -1
SINK: Final = -2


def region_flow(
    graph: Graph, region: Collection[int], silent: Collection[int], gone: Collection[Cuttable]
) -> Flow:
    """The arcs of a region that hangs on what is reached; `silent` are to be parted from it.

    A vertex v is come to at 2v and left at 2v + 1. All beside the region is reached and cannot be
    cut. Elements in `gone` are cut already and are left out.
    """
    flow = Flow()
    for vertex in sorted(region):
        if (False, vertex) in gone:
            continue
        flow.join(2 * vertex, 2 * vertex + 1, 1, (False, vertex))
        if vertex in silent:
            flow.join(2 * vertex + 1, SINK, ENDLESS, None)
        for other, link in graph.inner[vertex]:
            if (True, link) not in gone and (False, other) not in gone:
                start = 2 * other + 1 if other in region else SOURCE
                # The office's own links to its roots cannot fail.
                real = link < len(graph.links)
                flow.join(start, 2 * vertex, *((1, (True, link)) if real else (ENDLESS, None)))
    return flow


def smallest_cut(flow: Flow) -> list[Cuttable]:
    """The fewest elements that part the source from the sink; of equals those nearest to it.

    Uses the flow up: nothing more fits through it afterwards.
    """
    while flow.push(SOURCE, SINK):
        pass
    side: set[int] = set()
    return sorted(of for _head, of in flow.border(side, flow.reach(side, SOURCE)))


def single_cuts(flow: Flow) -> tuple[list[Cuttable], list[int]]:
    """Where one element parts source and sink: every such element, nearest to the source first.

    With them the links by which one leaves the source before the first of them. Nothing if there
    is no way at all, or if two ways share no element. Uses the flow up.
    """
    if not flow.push(SOURCE, SINK):
        return [], []
    side: set[int] = set()
    passed: list[Cuttable] = []
    fresh = flow.reach(side, SOURCE)
    frontier: list[int] = []
    while SINK not in side:
        ((head, of),) = flow.border(side, fresh)
        if not passed:
            frontier = _links_out(flow, {*side, head})
        passed.append(of)
        fresh = flow.reach(side, head)
    return passed, frontier


def _links_out(flow: Flow, to: Collection[int]) -> list[int]:
    """The links by which one comes from the source straight to one of these."""
    of = [flow.stands_for[arc] for arc in flow.leaving[SOURCE] if flow.heads[arc] in to]
    return sorted({each[1] for each in of if each is not None})
