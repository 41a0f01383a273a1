"""Each kind of fault once on a network that really breaks: what is said is what is broken."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.outside.lab import Diagnoser, Lab, lab

# net-snmp tells ifTable out of a memory of fifteen seconds.
PORTS_SETTLE = 16.5
AT_ONCE = 0.5
SECONDS = 10


@pytest.fixture(scope="module")
def city() -> Iterator[Lab]:
    with lab("sgx-", "10.94.0.0/16", "--sites", "4") as up:
        yield up


@pytest.fixture(scope="module")
def asks(city: Lab, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Diagnoser]:
    folder: Path = tmp_path_factory.mktemp("lab")
    with city.diagnoser(folder) as up:
        yield up


@pytest.fixture(autouse=True)
def mended(city: Lab) -> Iterator[None]:
    yield
    city.run("heal")


def told(asks: Diagnoser, site: str) -> Any:
    answer = asks.ask(site)
    assert answer["took_ms"] < SECONDS * 1000
    return answer["result"]


def causes(result: Any) -> dict[tuple[str, str], Any]:
    """The causes by what they are called and the key of what is broken."""
    return {(cause["fault"], cause["element"][1]): cause for cause in result["causes"]}


def test_nothing_is_called_where_nothing_is_wrong(asks):
    for site in ("site1", "site4"):
        result = told(asks, site)
        assert (result["state"], result["causes"]) == ("normal", [])


@pytest.mark.parametrize(
    ("kind", "target", "called", "settles", "sites"),
    [
        ("cut", "core:dist1", {"tautan"}, PORTS_SETTLE, ["site1", "site2"]),
        ("shut", "dist2:site3", {"port-dimatikan"}, PORTS_SETTLE, ["site3"]),
        ("power", "site1", {"tautan", "listrik"}, PORTS_SETTLE, ["site1"]),
        ("loss", "dist1:site2", {"paket-hilang", "perangkat-macet"}, PORTS_SETTLE, ["site2"]),
    ],
)
def test_an_outage_is_named_where_it_is_with_all_it_cuts_off(
    city, asks, kind, target, called, settles, sites
):
    city.run("fault", kind, target)
    time.sleep(settles)
    assert city.truth()["sites_down"] == sites
    result = told(asks, sites[-1])
    assert result["state"] == "putus"
    [cause] = result["causes"]
    named = {cause["element"][1], *(key for _kind, key in cause["others"])}
    assert target.replace(":", "--") in named
    assert cause["fault"] in called
    assert [site for site in cause["sites"] if site.startswith("site")] == sites
    assert cause["ours"]


@pytest.mark.parametrize(
    ("kind", "target", "value", "called"),
    [
        ("loss", "dist1:site1", "30", "paket-hilang"),
        ("slow", "core:dist1", "64", "padat"),
    ],
)
def test_a_link_that_passes_badly_impairs_and_cuts_nothing_off(
    city, asks, kind, target, value, called
):
    city.run("fault", kind, target, value)
    time.sleep(AT_ONCE)
    result = told(asks, "site1")
    assert result["state"] == "terganggu"
    assert (called, target.replace(":", "--")) in causes(result)


@pytest.mark.parametrize(
    ("kind", "target", "called"),
    [
        ("snmp", "dist1", "pengelolaan"),
        ("ssh", "site1", "pengelolaan"),
        ("mute", "host1", "ping-ditutup"),
        ("mute", "dist1", "ping-ditutup"),
    ],
)
def test_what_only_keeps_silent_itself_is_no_outage(city, asks, kind, target, called):
    city.run("fault", kind, target)
    time.sleep(AT_ONCE)
    result = told(asks, "site1")
    assert result["state"] == "normal"
    assert set(causes(result)) == {(called, target)}
