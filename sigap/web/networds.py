"""What the pages of the topology say: verdicts, reasons and nodes, as rows in plain Indonesian."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sigap.domain.health import Standing
from sigap.domain.inventory_choices import DEVICE_KINDS, MEDIA
from sigap.domain.topology import Element, Kind, spared
from sigap.domain.topology_graph import MIDDLE
from sigap.domain.topology_impact import Impact, Reason, Verdict, reasons
from sigap.domain.topology_points import SinglePoint
from sigap.inventory.queries.topology import Network
from sigap.web.monitored import STATES as STANDING_STATES
from sigap.web.netdrawing import Mark
from sigap.web.states import state_of

VERDICTS: Final[Mapping[Verdict, tuple[str, str | Promise]]] = {
    Verdict.UNREACHABLE: ("putus", gettext_lazy("Terputus")),
    Verdict.PARTIAL: ("menurun", gettext_lazy("Sebagian terputus")),
    Verdict.WEAKENED: ("labil", gettext_lazy("Tanpa jalur cadangan")),
}
"""The state and the word of each verdict."""

_TONES: Final = {
    Standing.UP: "baik",
    Standing.DEGRADED: "hampir",
    Standing.DOWN: "buruk",
    Standing.FLAPPING: "labil",
    Standing.UNKNOWN: "netral",
}

_GRAVEST_LAST: Final = (
    Standing.UNKNOWN,
    Standing.UP,
    Standing.DEGRADED,
    Standing.FLAPPING,
    Standing.DOWN,
)


@dataclass(frozen=True, slots=True)
class NodeLine:
    """One node as a row of the table: what it hangs on, and whether there is a way to spare."""

    key: str
    name: str
    kind: str
    site: str
    site_key: str
    agency: str
    agency_key: str
    state: str
    hops: int
    through: str
    spare: bool | None
    assumed: bool


@dataclass(frozen=True, slots=True)
class HitLine:
    """One affected site as a row: how it is hit, why, and whom to tell."""

    site: str
    site_key: str
    critical: bool
    state: str
    verdict: str
    contact: str
    why: str
    way: str


@dataclass(frozen=True, slots=True)
class PointLine:
    """One single point of failure as a row."""

    value: str
    name: str
    kind: str
    sites: tuple[str, ...]
    agencies: tuple[str, ...]


def standing_marks(standings: Mapping[str, Standing]) -> dict[Element, Mark]:
    """How nodes are drawn by how they stand."""
    return {
        Element(Kind.NODE, key): Mark(_TONES[standing], _state_word(standing))
        for key, standing in standings.items()
    }


def _state_word(standing: Standing) -> str:
    return str(state_of(STANDING_STATES[standing.value]).word)


def site_marks(network: Network, standings: Mapping[str, Standing]) -> dict[str, Mark]:
    """How sites are drawn: by the gravest of their devices that is looked at."""
    rank = {standing: number for number, standing in enumerate(_GRAVEST_LAST)}
    found: dict[str, Standing] = {}
    for key, standing in standings.items():
        named = network.named.get(Element(Kind.NODE, key))
        if named is not None and named.site:
            found[named.site] = max(found.get(named.site, standing), standing, key=rank.__getitem__)
    return {site: Mark(_TONES[each], _state_word(each)) for site, each in found.items()}


def fall_marks(fall: Impact, broken: Collection[Element] = ()) -> dict[Element, Mark]:
    """How nodes and links are drawn when these elements fail; `broken` ones have failed already."""
    cut_off = Mark("buruk", str(VERDICTS[Verdict.UNREACHABLE][1]))
    marks = {Element(Kind.NODE, key): cut_off for key in fall.lost_nodes()}
    marks |= dict.fromkeys(fall.failed, Mark("gagal", _("Diandaikan gagal")))
    return marks | dict.fromkeys(broken, Mark("gagal", _("Rusak menurut inventaris")))


def fallen_sites(fall: Impact) -> dict[str, Mark]:
    """How sites are drawn when these elements fail."""
    tones = {Verdict.UNREACHABLE: "buruk", Verdict.PARTIAL: "hampir", Verdict.WEAKENED: "labil"}
    return {hit.site: Mark(tones[hit.verdict], str(VERDICTS[hit.verdict][1])) for hit in fall.hits}


def kind_word(kind: str) -> str:
    """What a kind of device or medium is called; "" for none."""
    known = {**DEVICE_KINDS, **MEDIA, "lokasi": "Lokasi"}
    return _(known[kind]) if kind in known else kind


def name_of(network: Network, element: Element) -> str:
    """A node or link as people know it."""
    return network.named[element].name


def node_lines(network: Network, standings: Mapping[str, Standing], fall: Impact) -> list[NodeLine]:
    """Every node, nearest to the office first, then by site and name.

    Of a node that nobody looks at, what `fall` (what is broken, and what that parts) says stands.
    """
    graph, lost = network.topology.graph, set(fall.lost_nodes())
    lines = []
    for vertex, key in enumerate(graph.keys):
        if vertex == MIDDLE:
            continue
        named = network.named[Element(Kind.NODE, key)]
        place = network.places.get(named.site)
        before = graph.keys[graph.came[vertex][0]] if graph.hops[vertex] > 1 else ""
        standing = standings.get(key)
        lines.append(
            NodeLine(
                key=key,
                name=named.name,
                kind=kind_word(named.kind),
                site=place.name if place else "",
                site_key=named.site,
                agency=place.agency_name if place else "",
                agency_key=place.agency if place else "",
                state=_state_of(network, key, standing, key in lost),
                hops=graph.hops[vertex] - 1,
                through=network.named[Element(Kind.NODE, before)].name if before else "",
                spare=_spare(network, vertex),
                assumed=named.assumed,
            )
        )
    return sorted(lines, key=lambda line: (line.hops < 0, line.hops, line.site, line.name))


def _state_of(network: Network, key: str, standing: Standing | None, lost: bool) -> str:
    if Element(Kind.NODE, key) in network.broken:
        return "rusak"
    if standing is not None:
        return STANDING_STATES[standing.value]
    return "putus" if lost else ""


def cut_off_lines(network: Network, fall: Impact) -> list[HitLine]:
    """The sites that what is broken affects; not those whose own broken device is all there is
    to it."""
    broken = {element.key for element in network.broken}
    touched = {
        hit.site
        for hit in fall.hits
        if hit.verdict is not Verdict.PARTIAL or not broken.issuperset(hit.lost)
    }
    lines = [line for some in hit_lines(network, fall).values() for line in some]
    return [line for line in lines if line.site_key in touched]


def _spare(network: Network, vertex: int) -> bool | None:
    """Whether a node has two ways that share nothing; None where that is no question."""
    graph, cuts = network.topology.graph, network.topology.cuts
    if vertex in graph.roots or graph.hops[vertex] < 0:
        return None
    return spared(graph, (vertex,), cuts.branch, cuts.free)


def hit_lines(network: Network, fall: Impact) -> dict[str, list[HitLine]]:
    """The affected sites by agency, the gravest first; agencies by name."""
    why = reasons(fall)
    order = list(VERDICTS)
    found: dict[str, list[HitLine]] = {}
    for hit in sorted(fall.hits, key=lambda each: (order.index(each.verdict), each.site)):
        place = network.places[hit.site]
        state, word = VERDICTS[hit.verdict]
        line = HitLine(
            site=place.name,
            site_key=place.key,
            critical=place.critical,
            state=state,
            verdict=str(word),
            contact=hit.contact,
            why=_why(network, hit.verdict, why[hit.site]),
            way=way_words(network, why[hit.site].way),
        )
        found.setdefault(place.agency_name, []).append(line)
    return dict(sorted(found.items()))


def _why(network: Network, verdict: Verdict, reason: Reason) -> str:
    name = name_of(network, reason.element) if reason.element else ""
    if verdict is Verdict.UNREACHABLE:
        return _("Jalurnya terputus di %(name)s.") % {"name": name}
    if verdict is Verdict.PARTIAL:
        return _("Sebagian perangkatnya terputus di %(name)s.") % {"name": name}
    if name:
        return _("Masih terhubung, tetapi kini bergantung pada %(name)s.") % {"name": name}
    return _("Masih terhubung, tetapi tinggal satu jalur.")


def way_words(network: Network, way: Iterable[str]) -> str:
    """A way in words: the names of its nodes in order."""
    return " → ".join(
        network.named[Element(Kind.NODE, key)].name
        for number, key in enumerate(way)
        if number % 2 == 0
    )


def point_lines(network: Network, points: Iterable[SinglePoint]) -> list[PointLine]:
    """Single points of failure with the names of what they cut off."""
    return [
        PointLine(
            value=f"{point.element.kind.value}:{point.element.key}",
            name=name_of(network, point.element),
            kind=kind_word(network.named[point.element].kind),
            sites=tuple(network.places[site].name for site in point.sites),
            agencies=tuple(sorted({network.places[s].agency_name for s in point.sites})),
        )
        for point in points
    ]


def service_lines(network: Network, fall: Impact) -> list[tuple[str, str, str, str]]:
    """Public services that are hit: (name, site, state, word)."""
    order = list(VERDICTS)
    hits = sorted(fall.services, key=lambda hit: (order.index(hit.verdict), hit.service.key))
    return [
        (
            network.services[hit.service.key],
            network.places[hit.service.place].name,
            VERDICTS[hit.verdict][0],
            str(VERDICTS[hit.verdict][1]),
        )
        for hit in hits
    ]


def legend(network: Network) -> list[Mark]:
    """Every standing with its tone, the best first, and what is broken if anything is."""
    marks = [Mark(_TONES[standing], _state_word(standing)) for standing in _TONES]
    return [*marks, Mark("gagal", str(state_of("rusak").word))] if network.broken else marks


def agencies(network: Network) -> list[tuple[str, str]]:
    """The agencies that have a site in the network: (key, name), by name."""
    found = {row.agency: row.agency_name for row in network.places.values()}
    return sorted(found.items(), key=lambda each: each[1])
