"""Every recorded device is read over real SNMP, and agrees with what LibreNMS made of it.

The recordings are others' and stay outside the project; without them this is skipped.
"""

import asyncio
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pytest

from sigap.domain.deviceview import DeviceView
from sigap.domain.devicewords import mac_of, prefix_of
from sigap.monitoring.probes.snmp import read_device
from sigap.monitoring.probes.snmp_access import Community, SnmpTarget
from tests.outside.devices import RECORDED, running

FOLDER = RECORDED / "snmp"
pytestmark = pytest.mark.skipif(
    not FOLDER.is_dir(), reason="the recorded devices (../shared/data/snmp) are not here"
)
NAMES = sorted(path.stem for path in FOLDER.glob("*.snmp*"))
JUDGED = sorted(path.stem for path in FOLDER.glob("expected/*.json"))
AT = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with running("snmp_agent", str(FOLDER)) as listening:
        yield listening


@cache
def seen(name: str, port: int) -> DeviceView:
    target = SnmpTarget("127.0.0.1", Community(name), port)
    return asyncio.run(read_device(target, at=AT)).view


def expected(name: str, part: str) -> dict[str, Any]:
    return json.loads((FOLDER / "expected" / f"{name}.json").read_text(encoding="utf-8"))[part]


def ports(name: str) -> list[dict[str, Any]]:
    """LibreNMS's ports as polled; what it had deleted or never polled is left out."""
    return [one for one in expected(name, "ports")["poller"]["ports"] if not one["deleted"]]


@pytest.mark.parametrize("name", NAMES)
def test_every_recording_is_read_to_its_end(name, port):
    view = seen(name, port)
    assert view.notes == ()
    assert view.system.vendor
    assert view.interfaces
    assert all(one.name and one.oper for one in view.interfaces)


@pytest.mark.parametrize("name", JUDGED)
def test_the_ports_agree_with_an_independent_reading(name, port):
    mine = {one.index: one for one in seen(name, port).interfaces}
    for theirs in ports(name):
        one = mine[theirs["ifIndex"]]
        assert one.name == theirs["ifName"]
        assert one.description == theirs["ifDescr"]
        # Where a port has no alias LibreNMS repeats its description.
        assert one.alias == theirs["ifAlias"] or (
            not one.alias and theirs["ifAlias"] == theirs["ifDescr"]
        )


@pytest.mark.parametrize("name", JUDGED)
def test_the_states_of_the_ports_agree_with_an_independent_reading(name, port):
    mine = {one.index: one for one in seen(name, port).interfaces}
    for theirs in ports(name):
        one = mine[theirs["ifIndex"]]
        assert one.oper == _dashed(theirs["ifOperStatus"])
        assert one.admin == _dashed(theirs["ifAdminStatus"])
        assert (one.speed_bps or None) == (theirs["ifSpeed"] or None)
        assert one.mac == mac_of(theirs["ifPhysAddress"] or "")
        assert one.mtu == theirs["ifMtu"]


@pytest.mark.parametrize("name", JUDGED)
def test_the_counters_agree_with_an_independent_reading(name, port):
    mine = {one.index: one.counters for one in seen(name, port).interfaces}
    for theirs in ports(name):
        counted = mine[theirs["ifIndex"]]
        pairs = (
            (counted.in_octets, theirs["ifInOctets"]),
            (counted.out_octets, theirs["ifOutOctets"]),
            (counted.in_errors, theirs["ifInErrors"]),
            (counted.out_errors, theirs["ifOutErrors"]),
        )
        assert all((ours or 0) == (other or 0) for ours, other in pairs), theirs["ifName"]


@pytest.mark.parametrize("name", JUDGED)
def test_the_addresses_agree_with_an_independent_reading(name, port):
    mine = {one.address: one for one in seen(name, port).addresses}
    names = {one.index: one.name for one in seen(name, port).interfaces}
    for theirs in expected(name, "ipv4-addresses")["discovery"]["ipv4_addresses"]:
        one = mine[theirs["ipv4_address"]]
        assert one.interface == names[theirs["ifIndex"]]
        # Where the device did not tell the mask LibreNMS takes that of the address's old class.
        assert one.prefix_length in (None, theirs["ipv4_prefixlen"])


@pytest.mark.parametrize("name", JUDGED)
def test_who_the_device_is_agrees_with_an_independent_reading(name, port):
    theirs, mine = expected(name, "os")["discovery"]["devices"][0], seen(name, port).system
    assert f".{mine.object_id}" == theirs["sysObjectID"]
    assert mine.version in theirs["version"]
    assert mine.name == (theirs["sysName"] or "")


def test_the_routes_agree_with_an_independent_reading(port):
    theirs = expected("routeros_rb750gr3", "route")["discovery"]["route"]
    told = {prefix_of(one["inetCidrRouteDest"], one["inetCidrRoutePfxLen"]) for one in theirs}
    # LibreNMS keeps no routes to the addresses of one cable.
    mine = {one.destination for one in seen("routeros_rb750gr3", port).routes}
    assert mine - {"fe80::/64"} == told


def _dashed(word: str | None) -> str:
    return {"notPresent": "not-present", "lowerLayerDown": "lower-layer-down"}.get(
        word or "", word or "unknown"
    )
