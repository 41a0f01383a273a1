"""Routers of a network that really breaks, read by every way: all see the same port go and come."""

import json
import sys
from collections.abc import Iterator
from time import monotonic, sleep
from typing import Any

import pytest

from tests.outside.devices import ROOT
from tests.outside.lab import Lab, lab

# net-snmp answers ifTable out of a memory of fifteen seconds.
AGENT_LAGS_SECONDS = 25
PORT = "to-site1"


@pytest.fixture(scope="module")
def city() -> Iterator[Lab]:
    with lab("sgd-", "10.95.0.0/16", "--sites", "2") as up:
        yield up


def seen(city: Lab) -> dict[str, Any]:
    """The state of the port that leads to the first site, as each way tells it."""
    opens = json.loads(city.run("inventory"))
    told = {
        "address": city.address("dist1"),
        "community": opens["community"],
        "user": opens["snmpv3"]["user"],
        "auth": opens["snmpv3"]["auth_key"],
        "privacy": opens["snmpv3"]["priv_key"],
        "key": opens["ssh_key"],
    }
    program = ["env", f"PYTHONPATH={ROOT}", sys.executable, "-m", "tests.outside.device_reader"]
    found = json.loads(city.run("exec", "noc", *program, said=json.dumps(told)))
    return {way: ports[PORT] for way, ports in found.items()}


def awaited(city: Lab, state: str) -> dict[str, Any]:
    """What is seen once all agree on this state, or when the agent has had time enough."""
    until = monotonic() + AGENT_LAGS_SECONDS
    while (found := seen(city)) != dict.fromkeys(found, state) and monotonic() < until:
        sleep(1)
    return found


def test_snmp_and_ssh_see_a_cable_go_and_come_back(city):
    assert awaited(city, "up") == {"v2c": "up", "v3": "up", "ssh": "up"}
    city.run("fault", "cut", "dist1:site1")
    assert awaited(city, "down") == {"v2c": "down", "v3": "down", "ssh": "down"}
    city.run("heal")
    assert awaited(city, "up") == {"v2c": "up", "v3": "up", "ssh": "up"}
