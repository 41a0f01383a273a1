"""The inventory read as a graph: what is registered counts, what is missing follows the sites."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sigap.domain.actor import SYSTEM
from sigap.domain.topology import Element, Kind
from sigap.domain.topology_impact import Verdict, impact
from sigap.inventory.actions import add_item
from sigap.inventory.models import Device, Interface, Link, Service, Site
from sigap.inventory.queries.topology import Network, network
from sigap.kit import briefly
from sigap.people.models import Agency
from tests.cast import Cast, cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Cast:
    return cast()


def device(site: str, key: str, kind: str = "router", **more: Any) -> Device:
    return Device.objects.create(
        site=Site.objects.get(key=site), key=key, name=key.upper(), kind=kind, **more
    )


def link(key: str, a: Device, b: Device, **more: Any) -> Link:
    return Link.objects.create(key=key, a_device=a, b_device=b, medium="fo", **more)


def ways(found: Network) -> set[tuple[str, str, str]]:
    """Every link with its two ends."""
    graph = found.topology.graph
    return {
        (key, *sorted((graph.keys[a], graph.keys[b])))
        for key, (a, b) in zip(graph.links, graph.ends, strict=True)
    }


def node(key: str) -> Element:
    return Element(Kind.NODE, key)


def test_without_any_device_the_sites_stand_as_they_hang(team: Cast) -> None:
    found = network()
    assert not found.linked
    assert found.roots == ("lokasi:pop-inti",)
    assert ("hulu:pop-jatiasih", "lokasi:pop-inti", "lokasi:pop-jatiasih") in ways(found)
    fall = impact(found.topology, [node("lokasi:pop-jatiasih")])
    below = set(Site.objects.filter(upstream__key="pop-jatiasih").values_list("key", flat=True))
    assert {hit.site for hit in fall.hits} == below | {"pop-jatiasih"}


def test_a_registered_way_to_another_site_takes_the_place_of_upstream(team: Cast) -> None:
    core, north = device("pop-inti", "core"), device("pop-jatiasih", "utara")
    link("fo-1", core, north)
    assert ("fo-1", "core", "utara") in ways(network())
    assert not any(key == "hulu:pop-jatiasih" for key, *_ends in ways(network()))


def test_a_device_without_a_link_hangs_on_the_gateway_of_its_site(team: Cast) -> None:
    device("pop-jatiasih", "saklar", "switch")
    device("pop-jatiasih", "rute", "router")
    found = ways(network())
    assert ("dalam:saklar", "rute", "saklar") in found
    assert ("hulu:pop-jatiasih", "lokasi:pop-inti", "rute") in found


def test_a_server_alone_hangs_on_its_site_and_carries_nothing_on(team: Cast) -> None:
    device("pop-jatiasih", "peladen", "server")
    assert ("dalam:peladen", "lokasi:pop-jatiasih", "peladen") in ways(network())


def test_what_is_gone_is_no_way_and_what_is_broken_keeps_its_place(team: Cast) -> None:
    core, north = device("pop-inti", "core"), device("pop-jatiasih", "utara")
    old = device("pop-jatiasih", "lama", status="dilepas")
    link("fo-1", core, north)
    link("fo-2", core, north, status="rusak")
    link("fo-3", core, old)
    found = network()
    assert "fo-3" not in found.topology.link
    assert "lama" not in found.topology.vertex
    assert found.broken == {Element(Kind.LINK, "fo-2")}
    assert found.fallen().verdict("pop-jatiasih") is Verdict.WEAKENED


def below(*sites: str) -> set[str]:
    """These sites and all whose traffic leaves through them, as the register says."""
    found = set(sites)
    while more := set(Site.objects.filter(upstream__key__in=found).values_list("key", flat=True)):
        if more <= found:
            break
        found |= more
    return found


def test_what_hangs_on_a_broken_device_is_cut_off_and_hangs_on_nothing_else(team: Cast) -> None:
    core = device("pop-inti", "core")
    north = device("pop-jatiasih", "utara", status="rusak")
    link("fo-1", core, north)
    found = network()
    assert found.broken == {node("utara")}
    assert {hit.site for hit in found.fallen().hits} == below("pop-jatiasih")
    assert not any(key == "hulu:pop-jatiasih" for key, *_ends in ways(found))


def test_a_broken_link_is_not_replaced_by_the_upstream_of_its_site(team: Cast) -> None:
    link("fo-1", device("pop-inti", "core"), device("pop-jatiasih", "utara"), status="rusak")
    found = network()
    assert {hit.site for hit in found.fallen().hits} == below("pop-jatiasih")
    assert not any(key == "hulu:pop-jatiasih" for key, *_ends in ways(found))


def test_the_only_router_of_a_site_is_still_its_gateway_when_it_is_broken(team: Cast) -> None:
    device("pop-jatiasih", "rute", "router", status="rusak")
    device("pop-jatiasih", "saklar", "switch")
    found = network()
    assert ("hulu:pop-jatiasih", "lokasi:pop-inti", "rute") in ways(found)
    assert ("dalam:saklar", "rute", "saklar") in ways(found)
    assert found.fallen().verdict("pop-jatiasih") is Verdict.UNREACHABLE


@pytest.mark.parametrize("spare", ["router", "ap"])
def test_a_broken_device_on_the_shelf_parts_nothing(team: Cast, spare: str) -> None:
    device("pop-jatiasih", "baru", "router")
    device("pop-jatiasih", "aa-lama", spare, status="rusak")
    found = network()
    assert "aa-lama" not in found.topology.vertex
    assert not found.broken
    assert not found.fallen().hits


def test_a_linked_switch_is_not_passed_over_for_a_broken_router_without_a_link(team: Cast) -> None:
    link("fo-1", device("pop-inti", "core"), device("pop-jatiasih", "saklar", "switch"))
    device("pop-jatiasih", "rute", "router", status="rusak")
    assert not network().fallen().hits


def test_an_office_whose_only_router_is_broken_reaches_nobody(team: Cast) -> None:
    device("pop-inti", "core", status="rusak")
    found = network()
    assert found.roots == ("core",)
    assert len(found.fallen().hits) == len(found.places)


def test_the_office_stands_at_the_noc_where_there_is_one(team: Cast) -> None:
    Site.objects.filter(key="pop-inti").update(kind="noc")
    device("pop-inti", "core")
    device("pop-inti", "pemantau", "server")
    assert network().roots == ("core",)


def test_names_ports_services_and_contacts_come_with_it(team: Cast) -> None:
    core, north = device("pop-inti", "core"), device("pop-jatiasih", "utara")
    port = Interface.objects.create(device=core, key="core/e1", name="ether1", norm="ether1")
    link("fo-1", core, north, a_interface=port)
    site = Site.objects.get(key="pop-jatiasih")
    Site.objects.filter(pk=site.pk).update(pic_name="Dedi", pic_phone="0812")
    Service.objects.create(key="ppdb", name="PPDB", agency=site.agency, site=site)
    found = network()
    told = found.named[Element(Kind.LINK, "fo-1")]
    assert (told.name, told.kind, told.ends) == (
        "CORE – UTARA",
        "fo",
        (("core", "ether1"), ("utara", "")),
    )
    fall = impact(found.topology, [Element(Kind.LINK, "fo-1")])
    assert [hit.service.key for hit in fall.services] == ["ppdb"]
    assert "Dedi · 0812" in fall.contacts()
    assert fall.verdict("pop-jatiasih") is Verdict.UNREACHABLE


def test_the_whole_network_is_the_same_few_queries_whatever_its_size(team: Cast) -> None:
    core = device("pop-inti", "core")
    with CaptureQueriesContext(connection) as few:
        network()
    for number in range(20):
        link(f"fo-{number}", core, device("pop-jatiasih", f"utara-{number}", "switch"))
    network.clear()
    with CaptureQueriesContext(connection) as many:
        network()
    assert len(few) == len(many) == 8


def test_the_network_is_kept_and_a_change_by_an_act_counts_at_once(team: Cast) -> None:
    first = network()
    with CaptureQueriesContext(connection) as asked:
        assert network() is first
    assert not asked
    values = {"key": "baru", "name": "Baru", "site": "pop-inti", "kind": "router"}
    add_item("device", values, at=team.at, by=SYSTEM)
    assert "baru" in network().topology.vertex


def test_what_another_process_changed_counts_within_two_seconds(
    team: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [100.0]
    monkeypatch.setattr(briefly, "monotonic", lambda: now[0])
    first = network()
    now[0] += 2.1
    assert network() is first, "nothing changed, so nothing is built anew"
    monkeypatch.setattr(network, "forget", lambda: None)
    values = {"key": "baru", "name": "Baru", "site": "pop-inti", "kind": "router"}
    add_item("device", values, at=team.at, by=SYSTEM)
    assert network() is first
    now[0] += 2.1
    assert "baru" in network().topology.vertex
    Agency.objects.filter(short_name="Dinkes").update(short_name="Kesehatan")
    now[0] += 2.1
    assert "Kesehatan" in {row.agency_short for row in network().places.values()}
