"""The common cause explains what was seen, with as little as possible, whatever the network."""

import random
from itertools import combinations

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sigap.domain.topology import Element, Kind
from sigap.domain.topology_cause import Diagnosis, common_cause
from sigap.domain.topology_seen import Observations, Port, PortState, Seen
from tests.domain.networks import Network, failures, hears, networks

small = networks(most_nodes=6)
broken = small.flatmap(lambda each: st.tuples(st.just(each), failures(each)))


def looked_at(network: Network, failed: list[Element], hidden: frozenset[str] = frozenset()):
    """What the probes see of a network in which this failed; nobody looks at the hidden nodes."""
    there = hears(network, failed)
    return {
        key: Seen.REACHABLE if key in there else Seen.UNREACHABLE for key in hears(network) - hidden
    }


def ports(network: Network, failed: list[Element]) -> tuple[Port, ...]:
    """What the ports of living nodes say: down when the cable or the other end is dead."""
    there, gone = hears(network, failed), set(failed)
    told = []
    for link in network.links:
        for near, far in ((link.a, link.b), (link.b, link.a)):
            dark = {Element(Kind.LINK, link.key), Element(Kind.NODE, far)} & gone
            if near in there:
                told.append(Port(link.key, near, PortState.DOWN if dark else PortState.UP))
    return tuple(told)


def causes(found: Diagnosis) -> list[Element]:
    return [finding.cause for finding in found.findings]


def explains(network: Network, failed: list[Element], seen: dict[str, Seen]) -> bool:
    there = hears(network, failed)
    return all((key in there) is (what is Seen.REACHABLE) for key, what in seen.items())


@given(small)
def test_when_nothing_is_wrong_there_is_no_cause(network):
    found = common_cause(network.loaded(), Observations(looked_at(network, []), ports(network, [])))
    assert found.findings == found.muted == found.strays == ()


@settings(max_examples=500)
@given(broken)
def test_the_causes_explain_everything_seen_and_nobody_innocent_is_named(told):
    network, failed = told
    seen = looked_at(network, failed)
    found = common_cause(network.loaded(), Observations(seen))
    assert explains(network, causes(found), seen)
    assert found.muted == ()
    answering = {key for key, what in seen.items() if what is Seen.REACHABLE}
    assert answering.isdisjoint(cause.key for cause in causes(found))


@settings(max_examples=400)
@given(broken)
def test_no_smaller_set_of_failures_explains_it(told):
    network, failed = told
    seen = looked_at(network, failed)
    number = len(causes(common_cause(network.loaded(), Observations(seen))))
    # The roots are where one stands, so that they can fail only as all of them.
    for size in range(number):
        for fewer in combinations(network.elements(), size):
            assert not explains(network, list(fewer), seen)


@settings(max_examples=400)
@given(broken)
def test_of_one_failure_the_cause_and_its_alternatives_are_what_looks_the_same(told):
    network, failed = told
    assume(failed)
    seen = looked_at(network, failed[:1])
    found = common_cause(network.loaded(), Observations(seen))
    alike = {one for one in network.elements() if looked_at(network, [one]) == seen}
    if looked_at(network, []) == seen:
        assert found.findings == ()
    else:
        (finding,) = found.findings
        assert {finding.cause, *(other.element for other in finding.alternatives)} == alike


@settings(max_examples=300)
@given(broken)
def test_with_the_ports_every_single_failure_is_among_what_is_named(told):
    network, failed = told
    assume(failed)
    one = failed[0]
    observations = Observations(looked_at(network, [one]), ports(network, [one]))
    found = common_cause(network.loaded(), observations)
    assume(found.findings)
    (finding,) = found.findings
    assert one in {finding.cause, *(other.element for other in finding.alternatives)}


@given(broken)
def test_a_link_that_is_down_is_found_although_everything_answers(told):
    network, failed = told
    cut = [element for element in failed if element.kind is Kind.LINK]
    there = hears(network)
    assume(cut and hears(network, cut) == there)
    known = {link.key for link in network.links if {link.a, link.b} & there}
    observations = Observations(looked_at(network, cut), ports(network, cut))
    found = common_cause(network.loaded(), observations)
    assert set(causes(found)) == {element for element in cut if element.key in known}


@settings(max_examples=300)
@given(broken, st.sets(st.sampled_from([f"n{number}" for number in range(6)]), max_size=3))
def test_with_nodes_that_nobody_looked_at_the_causes_still_explain_the_rest(told, hidden):
    network, failed = told
    seen = looked_at(network, failed, frozenset(hidden))
    found = common_cause(network.loaded(), Observations(seen))
    assert explains(network, causes(found), seen)
    assert len(causes(found)) <= len([*failed, *network.roots])


@settings(max_examples=300)
@given(small, st.data())
def test_whatever_is_told_the_answer_holds_but_for_the_muted_and_the_strays(network, data):
    keys = [node.key for node in network.nodes]
    seen = data.draw(st.dictionaries(st.sampled_from(keys), st.sampled_from(Seen)))
    found = common_cause(network.loaded(), Observations(seen))
    there = hears(network, causes(found))
    for key, what in seen.items():
        if what is Seen.REACHABLE and key not in found.strays:
            assert key in there
        if what is Seen.UNREACHABLE and key not in found.muted:
            assert key not in there


@given(broken, st.randoms(use_true_random=False))
def test_the_order_of_what_is_told_changes_nothing(told, dice: random.Random):
    network, failed = told
    seen, doors = list(looked_at(network, failed).items()), list(ports(network, failed))
    one = common_cause(network.loaded(), Observations(dict(seen), tuple(doors)))
    dice.shuffle(seen)
    dice.shuffle(doors)
    links = list(network.links)
    dice.shuffle(links)
    mixed = Network(network.nodes[::-1], tuple(links), network.roots[::-1], network.places)
    assert common_cause(mixed.loaded(), Observations(dict(seen), tuple(doors))) == one
