"""Seeded faults in a city like that of the lab: what is said, against what was done."""

import random
from collections.abc import Iterator

import pytest

from sigap.domain.topology import Element, Kind, Link, Node, Place
from sigap.domain.topology_cause import Finding, common_cause
from sigap.domain.topology_seen import Observations, Port, PortState, Seen
from tests.domain.networks import Network, hears

ROUNDS = 100


def city(*, ring: bool, sites: int = 6) -> Network:
    """A core, two distributors, perhaps joined, and sites with a router and a host each."""
    pairs = [("noc", "core"), ("core", "dist1"), ("core", "dist2")]
    pairs += [("dist1", "dist2")] if ring else []
    nodes = [Node(key) for key in ("noc", "core", "dist1", "dist2")]
    for number in range(1, sites + 1):
        router, host, place = f"site{number}", f"host{number}", f"s{number}"
        nodes += [Node(router, place), Node(host, place, forwards=False)]
        pairs += [("dist1" if number <= sites // 2 else "dist2", router), (router, host)]
    links = tuple(Link(f"{a}:{b}", a, b) for a, b in pairs)
    places = tuple(Place(f"s{number}") for number in range(1, sites + 1))
    return Network(tuple(nodes), links, ("noc",), places)


def observed(network: Network, failed: list[Element]) -> Observations:
    """Every node looked at, and the ports of those that answer."""
    there = hears(network, failed)
    seen = {
        node.key: Seen.REACHABLE if node.key in there else Seen.UNREACHABLE
        for node in network.nodes
    }
    ports = []
    for link in network.links:
        for near, far in ((link.a, link.b), (link.b, link.a)):
            dark = {Element(Kind.LINK, link.key), Element(Kind.NODE, far)} & set(failed)
            if near in there:
                ports.append(Port(link.key, near, PortState.DOWN if dark else PortState.UP))
    return Observations(seen, tuple(ports))


def seeded(network: Network, number: int) -> Iterator[list[Element]]:
    dice = random.Random(number)
    possible = [Element(Kind.LINK, link.key) for link in network.links]
    possible += [Element(Kind.NODE, node.key) for node in network.nodes if node.key != "noc"]
    for _ in range(ROUNDS):
        yield dice.sample(possible, number)


def visible(network: Network, failed: list[Element]) -> set[str]:
    """The links at which what answers meets what does not, and those down between two that do."""
    there = hears(network, failed)
    down = {each.key for each in failed if each.kind is Kind.LINK}
    return {
        link.key
        for link in network.links
        if (link.a in there) is not (link.b in there)
        or (link.key in down and {link.a, link.b} <= there)
    }


@pytest.mark.parametrize("ring", [False, True])
@pytest.mark.parametrize("number", [1, 2, 3])
def test_every_border_and_every_site_is_said_and_no_other(ring: bool, number: int) -> None:
    network = city(ring=ring)
    for failed in seeded(network, number):
        found = common_cause(network.loaded(), observed(network, failed))
        borders = {border.link for f in found.findings for border in f.borders}
        assert borders == visible(network, failed), failed
        silent = {key for f in found.findings for key in f.explains}
        assert silent == hears(network) - hears(network, failed), failed


@pytest.mark.parametrize("ring", [False, True])
@pytest.mark.parametrize("number", [1, 2, 3])
def test_what_is_named_is_what_failed_as_far_as_it_can_be_seen(ring: bool, number: int) -> None:
    network = city(ring=ring)
    for failed in seeded(network, number):
        found = common_cause(network.loaded(), observed(network, failed))
        # What failed behind another failure cannot be seen.
        assert len(found.findings) <= len(failed), failed
        assert all(right(finding, failed) for finding in found.findings), failed


def right(finding: Finding, failed: list[Element]) -> bool:
    """What failed is named; or one node is, all of whose links failed, which looks the same."""
    alike = {finding.cause, *(other.element for other in finding.alternatives)}
    links = {Element(Kind.LINK, border.link) for border in finding.borders}
    return bool(alike & set(failed)) or (len(links) > 1 and links <= set(failed))


@pytest.mark.parametrize("ring", [False, True])
def test_a_single_failure_is_always_among_what_is_named(ring: bool) -> None:
    network = city(ring=ring)
    for failed in seeded(network, 1):
        (finding,) = common_cause(network.loaded(), observed(network, failed)).findings
        assert failed[0] in {finding.cause, *(other.element for other in finding.alternatives)}
