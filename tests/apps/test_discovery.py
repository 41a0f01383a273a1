"""What was seen over SNMP becomes proposals in the inventory, and nothing else."""

import pytest

from sigap.domain.actor import SYSTEM
from sigap.domain.credentials import Secret
from sigap.domain.deviceview import ArpEntry, DeviceView, Interface, Neighbour, System
from sigap.domain.errors import NotFound
from sigap.inventory import actions
from sigap.inventory.actions.credentials import MeantFor, keep_credential
from sigap.inventory.actions.proposals import accept_proposal, refuse_proposal
from sigap.inventory.models import Device, Link, Proposal
from sigap.monitoring.actions.discovery import discover_around, propose_discovered
from sigap.monitoring.probes.opening import snmp_access, ssh_login
from sigap.monitoring.probes.snmp_access import Community, V3User
from sigap.monitoring.probes.ssh_access import Login
from sigap.monitoring.queries.known import known_network
from tests.cast import Cast, cast
from tests.outside.devices import ROOT, running

pytestmark = pytest.mark.django_db
OWN, OTHER = "sw-disdik", "rt-uji"
MAC = "02:00:5e:00:00:0b"


@pytest.fixture
def team() -> Cast:
    team = cast()
    values = {"key": OTHER, "name": "RT Uji", "site": "kantor-disdik", "kind": "router"}
    actions.add_item("device", values, at=team.at, by=SYSTEM)
    for device, name in ((OWN, "Gi0/1"), (OTHER, "ether1")):
        port = {"device": device, "name": name, "mac": MAC if device == OTHER else ""}
        actions.add_item("interface", port, at=team.at, by=SYSTEM)
    return team


def look(*neighbours: Neighbour) -> DeviceView:
    return DeviceView(
        system=System(vendor="cisco", serial="FOCUJI1"),
        interfaces=(Interface("GigabitEthernet0/1"),),
        neighbours=neighbours,
        arp=(ArpEntry("Gi0/1", "192.0.2.77", MAC),),
    )


CABLE = Neighbour("GigabitEthernet0/1", "lldp", "rt-uji.kota.go.id", "ether1", mac=MAC)


def test_what_was_seen_stands_as_proposals_and_the_inventory_is_as_it_was(team):
    found = propose_discovered(OWN, look(CABLE), at=team.at, by=SYSTEM)
    assert found.proposed == Proposal.objects.count() > 0
    kinds = {(row.kind, row.source) for row in Proposal.objects.all()}
    assert kinds == {("link", "lldp"), ("device", "snmp"), ("device", "arp")}
    assert not Link.objects.exists()


def test_an_accepted_cable_is_known_and_not_found_again(team):
    propose_discovered(OWN, look(CABLE), at=team.at, by=SYSTEM)
    row = Proposal.objects.get(kind="link")
    accept_proposal(row, at=team.at, by=team.actor("admin-jaringan"))
    link = Link.objects.get()
    assert {link.a_interface.name, link.b_interface.name} == {"Gi0/1", "ether1"}
    propose_discovered(OWN, look(CABLE), at=team.at, by=SYSTEM)
    assert Proposal.objects.filter(kind="link").count() == 1


def test_a_refused_cable_is_not_proposed_again_from_its_other_end(team):
    propose_discovered(OWN, look(CABLE), at=team.at, by=SYSTEM)
    refuse_proposal(
        Proposal.objects.get(kind="link"), reason="Kabel sementara.", at=team.at, by=SYSTEM
    )
    back = Neighbour("ether1", "lldp", OWN, "Gi0/1")
    propose_discovered(OTHER, look(back), at=team.at, by=SYSTEM)
    assert Proposal.objects.filter(kind="link").count() == 1


def test_a_stranger_is_told_and_nothing_is_written_of_him(team):
    stranger = Neighbour("Gi0/1", "cdp", "sw-asing", "Gi0/24", "192.0.2.99")
    found = propose_discovered(OWN, look(stranger), at=team.at, by=SYSTEM)
    assert [one.values["name"] for one in found.strangers] == ["sw-asing"]
    assert not Proposal.objects.filter(kind="link").exists()


def test_a_device_of_the_inventory_is_read_over_snmp_and_what_it_saw_is_proposed(team):
    actions.change_item("device", OWN, {"management_address": "127.0.0.1"}, at=team.at, by=SYSTEM)
    keep_credential(
        "uji",
        kind="snmp-v2c",
        name="SNMP uji",
        typed={"community": "switch"},
        meant_for=MeantFor(devices=[OWN]),
        new=True,
        at=team.at,
        by=SYSTEM,
    )
    with running("snmp_agent", str(ROOT / "tests" / "outside" / "made_up")) as port:
        device = Device.objects.get(key=OWN)
        found = discover_around(device, at=team.at, by=SYSTEM, port=port)
    assert [one.values["name"] for one in found.strangers] == ["rt-kelurahan"]
    proposed = Proposal.objects.get(kind="device", key=OWN, source="snmp", after__has_key="vendor")
    assert proposed.after == {"vendor": "Cisco"}


def test_a_device_without_address_or_credential_is_not_read(team):
    with pytest.raises(NotFound):
        discover_around(Device.objects.get(key=OTHER), at=team.at, by=SYSTEM)


def test_the_inventory_is_asked_in_three_queries(team, django_assert_num_queries):
    with django_assert_num_queries(3):
        known_network()


def test_the_inventory_s_credentials_open_what_they_are_for():
    v3 = {"user": "u", "auth_protocol": "sha", "auth_password": "a", "priv_protocol": "aes128"}
    opened = snmp_access(Secret("k", "snmp-v3", v3 | {"priv_password": "p"}))
    assert opened == V3User("u", "sha", "a", "aes128", "p")
    assert snmp_access(Secret("k", "snmp-v2c", {"community": "c"})) == Community("c")
    key = {"user": "u", "private_key": "k", "passphrase": "p"}
    assert ssh_login(Secret("k", "ssh-key", key)) == Login("u", "", "k", "p")
