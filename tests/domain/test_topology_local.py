"""A failure answered from what stands around it says what a search of the whole block says."""

import random

import pytest

from sigap.domain.topology import Element, Kind, Link, Node, Place, Topology, topology
from sigap.domain.topology_impact import impact
from sigap.domain.topology_local import Torn


def meshed(dice: random.Random) -> Topology:
    """A network with spare ways, some of its nodes carrying nothing on."""
    size = dice.choice([6, 9, 25, 60])
    nodes = [Node(f"n{n}", f"s{n // 2}", dice.random() > 0.1) for n in range(size)]
    links = [Link(f"t{n}", f"n{dice.randrange(max(0, n - 4), n)}", f"n{n}") for n in range(1, size)]
    for number in range(int(size * dice.choice([0.4, 0.8, 1.5]))):
        a, b = dice.sample(range(size), 2)
        links.append(Link(f"x{number}", f"n{a}", f"n{b}"))
    roots = [f"n{n}" for n in dice.sample(range(size), dice.choice([1, 1, 3]))]
    return topology(nodes, links, roots, [Place(f"s{n}") for n in range(size)])


@pytest.mark.parametrize("seed", range(60))
def test_the_short_way_and_the_whole_search_agree(seed, monkeypatch):
    dice = random.Random(seed)
    network = meshed(dice)
    every = [Element(Kind.NODE, key) for key in network.vertex if key]
    every += [Element(Kind.LINK, key) for key in network.link]
    failed = [dice.sample(every, dice.choice([1, 1, 2, 3])) for _ in range(20)]
    quick = [(found.lost, found.hits) for found in (impact(network, each) for each in failed)]
    monkeypatch.setattr(Torn, "is_one_block", lambda torn, beside: False)
    whole = [(found.lost, found.hits) for found in (impact(network, each) for each in failed)]
    assert quick == whole


def ring(*across: tuple[int, int]) -> Torn:
    """A ring of eight with these links across, its top the first; links are numbered in order."""
    ends = [*((n, (n + 1) % 8) for n in range(8)), *across]
    ways: list[list[tuple[int, int]]] = [[] for _ in range(8)]
    for link, (a, b) in enumerate(ends):
        ways[a].append((b, link))
        ways[b].append((a, link))
    within = [tuple(each) for each in ways]
    return Torn(0, within[0], within, 7, set(), set())


def test_a_ring_with_a_spare_way_stays_one_without_a_link_of_it():
    torn = ring((0, 4), (2, 6))
    torn.cut = {2}
    assert torn.is_one_block([2, 3])
    # What is left of 3 hangs on 4 alone.
    assert torn.loose == {3: (4, True)}
    assert torn.held(roots=()) == {3: 4}


def test_what_hangs_on_the_top_by_one_link_is_held_by_itself():
    torn = ring((0, 4), (2, 6))
    torn.gone = {2}
    assert torn.is_one_block([1, 3, 6])
    assert torn.held(roots=()) == {1: 1, 3: 4}


def test_a_plain_ring_falls_apart():
    torn = ring()
    torn.cut = {3}
    assert not torn.is_one_block([3, 4])


def test_two_rings_that_one_vertex_joins_are_not_one_block():
    torn = ring((1, 7), (3, 5))
    torn.cut = {8}
    assert torn.is_one_block([1, 7]), "the ring itself still holds them"
    torn = ring((0, 3), (0, 5))
    torn.gone = {4}
    assert not torn.is_one_block([3, 5])
