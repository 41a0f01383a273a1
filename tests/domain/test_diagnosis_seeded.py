"""Seeded runs on a city's tree and on one with a spare way: what was named, of what was broken.

The simulation is exact, or loses packets by chance, so that the figures are the rules' own. What no
look can tell apart counts as found when it stands among the alternatives.
"""

import random
from collections.abc import Callable
from dataclasses import replace

import pytest

from sigap.domain.diagnosis import FaultClass, LookedAt, SiteDiagnosis, State, diagnose
from sigap.domain.topology import Link, Node, Place
from sigap.domain.topology_seen import Seen
from tests.domain.diagnosed import OUTAGES, Broken, hit, look
from tests.domain.networks import Network

NODE_KINDS = ("power", "mute", "snmp")
EVERY = (*OUTAGES, "mute", "snmp", "loss", "slow")
SEEN_AS = {
    "cut": {FaultClass.LINK, FaultClass.POWER},
    "power": {FaultClass.LINK, FaultClass.POWER},
    "shut": {FaultClass.SHUT},
    "nothing": {FaultClass.LOSS, FaultClass.HUNG},
    "loss": {FaultClass.LOSS},
    "slow": {FaultClass.CONGESTION},
    "mute": {FaultClass.MUTED},
    "snmp": {FaultClass.MANAGEMENT},
}


def city(spare: bool, sites: int = 6) -> Network:
    """Core, two distribution routers, and sites of a router and a host each."""
    joined = [("noc", "core"), ("core", "dist1"), ("core", "dist2")]
    joined += [("dist1", "dist2")] if spare else []
    nodes = [Node("noc"), Node("core"), Node("dist1"), Node("dist2")]
    for number in range(1, sites + 1):
        site, host = f"site{number}", f"host{number}"
        nodes += [Node(site, f"s{number}"), Node(host, f"s{number}", forwards=False)]
        joined += [("dist1" if number <= sites // 2 else "dist2", site), (site, host)]
    links = tuple(Link(f"{a}:{b}", a, b) for a, b in joined)
    places = tuple(Place(f"s{number}", f"dinas{number % 3}") for number in range(1, sites + 1))
    return Network(tuple(nodes), links, ("noc",), places)


def run(network: Network, dice: random.Random, count: int) -> list[Broken]:
    found: dict[str, Broken] = {}
    while len(found) < count:
        kind = dice.choice(EVERY)
        keys = [each.key for each in (network.nodes if kind in NODE_KINDS else network.links)]
        key = dice.choice([key for key in keys if key != "noc"])
        found[key] = Broken(kind, key)
    return list(found.values())


def asked(network: Network, wrong: list[Broken]) -> dict[str, SiteDiagnosis]:
    looked = look(network, wrong, "s1")
    return {place.key: diagnose(replace(looked, site=place.key)) for place in network.places}


@pytest.mark.parametrize("spare", [False, True])
@pytest.mark.parametrize("kind", EVERY)
def test_each_single_fault_of_each_kind_is_named_wherever_it_is(kind, spare):
    network = city(spare)
    rows = network.nodes if kind in NODE_KINDS else network.links
    for key in [row.key for row in rows if row.key != "noc"]:
        wrong = [Broken(kind, key)]
        causes = asked(network, wrong)["s1"].causes
        if _unseen(network, wrong[0]):
            assert causes == ()
            continue
        (cause,) = causes
        assert wrong[0].element in (cause.element, *cause.others)
        assert cause.fault in SEEN_AS[kind]


def _unseen(network: Network, fault: Broken, rest: tuple[Broken, ...] = ()) -> bool:
    """Whether no probe and no living device tells anything of it: all goes another way."""
    one, other = (look(network, wrong, "s1") for wrong in ([*rest, fault], rest))
    return (one.sights, one.views) == (other.sights, other.views)


@pytest.mark.parametrize("spare", [False, True])
def test_over_seeded_runs_every_site_stands_as_it_truly_stands(spare):
    network, dice = city(spare), random.Random(7)
    for number in range(150):
        wrong = run(network, dice, 1 + number % 3)
        truly = hit(network, wrong)
        for site, found in asked(network, wrong).items():
            assert (found.state is State.DOWN) is truly.get(site, False), (wrong, site)


def counted(
    network: Network, dice: random.Random, runs: int, seen: Callable[[LookedAt], LookedAt]
) -> tuple[int, int, int, int]:
    """Causes named, of these right; faults that show, of these named."""
    named = right = there = found = 0
    for number in range(runs):
        wrong = run(network, dice, 1 + number % 3)
        causes = diagnose(seen(look(network, wrong, "s1"))).causes
        told = [{cause.element, *cause.others} for cause in causes]
        named += len(told)
        right += sum(not each.isdisjoint(fault.element for fault in wrong) for each in told)
        for fault in wrong:
            if not _unseen(network, fault, tuple(each for each in wrong if each != fault)):
                there += 1
                found += any(fault.element in each for each in told)
    return named, right, there, found


@pytest.mark.parametrize("spare", [False, True])
def test_over_seeded_runs_hardly_a_cause_is_wrong_and_hardly_a_fault_is_missed(spare):
    """Missed are loss behind greater loss, SNMP behind loss, and two faults that look as one."""
    named, right, there, found = counted(city(spare), random.Random(11), 300, lambda looked: looked)
    assert right / named >= 0.99
    assert found / there >= 0.97


def by_chance(looked: LookedAt, dice: random.Random) -> LookedAt:
    """The same look with packets lost by chance: twenty to each node, and any may be late."""
    sights = {}
    for key, sight in looked.sights.items():
        if sight.seen is Seen.REACHABLE and sight.answer == "ok":
            survives = (1 - sight.loss) * 0.998
            got = sum(dice.random() < survives for _packet in range(20))
            assert sight.large_rtt_ms is not None
            waits = sight.large_rtt_ms * dice.uniform(0.8, 2.0)
            sight = replace(sight, sent=20, loss=1 - got / 20, large_rtt_ms=waits)
        sights[key] = sight
    return replace(looked, sights=sights)


@pytest.mark.parametrize("spare", [False, True])
def test_with_packets_lost_by_chance_nobody_is_blamed_where_nothing_is_wrong(spare):
    network, dice = city(spare), random.Random(5)
    healthy = look(network, [], "s1")
    for _run in range(300):
        assert diagnose(by_chance(healthy, dice)).causes == ()


@pytest.mark.parametrize("spare", [False, True])
def test_with_packets_lost_by_chance_hardly_a_cause_is_wrong_or_missed(spare):
    dice = random.Random(13)
    named, right, there, found = counted(
        city(spare), dice, 200, lambda looked: by_chance(looked, dice)
    )
    assert right / named >= 0.99
    assert found / there >= 0.97
