"""Draws the network as SVG: the schematic by distance from the office, and the map of the sites.

State is a colour, a symbol and a word (the title of each node, and the legend) together. The SVG
carries classes only; `topology.css` gives the colours. Nothing in it takes the focus: the table
beside it holds the same for those who do not see it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Final

from django.utils.translation import gettext as _
from markupsafe import Markup

from sigap.domain.layout import BOX_HEIGHT, BOX_WIDTH, CityMap, Line, Spot, city_map, schematic
from sigap.domain.topology import Element, Kind
from sigap.inventory.queries.topology import Network

MAP_WIDTH: Final = 1100.0
MAP_HEIGHT: Final = 640.0
_MOST_LETTERS: Final = 23
_NO_MARK: Final = "netral"

# What stands at the left of a node's name; every tone has its own shape.
_SYMBOLS: Final = {
    "baik": '<circle cx="10" cy="10" r="4"/>',
    "hampir": '<path d="M10 5.5 15 14.5H5z"/>',
    "labil": '<path d="M4.5 12 8 6.5l4 7L15.5 8" class="stroke"/>',
    "buruk": '<path d="M5.5 5.5l9 9m0-9l-9 9" class="stroke"/>',
    "gagal": '<path d="M5 5h10v10H5z"/>',
    "netral": '<circle cx="10" cy="10" r="3.6" class="stroke"/>',
}


@dataclass(frozen=True, slots=True)
class Mark:
    """How one node or link is drawn: its tone, and the word for it."""

    tone: str
    word: str


Marks = Mapping[Element, Mark]


def symbol(tone: str) -> Markup:
    """The small symbol of a tone by itself, for a legend."""
    shape = _SYMBOLS[tone]
    return Markup(
        f'<svg class="net-key net-{tone}" viewBox="3 3 14 14" width="14" height="14"'
        f' aria-hidden="true">{shape}</svg>'
    )


def schematic_svg(network: Network, marks: Marks) -> Markup:
    """The whole network from left to right, with the marks of these nodes and links."""
    drawing = schematic(network.topology.graph)
    lines = "".join(_line(line, marks) for line in drawing.lines)
    nodes = "".join(_node(spot, network, marks) for spot in drawing.spots)
    width, height = round(drawing.width), round(drawing.height)
    return Markup(
        f'<svg class="net" role="img" aria-label="{escape(_label(network))}"'
        f' viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
        f'<g class="net-lines">{lines}</g>{nodes}</svg>'
    )


def _label(network: Network) -> str:
    graph = network.topology.graph
    return _("Skema jaringan: %(nodes)s simpul, %(links)s tautan; isinya ada di tabel.") % {
        "nodes": len(graph.keys) - 1,
        "links": len(graph.links),
    }


def _node(spot: Spot, network: Network, marks: Marks) -> str:
    element = Element(Kind.NODE, spot.key)
    named, mark = network.named[element], marks.get(element)
    tone = mark.tone if mark else _NO_MARK
    name = named.name
    short = name if len(name) <= _MOST_LETTERS else f"{name[: _MOST_LETTERS - 1].rstrip()}…"
    place = network.places[named.site].name if named.site else ""
    parts = dict.fromkeys(part for part in (name, place, mark.word if mark else "") if part)
    return (
        f'<g class="net-node net-{tone}{" net-assumed" if named.assumed else ""}"'
        f' transform="translate({spot.x:g} {spot.y:g})"'
        f' data-element="{escape(f"{Kind.NODE.value}:{spot.key}")}">'
        f"<title>{escape(' · '.join(parts))}</title>"
        f'<rect width="{BOX_WIDTH:g}" height="{BOX_HEIGHT:g}" rx="4"/>{_SYMBOLS[tone]}'
        f'<text x="21" y="14">{escape(short)}</text></g>'
    )


def _line(line: Line, marks: Marks) -> str:
    mark = marks.get(Element(Kind.LINK, line.key))
    kind = "" if line.usual else " net-spare"
    tone = f" net-{mark.tone}" if mark else ""
    bend = 28.0 if line.x1 < line.x2 else -28.0
    return (
        f'<path class="net-line{kind}{tone}" data-element="'
        f'{escape(f"{Kind.LINK.value}:{line.key}")}" d="M{line.x1:g} {line.y1:g}'
        f"C{line.x1 + 28:g} {line.y1:g} {line.x2 - bend:g} {line.y2:g}"
        f' {line.x2:g} {line.y2:g}"/>'
    )


def map_svg(network: Network, tones: Mapping[str, Mark]) -> Markup:
    """The sites that have coordinates, the ways between them, districts named; "" without any.

    `tones` marks sites by their key.
    """
    drawn = _city(network)
    if not drawn.places:
        return Markup("")
    ways = "".join(
        f'<path class="net-line" d="M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}"/>'
        for (x1, y1), (x2, y2) in _ways(network, drawn)
    )
    areas = "".join(
        f'<path class="net-area" d="{_closed(outline)}"/>'
        for _name, _middle, outline in drawn.districts
        if len(outline) > 2
    )
    labels = "".join(
        f'<text class="net-district" x="{x:.1f}" y="{y:.1f}">{escape(name)}</text>'
        for name, (x, y), _outline in drawn.districts
    )
    sites = "".join(
        _site(key, point, network, tones.get(key)) for key, point in drawn.places.items()
    )
    label = _("Peta lokasi jaringan; isinya ada di tabel.")
    return Markup(
        f'<svg class="net net-map" role="img" aria-label="{escape(label)}"'
        f' viewBox="0 0 {drawn.width:.0f} {drawn.height:.0f}"'
        f' width="{drawn.width:.0f}" height="{drawn.height:.0f}">'
        f'<path class="net-outline" d="{_closed(drawn.outline)}"/>{areas}'
        f'<g class="net-lines">{ways}</g>{sites}{labels}</svg>'
    )


def _city(network: Network) -> CityMap:
    places = {
        key: (float(row.latitude), float(row.longitude))
        for key, row in network.places.items()
        if row.latitude is not None and row.longitude is not None
    }
    districts: dict[str, list[str]] = {}
    for key in places:
        if name := network.places[key].district:
            districts.setdefault(name, []).append(key)
    return city_map(places, districts, width=MAP_WIDTH, height=MAP_HEIGHT)


def _ways(
    network: Network, drawn: CityMap
) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    """Between which places a link runs, each pair once."""
    graph, of_site = network.topology.graph, network.topology.site_of
    pairs = {tuple(sorted((of_site[a], of_site[b]))) for a, b in graph.ends}
    known = drawn.places
    return [(known[a], known[b]) for a, b in sorted(pairs) if a != b and {a, b} <= known.keys()]


def _site(key: str, point: tuple[float, float], network: Network, mark: Mark | None) -> str:
    tone = mark.tone if mark else _NO_MARK
    place = network.places[key]
    parts = dict.fromkeys(
        part for part in (place.name, place.agency_name, mark.word if mark else "") if part
    )
    return (
        f'<g class="net-site net-{tone}" transform="translate({point[0] - 10:.1f}'
        f' {point[1] - 10:.1f})"><title>{escape(" · ".join(parts))}</title>{_SYMBOLS[tone]}</g>'
    )


def _closed(points: tuple[tuple[float, float], ...]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + "Z" if points else ""
