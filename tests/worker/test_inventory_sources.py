"""NetBox and LibreNMS read over the network: what differs waits, nothing is written by itself."""

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import quote
from urllib.request import urlopen

import pytest
from django.db import connection

from sigap.audit.models import Entry
from sigap.domain.actor import SYSTEM
from sigap.domain.errors import Invalid
from sigap.inventory.actions.imports import carry_out, discard_import
from sigap.inventory.actions.sources import keep_source, read_due_sources
from sigap.inventory.models import Device, Import, Interface, Link, Site, Source
from tests.cast import Cast, cast
from tests.outside.networks import TOKEN
from tests.outside.standin import started

pytestmark = pytest.mark.django_db(transaction=True)
DAY = timedelta(days=1)


@pytest.fixture
def team() -> Cast:
    return cast()


@pytest.fixture
def outside() -> Iterator[str]:
    with started("networks.py") as port:
        yield f"http://127.0.0.1:{port}"


def kept(team: Cast, url: str, kind: str = "netbox", **more: object) -> Source:
    told = {"name": "Kota", "token": TOKEN, "active": True, "automatic": False, **more}
    return keep_source("kota", kind=kind, url=url, at=team.at, by=team.actor("admin"), **told)


def read(team: Cast, days: int = 0) -> Source:
    assert read_due_sources(at=team.at + days * DAY) == 1
    return Source.objects.get()


def plan(outside: str, **told: object) -> None:
    query = "&".join(f"{name}={quote(str(value))}" for name, value in told.items())
    urlopen(f"{outside}/_plan?{query}").read()


def test_what_netbox_says_waits_until_a_keeper_carries_it_out(team: Cast, outside: str) -> None:
    kept(team, outside)
    source = read(team)
    assert not Device.objects.filter(key="rtr-contoh-1").exists()
    carry_out(source.run, at=team.at, by=team.actor("admin-jaringan"))
    router = Device.objects.get(key="rtr-contoh-1")
    assert (router.kind, router.vendor, router.management_address) == (
        "router",
        "MikroTik",
        "192.0.2.1",
    )
    assert Interface.objects.get(device=router).addresses == ["192.0.2.1/24"]
    link = Link.objects.get(key="netbox-5")
    assert (link.medium, link.b_interface.name) == ("fo", "Gi0/1")
    assert Site.objects.get(key="pop-contoh").kind == "pop"


def test_what_cannot_stand_is_left_out_and_told(team: Cast, outside: str) -> None:
    kept(team, outside)
    told = " ".join(read(team).skipped)
    assert "tanpa-penyewa" in told
    assert "di-tempat-lain" in told


def test_librenms_is_read_as_well_and_each_neighbourhood_once(team: Cast, outside: str) -> None:
    kept(team, outside, "librenms")
    carry_out(read(team).run, at=team.at, by=SYSTEM)
    switch = Device.objects.get(key="sw-nms-1")
    assert (switch.site.key, switch.platform, switch.firmware) == ("rsud", "cisco_ios", "17.9")
    link = Link.objects.get()
    assert {link.a_device.key, link.b_device.key} == {"sw-nms-1", "ap-nms-2"}


def test_the_next_night_proposes_only_what_still_differs(team: Cast, outside: str) -> None:
    kept(team, outside)
    first = read(team).run
    assert read(team, 1).run == first
    carry_out(first, at=team.at, by=SYSTEM)
    assert read(team, 2).run == first
    Device.objects.filter(key="rtr-contoh-1").update(model="Lain")
    later = read(team, 3).run
    assert later != first
    assert [len(sheet["rows"]) for sheet in later.sheets] == [1]


def test_what_a_keeper_put_aside_does_not_come_back_every_night(team: Cast, outside: str) -> None:
    kept(team, outside)
    discard_import(read(team).run, at=team.at, by=SYSTEM)
    read(team, 1)
    assert Import.objects.count() == 1


def test_switched_to_automatic_it_adds_by_itself_and_changes_nothing(
    team: Cast, outside: str
) -> None:
    values = {"key": "sw-contoh-1", "name": "Nama kita", "site": team.site("rsud")}
    Device.objects.create(**values)
    kept(team, outside, automatic=True)
    source = read(team)
    assert Device.objects.filter(key="rtr-contoh-1").exists()
    assert Device.objects.get(key="sw-contoh-1").name == "Nama kita"
    assert source.run.state == "diperiksa"


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({"status": 500}, "kesalahan"),
        ({"status": 302}, "kesalahan"),
        ({"body": "<html>"}, "tidak seperti"),
        ({"body": "[1, 2]"}, "tidak seperti"),
        ({"body": '{"results": 7}'}, "tidak seperti"),
        ({"status": 401}, "Token ditolak"),
    ],
)
def test_an_answer_that_is_none_is_said_and_asked_again_within_the_hour(
    team: Cast, outside: str, told: dict[str, object], reason: str
) -> None:
    kept(team, outside)
    plan(outside, **told)
    source = read(team)
    assert reason in source.trouble
    assert (source.due_at - team.at, source.run) == (timedelta(hours=1), None)


def test_a_source_that_is_not_there_is_said(team: Cast) -> None:
    kept(team, "http://127.0.0.1:9")
    assert "tidak dapat dihubungi" in read(team).trouble


def test_records_of_another_shape_harm_nothing(team: Cast, outside: str) -> None:
    kept(team, outside)
    plan(outside, body='{"results": [7, {}, {"name": [], "device": 3, "id": {}}], "next": null}')
    assert read(team).trouble == ""
    assert Device.objects.count() == 1


def test_a_wrong_token_is_told_without_naming_it(team: Cast, outside: str) -> None:
    kept(team, outside, token="token-yang-salah")
    source = read(team)
    assert "Token ditolak" in source.trouble
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM inventory_source")
        stored = str(cursor.fetchall())
    written = str([entry.data for entry in Entry.objects.all()])
    assert "token-yang-salah" not in stored + written


@pytest.mark.parametrize("url", ["", "ftp://x", "http://", "http://[", "http://u:p@x", "x\x00"])
def test_an_address_that_is_none_is_refused(team: Cast, url: str) -> None:
    with pytest.raises(Invalid) as refusal:
        kept(team, url)
    assert set(refusal.value.faults) == {"url"}


def test_nothing_is_read_before_its_time_or_while_switched_off(team: Cast, outside: str) -> None:
    kept(team, outside)
    read(team)
    assert read_due_sources(at=team.at + timedelta(hours=1)) == 0
    kept(team, outside, active=False)
    assert read_due_sources(at=team.at + 2 * DAY) == 0
