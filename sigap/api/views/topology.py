"""How the network hangs together, and what falls if something fails. Both only read."""

from collections.abc import Iterable

from django.http import HttpResponse
from ninja import Router

from sigap.api.answers import answer
from sigap.api.requests import ApiRequest
from sigap.api.topology_shapes import (
    FailedBody,
    HitShape,
    ImpactShape,
    NodeShape,
    PointShape,
    ServiceHitShape,
    TopologyShape,
    WayShape,
)
from sigap.domain.errors import Fault, Invalid, words
from sigap.domain.topology import Element, Kind, spared
from sigap.domain.topology_impact import Impact, reasons
from sigap.domain.topology_points import single_points
from sigap.inventory.queries.topology import Network, network

router = Router(tags=["Topologi"])


@router.get("/topology", response=TopologyShape)
def show(request: ApiRequest) -> HttpResponse:
    """Every node and link with how it hangs, and the single points of failure, gravest first."""
    found = network()
    points = [
        PointShape(element=_told(each.element), sites=[*each.sites], agencies=[*each.agencies])
        for each in single_points(found.topology)
    ]
    return answer(
        TopologyShape(
            roots=[*found.roots], nodes=_nodes(found), links=_links(found), single_points=points
        )
    )


@router.post("/topology/impact", response=ImpactShape)
def rehearse(request: ApiRequest, body: FailedBody) -> HttpResponse:
    """What is cut off, and what loses its spare way, when all of these fail together.

    What the inventory calls broken counts as failed too, and stands in `failed`.
    """
    found = network()
    fall = found.fallen(_meant(found, body.failed))
    return answer(
        ImpactShape(
            failed=[_told(each) for each in fall.failed],
            lost=[*fall.lost_nodes()],
            sites=_hits(fall),
            services=[
                ServiceHitShape(
                    service=each.service.key, site=each.service.place, verdict=each.verdict.value
                )
                for each in fall.services
            ],
        )
    )


def _meant(found: Network, keys: Iterable[str]) -> set[Element]:
    """The elements these keys name; a bare key is a device's before it is a link's."""
    meant: set[Element] = set()
    unknown = []
    for text in keys:
        possible = [
            element
            for kind in Kind
            for element in (Element(kind, text), Element(kind, text.removeprefix(f"{kind.value}:")))
            if element in found.named
        ]
        meant |= set(possible[:1])
        if not possible:
            unknown.append(text)
    if unknown:
        template = words("Tidak ada perangkat atau tautan dengan kunci %(keys)s.")
        fault = Fault("unknown-element", template, {"keys": ", ".join(unknown[:5])})
        raise Invalid({"failed": fault})
    return meant


def _told(element: Element | None) -> str:
    return f"{element.kind.value}:{element.key}" if element else ""


def _nodes(found: Network) -> list[NodeShape]:
    graph, cuts = found.topology.graph, found.topology.cuts
    shapes = []
    for key, vertex in found.topology.vertex.items():
        named, hops = found.named[Element(Kind.NODE, key)], graph.hops[vertex]
        shapes.append(
            NodeShape(
                key=key,
                name=named.name,
                kind=named.kind,
                site=named.site,
                hops=hops - 1 if hops > 0 else -1,
                spare=hops > 0 and spared(graph, (vertex,), cuts.branch, cuts.free),
                assumed=named.assumed,
                broken=Element(Kind.NODE, key) in found.broken,
            )
        )
    return shapes


def _links(found: Network) -> list[WayShape]:
    shapes = []
    for key in found.topology.link:
        named = found.named[Element(Kind.LINK, key)]
        (a, _a_port), (b, _b_port) = named.ends
        shapes.append(
            WayShape(
                key=key,
                name=named.name,
                medium=named.kind,
                a=a,
                b=b,
                assumed=named.assumed,
                broken=Element(Kind.LINK, key) in found.broken,
            )
        )
    return shapes


def _hits(fall: Impact) -> list[HitShape]:
    why = reasons(fall)
    return [
        HitShape(
            site=hit.site,
            agency=hit.agency,
            contact=hit.contact,
            verdict=hit.verdict.value,
            lost=[*hit.lost],
            way=[*why[hit.site].way],
            because=_told(why[hit.site].element),
        )
        for hit in fall.hits
    ]
