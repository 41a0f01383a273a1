"""Probes in a network that really breaks: what is heard of each fault, and of the prober's own."""

from collections.abc import Iterator
from time import monotonic, sleep
from typing import Any

import pytest

from tests.outside.lab import Lab, lab


@pytest.fixture(scope="module")
def city() -> Iterator[Lab]:
    with lab("sgp-", "10.94.0.0/16", "--sites", "4") as up:
        yield up


@pytest.fixture(autouse=True)
def healed(city: Lab) -> Iterator[None]:
    yield
    city.run("heal")
    # Neighbours that were lost are found again within seconds.
    until = monotonic() + 20
    while silent(heard(city)) and monotonic() < until:
        sleep(0.3)


def heard(city: Lab, *, known_good: tuple[str, ...] = (), trace: str = "") -> dict[str, Any]:
    """The answer of every node to a ping from the NOC, by its name; `told` is all of it."""
    names = [name for name in city.nodes if name != "noc"]
    told = city.ask(
        targets=[["icmp", city.address(name), {}] for name in names],
        known_good=[city.address(name) for name in known_good],
        trace=city.address(trace) if trace else None,
    )
    answers = [each["answer"] for each in told["readings"]]
    return dict(zip(names, answers, strict=True)) | {"told": told}


def silent(found: dict[str, Any]) -> set[str]:
    return {name for name, said in found.items() if name != "told" and said != "ok"}


def test_nothing_is_called_silent_when_nothing_is_wrong(city: Lab) -> None:
    found = heard(city, known_good=("core",))
    assert silent(found) == set()
    assert found["told"]["trouble"] == ""


@pytest.mark.parametrize(
    "fault",
    [
        ("cut", "core:dist2"),
        ("shut", "dist1:site1"),
        ("power", "site2"),
        ("power", "dist1"),
        ("loss", "dist1:site2", "100"),
    ],
)
def test_exactly_the_unreachable_are_silent(city: Lab, fault: tuple[str, ...]) -> None:
    city.run("fault", *fault)
    found = heard(city, known_good=("core",))
    assert silent(found) == set(city.truth()["unreachable"])
    # Static routes that a dead link took along leave default routes that point at each other.
    assert {found[name] for name in silent(found)} <= {"timeout", "no-route", "loop"}


def test_a_muted_ping_is_told_apart_from_silence(city: Lab) -> None:
    city.run("fault", "mute", "site1")
    found = heard(city, known_good=("core",))
    assert found["site1"] == "muted"
    assert silent(found) == {"site1"}


def test_a_prober_that_is_cut_off_calls_nothing_silent(city: Lab) -> None:
    city.run("fault", "cut", "noc:core")
    found = heard(city, known_good=("core",))
    assert {found[name] for name in silent(found)} == {"prober-broken"}
    assert "terputus dari jaringan" in found["told"]["trouble"]


def test_a_stopped_service_refuses_and_a_running_one_accepts(city: Lab) -> None:
    ssh = ["tcp", city.address("site1"), {"port": 22}]
    assert city.ask(targets=[ssh])["readings"][0]["answer"] == "ok"
    city.run("fault", "ssh", "site1")
    assert city.ask(targets=[ssh])["readings"][0]["answer"] == "refused"


def test_an_ordinary_user_pings_where_the_kernel_allows_it(city: Lab) -> None:
    city.run("fault", "power", "site2")
    asked = [["icmp", city.address(name), {}] for name in ("site1", "site2")]
    told = city.ask(targets=asked, user=65_534)
    answers = [each["answer"] for each in told["readings"]]
    assert told["trouble"] == ""
    assert answers[0] == "ok"
    assert answers[1] in ("timeout", "no-route")


def test_the_way_is_walked_hop_by_hop(city: Lab) -> None:
    way = heard(city, trace="host1")["told"]["way"]
    assert way["reached"]
    assert [hop["distance"] for hop in way["hops"]] == [1, 2, 3, 4]
    last = [each["address"] for each in way["hops"][-1]["said"] if each]
    assert set(last) == {city.address("host1")}


def test_a_way_that_is_cut_ends_at_the_last_router_that_answers(city: Lab) -> None:
    city.run("fault", "loss", "dist1:site1", "100")
    way = heard(city, trace="host1")["told"]["way"]
    assert not way["reached"]
    assert len(way["hops"]) == 2


def test_a_router_that_has_no_way_says_so(city: Lab) -> None:
    lost = "10.94.250.2"
    city.run("exec", "core", "ip", "route", "replace", "unreachable", f"{lost}/32")
    # A router tells only a few complaints a second.
    until, stopped = monotonic() + 20, ""
    while not stopped and monotonic() < until:
        stopped = city.ask(targets=[], trace=lost)["way"]["stopped"]
    assert stopped == "!H"
    sleep(2)
    told = city.ask(targets=[["icmp", lost, {}]])
    assert told["readings"][0]["answer"] == "no-route"


def test_a_loop_is_called_a_loop(city: Lab) -> None:
    """dist1 sends what is for nobody back to the core, and the core to dist1."""
    lost = "10.94.250.1"
    up = city.run("exec", "dist1", "ip", "-o", "route", "show", "default").split()[2]
    down = city.run("exec", "core", "ip", "-o", "route", "get", city.address("dist1")).split()[2]
    city.run("exec", "core", "ip", "route", "replace", f"{lost}/32", "via", down)
    city.run("exec", "dist1", "ip", "route", "replace", f"{lost}/32", "via", up)
    told = city.ask(targets=[["icmp", lost, {}]], trace=lost)
    assert told["readings"][0]["answer"] == "loop"
    assert not told["way"]["reached"]
    assert len(told["way"]["loop"]) == 2
