"""What falls if this falls, worked out by hand on a small city with a ring and its branches."""

import pytest

from sigap.domain.topology import Element, Kind, Link, Node, Place, Service, topology
from sigap.domain.topology_impact import Impact, Reason, Verdict, impact, reasons
from sigap.domain.topology_points import of_agency, single_points
from tests.domain.networks import Network, ring, tree

# noc -- east -- west -- noc is a ring; the school hangs on east, the hospital on east and west.
NODES = (
    Node("noc", "office"),
    Node("east", "pop-east"),
    Node("west", "pop-west"),
    Node("school-router", "school"),
    Node("school-ap", "school", forwards=False),
    Node("hospital-router", "hospital"),
    Node("hospital-server", "hospital", forwards=False),
)
LINKS = (
    Link("noc:east", "noc", "east"),
    Link("noc:west", "noc", "west"),
    Link("east:west", "east", "west"),
    Link("east:school", "east", "school-router"),
    Link("school:ap", "school-router", "school-ap"),
    Link("east:hospital", "east", "hospital-router"),
    Link("west:hospital", "west", "hospital-router"),
    Link("hospital:server", "hospital-router", "hospital-server"),
)
PLACES = (
    Place("office", "kominfo", "Bu Ratna"),
    Place("pop-east", "kominfo"),
    Place("pop-west", "kominfo"),
    Place("school", "disdik", "Pak Dedi"),
    Place("hospital", "dinkes", "Bu Sari"),
)
SERVICES = (
    Service("ppdb", "disdik", "school"),
    Service("antrean", "dinkes", "hospital", "hospital-server"),
    Service("rekam-medis", "dinkes", "hospital"),
)
CITY = topology(NODES, LINKS, ["noc"], PLACES, SERVICES)


def node(key: str) -> Element:
    return Element(Kind.NODE, key)


def link(key: str) -> Element:
    return Element(Kind.LINK, key)


def verdicts(found: Impact) -> dict[str, Verdict]:
    return {hit.site: hit.verdict for hit in found.hits}


def test_a_link_of_the_ring_takes_the_spare_way_of_its_neighbours_alone() -> None:
    assert verdicts(impact(CITY, [link("noc:east")])) == {
        "pop-east": Verdict.WEAKENED,
        "hospital": Verdict.WEAKENED,
        "pop-west": Verdict.WEAKENED,
    }


def test_a_node_of_the_ring_cuts_off_what_hangs_on_it_alone() -> None:
    found = impact(CITY, [node("east")])
    assert verdicts(found) == {
        "pop-east": Verdict.UNREACHABLE,
        "school": Verdict.UNREACHABLE,
        "hospital": Verdict.WEAKENED,
        "pop-west": Verdict.WEAKENED,
    }
    assert found.verdict("office") is Verdict.UNAFFECTED
    assert found.lost_nodes() == ("east", "school-router", "school-ap")


def test_a_device_that_fails_at_a_site_cuts_off_a_part_of_it() -> None:
    assert verdicts(impact(CITY, [node("school-ap")])) == {"school": Verdict.PARTIAL}


def test_offices_services_and_contacts_are_told_with_it() -> None:
    found = impact(CITY, [node("east"), link("west:hospital")])
    assert {hit.service.key: hit.verdict for hit in found.services} == {
        "ppdb": Verdict.UNREACHABLE,
        "antrean": Verdict.UNREACHABLE,
        "rekam-medis": Verdict.UNREACHABLE,
    }
    by_agency = {key: set(verdicts) for key, verdicts in found.agencies().items()}
    assert by_agency["disdik"] == by_agency["dinkes"] == {Verdict.UNREACHABLE}
    assert [hit.site for hit in found.contacts()["Pak Dedi"]] == ["school"]
    assert [hit.site for hit in found.contacts()[""]] == ["pop-east", "pop-west"]


def test_a_service_of_one_device_falls_with_that_device_alone() -> None:
    found = impact(CITY, [node("hospital-server")])
    assert {hit.service.key: hit.verdict for hit in found.services} == {
        "antrean": Verdict.UNREACHABLE,
        "rekam-medis": Verdict.PARTIAL,
    }


def test_the_reason_is_the_usual_way_as_far_as_it_goes_or_the_way_that_is_left() -> None:
    why = reasons(impact(CITY, [node("east")]))
    assert why["school"] == Reason(("noc", "noc:east", "east"), node("east"))
    way = ("noc", "noc:west", "west", "west:hospital", "hospital-router")
    assert why["hospital"] == Reason(way, link("noc:west"))


def test_single_points_are_told_the_gravest_first_and_by_agency() -> None:
    points = single_points(CITY)
    assert [point.element for point in points] == [node("east"), link("east:school")]
    assert points[0].sites == ("school",)
    assert of_agency(points, "disdik", CITY) == points
    assert of_agency(points, "dinkes", CITY) == ()


def test_two_routers_at_one_site_spare_each_other() -> None:
    nodes = (Node("noc"), Node("a"), Node("b"), Node("r1", "rs"), Node("r2", "rs"))
    ends = [("noc", "a"), ("noc", "b"), ("a", "r1"), ("b", "r2")]
    links = tuple(Link(f"{a}:{b}", a, b) for a, b in ends)
    two = Network(nodes, links, ("noc",), (Place("rs"),)).loaded()
    assert two.sites["rs"].spared
    assert verdicts(impact(two, [node("a")])) == {"rs": Verdict.PARTIAL}
    tied = Network(nodes, (*links, Link("a:b", "a", "b")), ("noc",), (Place("rs"),)).loaded()
    assert verdicts(impact(tied, [link("noc:a")])) == {"rs": Verdict.WEAKENED}


def test_a_failed_root_leaves_what_another_root_reaches() -> None:
    two = Network(ring(6).nodes, ring(6).links, ("r0", "r3"), ring(6).places).loaded()
    assert set(impact(two, [node("r0")]).lost_nodes()) == {"r0"}
    assert set(impact(ring(6).loaded(), [node("r0")]).lost_nodes()) == {f"r{n}" for n in range(6)}


def test_a_very_long_line_is_no_trouble() -> None:
    line = tree({f"n{number}": f"n{number - 1}" for number in range(1, 5000)}, root="n0")
    assert len(impact(line.loaded(), [node("n10")]).hits) == 4990


def test_what_no_way_joins_to_a_root_is_an_island_and_cannot_be_lost() -> None:
    alone = topology([Node("noc"), Node("x", "far")], [], ["noc"], [Place("far")])
    assert alone.islands() == ("x",)
    assert impact(alone, [node("x")]).hits == ()


@pytest.mark.parametrize(
    ("nodes", "links", "roots", "places", "services"),
    [
        ([Node("a"), Node("a")], [], ["a"], [], []),
        ([Node("")], [], [], [], []),
        ([Node("a", "nowhere")], [], ["a"], [], []),
        ([Node("a")], [Link("l", "a", "a")], ["a"], [], []),
        ([Node("a")], [Link("l", "a", "b")], ["a"], [], []),
        ([Node("a")], [], ["b"], [], []),
        ([Node("a")], [], ["a"], [], [Service("s", "", "nowhere")]),
        ([Node("a")], [], ["a"], [Place("p")], [Service("s", "", "p", "b")]),
    ],
)
def test_rows_that_do_not_fit_together_are_refused(nodes, links, roots, places, services) -> None:
    with pytest.raises(ValueError, match=r"'\w*'"):
        topology(nodes, links, roots, places, services)


def test_a_failure_of_something_unknown_is_refused() -> None:
    with pytest.raises(ValueError, match="elsewhere"):
        impact(CITY, [node("elsewhere")])
