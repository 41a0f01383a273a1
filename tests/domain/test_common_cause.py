"""The common cause of alarms: networks worked out by hand, and the recorded faults of the lab."""

import json
from collections.abc import Iterable
from pathlib import Path

import pytest

from sigap.domain.topology import Element, Kind, Link, Node, Place
from sigap.domain.topology_cause import Ask, Diagnosis, Finding, common_cause
from sigap.domain.topology_impact import impact
from sigap.domain.topology_seen import Observations, Port, PortState, Seen
from tests.domain.networks import Network, ring, tree

SCENARIOS = Path(__file__).resolve().parents[3] / "shared/data/alerts/netlab-scenarios.json"
CITY = tree({"core": "noc", "dist1": "core", "dist2": "core", "a": "dist1", "b": "dist1", "c": "a"})


def node(key: str) -> Element:
    return Element(Kind.NODE, key)


def link(key: str) -> Element:
    return Element(Kind.LINK, key)


def silent(network: Network, keys: Iterable[str], *ports: Port, **others: Seen) -> Diagnosis:
    """The diagnosis when these nodes are silent and all others answer, but for the named ones."""
    quiet = set(keys)
    seen = {
        each.key: Seen.UNREACHABLE if each.key in quiet else Seen.REACHABLE
        for each in network.nodes
    }
    return common_cause(network.loaded(), Observations(seen | others, ports))


def only(found: Diagnosis) -> Finding:
    (finding,) = found.findings
    return finding


def test_what_lies_behind_a_cause_is_no_fault_of_its_own() -> None:
    finding = only(silent(CITY, ["dist1", "a", "b", "c"]))
    assert finding.cause == link("core:dist1")
    assert finding.explains == ("a", "b", "c", "dist1")
    ((element, ask, at),) = [(e.element, e.ask, e.at) for e in finding.alternatives]
    assert (element, ask, at) == (node("dist1"), Ask.PORT, "core:dist1")
    (border,) = finding.borders
    assert (border.last_good, border.first_bad) == ("core", "dist1")


@pytest.mark.parametrize(
    ("state", "cause", "ask"),
    [
        (PortState.DOWN, link("core:dist1"), Ask.POWER),
        (PortState.UP, node("dist1"), Ask.PASSAGE),
    ],
)
def test_the_port_at_the_last_good_end_tells_link_from_node(state, cause, ask) -> None:
    port = Port("core:dist1", "core", state)
    finding = only(silent(CITY, ["dist1", "a", "b", "c"], port))
    assert finding.cause == cause
    assert [other.ask for other in finding.alternatives] == [ask]


def test_a_port_that_was_shut_leaves_no_doubt() -> None:
    port = Port("core:dist1", "core", PortState.SHUT)
    finding = only(silent(CITY, ["dist1", "a", "b", "c"], port))
    assert (finding.cause, finding.alternatives) == (link("core:dist1"), ())


def test_what_a_dead_end_said_of_its_port_counts_no_more() -> None:
    port = Port("core:dist1", "dist1", PortState.SHUT)
    assert only(silent(CITY, ["dist1", "a", "b", "c"], port)).alternatives != ()


def test_two_independent_causes_are_two_findings_the_graver_first() -> None:
    found = silent(CITY, ["dist1", "a", "b", "c", "dist2"])
    assert [each.cause for each in found.findings] == [link("core:dist1"), link("core:dist2")]


def test_a_node_of_a_ring_that_is_silent_is_the_cause_itself() -> None:
    finding = only(silent(ring(6), ["r3"]))
    assert (finding.cause, finding.alternatives) == (node("r3"), ())
    assert [border.link for border in finding.borders] == ["r2:r3", "r3:r4"]


def test_a_link_of_a_ring_that_is_down_is_found_by_its_port_alone() -> None:
    ports = [Port("r2:r3", "r2", PortState.DOWN), Port("r2:r3", "r3", PortState.DOWN)]
    finding = only(silent(ring(6), [], *ports))
    assert (finding.cause, finding.alternatives, finding.explains) == (link("r2:r3"), (), ())


def test_a_node_that_is_silent_while_those_behind_it_answer_is_only_muted() -> None:
    found = silent(CITY, ["dist1"])
    assert (found.findings, found.muted) == ((), ("dist1",))


def test_a_node_nobody_looked_at_may_be_the_cause_and_is_to_be_looked_at() -> None:
    finding = only(silent(CITY, ["c"], a=Seen.UNKNOWN))
    assert finding.cause == link("dist1:a")
    others = {other.element: (other.ask, other.at) for other in finding.alternatives}
    assert others[node("a")] == (Ask.PORT, "dist1:a")
    assert others[link("a:c")] == (Ask.PROBE, "a")
    assert others[node("c")] == (Ask.PROBE, "c")


def test_what_comes_and_goes_is_told_apart_from_what_is_gone() -> None:
    flapping = dict.fromkeys(["a", "c"], Seen.UNSETTLED)
    found = silent(CITY, ["dist2"], **flapping)
    assert [(each.cause, each.unsettled) for each in found.findings] == [
        (link("core:dist2"), False),
        (link("dist1:a"), True),
    ]
    assert found.unsettled == ("a", "c")


def test_two_ports_down_towards_one_node_that_nobody_looked_at_mean_that_node() -> None:
    ports = [Port("r2:r3", "r2", PortState.DOWN), Port("r3:r4", "r4", PortState.DOWN)]
    assert only(silent(ring(6), [], *ports, r3=Seen.UNKNOWN)).cause == node("r3")


def test_what_answers_without_a_registered_way_is_a_stray() -> None:
    lonely = Network((*CITY.nodes, Node("island")), CITY.links, CITY.roots, CITY.places)
    assert silent(lonely, []).strays == ("island",)


def test_when_not_even_the_root_answers_the_root_is_the_cause() -> None:
    every = [each.key for each in CITY.nodes]
    assert only(silent(CITY, every)).cause == node("noc")


@pytest.mark.parametrize(
    "observations",
    [
        Observations({"elsewhere": Seen.REACHABLE}),
        Observations({}, (Port("noc:core", "dist1", PortState.UP),)),
        Observations({}, (Port("elsewhere", "core", PortState.UP),)),
    ],
)
def test_what_the_network_does_not_have_is_refused(observations: Observations) -> None:
    with pytest.raises(ValueError, match="no "):
        common_cause(CITY.loaded(), observations)


def scenarios() -> dict:
    if not SCENARIOS.exists():
        pytest.skip("the recorded scenarios are not beside this checkout")
    return json.loads(SCENARIOS.read_text())


def lab(told: dict) -> Network:
    """The network of the lab, its hosts not forwarding."""
    nodes = tuple(
        Node(key, each["site"] or "", each["kind"] != "host") for key, each in told["nodes"].items()
    )
    links = tuple(Link(each["name"], each["a"], each["b"]) for each in told["links"])
    places = tuple(Place(site) for site in sorted({each.site for each in nodes} - {""}))
    return Network(nodes, links, ("noc",), places)


NAMES = ["alertmanager/site-down", "zabbix/two-links", "uptimekuma/dist2-part", "icinga/host"]


@pytest.mark.parametrize("with_ports", [False, True])
@pytest.mark.parametrize("name", [*NAMES, "nagios/dist1-part"])
def test_every_recorded_fault_is_diagnosed_as_the_lab_says(name: str, with_ports: bool) -> None:
    told = scenarios()
    truth, network = told["scenarios"][name], lab(told["topology"])
    roots = truth["roots"]
    ports = [Port(each["link"], each["last_good"], PortState.DOWN) for each in roots]
    found = silent(network, truth["unreachable"], *(ports if with_ports else []))
    borders = {(b.link, b.last_good, b.first_bad) for f in found.findings for b in f.borders}
    assert borders == {(each["link"], each["last_good"], each["first_bad"]) for each in roots}
    named = [{f.cause, *(other.element for other in f.alternatives)} for f in found.findings]
    true = {
        node(each["first_bad"]) if each["cause"] == "node" else link(each["link"]) for each in roots
    }
    assert len(named) == len(true)
    assert all(any(one in alike for alike in named) for one in true)
    assert {key for f in found.findings for key in f.explains} == set(truth["unreachable"])


@pytest.mark.parametrize("name", NAMES)
def test_what_the_lab_calls_unreachable_is_what_we_say_falls(name: str) -> None:
    told = scenarios()
    truth, network = told["scenarios"][name], lab(told["topology"])
    kinds = {"power": Kind.NODE, "cut": Kind.LINK, "shut": Kind.LINK}
    failed = [Element(kinds[each["kind"]], each["target"]) for each in truth["faults"]]
    fall = impact(network.loaded(), failed)
    assert set(fall.lost_nodes()) == set(truth["unreachable"])
    assert {hit.site for hit in fall.hits} == set(truth["sites_down"])
