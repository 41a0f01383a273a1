"""What hangs where: the network as a graph, who is reached, and by what alone.

Nodes are devices (or a site of which no device is registered); links join them, undirected; a
site hangs on its nodes, agencies and public services on their sites. Everything is seen from the
roots, where the office stands. The laws (proved in the tests):

- a node is reached exactly when a breadth-first search from the roots finds it;
- an element stands in `single_points` of a site exactly when the site is cut off without it;
- a site is `spared` exactly when two ways lead to it that share nothing outside it (Menger).
"""

from collections.abc import Collection, Container, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from sigap.domain.topology_cuts import Cuts, cuts_of
from sigap.domain.topology_graph import MIDDLE, Graph, indexed, reached


class Kind(StrEnum):
    """What can fail."""

    NODE = "perangkat"
    LINK = "tautan"


@dataclass(frozen=True, slots=True, order=True)
class Element:
    """One thing that can fail: a node or a link, by its key."""

    kind: Kind
    key: str


@dataclass(frozen=True, slots=True)
class Node:
    """A device, at a site (its key, "" none). One that does not forward carries nothing on."""

    key: str
    site: str = ""
    forwards: bool = True


@dataclass(frozen=True, slots=True)
class Link:
    """What joins two nodes."""

    key: str
    a: str
    b: str


@dataclass(frozen=True, slots=True)
class Place:
    """A site: whose it is and who answers for it there. Its nodes name it."""

    key: str
    agency: str = ""
    contact: str = ""


@dataclass(frozen=True, slots=True)
class Service:
    """What the public is served with from a site; with a node, from that node alone."""

    key: str
    agency: str
    place: str
    node: str = ""


@dataclass(frozen=True, slots=True)
class Hanging:
    """How a site hangs in the network: its vertices, whether any way is spare, and its agency."""

    place: Place
    vertices: tuple[int, ...]
    spared: bool


@dataclass(frozen=True, slots=True, eq=False)
class Topology:
    """A network loaded once and asked often; it never changes.

    `spread` names, for a branch, the sites that have a spare way only because they hang on more
    than one branch.
    """

    graph: Graph
    cuts: Cuts
    vertex: dict[str, int]
    link: dict[str, int]
    site_of: tuple[str, ...]
    sites: dict[str, Hanging]
    spread: dict[int, tuple[str, ...]]
    services: dict[str, tuple[Service, ...]]

    def islands(self) -> tuple[str, ...]:
        """The nodes that no way joins to a root even when everything works."""
        graph = self.graph
        return tuple(key for key, hops in zip(graph.keys, graph.hops, strict=True) if hops < 0)

    def hears(self, failed: Collection[Element]) -> frozenset[str]:
        """The nodes that a root still reaches when these elements have failed.

        Raises ValueError for an element that the network does not have.
        """
        seen = reached(self.graph, *self.numbers(failed))
        return frozenset(key for key, yes in zip(self.graph.keys, seen, strict=True) if yes and key)

    def numbers(self, failed: Collection[Element]) -> tuple[set[int], set[int]]:
        """The vertices and links of these elements; ValueError for one the network has not."""
        dead: set[int] = set()
        cut: set[int] = set()
        for element in failed:
            known = self.vertex if element.kind is Kind.NODE else self.link
            if element.key not in known:
                raise ValueError(f"no {element.kind.name.lower()} {element.key!r}")
            (dead if element.kind is Kind.NODE else cut).add(known[element.key])
        return dead, cut


Row = TypeVar("Row", Node, Link, Place, Service)


def topology(
    nodes: Iterable[Node],
    links: Iterable[Link],
    roots: Collection[str],
    places: Iterable[Place] = (),
    services: Iterable[Service] = (),
) -> Topology:
    """The network of these rows. The order in which they come never changes an answer.

    Raises ValueError for a key that stands twice, a link, site, root or service of something that
    is not there, and a link of a node with itself.
    """
    by_key, by_place = _keyed(nodes), _keyed(places)
    wires = _keyed(links)
    _checked(by_key, wires, roots, by_place)
    graph = indexed(
        list(by_key),
        [(wire.key, wire.a, wire.b) for wire in wires.values()],
        roots,
        {node.key for node in by_key.values() if not node.forwards},
    )
    cuts = cuts_of(graph)
    vertex = {key: number for number, key in enumerate(graph.keys) if number != MIDDLE}
    site_of = ("", *(by_key[key].site for key in graph.keys[1:]))
    sites = _hangings(by_place, site_of, graph, cuts)
    return Topology(
        graph=graph,
        cuts=cuts,
        vertex=vertex,
        link={key: number for number, key in enumerate(graph.links)},
        site_of=site_of,
        sites=sites,
        spread=_spread(sites, graph, cuts),
        services=_by_place(_keyed(services), by_place, by_key),
    )


def _keyed(rows: Iterable[Row]) -> dict[str, Row]:
    found: dict[str, Row] = {}
    for row in rows:
        if not row.key or row.key in found:
            raise ValueError(f"a key is empty or stands twice: {row.key!r}")
        found[row.key] = row
    return found


def _checked(
    nodes: dict[str, Node], links: dict[str, Link], roots: Collection[str], places: dict[str, Place]
) -> None:
    for node in nodes.values():
        if node.site and node.site not in places:
            raise ValueError(f"{node.key!r} is at no site we know: {node.site!r}")
    for link in links.values():
        if link.a == link.b or not {link.a, link.b} <= nodes.keys():
            raise ValueError(f"{link.key!r} does not join two nodes: {link.a!r}, {link.b!r}")
    for root in roots:
        if root not in nodes:
            raise ValueError(f"no node {root!r} to be a root")


def _hangings(
    places: dict[str, Place], site_of: tuple[str, ...], graph: Graph, cuts: Cuts
) -> dict[str, Hanging]:
    vertices: dict[str, list[int]] = {key: [] for key in sorted(places)}
    for vertex, site in enumerate(site_of):
        # What is not reached in the first place cannot be lost.
        if site and graph.hops[vertex] >= 0:
            vertices[site].append(vertex)
    return {
        key: Hanging(places[key], tuple(own), spared(graph, own, cuts.branch, cuts.free))
        for key, own in vertices.items()
    }


def _by_place(
    services: dict[str, Service], places: dict[str, Place], nodes: dict[str, Node]
) -> dict[str, tuple[Service, ...]]:
    found: dict[str, list[Service]] = {}
    for key in sorted(services):
        service = services[key]
        if service.place not in places or (service.node and service.node not in nodes):
            raise ValueError(f"{key!r} is served from nowhere we know")
        found.setdefault(service.place, []).append(service)
    return {place: tuple(served) for place, served in found.items()}


def _spread(sites: dict[str, Hanging], graph: Graph, cuts: Cuts) -> dict[int, tuple[str, ...]]:
    found: dict[int, list[str]] = {}
    for key, hanging in sites.items():
        if hanging.spared and not cuts.free.intersection(hanging.vertices):
            for start in _starts(graph, hanging.vertices, cuts.branch, (), ()):
                found.setdefault(start, []).append(key)
    return {start: tuple(keys) for start, keys in found.items()}


def spared(
    graph: Graph,
    vertices: Collection[int],
    branch: Mapping[int, int],
    free: Container[int],
    gone: Container[int] = (),
    cut: Container[int] = (),
) -> bool:
    """Whether two ways that share nothing but these vertices lead from the roots to some of them.

    `branch` and `free` as in `Cuts`; `gone` vertices and `cut` links are not there.
    """
    if any(vertex in free for vertex in vertices):
        return True
    return len(_starts(graph, vertices, branch, gone, cut)) > 1


def _starts(
    graph: Graph,
    vertices: Iterable[int],
    branch: Mapping[int, int],
    gone: Container[int],
    cut: Container[int],
) -> set[int]:
    """By how many different first vertices or links one comes from the roots to these vertices."""
    starts: set[int] = set()
    for vertex in vertices:
        if graph.forwards[vertex]:
            starts.add(branch[vertex])
            continue
        for other, link in graph.inner[vertex]:
            if other not in gone and link not in cut and other in branch:
                # Each link from a root to a vertex that does not forward is a way of its own.
                starts.add(~link if other in graph.roots else branch[other])
    return starts
