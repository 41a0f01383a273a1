"""The topology: how the network hangs together, and the rehearsal of what falls if this falls."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sigap.domain.health import Standing
from sigap.domain.topology import Element, Kind
from sigap.domain.topology_impact import Impact, Verdict
from sigap.domain.topology_points import of_agency, single_points
from sigap.inventory.queries.topology import Network, network
from sigap.monitoring.queries.standings import standings
from sigap.web import networds
from sigap.web.middleware import PageRequest
from sigap.web.netdrawing import Mark, map_svg, schematic_svg, symbol
from sigap.web.person import unseen

FAILED: Final = "gagal"
MOST_FAILED: Final = 20
_MOST_FOUND: Final = 12
_MOST_POINTS: Final = 50
_KINDS: Final = {kind.value: kind for kind in Kind}


@login_required
@require_safe
def show(request: PageRequest) -> HttpResponse:
    """The schematic, the map, the single points of failure, and every node as a table."""
    found, standing = network(), standings()
    agency = request.GET.get("opd", "")
    points, fall = single_points(found.topology), found.fallen()
    told = of_agency(points, agency, found.topology) if agency else points
    lines = networds.node_lines(found, standing, fall)
    marks = networds.fall_marks(fall, found.broken)
    context = {
        "network": found,
        "drawing": schematic_svg(found, marks | _seen(found, standing)),
        "map": map_svg(found, networds.fallen_sites(fall) | networds.site_marks(found, standing)),
        "broken": sorted(networds.name_of(found, each) for each in found.broken),
        "cut_off": networds.cut_off_lines(found, fall),
        "legend": [(symbol(mark.tone), mark.word) for mark in networds.legend(found)],
        "lines": [line for line in lines if agency in ("", line.agency_key)],
        "points": networds.point_lines(found, told[:_MOST_POINTS]),
        "more_points": max(0, len(told) - _MOST_POINTS),
        "islands": len(found.topology.islands()),
        "agency": agency,
        "agencies": networds.agencies(found),
        "unread_notices": unseen(request),
    }
    return render(request, "topology/show.html", context)


@login_required
@require_safe
def rehearse(request: PageRequest) -> HttpResponse:
    """What falls when the elements named by `gagal` fail together; `q` looks for more of them."""
    found = network()
    failed = _failed(found, request.GET.getlist(FAILED))
    fall = found.fallen(failed)
    q = request.GET.get("q", "").strip()
    context = {
        "chosen": [
            (networds.name_of(found, each), _kind(found, each), _without(request.GET, each))
            for each in failed
        ],
        "values": [value_of(each) for each in failed],
        "q": q,
        "found": _offered(found, q, failed) if q else [],
        "full": len(failed) >= MOST_FAILED,
        "broken": sorted(networds.name_of(found, each) for each in found.broken),
        "drawing": schematic_svg(found, networds.fall_marks(fall, found.broken)),
        "map": map_svg(found, networds.fallen_sites(fall)),
        "at": request.at,
        "unread_notices": unseen(request),
        **_told(found, fall),
    }
    return render(request, "topology/rehearse.html", context)


def _seen(found: Network, standing: Mapping[str, Standing]) -> dict[Element, Mark]:
    """How nodes stand, but for those that are broken anyway."""
    marks = networds.standing_marks(standing)
    return {element: mark for element, mark in marks.items() if element not in found.broken}


def value_of(element: Element) -> str:
    """An element as the address of a page names it."""
    return f"{element.kind.value}:{element.key}"


def _failed(found: Network, values: Iterable[str]) -> list[Element]:
    """The elements these words name, each once; what is not in the network is left out."""
    named = []
    for value in values:
        word, _colon, key = value.partition(":")
        element = Element(_KINDS[word], key) if word in _KINDS else None
        if element is not None and element in found.named and element not in named:
            named.append(element)
    return named[:MOST_FAILED]


def _kind(found: Network, element: Element) -> str:
    return networds.kind_word(found.named[element].kind)


def _without(asked: QueryDict, element: Element) -> str:
    left = asked.copy()
    left.setlist(FAILED, [each for each in asked.getlist(FAILED) if each != value_of(element)])
    left.pop("q", None)
    return f"?{left.urlencode()}"


def _offered(found: Network, q: str, failed: list[Element]) -> list[tuple[str, str, str]]:
    """Elements whose name, site or key holds all that was typed: (value, name, kind)."""
    typed = q.casefold().split()
    offered = []
    for element, named in found.named.items():
        place = found.places[named.site].name if named.site else ""
        text = f"{named.name} {place} {element.key}".casefold()
        if element not in failed and all(word in text for word in typed):
            kind = " · ".join(part for part in (_kind(found, element), place) if part)
            offered.append((value_of(element), named.name, kind))
    return sorted(offered, key=lambda each: (len(each[1]), each))[:_MOST_FOUND]


def _told(found: Network, fall: Impact) -> dict[str, Any]:
    numbers = dict.fromkeys(Verdict, 0)
    for hit in fall.hits:
        numbers[hit.verdict] += 1
    return {
        "fall": fall,
        "cut_off": numbers[Verdict.UNREACHABLE],
        "partly": numbers[Verdict.PARTIAL],
        "weakened": numbers[Verdict.WEAKENED],
        "unaffected": len(found.places) - len(fall.hits),
        "hits": networds.hit_lines(found, fall),
        "services": networds.service_lines(found, fall),
    }
