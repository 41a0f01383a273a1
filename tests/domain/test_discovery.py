"""Neighbours become proposals: each cable once, from either end, and nothing made up."""

from hypothesis import given
from hypothesis import strategies as st

from sigap.domain.deviceview import ArpEntry, DeviceView, Interface, Neighbour, System
from sigap.domain.discovery import (
    DEVICE,
    INTERFACE,
    LINK,
    STRANGER,
    Known,
    KnownDevice,
    KnownLink,
    proposals,
)
from sigap.domain.interfacenames import normalised

MAC_A, MAC_B = "02:00:5e:00:00:0a", "02:00:5e:00:00:0b"


def device(key: str, *ports: str, **more) -> KnownDevice:
    known = {normalised(port): f"{key}.{port}" for port in ports}
    facts = {"vendor": "x", "model": "x", "serial": "x", "firmware": "1"}
    return KnownDevice(key, key.upper(), ports=known, **({"facts": facts} | more))


CORE = device("core", "Gi0/1", "Gi0/2", address="192.0.2.1", macs=frozenset({MAC_A}))
EDGE = device("edge", "ether1", address="192.0.2.2", macs=frozenset({MAC_B}))
KNOWN = Known((CORE, EDGE))
FROM_CORE = Neighbour("GigabitEthernet0/1", "lldp", "edge", "ether1")
FROM_EDGE = Neighbour("ether1", "lldp", "core.kota.go.id", "Gi0/1")


def seen(*neighbours: Neighbour, **parts) -> DeviceView:
    return DeviceView(interfaces=(Interface("Gi0/1"),), neighbours=neighbours, **parts)


def test_a_cable_that_is_not_known_is_proposed_with_both_ports():
    (one,) = proposals(seen(FROM_CORE), "core", KNOWN)
    assert (one.kind, one.key, one.source) == (LINK, "", "lldp")
    assert one.values == {
        "key": "core-gi0-1--edge-ether1",
        "a_device": "core",
        "a_interface": "core.Gi0/1",
        "b_device": "edge",
        "b_interface": "edge.ether1",
    }
    assert str(one.evidence) == (
        "LLDP: core melihat edge (ether1) di antarmuka GigabitEthernet0/1."
    )


def test_the_same_cable_seen_from_its_other_end_is_the_same_proposal():
    (there,) = proposals(seen(FROM_CORE), "core", KNOWN)
    (back,) = proposals(seen(FROM_EDGE), "edge", KNOWN)
    assert there.values == back.values


def test_a_cable_that_is_known_in_either_direction_is_not_proposed():
    one = KnownLink("k", "core", "edge", "core.Gi0/1", "edge.ether1")
    other = KnownLink("k", "edge", "core", "edge.ether1", "core.Gi0/1")
    for link in (one, other):
        assert proposals(seen(FROM_CORE), "core", Known((CORE, EDGE), (link,))) == ()


def test_a_known_cable_without_its_ports_gets_them_proposed():
    link = KnownLink("core-edge", "edge", "core", "", "")
    (one,) = proposals(seen(FROM_CORE), "core", Known((CORE, EDGE), (link,)))
    assert (one.kind, one.key) == (LINK, "core-edge")
    assert set(one.values.values()) == {"core.Gi0/1", "edge.ether1"}


def test_a_second_cable_between_the_same_two_is_proposed_beside_the_first():
    link = KnownLink("k", "core", "edge", "core.Gi0/2", "edge.ether1")
    (one,) = proposals(seen(FROM_CORE), "core", Known((CORE, EDGE), (link,)))
    assert one.values["a_interface"] == "core.Gi0/1"


def test_a_neighbour_is_recognised_by_its_hardware_before_its_name():
    neighbour = Neighbour("Gi0/1", "lldp", "nama-lain", "ether1", mac=MAC_B)
    (one,) = proposals(seen(neighbour), "core", KNOWN)
    assert one.values["b_device"] == "edge"


def test_a_neighbour_that_could_be_two_devices_is_a_stranger():
    twins = Known((CORE, EDGE, device("edge2", address="192.0.2.2")))
    neighbour = Neighbour("Gi0/1", "cdp", "siapa", address="192.0.2.2")
    assert [one.kind for one in proposals(seen(neighbour), "core", twins)] == [STRANGER]


def test_a_stranger_is_told_and_never_made_a_device():
    neighbour = Neighbour("Gi0/1", "cdp", "sw-asing", "Gi0/24", "192.0.2.99", "cisco WS-C2960")
    (one,) = proposals(seen(neighbour), "core", KNOWN)
    assert one.kind == STRANGER
    assert one.values["name"] == "sw-asing"


def test_a_port_with_a_neighbour_that_is_not_listed_is_proposed_too():
    bare = KnownDevice("core", "core", facts=CORE.facts)
    found = proposals(seen(FROM_CORE), "core", Known((bare, EDGE)))
    assert [one.kind for one in found] == [INTERFACE, LINK]
    assert found[0].values == {"device": "core", "name": "Gi0/1"}


def test_what_the_device_says_of_itself_fills_what_is_empty():
    bare = KnownDevice("core", "core", facts={"serial": "A1", "firmware": "6.1"})
    told = System(vendor="mikrotik", serial="B2", version="7.2")
    found = proposals(DeviceView(told), "core", Known((bare,)))
    assert [(one.kind, dict(one.values)) for one in found] == [
        (DEVICE, {"vendor": "MikroTik"}),
        (DEVICE, {"firmware": "7.2"}),
    ]


def test_an_address_is_proposed_where_the_inventory_has_none():
    quiet = KnownDevice("edge", "edge", macs=frozenset({MAC_B}), facts=EDGE.facts)
    view = DeviceView(arp=(ArpEntry("Gi0/1", "192.0.2.9", MAC_B),))
    (one,) = proposals(view, "core", Known((CORE, quiet)))
    assert (one.key, one.values, one.source) == ("edge", {"management_address": "192.0.2.9"}, "arp")


def test_a_device_that_is_not_in_the_inventory_proposes_nothing():
    assert proposals(seen(FROM_CORE), "siapa", KNOWN) == ()


names = st.sampled_from(("core", "edge", "x", ""))
found_neighbours = st.builds(
    Neighbour,
    st.sampled_from(("Gi0/1", "Gi0/2", "")),
    st.sampled_from(("lldp", "cdp")),
    names,
    st.sampled_from(("ether1", "", "x")),
    mac=st.sampled_from(("", MAC_A, MAC_B)),
)


@given(st.lists(found_neighbours, max_size=6))
def test_no_proposal_comes_twice_and_none_joins_a_device_to_itself(neighbours):
    found = proposals(seen(*neighbours), "core", KNOWN)
    told = [(one.kind, one.key, str(one.values)) for one in found]
    assert len(told) == len(set(told))
    links = [one.values for one in found if one.kind == LINK and not one.key]
    assert all(one["a_device"] != one["b_device"] for one in links)
