"""The quick reading of a network agrees with the plain one, whatever the network."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from sigap.domain.topology import Element, Kind
from sigap.domain.topology_impact import Verdict, impact, reasons
from sigap.domain.topology_points import needed, single_points
from tests.domain.networks import (
    Network,
    disjoint_ways,
    failures,
    hears,
    networks,
    outside,
    reached_site,
    ways,
)

some_networks = networks()
broken = networks().flatmap(lambda each: st.tuples(st.just(each), failures(each)))


def expected(network: Network, site: str, failed: list[Element]) -> Verdict:
    """What the plain reading says of one site."""
    own = set(network.of_site(site))
    before, after = hears(network) & own, hears(network, failed) & own
    if before == after:
        weaker = ways(network, site) > 1 >= ways(network, site, failed)
        return Verdict.WEAKENED if weaker else Verdict.UNAFFECTED
    return Verdict.PARTIAL if after else Verdict.UNREACHABLE


@given(broken)
def test_a_node_is_reached_exactly_when_a_plain_search_finds_it(told):
    network, failed = told
    assert network.loaded().hears(failed) == hears(network, failed)


@settings(max_examples=400)
@given(broken)
def test_exactly_those_nodes_are_lost_that_were_reached_and_are_no_more(told):
    network, failed = told
    lost = impact(network.loaded(), failed).lost_nodes()
    assert set(lost) == hears(network) - hears(network, failed)
    assert len(set(lost)) == len(lost)


@settings(max_examples=600)
@given(broken)
def test_the_verdict_on_each_site_is_that_of_the_plain_reading(told):
    network, failed = told
    found = impact(network.loaded(), failed)
    for place in network.places:
        assert found.verdict(place.key) is expected(network, place.key, failed), place.key


@given(some_networks)
def test_a_site_is_spared_exactly_when_two_ways_share_nothing(network):
    for site, hanging in network.loaded().sites.items():
        assert hanging.spared is (disjoint_ways(network, site) == 2)
        assert ways(network, site) == disjoint_ways(network, site)


@given(some_networks)
def test_single_points_are_exactly_what_parts_a_site_alone(network):
    loaded = network.loaded()
    for site, hanging in loaded.sites.items():
        alone = {
            element
            for element in outside(network, site)
            if reached_site(network, site) and not reached_site(network, site, [element])
        }
        assert set(needed(loaded.graph, loaded.cuts, hanging.vertices)) == alone
        assert {p.element for p in single_points(loaded) if site in p.sites} == alone


@given(networks(silent=False))
def test_seen_from_one_root_the_cut_nodes_are_the_articulation_points(network):
    first = Network(network.nodes, network.links, network.roots[:1], network.places)
    loaded = first.loaded()
    cut = {node.key for node in first.nodes if len(_lost(first, node.key)) > 1}
    below = {loaded.graph.keys[v] for v in loaded.cuts.under if len(loaded.cuts.lost_with(v)) > 1}
    assert below - {""} == cut


def _lost(network: Network, key: str) -> set[str]:
    return hears(network) - hears(network, [Element(Kind.NODE, key)])


@given(broken)
def test_a_reason_is_a_way_that_ends_where_it_is_broken_or_names_what_is_left(told):
    network, failed = told
    found = impact(network.loaded(), failed)
    for site, reason in reasons(found).items():
        assert reason.way[0] in network.roots
        if found.verdict(site) is Verdict.WEAKENED:
            assert reason.element is not None
            assert not reached_site(network, site, [*failed, reason.element])
            assert set(reason.way[::2]) <= hears(network, failed)
        else:
            assert reason.element in failed
            assert reason.way[-1] == reason.element.key


@given(broken, st.randoms(use_true_random=False))
def test_the_order_in_which_rows_come_changes_no_answer(told, dice: random.Random):
    network, failed = told
    mixed = [list(rows) for rows in (network.nodes, network.links, network.roots, network.places)]
    for rows in mixed:
        dice.shuffle(rows)
    other = Network(*(tuple(rows) for rows in mixed))
    one, two = impact(network.loaded(), failed), impact(other.loaded(), failed[::-1])
    assert (one.hits, one.lost_nodes()) == (two.hits, two.lost_nodes())
    assert single_points(network.loaded()) == single_points(other.loaded())
