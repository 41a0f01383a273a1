"""Checks and probes over the API."""

import pytest

from sigap.monitoring.actions.orders import run_orders
from sigap.monitoring.models import Check, Order
from tests.api.caller import Caller, problem
from tests.monitoring import check, device, series

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def caller() -> Caller:
    return Caller()


@pytest.fixture
def ping(caller: Caller) -> Check:
    return check(device(caller.office.cast.site("pop-inti")), at=caller.office.at)


def test_the_checks_tell_how_they_stand(caller: Caller, ping: Check) -> None:
    series(ping, "+++---", start=caller.office.at)
    (told,) = caller.get("operator", "/checks").json()["items"]
    assert (told["device"], told["site"], told["address"]) == ("alat-1", "pop-inti", "127.0.0.2")
    assert (told["standing"], told["answer"]) == ("mati", "timeout")
    assert told["since"] == "2026-11-23T09:18:00+07:00"
    assert caller.get("operator", "/checks?standing=normal").json()["items"] == []
    assert len(caller.get("operator", "/checks?site=pop-inti&device=alat-1").json()["items"]) == 1


def test_checks_are_paged(caller: Caller, ping: Check) -> None:
    check(device(caller.office.cast.site("rsud"), 2), at=caller.office.at)
    first = caller.get("kasi", "/checks?limit=1").json()
    second = caller.get("kasi", f"/checks?limit=1&cursor={first['next']}").json()
    assert [each["device"] for each in first["items"] + second["items"]] == ["alat-1", "alat-2"]
    assert second["next"] is None


def test_a_probe_is_ordered_carried_out_and_read(caller: Caller, ping: Check) -> None:
    problem(caller.get("kasi", "/devices/alat-1/probe"), 404, "order-unknown")
    made = caller.post("kasi", "/devices/alat-1/probe")
    assert (made.status_code, made.json()["done_at"]) == (202, None)
    run_orders(at=caller.office.at)
    told = caller.get("kasi", "/devices/alat-1/probe").json()
    assert told["done_at"] is not None
    assert told["readings"][0]["kind"] == "icmp"


def test_a_probe_asked_for_again_is_429_and_the_same_key_is_one_order(caller, ping) -> None:
    one = caller.post("kasi", "/devices/alat-1/probe", Idempotency_Key="sekali")
    again = caller.post("kasi", "/devices/alat-1/probe", Idempotency_Key="sekali")
    assert one.json() == again.json()
    problem(caller.post("kasi", "/devices/alat-1/probe"), 429, "probe-too-soon")
    assert Order.objects.count() == 1


def test_a_contact_and_a_device_that_is_not_there_are_refused(caller, ping) -> None:
    for path in ("/checks", "/devices/alat-1/probe"):
        assert caller.get("opd-pendidikan", path).status_code == 403
    assert caller.post("opd-pendidikan", "/devices/alat-1/probe").status_code == 403
    problem(caller.post("kasi", "/devices/127.0.0.1/probe"), 404, "device-unknown")
    problem(caller.post("kasi", "/devices/sw-disdik/probe"), 409, "no-address")
