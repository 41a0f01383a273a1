"""The inventory read as a graph: what is registered counts, what is missing follows the sites."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sigap.domain.topology import Element, Kind
from sigap.domain.topology_impact import Verdict, impact
from sigap.inventory.models import Device, Interface, Link, Service, Site
from sigap.inventory.queries.topology import Network, network
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


def test_what_is_broken_or_gone_is_no_way(team: Cast) -> None:
    core, north = device("pop-inti", "core"), device("pop-jatiasih", "utara")
    old = device("pop-jatiasih", "lama", status="dilepas")
    link("fo-1", core, north)
    link("fo-2", core, north, status="rusak")
    link("fo-3", core, old)
    found = network()
    assert {"fo-2", "fo-3"}.isdisjoint(found.topology.link)
    assert "lama" not in found.topology.vertex


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


def test_the_whole_network_is_four_queries_whatever_its_size(team: Cast) -> None:
    core = device("pop-inti", "core")
    for number in range(20):
        link(f"fo-{number}", core, device("pop-jatiasih", f"utara-{number}", "switch"))
    with CaptureQueriesContext(
        connection,
    ) as asked:
        network()
    assert len(asked) == 4
