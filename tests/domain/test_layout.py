"""The drawing of a network: everything once, nothing on top of anything, always alike."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigap.domain.layout import BOX_HEIGHT, BOX_WIDTH, city_map, hull, schematic
from sigap.domain.topology import Link
from tests.domain.networks import Network, networks, tree

degrees = st.floats(-8, 8).map(lambda degree: round(degree, 5))
positions = st.tuples(degrees, degrees.map(lambda degree: degree + 107))


@given(networks())
def test_every_node_and_link_is_drawn_once(network):
    drawing = schematic(network.loaded().graph)
    assert sorted(spot.key for spot in drawing.spots) == [node.key for node in network.nodes]
    assert sorted(line.key for line in drawing.lines) == sorted(link.key for link in network.links)


@given(networks(most_nodes=12))
def test_no_two_nodes_overlap_and_all_lie_on_the_sheet(network):
    drawing = schematic(network.loaded().graph)
    for one, other in combinations(drawing.spots, 2):
        apart = abs(one.x - other.x) >= BOX_WIDTH or abs(one.y - other.y) >= BOX_HEIGHT
        assert apart, (one, other)
    for spot in drawing.spots:
        assert 0 <= spot.x <= drawing.width - BOX_WIDTH
        assert 0 <= spot.y <= drawing.height - BOX_HEIGHT


@given(networks())
def test_a_node_stands_as_many_columns_from_the_roots_as_it_has_hops(network):
    loaded = network.loaded()
    for spot in schematic(loaded.graph).spots:
        hops = loaded.graph.hops[loaded.vertex[spot.key]]
        assert spot.layer == (hops - 1 if hops >= 0 else -1)


@given(networks())
def test_the_same_network_is_drawn_alike_in_whatever_order_it_comes(network):
    mixed = Network(network.nodes[::-1], network.links[::-1], network.roots[::-1], network.places)
    assert schematic(network.loaded().graph) == schematic(mixed.loaded().graph)


def test_what_hangs_on_one_node_stands_together() -> None:
    network = tree({"a": "noc", "b": "noc", "b2": "b", "a1": "a", "a2": "a"})
    drawing = schematic(network.loaded().graph)
    rows = sorted((spot.y, spot.key) for spot in drawing.spots if spot.layer == 2)
    assert [key for _y, key in rows] == ["a1", "a2", "b2"]
    root = next(spot for spot in drawing.spots if spot.layer == 0)
    assert root.y == rows[0][0]


def test_a_link_across_draws_its_ends_together() -> None:
    plain = tree({"a": "noc", "b": "noc", "c": "noc", "a1": "a", "b1": "b", "c1": "c"})
    links = (*plain.links, Link("a1:c1", "a1", "c1"))
    drawing = schematic(Network(plain.nodes, links, plain.roots, plain.places).loaded().graph)
    rows = sorted((spot.y, spot.key) for spot in drawing.spots if spot.layer == 2)
    assert [key for _y, key in rows] in (["a1", "c1", "b1"], ["b1", "a1", "c1"])


@given(st.dictionaries(st.text("abc", min_size=1, max_size=3), positions, min_size=1))
def test_the_map_keeps_every_place_inside_with_north_up(places):
    drawn = city_map(places, {"semua": list(places)}, width=600, height=400)
    assert drawn.width <= 601
    assert drawn.height <= 401
    for one, (x, y) in drawn.places.items():
        assert 0 <= x <= drawn.width
        assert 0 <= y <= drawn.height
        for other, position in places.items():
            if position[0] > places[one][0]:
                assert drawn.places[other][1] <= y


def test_a_district_with_a_strange_place_is_refused() -> None:
    with pytest.raises(ValueError, match="kota"):
        city_map({"a": (0.0, 107.0)}, {"kota": ["b"]}, width=100, height=100)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=20))
def test_the_outline_goes_round_all_points(points):
    outline = hull([(float(x), float(y)) for x, y in points])
    assert set(outline) <= set(points)
    for (ax, ay), (bx, by) in zip(outline, (*outline[1:], outline[0]), strict=True):
        assert all((bx - ax) * (y - ay) - (by - ay) * (x - ax) >= 0 for x, y in points)
