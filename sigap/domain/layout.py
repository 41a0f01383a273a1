"""Where each node of a network stands in a drawing: by its distance from the roots, or on a map.

The schematic runs from left to right: a column for each hop, every node right of the one through
which it is reached, what hangs together side by side, its neighbours by other links as near as may
be (barycentres, after Sugiyama, Tagawa and Toda 1981). The laws (proved in the tests): every node
and link is drawn once, no two nodes overlap, and the same network is always drawn alike.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import cos, radians
from typing import Final

from sigap.domain.topology_graph import MIDDLE, Graph

BOX_WIDTH: Final = 172.0
BOX_HEIGHT: Final = 20.0
COLUMN: Final = BOX_WIDTH + 64.0
ROW: Final = BOX_HEIGHT + 6.0
MARGIN: Final = 16.0

_SWEEPS: Final = 4
_ISLANDS_ABREAST: Final = 4


@dataclass(frozen=True, slots=True)
class Spot:
    """The upper left corner of one node; `layer` is how many hops it is from a root, -1 none."""

    key: str
    x: float
    y: float
    layer: int


@dataclass(frozen=True, slots=True)
class Line:
    """A link from the right side of one node to the left of the other, or between two right sides.

    `usual` is the way by which the far node is reached; other links are spare or across.
    """

    key: str
    x1: float
    y1: float
    x2: float
    y2: float
    usual: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    """A schematic with the size it needs."""

    width: float
    height: float
    spots: tuple[Spot, ...]
    lines: tuple[Line, ...]


def schematic(graph: Graph) -> Drawing:
    """Where every node and link of this network stands."""
    below, across = _below(graph), _across(graph)
    order = _ordered(below)
    rows = _rows(below, order)
    for _sweep in range(_SWEEPS):
        _sort(below, across, order, rows)
        order = _ordered(below)
        rows = _rows(below, order)
    leaves = sum(1 for vertex in order if not below[vertex] and vertex != MIDDLE)
    spots = {
        vertex: Spot(
            graph.keys[vertex],
            MARGIN + (graph.hops[vertex] - 1) * COLUMN,
            MARGIN + rows[vertex] * ROW,
            graph.hops[vertex] - 1,
        )
        for vertex in order
        if vertex != MIDDLE
    }
    _place_islands(graph, spots, leaves)
    drawn = tuple(spots[vertex] for vertex in sorted(spots))
    return Drawing(
        width=max((spot.x for spot in drawn), default=0.0) + BOX_WIDTH + 2 * MARGIN,
        height=max((spot.y for spot in drawn), default=0.0) + BOX_HEIGHT + MARGIN,
        spots=drawn,
        lines=tuple(_line(graph, spots, link) for link in range(len(graph.links))),
    )


def _below(graph: Graph) -> list[list[int]]:
    """What is reached through each vertex, by its key."""
    below: list[list[int]] = [[] for _ in graph.keys]
    for vertex, (before, _link) in enumerate(graph.came):
        if vertex != MIDDLE and graph.hops[vertex] >= 0:
            below[before].append(vertex)
    return below


def _across(graph: Graph) -> list[list[int]]:
    """The neighbours of each vertex by links that are not its usual way."""
    across: list[list[int]] = [[] for _ in graph.keys]
    for link, (a, b) in enumerate(graph.ends):
        if link not in (graph.came[a][1], graph.came[b][1]):
            across[a].append(b)
            across[b].append(a)
    return across


def _ordered(below: Sequence[Sequence[int]]) -> list[int]:
    """Every vertex that is reached, each before what hangs below it, in drawing order."""
    order, stack = [], [MIDDLE]
    while stack:
        vertex = stack.pop()
        order.append(vertex)
        stack.extend(reversed(below[vertex]))
    return order


def _rows(below: Sequence[Sequence[int]], order: Sequence[int]) -> dict[int, float]:
    """The row of each vertex: what has nothing below it takes the next, others begin their own.

    A vertex stands beside the first below it, so that the roots are at the top of the sheet.
    """
    rows: dict[int, float] = {}
    taken = 0
    for vertex in order:
        if not below[vertex]:
            rows[vertex], taken = float(taken), taken + 1
    for vertex in reversed(order):
        if below[vertex]:
            rows[vertex] = rows[below[vertex][0]]
    return rows


def _sort(
    below: list[list[int]],
    across: Sequence[Sequence[int]],
    order: Sequence[int],
    rows: Mapping[int, float],
) -> None:
    """Put the children of each vertex where what they are joined to across pulls them."""
    pull: dict[int, tuple[float, int]] = {}
    for vertex in reversed(order):
        total = sum(rows[other] for other in across[vertex] if other in rows)
        count = sum(1 for other in across[vertex] if other in rows)
        for child in below[vertex]:
            total, count = total + pull[child][0], count + pull[child][1]
        pull[vertex] = (total, count)

    def place(vertex: int) -> tuple[float, bool, int]:
        # Half way towards what pulls: two that pull each other would else only change places.
        total, count = pull[vertex]
        drawn = (rows[vertex] + total / count) / 2 if count else rows[vertex]
        return drawn, not count, vertex

    for children in below:
        children.sort(key=place)


def _place_islands(graph: Graph, spots: dict[int, Spot], rows: int) -> None:
    """What no root reaches, below the rest, several abreast."""
    first = rows + 1 if rows else 0
    alone = [vertex for vertex, hops in enumerate(graph.hops) if hops < 0]
    for number, vertex in enumerate(alone):
        row, column = divmod(number, _ISLANDS_ABREAST)
        x, y = MARGIN + column * COLUMN, MARGIN + (first + row) * ROW
        spots[vertex] = Spot(graph.keys[vertex], x, y, -1)


def _line(graph: Graph, spots: Mapping[int, Spot], link: int) -> Line:
    a, b = graph.ends[link]
    near, far = (a, b) if (spots[a].x, a) <= (spots[b].x, b) else (b, a)
    usual = link in (graph.came[a][1], graph.came[b][1])
    start, end = spots[near], spots[far]
    same = start.x == end.x
    return Line(
        graph.links[link],
        start.x + BOX_WIDTH,
        start.y + BOX_HEIGHT / 2,
        end.x + (BOX_WIDTH if same else 0.0),
        end.y + BOX_HEIGHT / 2,
        usual,
    )


Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class CityMap:
    """A map without tiles: where the places stand, the outline of all, and a label a district."""

    width: float
    height: float
    places: dict[str, Point]
    outline: tuple[Point, ...]
    districts: tuple[tuple[str, Point, tuple[Point, ...]], ...]


def city_map(
    places: Mapping[str, Point],
    districts: Mapping[str, Collection[str]],
    *,
    width: float,
    height: float,
) -> CityMap:
    """Places given as (latitude, longitude) in degrees, as large as fits; north is up.

    `districts` names the places of each. Raises ValueError for a district with a strange place.
    """
    if not places:
        return CityMap(0.0, 0.0, {}, (), ())
    spots, (wide, tall) = _projected(places, width, height)
    told = []
    for name, keys in sorted(districts.items()):
        strange = set(keys) - places.keys()
        if strange or not keys:
            raise ValueError(f"{name!r} has no place or a strange one: {sorted(strange)}")
        own = [spots[key] for key in sorted(keys)]
        middle = (sum(x for x, _y in own) / len(own), sum(y for _x, y in own) / len(own))
        told.append((name, middle, hull(own)))
    return CityMap(
        width=wide,
        height=tall,
        places=spots,
        outline=hull(list(spots.values())),
        districts=tuple(told),
    )


def _projected(
    places: Mapping[str, Point], width: float, height: float
) -> tuple[dict[str, Point], Point]:
    """The places on a sheet of at most this size, and the size that is used."""
    latitudes, longitudes = zip(*places.values(), strict=True)
    north, south = max(latitudes), min(latitudes)
    east, west = max(longitudes), min(longitudes)
    # A degree of longitude is shorter than one of latitude away from the equator.
    narrow = cos(radians((north + south) / 2))
    broad, tall = max((east - west) * narrow, 1e-6), max(north - south, 1e-6)
    scale = min((width - 2 * MARGIN) / broad, (height - 2 * MARGIN) / tall)
    spots = {
        key: (MARGIN + (longitude - west) * narrow * scale, MARGIN + (north - latitude) * scale)
        for key, (latitude, longitude) in sorted(places.items())
    }
    used = ((east - west) * narrow * scale + 2 * MARGIN, (north - south) * scale + 2 * MARGIN)
    return spots, used


def hull(points: Collection[Point]) -> tuple[Point, ...]:
    """The smallest convex outline around these points (Andrew's monotone chain, 1979)."""
    ordered = sorted(set(points))
    if len(ordered) < 3:
        return tuple(ordered)
    lower, upper = _chain(ordered), _chain(ordered[::-1])
    return (*lower[:-1], *upper[:-1])


def _chain(points: Sequence[Point]) -> list[Point]:
    chain: list[Point] = []
    for point in points:
        while len(chain) > 1 and _turn(chain[-2], chain[-1], point) <= 0:
            chain.pop()
        chain.append(point)
    return chain


def _turn(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
