"""Rounds of the worker: what is due is asked once by whoever claims it, orders are carried out."""

import threading
from datetime import timedelta

import pytest
from django.db import connections

from sigap.domain.actor import SYSTEM
from sigap.domain.errors import NotAllowed, Refused
from sigap.inventory.models import Interface
from sigap.kit.claims import claim
from sigap.monitoring.actions import orders, rounds
from sigap.monitoring.actions.checks import add_check, switch_check, watch_inventory
from sigap.monitoring.actions.orders import TooSoon, ask_probe, run_orders
from sigap.monitoring.actions.rounds import LEASE, ask_due, ping_due
from sigap.monitoring.actions.storing import store
from sigap.monitoring.models import Check, Order, RawReading, Segment
from sigap.monitoring.probes import icmp
from tests.cast import MONDAY_MORNING, Cast, cast
from tests.monitoring import check, device, heard

pytestmark = pytest.mark.django_db(transaction=True)

AT = MONDAY_MORNING


@pytest.fixture
def office() -> Cast:
    return cast()


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(icmp, "USUAL", icmp.Pings(count=1, patience=0.3))


def need_icmp() -> None:
    try:
        icmp.opened(4)[0].close()
    except OSError:
        pytest.skip("this kernel lets the tests have no ICMP socket")


def test_a_device_in_use_with_an_address_is_watched_by_itself(office: Cast) -> None:
    site = office.site("pop-inti")
    kept = device(site, 1)
    device(site, 2, status="dilepas")
    no_address = device(site, 3)
    no_address.management_address = None
    no_address.save()
    assert watch_inventory(at=AT) == 1
    assert watch_inventory(at=AT) == 0
    row = Check.objects.get()
    assert (row.device, row.kind, row.automatic) == (kept, "icmp", True)
    assert AT < row.next_at <= AT + timedelta(seconds=60)


def test_a_device_that_leaves_is_let_be_and_watched_again_when_it_is_back(office: Cast) -> None:
    owner = device(office.site("pop-inti"))
    watch_inventory(at=AT)
    owner.status = "rusak"
    owner.save()
    watch_inventory(at=AT)
    assert not Check.objects.get().active
    owner.status = "dipakai"
    owner.save()
    watch_inventory(at=AT)
    assert Check.objects.get().active


def test_a_check_that_a_person_switched_off_stays_off(office: Cast) -> None:
    device(office.site("pop-inti"))
    watch_inventory(at=AT)
    switch_check(Check.objects.get(), False, at=AT, by=office.actor("admin-jaringan"))
    watch_inventory(at=AT)
    assert not Check.objects.get().active


def test_what_is_due_is_pinged_at_the_address_the_inventory_has_now(office: Cast) -> None:
    need_icmp()
    row = check(device(office.site("pop-inti"), address="127.0.0.5"), at=AT)
    row.device.management_address = "127.0.0.6"
    row.device.save()
    assert ping_due(at=AT) == 1
    row.refresh_from_db()
    assert (row.answer, row.standing, row.claimed_until) == ("ok", "normal", None)
    assert AT < row.next_at <= AT + timedelta(seconds=60)
    assert ping_due(at=AT) == 0


def test_an_interface_is_asked_at_its_own_address(office: Cast) -> None:
    owner = device(office.site("pop-inti"))
    port = Interface.objects.create(
        device=owner, key="alat-1/eth0", name="eth0", norm="eth0", addresses=["127.0.0.7/30"]
    )
    row = add_check(owner, "icmp", interface=port, at=AT, by=SYSTEM)
    (target,) = rounds.targets_of([row], at=AT)
    assert (target.address, row.label) == ("127.0.0.7", "eth0")


def test_services_have_rounds_of_their_own(office: Cast) -> None:
    owner = device(office.site("pop-inti"))
    row = check(owner, at=AT, kind="tcp", label="1", options={"port": 1})
    assert ask_due(at=AT) == 1
    row.refresh_from_db()
    assert (row.answer, row.detail) == ("refused", "")


def test_the_prober_tells_how_it_stands(office: Cast, monkeypatch) -> None:
    def none(version: int) -> None:
        raise icmp.NoSocket(1, "not permitted")

    row = check(device(office.site("pop-inti")), at=AT)
    monkeypatch.setattr(icmp, "opened", none)
    ping_due(at=AT)
    row.refresh_from_db()
    assert (row.answer, row.standing) == ("prober-broken", "tak-diketahui")
    segment = Segment.objects.get()
    assert (segment.trouble_since, "soket ICMP" in segment.trouble) == (AT, True)


def test_the_readings_of_a_worker_whose_lease_ran_out_are_left_out(office: Cast) -> None:
    row = check(device(office.site("pop-inti")), at=AT)
    (mine,) = claim(Check.objects.all(), at=AT, lease=LEASE, limit=1)
    later = AT + LEASE
    claim(Check.objects.all(), at=later, lease=LEASE, limit=1)
    assert store([heard(row, at=AT)], at=later, held=mine.claimed_until) == 0
    assert not RawReading.objects.exists()


def test_many_workers_ask_each_check_once(office: Cast) -> None:
    need_icmp()
    site = office.site("pop-inti")
    for number in range(1, 61):
        check(device(site, number), at=AT)
    stored: list[int] = []

    def work() -> None:
        try:
            stored.append(ping_due(at=AT))
        finally:
            connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(30)
    assert sum(stored) == 60
    assert RawReading.objects.count() == 60


def test_an_order_is_carried_out_with_every_question_and_the_way(office: Cast) -> None:
    need_icmp()
    owner = device(office.site("pop-inti"), address="127.0.0.1")
    check(owner, at=AT, kind="tcp", label="1", options={"port": 1})
    ask_probe(owner, at=AT, by=office.actor("kasi"))
    assert run_orders(at=AT) == 1
    order = Order.objects.get()
    said = [(each["kind"], each["answer"]) for each in order.result["readings"]]
    assert said == [("icmp", "ok"), ("tcp", "refused")]
    assert order.result["way"]["reached"]
    assert order.done_at is not None
    assert run_orders(at=AT) == 0
    assert not RawReading.objects.exists()


def test_an_order_that_waited_too_long_is_not_carried_out(office: Cast) -> None:
    ask_probe(device(office.site("pop-inti")), at=AT, by=office.actor("kasi"))
    run_orders(at=AT + orders.STALE_AFTER)
    assert Order.objects.get().result["stale"] is True


def test_orders_are_limited_for_a_device_and_for_a_person(office: Cast) -> None:
    kasi, site = office.actor("kasi"), office.site("pop-inti")
    owner = device(site)
    ask_probe(owner, at=AT, by=kasi)
    with pytest.raises(TooSoon):
        ask_probe(owner, at=AT + timedelta(seconds=9), by=office.actor("kabid"))
    for number in range(2, 2 + orders.MOST_OF_ONE - 1):
        ask_probe(device(site, number), at=AT + timedelta(seconds=10), by=kasi)
    with pytest.raises(TooSoon):
        ask_probe(device(site, 99), at=AT + timedelta(seconds=11), by=kasi)


def test_only_the_office_asks_and_only_of_what_has_an_address(office: Cast) -> None:
    with pytest.raises(NotAllowed):
        ask_probe(device(office.site("rsud")), at=AT, by=office.actor("opd-kesehatan"))
    with pytest.raises(Refused):
        ask_probe(office.devices["sw-disdik"], at=AT, by=office.actor("kasi"))
    with pytest.raises(NotAllowed):
        add_check(office.devices["sw-disdik"], "icmp", at=AT, by=office.actor("kasi"))
