"""Items of the inventory: added, changed, retired, and never without their version and entry."""

from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sigap.audit.models import Entry
from sigap.domain.actor import SYSTEM
from sigap.domain.errors import Invalid, NotAllowed, NotFound, Stale
from sigap.domain.ledger import plain
from sigap.inventory import actions
from sigap.inventory.actions.items import version_number
from sigap.inventory.actions.record import BEFORE_HISTORY, digest_of
from sigap.inventory.models import Device, Interface, Version
from sigap.inventory.pictures import picture_of, with_references
from sigap.inventory.queries.history import history, pictures_at, version_at
from tests.cast import Cast, cast

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def team() -> Cast:
    return cast()


def router(team: Cast, key: str = "r-1", **more: Any) -> Device:
    values = {"key": key, "name": f"Router {key}", "site": "pop-inti", "kind": "router"} | more
    row = actions.add_item("device", values, at=team.at, by=team.actor("admin-jaringan"))
    assert isinstance(row, Device)
    return row


def test_a_device_is_kept_as_it_was_typed_with_everything_it_names(team: Cast) -> None:
    router(
        team,
        management_address="10.32.0.1",
        owner="Dinas Pendidikan",
        bought_on="23/11/2024",
        warranty_until="2027-11-23",
    )
    row = Device.objects.get(key="r-1")
    assert (row.management_address, row.owner) == ("10.32.0.1", team.agency("dinas-pendidikan"))
    assert (str(row.bought_on), str(row.warranty_until)) == ("2024-11-23", "2027-11-23")


def test_every_fault_is_told_by_its_column_and_nothing_is_written(team: Cast) -> None:
    wrong = {
        "site": "tidak-ada",
        "kind": "kulkas",
        "management_address": "10.32.0.999",
        "bought_on": "besok",
        "warna": "merah",
    }
    with pytest.raises(Invalid) as refusal:
        router(team, **wrong)
    assert set(refusal.value.faults) == set(wrong)
    assert not Version.objects.exists()


def test_two_devices_in_use_do_not_have_one_serial_number(team: Cast) -> None:
    router(team, vendor="MikroTik", serial="HCX123")
    with pytest.raises(Invalid) as refusal:
        router(team, "r-2", vendor="mikrotik", serial="hcx123")
    assert refusal.value.faults["serial"].params == {"other": "r-1"}
    actions.retire_item("device", "r-1", at=team.at, by=SYSTEM)
    router(team, "r-2", vendor="MikroTik", serial="HCX123")


def test_a_port_is_one_however_its_name_is_written(team: Cast) -> None:
    router(team)
    values = {"device": "r-1", "name": "Gi0/1", "addresses": "10.32.1.1/30"}
    actions.add_item("interface", values, at=team.at, by=SYSTEM)
    assert Interface.objects.get().key == "r-1.gigabitethernet0-1"
    with pytest.raises(Invalid):
        actions.add_item(
            "interface",
            {"device": "r-1", "name": "GigabitEthernet 0/1"},
            at=team.at,
            by=SYSTEM,
        )


def test_the_end_of_a_link_is_a_port_of_its_own_device(team: Cast) -> None:
    router(team), router(team, "r-2")
    port = {"device": "r-1", "name": "Gi0/1"}
    actions.add_item("interface", port, at=team.at, by=SYSTEM)
    link = {"key": "r1-r2", "a_device": "r-1", "b_device": "r-2", "capacity_bps": "1 Gbps"}
    with pytest.raises(Invalid) as refusal:
        actions.add_item("link", link | {"b_interface": "Gi0/1"}, at=team.at, by=SYSTEM)
    assert set(refusal.value.faults) == {"b_interface"}
    row = actions.add_item("link", link | {"a_interface": "gi0/1"}, at=team.at, by=SYSTEM)
    assert (row.a_interface.name, row.capacity_bps) == ("Gi0/1", 10**9)


def test_a_change_names_old_and_new_in_the_ledger_and_proves_the_version(team: Cast) -> None:
    router(team)
    actions.change_item("device", "r-1", {"model": "RB5009"}, at=team.at, by=SYSTEM)
    entry = Entry.objects.get(kind="perangkat-diubah")
    assert entry.data["changes"] == {"model": ["", "RB5009"]}
    version = Version.objects.get(key="r-1", valid_to=None)
    assert entry.data["digest"] == digest_of(version.row)


def test_a_change_that_changes_nothing_leaves_no_trace(team: Cast) -> None:
    router(team, model="RB5009")
    actions.change_item("device", "r-1", {"model": " RB5009 "}, at=team.at, by=SYSTEM)
    assert Version.objects.filter(key="r-1").count() == 1


def test_the_telephone_of_a_person_stays_out_of_the_ledger(team: Cast) -> None:
    values = {"pic_name": "Budi Contoh", "pic_phone": "0812-0000-1111"}
    actions.change_item("site", "rsud", values, at=team.at, by=SYSTEM)
    assert "Budi" not in str([entry.data for entry in Entry.objects.all()])
    assert version_at("site", "rsud", team.at).row["pic_name"] == "Budi Contoh"


def test_a_key_is_for_good(team: Cast) -> None:
    router(team)
    with pytest.raises(Invalid) as refusal:
        actions.change_item("device", "r-1", {"key": "r-9"}, at=team.at, by=SYSTEM)
    assert refusal.value.faults["key"].code == "fixed"


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(team: Cast) -> None:
    router(team)
    seen = version_number("device", "r-1")
    actions.change_item("device", "r-1", {"model": "A"}, seen=seen, at=team.at, by=SYSTEM)
    with pytest.raises(Stale):
        actions.change_item("device", "r-1", {"model": "B"}, seen=seen, at=team.at, by=SYSTEM)


def test_a_retired_device_stays_and_can_come_back(team: Cast) -> None:
    router(team)
    actions.retire_item("device", "r-1", at=team.at, by=SYSTEM)
    assert Device.objects.get(key="r-1").status == "dilepas"
    actions.restore_item("device", "r-1", at=team.at + HOUR, by=SYSTEM)
    assert [step.version.act for step in history("device", "r-1")] == [
        "dikembalikan",
        "dilepas",
        "dibuat",
    ]


@pytest.mark.parametrize("who", ["kasi", "pelaksana", "opd-pendidikan", "auditor"])
def test_only_keepers_write(team: Cast, who: str) -> None:
    values = {"key": "x", "name": "x", "site": "rsud"}
    with pytest.raises(NotAllowed):
        actions.add_item("device", values, at=team.at, by=team.actor(who))


def test_the_inventory_of_a_past_moment_is_what_it_was_then(team: Cast) -> None:
    router(team, model="lama")
    actions.change_item("device", "r-1", {"model": "baru"}, at=team.at + HOUR, by=SYSTEM)
    actions.retire_item("device", "r-1", at=team.at + 2 * HOUR, by=SYSTEM)
    then = [pictures_at("device", team.at + HOUR * hours)[0] for hours in (0, 1, 2)]
    assert [[row["model"] for row in rows] for rows in then] == [["lama"], ["baru"], []]
    with pytest.raises(NotFound):
        version_at("device", "r-1", team.at - HOUR)


def test_an_item_from_before_histories_were_kept_gets_its_first_version_late(team: Cast) -> None:
    actions.set_upstream(team.site("rsud"), None, at=team.at, by=SYSTEM)
    before = version_at("site", "rsud", team.at - HOUR)
    assert (before.row["upstream"], before.valid_from) == ("pop-inti", BEFORE_HISTORY)
    assert version_at("site", "rsud", team.at).row["upstream"] == ""


MODELS = st.lists(st.tuples(st.sampled_from("ABC"), st.integers(-2, 3)), max_size=8)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(changes=MODELS)
def test_the_versions_tell_the_whole_story_and_end_in_the_present(
    django_db_blocker: Any, team: Cast, changes: list[tuple[str, int]]
) -> None:
    Version.objects.all().delete()
    Device.objects.filter(key="r-1").delete()
    router(team)
    at: datetime = team.at
    for model, hours in changes:
        at += hours * HOUR
        actions.change_item("device", "r-1", {"model": model}, at=at, by=SYSTEM)
    told = list(Version.objects.filter(key="r-1").order_by("pk"))
    present = plain(picture_of("device", with_references("device").get(key="r-1")))
    assert told[-1].row == present
    assert [each.valid_to for each in told] == [*(each.valid_from for each in told[1:]), None]
    assert all(one.row != other.row for one, other in pairwise(told))
