"""Where the nodes and flows of a BPMN diagram stand: the SOP's lanes, laid on their side."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from sigap.domain.flowchart_routing import Box, Point, Route, Router
from sigap.domain.flowchart_ways import FINISH, START, Edge, edges
from sigap.domain.flowchart_words import text_width
from sigap.domain.procedure_model import Procedure

TASK: Final = "userTask"
GATEWAY: Final = "exclusiveGateway"
BEGIN: Final = "startEvent"
END: Final = "endEvent"

LABEL_SIZE: Final = 11.0
LABEL_HEIGHT: Final = 14.0

# Width and height, in pixels, as bpmn.io and Camunda draw them.
_SIZES: Final = {TASK: (120.0, 80.0), GATEWAY: (50.0, 50.0), BEGIN: (36.0, 36.0), END: (36.0, 36.0)}
_LANE_HEIGHT: Final = 220.0  # so that a long title stands in two lines beside it
_BAND: Final = 30.0  # the strip that bears the name of a pool or lane
_STEP: Final = 290.0  # from the task of one step to that of the next
_GATEWAY_AFTER: Final = 140.0
_ASIDE: Final = 72.0  # from a gateway down to where a transfer ends
_MARGIN: Final = 60.0
_TRACKS: Final = (-24.0, -12.0, 12.0, 24.0)


@dataclass(frozen=True, slots=True)
class Node:
    """A symbol of the diagram; x, y is its middle. `step` is the step it belongs to, or ""."""

    key: str
    kind: str
    step: str
    role: str
    name: str
    x: float
    y: float

    @property
    def size(self) -> tuple[float, float]:
        return _SIZES[self.kind]


@dataclass(frozen=True, slots=True)
class Flow:
    """A sequence flow between two nodes by their keys, with its words and where they begin."""

    key: str
    source: str
    target: str
    name: str
    points: Route
    name_at: Point


@dataclass(frozen=True, slots=True)
class Diagram:
    """The whole diagram. `lanes` are role and upper edge, from left `band` to `width`."""

    width: float
    height: float
    band: float
    lane_height: float
    lanes: tuple[tuple[str, float], ...]
    nodes: tuple[Node, ...]
    flows: tuple[Flow, ...]


@lru_cache(maxsize=16)
def diagram(procedure: Procedure) -> Diagram:
    """The procedure from left to right; a step with more than one way out has a gateway."""
    ways = tuple(edges(procedure))
    nodes = tuple(_nodes(procedure, ways))
    lanes = tuple((lane.role, n * _LANE_HEIGHT) for n, lane in enumerate(procedure.lanes))
    width = max(node.x for node in nodes) + 2 * _MARGIN
    return Diagram(
        width=width,
        height=len(lanes) * _LANE_HEIGHT,
        band=_BAND,
        lane_height=_LANE_HEIGHT,
        lanes=lanes,
        nodes=nodes,
        flows=tuple(_flows(nodes, ways, lanes, width)),
    )


def _nodes(procedure: Procedure, ways: tuple[Edge, ...]) -> Iterator[Node]:
    """Start, tasks with their gateways, and ends, each in the lane of its performer."""
    middles = {lane.role: (n + 0.5) * _LANE_HEIGHT for n, lane in enumerate(procedure.lanes)}
    outgoing = Counter(way.source for way in ways)
    x, first = 2 * _BAND + _MARGIN, procedure.first.role
    yield Node(START, BEGIN, "", first, procedure.intake.title, x, middles[first])
    x += 150.0
    last = first
    for step in procedure.steps:
        y = middles[step.role]
        yield Node(step.key, TASK, step.key, step.role, f"{step.no}. {step.short}", x, y)
        if outgoing[step.key] > 1:
            key, asked = f"putusan:{step.key}", step.question or step.short
            yield Node(key, GATEWAY, step.key, step.role, asked, x + _GATEWAY_AFTER, y)
        for way in ways:
            if way.source == step.key and way.target == FINISH:
                last = step.role
            if way.source == step.key and way.target == f"{FINISH}:{step.key}":
                aside = (x + _GATEWAY_AFTER, y + _ASIDE)
                yield Node(way.target, END, step.key, step.role, "Dilimpahkan", *aside)
        x += _STEP
    yield Node(FINISH, END, "", last, "Selesai", x - 60.0, middles[last])


def _flows(
    nodes: tuple[Node, ...],
    ways: tuple[Edge, ...],
    lanes: tuple[tuple[str, float], ...],
    width: float,
) -> Iterator[Flow]:
    names = {node.key for node in nodes}
    router = _router(nodes, lanes)
    for node in nodes:
        if node.kind == GATEWAY:
            yield _flow(router, f"{node.step}.putusan", node.step, node.key, "")
    # Ways ahead first, so that they stay straight and the returns go around them.
    order = {"kembali": 1, "buka-kembali": 2}
    for way in sorted(ways, key=lambda way: (order.get(way.kind, 0), way.detour)):
        gateway = f"putusan:{way.source}"
        source = gateway if gateway in names else way.source
        words = way.label or ("tidak, bila tadi dilewati" if way.detour else "")
        aside = ".dilewati" if way.detour else ""
        yield _flow(router, f"{way.source}.{way.verb}{aside}", source, way.target, words)


def _router(nodes: tuple[Node, ...], lanes: tuple[tuple[str, float], ...]) -> Router:
    """The router of the flowchart draws downwards: it is given the diagram on its side."""
    boxes = {}
    for node in nodes:
        width, height = node.size
        boxes[node.key] = Box(node.y, node.x, height, width, node.kind != TASK)
    borders = [top for _, top in lanes] + [lanes[-1][1] + _LANE_HEIGHT]
    tracks = [y + track for y in borders for track in _TRACKS]
    tracks = [y for y in tracks if borders[0] < y < borders[-1]]
    # Straight down to where a transfer ends.
    tracks += [node.y - _ASIDE / 2 for node in nodes if node.kind == END and node.step]
    between = sorted({node.x + shift for node in nodes for shift in (-74.0, 40.0, 74.0)})
    return Router(boxes, tracks, between)


def _flow(router: Router, key: str, source: str, target: str, name: str) -> Flow:
    route = router.lay(source, target, key)
    points = tuple((x, y) for y, x in route)
    return Flow(key, source, target, name, points, _name_place(name, points))


def _name_place(name: str, points: Route) -> Point:
    """The upper left corner of a flow's words: beside its first stretch."""
    (x, y), (next_x, next_y) = points[0], points[1]
    wide = text_width(name, LABEL_SIZE)
    if y == next_y and len(points) > 2 and abs(next_x - x) < wide:
        # Too short to carry its words: they stand past the bend.
        return (max(x, next_x) + 6, y - LABEL_HEIGHT / 2)
    if y == next_y:
        return (x + 4 if next_x > x else x - 4 - wide, y - LABEL_HEIGHT - 2)
    return (x + 5, y + 3 if next_y > y else y - LABEL_HEIGHT - 3)
