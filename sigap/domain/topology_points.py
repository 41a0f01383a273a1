"""Single points of failure: what alone cuts off which sites of which agencies."""

from collections.abc import Iterable
from dataclasses import dataclass

from sigap.domain.topology import Element, Kind, Topology
from sigap.domain.topology_cuts import Cuts
from sigap.domain.topology_graph import MIDDLE, Graph

Passed = dict[Element, None]
"""Elements in order, nearest to the roots first."""


@dataclass(frozen=True, slots=True)
class SinglePoint:
    """An element whose failure alone cuts off these sites, none of which it stands in."""

    element: Element
    sites: tuple[str, ...]
    agencies: tuple[str, ...]


def single_points(topology: Topology) -> tuple[SinglePoint, ...]:
    """Every single point of failure outside the sites it cuts off, the gravest first.

    The roots are where one stands, and no points.
    """
    found: dict[Element, list[str]] = {}
    for key, hanging in topology.sites.items():
        for element in needed(topology.graph, topology.cuts, hanging.vertices):
            found.setdefault(element, []).append(key)
    points = [
        SinglePoint(element, tuple(sites), _agencies(topology, sites))
        for element, sites in found.items()
    ]
    return tuple(sorted(points, key=lambda point: (-len(point.sites), point.element)))


def of_agency(
    points: Iterable[SinglePoint], agency: str, topology: Topology
) -> tuple[SinglePoint, ...]:
    """The single points of one agency's sites, with those sites alone, the gravest first."""
    own = (
        SinglePoint(point.element, sites, (agency,))
        for point in points
        if agency in point.agencies
        for sites in [_sites_of(topology, point.sites, agency)]
    )
    return tuple(sorted(own, key=lambda point: (-len(point.sites), point.element)))


def needed(graph: Graph, cuts: Cuts, vertices: Iterable[int]) -> tuple[Element, ...]:
    """What every way from the roots to these vertices passes, nearest to the roots first.

    The vertices themselves and the roots do not count; vertices that are not reached are left out.
    """
    own = {graph.keys[vertex] for vertex in vertices}
    passed: Passed | None = None
    for vertex in vertices:
        if graph.hops[vertex] >= 0:
            more = _passed(graph, cuts, vertex)
            passed = more if passed is None else _both(passed, more)
    return tuple(
        element for element in passed or () if element.kind is Kind.LINK or element.key not in own
    )


def _passed(graph: Graph, cuts: Cuts, vertex: int) -> Passed:
    """What every way to one vertex passes, itself included."""
    if graph.forwards[vertex]:
        return _chain(graph, cuts, vertex)
    ways = [(other, link) for other, link in graph.inner[vertex] if graph.hops[other] >= 0]
    passed = _chain(graph, cuts, ways[0][0])
    for other, _link in ways[1:]:
        passed = _both(passed, _chain(graph, cuts, other))
    if len(ways) == 1:
        passed[Element(Kind.LINK, graph.links[ways[0][1]])] = None
    passed[Element(Kind.NODE, graph.keys[vertex])] = None
    return passed


def _chain(graph: Graph, cuts: Cuts, vertex: int) -> Passed:
    found: list[Element] = []
    while vertex != MIDDLE and vertex not in graph.roots:
        found.append(Element(Kind.NODE, graph.keys[vertex]))
        if vertex in cuts.bridge:
            found.append(Element(Kind.LINK, graph.links[cuts.bridge[vertex]]))
        vertex = cuts.over[vertex]
    return dict.fromkeys(reversed(found))


def _both(some: Passed, others: Passed) -> Passed:
    return {element: None for element in some if element in others}


def _agencies(topology: Topology, sites: Iterable[str]) -> tuple[str, ...]:
    names = {topology.sites[site].place.agency for site in sites}
    return tuple(sorted(names - {""}))


def _sites_of(topology: Topology, sites: Iterable[str], agency: str) -> tuple[str, ...]:
    return tuple(site for site in sites if topology.sites[site].place.agency == agency)
