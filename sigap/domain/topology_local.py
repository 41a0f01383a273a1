"""A failure in a block, answered from what stands around it, where the rest cannot have changed.

Searching a block anew costs what the block is large; most failures in a network with many spare
ways change nothing but next to them. A block without some vertices and links is one block still
when all that stood beside these lies in one block: were it more, each of those at its ends would
hold one of them beside its cut vertex, or that end had been a block of its own before.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Final

from sigap.domain.topology_graph import Ways

# What is more than this is answered by a search of the whole block, which is bounded too.
_MOST_LOOSE: Final = 40
_MOST_BESIDE: Final = 16
_MOST_SEEN: Final = 600


@dataclass(slots=True)
class Torn:
    """A block (its `top`, whose ways into it are `first`, and how many `members` hang below it)
    without the vertices that are `gone` and the links that are `cut`.

    `loose` are vertices that hang by one other alone, in the order in which that was seen: by
    which, and whether by one link.
    """

    top: int
    first: Ways
    within: Sequence[Ways]
    members: int
    gone: set[int]
    cut: Collection[int]
    loose: dict[int, tuple[int, bool]] = field(default_factory=dict)

    def ways(self, vertex: int) -> list[tuple[int, int]]:
        """The ways that are left to a vertex."""
        own = self.first if vertex == self.top else self.within[vertex]
        gone, cut = self.gone, self.cut
        return [way for way in own if way[0] not in gone and way[1] not in cut]

    def is_one_block(self, beside: Collection[int]) -> bool:
        """Whether all but what is `loose` still is one block; no may also mean that it was not
        seen. `beside` are the vertices of the block beside whatever failed."""
        left = self._without_loose(beside)
        if left is None or self.members + 1 - len(self.gone) < 3 or len(left) > _MOST_BESIDE:
            return False
        # Two vertices lie in one block at most together, so two of them speak for all.
        return all(
            self._together(one, other)
            for place, one in enumerate(left[:2])
            for other in left[place + 1 :]
        )

    def held(self, roots: Collection[int]) -> dict[int, int]:
        """The loose vertices with the first vertex that every way to them passes, as
        `topology_cuts.tied` says it: themselves where that is but a link."""
        found: dict[int, int] = {}
        for vertex, (holder, by_one_link) in reversed(self.loose.items()):
            if holder != self.top and holder not in roots:
                found[vertex] = found.get(holder, holder)
            elif by_one_link:
                found[vertex] = vertex
        return found

    def _without_loose(self, beside: Collection[int]) -> list[int] | None:
        """What stands beside when all that hangs by one vertex has been put aside, one by one."""
        waiting, left = list(beside), set[int]()
        while waiting:
            vertex = waiting.pop()
            if vertex in self.gone:
                continue
            ways = self.ways(vertex)
            others = {other for other, _link in ways}
            if not others or len(self.loose) > _MOST_LOOSE:
                return None
            left.add(vertex)
            if vertex != self.top and len(others) == 1:
                (holder,) = others
                self.loose[vertex] = holder, len(ways) == 1
                self.gone.add(vertex)
                waiting.append(holder)
        return sorted(left - self.gone)

    def _together(self, one: int, other: int) -> bool:
        """Whether two vertices lie in one block: beside each other, or on a circle."""
        way = self._way(one, other, ())
        return way == [] or (way is not None and self._way(one, other, way) is not None)

    def _way(self, start: int, goal: int, closed: Collection[int]) -> list[int] | None:
        """What lies on a short way between two vertices, searched from both ends in turn."""
        came: tuple[dict[int, int], ...] = ({start: start}, {goal: goal})
        edges = [start], [goal]
        while edges[0] and edges[1] and len(came[0]) + len(came[1]) < _MOST_SEEN:
            side = 0 if len(edges[0]) <= len(edges[1]) else 1
            mine, others = came[side], came[1 - side]
            reached: list[int] = []
            for vertex in edges[side]:
                for other, _link in self.ways(vertex):
                    if other in mine or other in closed:
                        continue
                    mine[other] = vertex
                    if other in others:
                        passed = {*_back(came[0], other), *_back(came[1], other)}
                        return sorted(passed - {start, goal})
                    reached.append(other)
            edges = (reached, edges[1]) if side == 0 else (edges[0], reached)
        return None


def _back(came: dict[int, int], vertex: int) -> list[int]:
    """The vertices from here back to where the search began, without that."""
    passed = []
    while came[vertex] != vertex:
        passed.append(vertex)
        vertex = came[vertex]
    return passed
