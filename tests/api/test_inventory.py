"""The inventory over the API: added, changed, read now and as it was."""

from urllib.parse import quote

import pytest

from sigap.inventory.models import Version
from tests.api.caller import Caller, problem

ROUTER = {"key": "r-1", "name": "Router", "site": "kantor-disdik", "kind": "router"}


@pytest.fixture
def wired(caller: Caller) -> Caller:
    """Two routers joined by a link."""
    for key in ("r-1", "r-2"):
        assert caller.post("admin-jaringan", "/devices", {**ROUTER, "key": key}).status_code == 201
    port = {"device": "r-1", "name": "Gi0/1", "speed_bps": "1 Gbps", "addresses": ["10.0.0.1/30"]}
    assert caller.post("admin-jaringan", "/interfaces", port).status_code == 201
    link = {"key": "l-1", "a_device": "r-1", "a_interface": "Gi0/1", "b_device": "r-2"}
    assert caller.post("admin-jaringan", "/links", link).status_code == 201
    return caller


def test_what_was_sent_comes_back_whole(wired):
    told = wired.get("kasi", "/links").json()["items"]
    assert [(each["key"], each["a_interface"]) for each in told] == [
        ("l-1", "r-1.gigabitethernet0-1")
    ]
    port = wired.get("kasi", "/interfaces?device=r-1").json()["items"][0]
    assert (port["speed_bps"], port["addresses"]) == (10**9, ["10.0.0.1/30"])


def test_every_fault_is_named_at_once(caller):
    body = {"key": "X Y", "site": "nowhere", "kind": "kulkas", "management_address": "9"}
    told = problem(caller.post("admin-jaringan", "/devices", body), 422, "invalid")
    named = {error["field"] for error in told["errors"]}
    assert named == {"key", "name", "site", "kind", "management_address"}


def test_a_patch_changes_what_it_names_and_leaves_the_rest(wired):
    answer = wired.call("PATCH", "admin-jaringan", "/devices/r-1", {"model": "RB5009"})
    assert (answer.json()["model"], answer.json()["name"]) == ("RB5009", "Router")
    port = "/interfaces/r-1.gigabitethernet0-1"
    answer = wired.call("PATCH", "admin-jaringan", port, {"description": "ke r-2"})
    assert answer.json()["description"] == "ke r-2"
    problem(wired.call("PATCH", "admin-jaringan", "/links/x", {}), 404, "item-unknown")


def test_a_retired_device_is_listed_only_when_asked_for(wired):
    wired.call("PATCH", "admin-jaringan", "/devices/r-2", {"status": "dilepas"})
    keys = {
        state: [
            each["key"] for each in wired.get("kasi", f"/devices?state={state}").json()["items"]
        ]
        for state in ("", "dilepas", "semua")
    }
    assert keys["dilepas"] == ["r-2"]
    assert set(keys["semua"]) == {*keys[""], "r-2"}


def test_the_inventory_of_a_past_moment_can_be_asked_for(wired):
    Version.objects.filter(key="r-1").update(valid_from="2026-03-01T00:00:00Z")
    wired.call("PATCH", "admin-jaringan", "/devices/r-1", {"name": "Router baru"})
    then = quote("2026-03-02T00:00:00+07:00")
    told = wired.get("kasi", f"/devices?as_of={then}").json()["items"]
    assert [(each["key"], each["name"]) for each in told] == [("r-1", "Router")]
    problem(wired.get("opd-pendidikan", f"/devices?as_of={then}"), 403, "office-only")


@pytest.mark.parametrize("path", ["/interfaces", "/links", "/circuits"])
def test_what_hangs_on_what_is_for_the_office_alone(wired, path):
    assert wired.get("pelaksana", path).status_code == 200
    assert wired.get("opd-pendidikan", path).status_code == 403


def test_a_contact_sees_the_devices_of_the_own_agency_without_make_or_address(wired):
    wired.call("PATCH", "admin-jaringan", "/devices/r-1", {"management_address": "10.1.1.1"})
    told = wired.get("opd-pendidikan", "/devices").json()["items"]
    assert {each["management_address"] for each in told} == {None}
    assert wired.get("opd-kesehatan", "/devices").json()["items"] == []


@pytest.mark.parametrize("who", ["kasi", "pelaksana", "opd-pendidikan"])
def test_only_keepers_write(caller, who):
    assert caller.post(who, "/devices", ROUTER).status_code == 403


def test_lists_go_on_where_the_page_before_ended(wired):
    found, cursor = [], ""
    while cursor is not None:
        page = wired.get("kasi", f"/devices?limit=1&cursor={cursor}").json()
        found += [each["key"] for each in page["items"]]
        cursor = page["next"]
    assert found == ["r-1", "r-2", "sw-disdik"]


def test_an_item_is_added_once_however_often_it_is_sent(caller):
    first = caller.post("admin-jaringan", "/devices", ROUTER, Idempotency_Key="k-1")
    again = caller.post("admin-jaringan", "/devices", ROUTER, Idempotency_Key="k-1")
    assert (first.status_code, again.content) == (201, first.content)
