"""What falls if this falls: who is cut off, who loses the spare way, and why.

Only the blocks in which something failed are searched again; what hangs below them follows from
what was found when the network was loaded. So an answer costs what it changes, not what there is.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from sigap.domain.topology import Element, Hanging, Kind, Service, Topology, spared
from sigap.domain.topology_cuts import Cuts, cuts_of, search, tied
from sigap.domain.topology_graph import MIDDLE, Graph, Ways, way_to, without
from sigap.domain.topology_local import Torn
from sigap.domain.topology_points import needed


class Verdict(StrEnum):
    """What a failure does to a site, an agency or a service."""

    UNREACHABLE = "terputus"
    PARTIAL = "sebagian"
    WEAKENED = "tanpa-cadangan"
    UNAFFECTED = "tidak-terdampak"


@dataclass(frozen=True, slots=True)
class Hit:
    """One site that is affected: how, and which of its nodes are cut off."""

    site: str
    agency: str
    contact: str
    verdict: Verdict
    lost: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ServiceHit:
    """One public service that is affected."""

    service: Service
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a site is affected.

    Cut off: the usual way to it as far as the first failed element, `element`. Without a spare
    way: the way that is left, and in `element` the first single point on it (None if the site's
    own equipment is all that is left).
    """

    way: tuple[str, ...]
    element: Element | None


@dataclass(frozen=True, slots=True, eq=False)
class Impact:
    """What a set of failed elements does. Sites that are not in `hits` are unaffected."""

    topology: Topology
    failed: tuple[Element, ...]
    lost: frozenset[int]
    hits: tuple[Hit, ...]
    services: tuple[ServiceHit, ...]
    _verdicts: dict[str, Verdict] = field(repr=False)

    def verdict(self, site: str) -> Verdict:
        """What the failure does to this site."""
        return self._verdicts.get(site, Verdict.UNAFFECTED)

    def lost_nodes(self) -> tuple[str, ...]:
        """The nodes cut off, the failed ones among them, nearest to the roots first."""
        graph = self.topology.graph
        ordered = sorted(self.lost, key=lambda vertex: (graph.hops[vertex], vertex))
        return tuple(graph.keys[vertex] for vertex in ordered)

    def agencies(self) -> dict[str, dict[Verdict, tuple[Hit, ...]]]:
        """The affected sites of each agency by verdict, agencies by key."""
        found: dict[str, dict[Verdict, tuple[Hit, ...]]] = {}
        for hit in sorted(self.hits, key=lambda each: (each.agency, each.site)):
            of_agency = found.setdefault(hit.agency, {})
            of_agency[hit.verdict] = (*of_agency.get(hit.verdict, ()), hit)
        return found

    def contacts(self) -> dict[str, tuple[Hit, ...]]:
        """The affected sites of each contact; "" are the sites of which nobody is named."""
        found: dict[str, tuple[Hit, ...]] = {}
        for hit in self.hits:
            found[hit.contact] = (*found.get(hit.contact, ()), hit)
        return dict(sorted(found.items()))


def impact(topology: Topology, failed: Collection[Element]) -> Impact:
    """What happens when these elements fail together.

    Raises ValueError for an element that the network does not have.
    """
    dead, cut = topology.numbers(failed)
    fall = _fallen(topology, dead, cut)
    names = {topology.site_of[vertex] for vertex in fall.lost | fall.weaker}
    names.update(name for vertex in fall.weaker for name in topology.spread.get(vertex, ()))
    hits = tuple(
        hit
        for name in sorted(names - {""})
        if (hit := _hit(topology, topology.sites[name], fall, cut))
    )
    return Impact(
        topology=topology,
        failed=tuple(sorted(set(failed))),
        lost=frozenset(fall.lost),
        hits=hits,
        services=_services(topology, hits, fall),
        _verdicts={hit.site: hit.verdict for hit in hits},
    )


@dataclass(slots=True)
class _Fall:
    """Vertices lost; vertices that hang by less than before; where branches are now."""

    lost: set[int] = field(default_factory=set)
    weaker: set[int] = field(default_factory=set)
    moved: dict[int, int] = field(default_factory=dict)


def _fallen(topology: Topology, dead: set[int], cut: set[int]) -> _Fall:
    graph, cuts = topology.graph, topology.cuts
    fall = _Fall()
    for vertex in dead:
        if graph.hops[vertex] >= 0:
            fall.lost.add(vertex)
            fall.lost.update(cuts.lost_with(vertex))
    for name in _touched(topology, dead, cut):
        _search_again(topology, name, dead, cut, fall)
    _leaves(topology, cut, fall)
    return fall


def _touched(topology: Topology, dead: set[int], cut: set[int]) -> list[int]:
    """The blocks in which something failed, those nearer to the roots first."""
    graph, cuts = topology.graph, topology.cuts
    names = {cuts.block[vertex] for vertex in dead if vertex in cuts.block}
    for link in cut:
        a, b = graph.ends[link]
        if a in cuts.block and b in cuts.block:
            # Both ends hang in one block, or one is the top of the other's.
            below_a = cuts.over[cuts.block[a]] == b or cuts.block[a] == cuts.block[b]
            names.add(cuts.block[a] if below_a else cuts.block[b])
    return sorted(names, key=lambda name: (graph.hops[name], name))


def _search_again(
    topology: Topology, name: int, dead: set[int], cut: set[int], fall: _Fall
) -> None:
    """One block without what failed in it: what is not found is lost with all below it."""
    graph, cuts = topology.graph, topology.cuts
    top = cuts.top[name]
    if top in fall.lost:
        return
    changed = _beside(graph, cuts, dead, cut)
    torn = _torn(cuts, name, dead, cut)
    if torn.is_one_block([each for each in changed if each == top or cuts.block.get(each) == name]):
        held = torn.held(graph.roots)
    else:
        done = search(top, _left(cuts.first[name], dead, cut), cuts.within, changed)
        for vertex in cuts.members[name]:
            if not done.found[vertex]:
                fall.lost.update(cuts.lost_with(vertex))
        held = tied(done, graph.roots)
    if top == MIDDLE or top in graph.roots:
        fall.weaker |= held.keys() & cuts.free
        fall.moved.update(held)


def _torn(cuts: Cuts, name: int, dead: set[int], cut: set[int]) -> Torn:
    members = cuts.members[name]
    gone = {vertex for vertex in dead if cuts.block.get(vertex) == name}
    return Torn(cuts.top[name], cuts.first[name], cuts.within, len(members), gone, cut)


def _beside(graph: Graph, cuts: Cuts, dead: set[int], cut: set[int]) -> dict[int, Ways]:
    """The ways that are left to the vertices beside what failed, within their blocks."""
    near = {other for vertex in dead for other, _link in graph.inner[vertex]}
    near |= {end for link in cut for end in graph.ends[link]}
    return {vertex: _left(cuts.within[vertex], dead, cut) for vertex in near}


def _left(ways: Ways, dead: set[int], cut: set[int]) -> Ways:
    return tuple(way for way in ways if way[0] not in dead and way[1] not in cut)


def _leaves(topology: Topology, cut: set[int], fall: _Fall) -> None:
    """Vertices that do not forward: lost with their last holder or link."""
    graph = topology.graph
    near = {other for vertex in fall.lost | fall.weaker for other, _link in graph.leaves[vertex]}
    near |= {end for link in cut for end in graph.ends[link] if not graph.forwards[end]}
    for leaf in near - fall.lost:
        if graph.hops[leaf] < 0:
            continue
        held = any(
            graph.hops[other] >= 0 and other not in fall.lost and link not in cut
            for other, link in graph.inner[leaf]
        )
        (fall.weaker if held else fall.lost).add(leaf)


def _hit(topology: Topology, hanging: Hanging, fall: _Fall, cut: set[int]) -> Hit | None:
    lost = [vertex for vertex in hanging.vertices if vertex in fall.lost]
    if lost:
        whole = len(lost) == len(hanging.vertices)
        verdict = Verdict.UNREACHABLE if whole else Verdict.PARTIAL
    elif hanging.spared and not _still_spared(topology, hanging, fall, cut):
        verdict = Verdict.WEAKENED
    else:
        return None
    place, keys = hanging.place, topology.graph.keys
    return Hit(
        site=place.key,
        agency=place.agency,
        contact=place.contact,
        verdict=verdict,
        lost=tuple(keys[vertex] for vertex in lost),
    )


def _still_spared(topology: Topology, hanging: Hanging, fall: _Fall, cut: set[int]) -> bool:
    cuts = topology.cuts
    if any(vertex in cuts.free and vertex not in fall.weaker for vertex in hanging.vertices):
        return True
    branch = {}
    for vertex in hanging.vertices:
        near = (vertex, *(other for other, _link in topology.graph.inner[vertex]))
        for each in near:
            if each in cuts.branch:
                before = cuts.branch[each]
                branch[each] = fall.moved.get(before, before)
    return spared(topology.graph, hanging.vertices, branch, (), fall.lost, cut)


def _services(topology: Topology, hits: Iterable[Hit], fall: _Fall) -> tuple[ServiceHit, ...]:
    found = []
    for hit in hits:
        for service in topology.services.get(hit.site, ()):
            verdict = hit.verdict
            if service.node:
                gone = topology.vertex[service.node] in fall.lost
                verdict = Verdict.UNREACHABLE if gone else Verdict.WEAKENED
                if not gone and hit.verdict is not Verdict.WEAKENED:
                    continue
            found.append(ServiceHit(service, verdict))
    return tuple(found)


def reasons(of: Impact) -> dict[str, Reason]:
    """Why each affected site is affected, by its key."""
    left = _after(of) if any(not hit.lost for hit in of.hits) else None
    return {
        hit.site: _broken_way(of, hit.lost)
        if left is None or hit.lost
        else _only_way(of, hit, left)
        for hit in of.hits
    }


def _after(of: Impact) -> tuple[Graph, Cuts]:
    graph = without(of.topology.graph, *of.topology.numbers(of.failed))
    return graph, cuts_of(graph)


def _broken_way(of: Impact, lost: Collection[str]) -> Reason:
    """The usual way to the lost node nearest to the roots, as far as it goes."""
    topology, failed = of.topology, set(of.failed)
    nearest = min(lost, key=lambda key: (topology.graph.hops[topology.vertex[key]], key))
    way = way_to(topology.graph, topology.vertex[nearest])
    for number, key in enumerate(way):
        element = Element(Kind.LINK if number % 2 else Kind.NODE, key)
        if element in failed:
            return Reason(way[: number + 1], element)
    # Every way is broken, so the shortest one is.
    raise AssertionError(f"{nearest!r} is lost and nothing on its way failed")


def _only_way(of: Impact, hit: Hit, left: tuple[Graph, Cuts]) -> Reason:
    """The shortest way that is left, and the first single point on it."""
    graph, cuts = left
    vertices = of.topology.sites[hit.site].vertices
    nearest = min(vertices, key=lambda vertex: (graph.hops[vertex], vertex))
    points = needed(graph, cuts, vertices)
    return Reason(way_to(graph, nearest), points[0] if points else None)
