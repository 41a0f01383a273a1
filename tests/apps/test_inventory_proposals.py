"""Proposals: nothing is written before a keeper accepts, and a refused finding stays refused."""

import pytest

from sigap.audit.models import Entry
from sigap.domain.actor import SYSTEM
from sigap.domain.errors import Invalid, NotAllowed, Refused
from sigap.inventory import actions
from sigap.inventory.actions.proposals import (
    accept_proposal,
    propose_change,
    propose_item,
    refuse_proposal,
)
from sigap.inventory.models import Device, Interface, Proposal
from sigap.inventory.queries.proposals import proposals, proposals_of
from tests.cast import Cast, cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Cast:
    return cast()


def proposed(team: Cast, model: str = "C9200", who: str = "pelaksana") -> Proposal | None:
    return propose_change(
        "device",
        "sw-disdik",
        {"model": model, "kind": "switch"},
        source="koreksi",
        evidence="Terbaca di label.",
        case_number="2026-000017",
        at=team.at,
        by=team.actor(who),
    )


def test_a_proposal_keeps_what_would_change_and_writes_nothing(team: Cast) -> None:
    row = proposed(team)
    assert (row.before, row.after) == ({"model": ""}, {"model": "C9200"})
    assert Device.objects.get(key="sw-disdik").model == ""
    assert proposals_of("device", "sw-disdik") == [row]


def test_an_accepted_proposal_is_carried_out_in_the_name_of_who_accepts(team: Cast) -> None:
    accept_proposal(proposed(team), at=team.at, by=team.actor("admin-jaringan"))
    assert Device.objects.get(key="sw-disdik").model == "C9200"
    assert Entry.objects.get(kind="perangkat-diubah").actor["key"] == "admin-jaringan"
    assert proposals() == []


def test_a_refused_finding_does_not_come_up_again(team: Cast) -> None:
    row = proposed(team)
    with pytest.raises(Invalid):
        refuse_proposal(row, reason="", at=team.at, by=SYSTEM)
    refuse_proposal(row, reason="Label lama.", at=team.at, by=SYSTEM)
    assert proposed(team).pk == row.pk
    assert proposals() == []


def test_what_is_already_so_is_not_proposed(team: Cast) -> None:
    assert proposed(team, model="") is None


def test_a_proposal_that_time_has_overtaken_is_not_carried_out(team: Cast) -> None:
    row = proposed(team)
    actions.change_item("device", "sw-disdik", {"model": "Lain"}, at=team.at, by=SYSTEM)
    with pytest.raises(Refused):
        accept_proposal(row, at=team.at, by=SYSTEM)
    assert Device.objects.get(key="sw-disdik").model == "Lain"


def test_a_proposal_is_decided_once_and_by_keepers_alone(team: Cast) -> None:
    row = proposed(team)
    with pytest.raises(NotAllowed):
        accept_proposal(row, at=team.at, by=team.actor("pelaksana"))
    accept_proposal(row, at=team.at, by=SYSTEM)
    with pytest.raises(Refused):
        refuse_proposal(row, reason="Terlambat.", at=team.at, by=SYSTEM)


def test_a_found_port_can_be_proposed_as_new(team: Cast) -> None:
    values = {"device": "sw-disdik", "name": "Gi0/1", "mac": "0053.00ab.cdef"}
    row = propose_item("interface", values, source="lldp", at=team.at, by=SYSTEM)
    accept_proposal(row, at=team.at, by=SYSTEM)
    assert Interface.objects.get().mac == "00:53:00:ab:cd:ef"


def test_a_stranger_to_the_office_proposes_nothing(team: Cast) -> None:
    with pytest.raises(NotAllowed):
        proposed(team, who="opd-pendidikan")
    with pytest.raises(Invalid):
        propose_change("device", "sw-disdik", {"site": "x"}, source="arp", at=team.at, by=SYSTEM)
