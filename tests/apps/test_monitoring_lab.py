"""From a broken cable to a change of health: the worker's own rounds over a network that breaks."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from sigap.monitoring.actions.checks import set_known_good, watch_inventory
from sigap.monitoring.actions.rounds import ping_due
from sigap.monitoring.models import Check, HealthChange, Segment
from tests.cast import MONDAY_MORNING, Cast, cast
from tests.monitoring import device
from tests.outside.lab import Lab, lab

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def city() -> Iterator[Lab]:
    """A lab whose core has a cable to this machine: we probe from there."""
    with lab("sgm-", "10.96.0.0/16", "--sites", "4", "--uplink") as up:
        yield up


@pytest.fixture
def office(city: Lab) -> Cast:
    made = cast()
    for number, name in enumerate(sorted(set(city.nodes) - {"noc", "core"}), 1):
        device(made.site("pop-inti"), number, address=city.address(name))
    watch_inventory(at=MONDAY_MORNING)
    good = [city.address("core")]
    set_known_good("pusat", good, at=MONDAY_MORNING, by=made.actor("admin-jaringan"))
    return made


def rounds(at: datetime, count: int) -> datetime:
    """So many rounds over everything, a minute of the office's time apart."""
    for _ in range(count):
        at += timedelta(seconds=61)
        ping_due(at=at)
    return at


def standings(city: Lab) -> dict[str, str]:
    """How every node stands, by its name."""
    names = {city.address(name): name for name in city.nodes}
    rows = Check.objects.select_related("device")
    return {names[row.device.management_address or ""]: row.standing for row in rows}


def test_what_is_cut_off_is_down_and_only_that_and_is_up_when_mended(city, office) -> None:
    at = rounds(MONDAY_MORNING, 2)
    assert set(standings(city).values()) == {"normal"}
    city.run("fault", "cut", "core:dist2")
    lost = set(city.truth()["unreachable"])
    at = rounds(at, 4)
    found = standings(city)
    assert {name for name, stands in found.items() if stands == "mati"} == lost
    assert {stands for name, stands in found.items() if name not in lost} == {"normal"}
    assert HealthChange.objects.filter(after="mati").count() == len(lost)
    city.run("heal")
    rounds(at, 8)
    assert set(standings(city).values()) == {"normal"}


def test_a_muted_ping_and_a_cut_prober_make_nothing_down(city, office) -> None:
    at = rounds(MONDAY_MORNING, 2)
    city.run("fault", "mute", "site1")
    at = rounds(at, 4)
    assert set(standings(city).values()) == {"normal"}
    assert Check.objects.get(device__management_address=city.address("site1")).answer == "muted"
    city.run("heal")
    city.run("exec", "core", "ip", "link", "set", "to-root", "down")
    rounds(at, 4)
    assert set(standings(city).values()) == {"tak-diketahui"}
    assert "terputus dari jaringan" in Segment.objects.get().trouble
    assert not HealthChange.objects.filter(after="mati").exists()
