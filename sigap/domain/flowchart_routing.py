"""Orthogonal ways for arrows between symbols: around other symbols, and not along other arrows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

Point = tuple[float, float]
Route = tuple[Point, ...]

# What a way costs. A longer way is better than one through a symbol or along another arrow.
_BEND = 14.0
_PIXEL = 0.1
_SIDE_ENTRY = 12.0  # from above is how a procedure is read
_THROUGH_SYMBOL = 400.0
_ALONG_ARROW = 200.0
_ALONG_KIN = 6.0
_CROSSING = 16.0
_SHARED_PORT = 70.0
_NEAR = 4.0  # closer than this, two parallel lines read as one
_CLEARANCE = 3.0


@dataclass(frozen=True, slots=True)
class Box:
    """The rectangle a symbol fills; `pointed` symbols take arrows at their four tips only."""

    x: float
    y: float
    width: float
    height: float
    pointed: bool = False

    @property
    def left(self) -> float:
        return self.x - self.width / 2

    @property
    def right(self) -> float:
        return self.x + self.width / 2

    @property
    def top(self) -> float:
        return self.y - self.height / 2

    @property
    def bottom(self) -> float:
        return self.y + self.height / 2


@dataclass(frozen=True, slots=True)
class _Port:
    x: float
    y: float
    side: int  # -1 left, 1 right, 0 above or below

    @property
    def point(self) -> Point:
        return (self.x, self.y)


@dataclass(frozen=True, slots=True)
class _Laid:
    """An arrow already drawn; kin of an arrow share its start or its target."""

    route: Route
    start: str
    target: str


class Router:
    """Draws one arrow after another, each with regard to those already drawn."""

    def __init__(
        self, boxes: Mapping[str, Box], columns: Sequence[float], rows: Sequence[float]
    ) -> None:
        """`boxes` are all symbols by name; `columns` and `rows` are the free tracks, as x and y."""
        self._boxes = boxes
        self._columns = columns
        self._rows = rows
        self._laid: list[_Laid] = []

    def lay(self, source: str, target: str, start: str) -> Route:
        """The cheapest way from source to target.

        `start` names the exit: arrows of one exit may share their first stretch, arrows to one
        target their last.
        """
        goal = self._boxes[target]
        ways = sorted(
            ((self._plain_cost(way, goal), way) for way in self._ways(source, target)),
            key=lambda costed: costed[0],
        )
        best, lowest = ways[0][1], float("inf")
        for plain, way in ways:
            if plain >= lowest:
                break
            cost = plain + self._conflicts(way, source, target, start, lowest - plain)
            if cost < lowest:
                best, lowest = way, cost
        self._laid.append(_Laid(best, start, target))
        return best

    def _ways(self, source: str, target: str) -> Iterator[Route]:
        start, goal = self._boxes[source], self._boxes[target]
        for leave in _leaving(start):
            for enter in _entering(goal):
                for between in self._between(leave, enter):
                    yield _straightened((leave.point, *between, enter.point))

    def _between(self, leave: _Port, enter: _Port) -> Iterator[Route]:
        if leave.side and enter.side:
            for x in self._columns_at(leave, enter):
                yield ((x, leave.y), (x, enter.y))
        elif leave.side:
            if (enter.x - leave.x) * leave.side > 0 and enter.y > leave.y:
                yield ((enter.x, leave.y),)
            for x in self._columns_at(leave):
                for y in self._rows_above(enter):
                    yield ((x, leave.y), (x, y), (enter.x, y))
        elif enter.side:
            if (leave.x - enter.x) * enter.side > 0 and enter.y > leave.y:
                yield ((leave.x, enter.y),)
            for x in self._columns_at(enter):
                for y in self._rows_below(leave):
                    yield ((leave.x, y), (x, y), (x, enter.y))
        else:
            yield from self._down(leave, enter)

    def _down(self, leave: _Port, enter: _Port) -> Iterator[Route]:
        if enter.y > leave.y:
            if leave.x == enter.x:
                yield ()
            for y in (*self._rows_below(leave), *self._rows_above(enter)):
                if leave.y < y < enter.y:
                    yield ((leave.x, y), (enter.x, y))
        for x in self._columns:
            for out in self._rows_below(leave):
                for into in self._rows_above(enter):
                    yield ((leave.x, out), (x, out), (x, into), (enter.x, into))

    def _columns_at(self, *ports: _Port) -> list[float]:
        """Tracks that lie on the outer side of each of these side ports."""
        return [x for x in self._columns if all((x - port.x) * port.side > 0 for port in ports)]

    def _rows_below(self, port: _Port) -> list[float]:
        return [y for y in self._rows if y > port.y][:2]

    def _rows_above(self, port: _Port) -> list[float]:
        return [y for y in self._rows if y < port.y][-2:]

    @staticmethod
    def _plain_cost(way: Route, goal: Box) -> float:
        length = sum(abs(a[0] - b[0]) + abs(a[1] - b[1]) for a, b in pairwise(way))
        entry = 0.0 if way[-1][0] == goal.x else _SIDE_ENTRY
        return _BEND * (len(way) - 2) + _PIXEL * length + entry

    def _conflicts(self, way: Route, source: str, target: str, start: str, enough: float) -> float:
        """What this way costs beside its length; counting may stop once it is `enough`."""
        cost = 0.0
        for name, box in self._boxes.items():
            margin = -1.0 if name in (source, target) else _CLEARANCE
            cost += _THROUGH_SYMBOL * sum(_hits(a, b, box, margin) for a, b in pairwise(way))
            if cost >= enough:
                return cost
        for laid in self._laid:
            cost += self._against(way, laid, start, target)
            if cost >= enough:
                return cost
        return cost

    @staticmethod
    def _against(way: Route, laid: _Laid, start: str, target: str) -> float:
        along = _ALONG_KIN if start == laid.start or target == laid.target else _ALONG_ARROW
        cost = 0.0
        for a, b in pairwise(way):
            for c, d in pairwise(laid.route):
                if _run_together(a, b, c, d):
                    cost += along
                elif _cross(a, b, c, d):
                    cost += _CROSSING
        if way[0] == laid.route[0] and start != laid.start:
            cost += _SHARED_PORT
        if way[0] == laid.route[-1] or way[-1] == laid.route[0]:
            cost += _SHARED_PORT
        return cost


def _leaving(box: Box) -> tuple[_Port, ...]:
    return (
        _Port(box.x, box.bottom, 0),
        _Port(box.left, box.y, -1),
        _Port(box.right, box.y, 1),
    )


def _entering(box: Box) -> tuple[_Port, ...]:
    shifts = (0.0,) if box.pointed else (0.0, -box.height / 4, box.height / 4)
    sides = ((box.left, -1), (box.right, 1))
    return (
        _Port(box.x, box.top, 0),
        *(_Port(x, box.y + shift, side) for x, side in sides for shift in shifts),
    )


def _straightened(way: Route) -> Route:
    """The same way without doubled points and points on a straight stretch."""
    points: list[Point] = []
    for point in way:
        if points and point == points[-1]:
            continue
        if len(points) >= 2:
            (ax, ay), (bx, by) = points[-2], points[-1]
            if ax == bx == point[0] or ay == by == point[1]:
                points[-1] = point
                continue
        points.append(point)
    return tuple(points)


def _span(a: Point, b: Point) -> tuple[float, float, float, float]:
    return min(a[0], b[0]), max(a[0], b[0]), min(a[1], b[1]), max(a[1], b[1])


def _hits(a: Point, b: Point, box: Box, margin: float) -> bool:
    left, right, top, bottom = _span(a, b)
    return (
        right > box.left - margin
        and left < box.right + margin
        and bottom > box.top - margin
        and top < box.bottom + margin
    )


def _run_together(a: Point, b: Point, c: Point, d: Point) -> bool:
    """Whether two stretches are parallel, closer than _NEAR, and side by side somewhere."""
    left, right, top, bottom = _span(a, b)
    left2, right2, top2, bottom2 = _span(c, d)
    if a[0] == b[0] and c[0] == d[0]:
        return abs(a[0] - c[0]) < _NEAR and min(bottom, bottom2) - max(top, top2) > _NEAR
    if a[1] == b[1] and c[1] == d[1]:
        return abs(a[1] - c[1]) < _NEAR and min(right, right2) - max(left, left2) > _NEAR
    return False


def _cross(a: Point, b: Point, c: Point, d: Point) -> bool:
    if (a[0] == b[0]) == (c[0] == d[0]):
        return False
    left, right, top, bottom = _span(a, b)
    left2, right2, top2, bottom2 = _span(c, d)
    return left <= right2 and left2 <= right and top <= bottom2 and top2 <= bottom
