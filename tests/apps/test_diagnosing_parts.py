"""Which part of the network a diagnosis is about, and what is known of it before one looks."""

from datetime import timedelta

import pytest

from sigap.domain.actor import SYSTEM
from sigap.domain.topology import Link, Node, Place, Topology, topology
from sigap.inventory.actions.items import change_item
from sigap.inventory.models import Circuit
from sigap.inventory.models import Link as LinkRow
from sigap.monitoring.models import HealthChange, Hourly
from sigap.monitoring.queries import surroundings
from sigap.monitoring.queries.parts import MOST_NEAR, MOST_NODES, part_of
from tests.cast import MONDAY_MORNING as AT
from tests.cast import cast
from tests.monitoring import check, device


def drawn(*wires: str, sites: dict[str, str] | None = None) -> Topology:
    """A network of links "a-b" from the root "r"; nodes are at the sites that are named."""
    ends = [tuple(wire.split("-")) for wire in wires]
    keys = sorted({key for pair in ends for key in pair})
    placed = sites or {}
    return topology(
        [Node(key, placed.get(key, "")) for key in keys],
        [Link(wire, a, b) for wire, (a, b) in zip(wires, ends, strict=True)],
        ["r"],
        [Place(key) for key in sorted(set(placed.values()))],
    )


def test_the_ways_are_the_usual_one_the_spare_one_and_the_site_s_own():
    net = drawn("r-a", "a-b", "a-c", "b-s", "c-s", "s-t", "b-x", sites={"s": "S", "t": "S"})
    part = part_of(net, "S")
    assert part.ways == {"r", "a", "b", "c", "s", "t"}
    assert part.near[-1] == "x"
    assert set(part.nodes) == {"r", "a", "b", "c", "s", "t", "x"}


def test_a_spare_way_that_shares_nothing_is_found_however_long():
    net = drawn("r-a", "a-s", "r-b", "b-c", "c-d", "d-s", sites={"s": "S"})
    assert part_of(net, "S").ways == {"r", "a", "b", "c", "d", "s"}


def test_a_site_that_is_not_in_the_network_has_no_part():
    part = part_of(drawn("r-a", sites={"a": "A"}), "B")
    assert (part.ways, part.near, part.nodes) == (frozenset(), (), ())


def test_an_island_is_looked_at_itself():
    net = drawn("r-a", "s-t", sites={"s": "S", "t": "S"})
    assert part_of(net, "S").ways == {"s", "t"}


def test_a_great_city_is_bounded_and_the_nearest_come_first():
    wires = [f"r-a{n}" for n in range(100)] + [f"a{n % 100}-b{n}" for n in range(3_000)]
    part = part_of(drawn(*wires, sites={"b7": "S"}), "S")
    assert (len(part.near), len(part.nodes)) == (MOST_NEAR, MOST_NODES)
    assert part.ways == {"r", "a7", "b7"}
    assert set(part.near) <= set(part.nodes)
    assert part.near[:3] == ("r", "a7", "b7")


@pytest.mark.django_db
def test_what_is_usual_is_the_middle_of_the_hours_of_a_week():
    row = check(device(cast().site("pop-inti")), at=AT)
    for hours, milliseconds in ((200, 900), (30, 2), (20, 4), (10, 80), (0, 700)):
        Hourly.objects.create(
            check_row_id=row.pk, at=AT - timedelta(hours=hours), good=1, poor=0, bad=0, blind=0,
            sent=3, lost=1, total=milliseconds * 2_000,
        )  # fmt: skip
    assert surroundings.usual_trips([row.pk], at=AT) == {row.pk: 4.0}


@pytest.mark.django_db
def test_only_the_newest_change_says_that_a_device_is_down_since_then():
    row = check(device(cast().site("pop-inti")), at=AT)
    for hours, before, after in ((200, "normal", "mati"), (9, "normal", "mati"),
                                 (5, "mati", "normal"), (1, "normal", "mati")):  # fmt: skip
        moment = AT - timedelta(hours=hours)
        HealthChange.objects.create(
            check_row=row, at=moment, since=moment, before=before, after=after, answer="timeout"
        )
    found = surroundings.recent_changes(["alat-1"], [], {"alat-1": "Alat 1"}, at=AT)
    assert [(AT - each.at, each.fell) for each in found] == [
        (timedelta(hours=1), True), (timedelta(hours=5), False), (timedelta(hours=9), False)
    ]  # fmt: skip
    assert str(found[0].told) == "Alat 1 berubah dari normal menjadi mati (tidak menjawab)"


@pytest.mark.django_db
def test_what_was_changed_in_the_register_is_told_of_the_device():
    office = cast()
    device(office.site("pop-inti"))
    change_item("device", "alat-1", {"firmware": "7.1"}, at=AT - timedelta(days=1), by=SYSTEM)
    [change] = surroundings.recent_changes(["alat-1"], [], {}, at=AT)
    assert str(change.told) == "data alat-1 diubah di inventaris"
    assert not change.fell
    assert surroundings.recent_changes(["alat-1"], [], {}, at=AT + timedelta(days=8)) == ()


@pytest.mark.django_db
def test_a_rented_link_is_its_provider_s_with_number_and_telephone():
    site = cast().site("pop-inti")
    circuit = Circuit.objects.create(key="c", provider="Penyedia", number="A-1", hotline="188")
    LinkRow.objects.create(
        key="l", a_device=device(site), b_device=device(site, 2), circuit=circuit
    )
    assert surroundings.providers() == ({"l": "Penyedia A-1"}, {"l": "188"})
