"""History of probes: stored once, summed up whole, late readings counted, old ones forgotten."""

import threading
from datetime import datetime, timedelta

import pytest
from django.db import connection, connections

from sigap.domain.health import Grade
from sigap.domain.probeplan import next_due
from sigap.domain.samples import merged, of_reading
from sigap.monitoring.actions import rolling
from sigap.monitoring.actions.keeping import KEPT, keep_history
from sigap.monitoring.actions.rolling import roll_due
from sigap.monitoring.actions.storing import RAW_KEPT, store
from sigap.monitoring.models import (
    Check,
    Daily,
    FiveMinutes,
    HealthChange,
    Hourly,
    Late,
    Mark,
    RawReading,
)
from tests.cast import MONDAY_MORNING, cast
from tests.monitoring import check, device, heard, series

pytestmark = pytest.mark.django_db(transaction=True)

AT = MONDAY_MORNING


@pytest.fixture
def ping() -> Check:
    return check(device(cast().site("pop-inti")), at=AT)


def rolled(until: datetime) -> None:
    while roll_due(at=until):
        pass


def test_a_reading_that_is_stored_twice_is_there_once(ping: Check) -> None:
    reading = heard(ping, at=AT)
    assert store([reading], at=AT) == 1
    store([reading], at=AT)
    assert RawReading.objects.count() == 1
    assert RawReading.objects.get().trips == "1000 2000 3000"


def test_a_target_that_stops_answering_is_down_after_three_and_tells_it_once(ping: Check) -> None:
    series(ping, "+++---", start=AT)
    ping.refresh_from_db()
    assert ping.standing == "mati"
    assert ping.since == AT + timedelta(minutes=3)
    changes = [(each.before, each.after) for each in HealthChange.objects.order_by("at")]
    assert changes == [("tak-diketahui", "normal"), ("normal", "mati")]


def test_a_broken_prober_never_makes_anything_down(ping: Check) -> None:
    series(ping, "+++" + "?" * 30, start=AT)
    ping.refresh_from_db()
    assert ping.standing == "tak-diketahui"
    assert not HealthChange.objects.filter(after="mati").exists()


def test_a_suspected_outage_is_looked_at_again_soon(ping: Check) -> None:
    last = series(ping, "+++-", start=AT)
    ping.refresh_from_db()
    # Its own turn may come sooner still.
    turn = next_due(ping.device_id, timedelta(seconds=ping.every), after=last)
    assert ping.next_at == min(turn, last + timedelta(seconds=10))


def test_sums_of_every_span_equal_the_sum_of_the_readings(ping: Check) -> None:
    last = series(ping, "+" * 30 + "-" * 4 + "?" * 3 + "+" * 40, start=AT)
    rolled(last + timedelta(days=1, hours=1))
    raw = [
        of_reading(Grade(row.grade), sent=row.sent, trips=[*map(int, row.trips.split())])
        for row in RawReading.objects.all()
    ]
    wanted = merged(raw)
    assert wanted.count == 77
    for span in (FiveMinutes, Hourly, Daily):
        assert merged(row.summary for row in span.objects.all()) == wanted, span
    assert Daily.objects.get().at == datetime.fromisoformat("2026-11-22T17:00:00+00:00")


def test_summing_up_again_changes_nothing(ping: Check) -> None:
    last = series(ping, "+" * 20, start=AT)
    rolled(last + timedelta(days=1, hours=1))
    before = list(FiveMinutes.objects.order_by("at").values())
    Mark.objects.update(until=AT - timedelta(hours=1))
    rolled(last + timedelta(days=1, hours=1))
    assert list(FiveMinutes.objects.order_by("at").values()) == before
    assert merged(row.summary for row in Daily.objects.all()).count == 20


def test_a_worker_that_dies_between_two_stretches_loses_and_doubles_nothing(
    ping: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    last = series(ping, "+" * 30, start=AT)
    whole, told = rolling._roll, []

    def dying(*given: object, **more: object) -> None:
        told.append(given)
        if len(told) == 3:
            raise KeyboardInterrupt
        whole(*given, **more)

    monkeypatch.setattr(rolling, "_roll", dying)
    with pytest.raises(KeyboardInterrupt):
        roll_due(at=last + timedelta(hours=1))
    assert roll_due(at=last + timedelta(hours=1)) == 0, "the lease of the dead one still runs"
    monkeypatch.undo()
    rolled(last + timedelta(hours=2))
    assert merged(row.summary for row in FiveMinutes.objects.all()).count == 30


def test_only_one_worker_sums_up(ping: Check) -> None:
    last = series(ping, "+" * 6, start=AT)
    Mark.objects.create(span="5-menit", until=AT, claimed_until=last + timedelta(hours=1))
    assert roll_due(at=last + timedelta(minutes=30)) == 0
    assert not FiveMinutes.objects.exists()


def test_readings_that_come_late_are_counted_in_every_span(ping: Check) -> None:
    last = series(ping, "+" * 10, start=AT)
    now = last + timedelta(hours=2)
    rolled(now)
    late = [heard(ping, at=AT + timedelta(seconds=60 * n + 30), trips=()) for n in range(10)]
    store(late, at=now)
    assert Late.objects.count() == 2
    rolled(now + timedelta(seconds=1))
    for span in (FiveMinutes, Hourly):
        found = merged(row.summary for row in span.objects.all())
        assert (found.count, found.bad) == (20, 10)
    assert not Late.objects.exists()


def test_a_reading_older_than_raw_ones_are_kept_is_left_out(ping: Check) -> None:
    assert store([heard(ping, at=AT - RAW_KEPT)], at=AT) == 0
    assert store([heard(ping, at=AT + timedelta(hours=1))], at=AT) == 0


def test_what_is_old_leaves_and_what_is_kept_stays(ping: Check) -> None:
    last = series(ping, "+" * 10, start=AT)
    rolled(last + timedelta(days=1, hours=1))
    keep_history(at=last + timedelta(days=3))
    assert not RawReading.objects.exists()
    assert FiveMinutes.objects.exists()
    keep_history(at=last + timedelta(days=23))
    assert not FiveMinutes.objects.exists()
    assert Hourly.objects.count() == 1
    keep_history(at=last + timedelta(days=6 * 365))
    assert not Daily.objects.exists()


def test_partitions_are_made_ahead_and_take_what_waited_for_them(ping: Check) -> None:
    last = series(ping, "+" * 10, start=AT)
    keep_history(at=last)
    assert RawReading.objects.count() == 10
    store([heard(ping, at=last + timedelta(seconds=5))], at=last + timedelta(seconds=5))
    assert RawReading.objects.count() == 11
    assert {model for model, _, _ in KEPT} == {RawReading, FiveMinutes, Hourly, Daily}


@pytest.mark.postgresql
def test_on_postgresql_what_is_old_leaves_as_a_whole_partition(ping: Check) -> None:
    series(ping, "+" * 3, start=AT)
    keep_history(at=AT)
    day = RawReading._meta.db_table + f"_{AT:%Y%m%d}"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {day}")
        assert cursor.fetchone() == (3,)
        keep_history(at=AT + timedelta(days=3))
        cursor.execute("SELECT to_regclass(%s)", [day])
        assert cursor.fetchone() == (None,)
    assert not RawReading.objects.exists()


@pytest.mark.postgresql
def test_on_postgresql_many_workers_make_a_partition_once(ping: Check) -> None:
    done: list[int] = []

    def work() -> None:
        try:
            done.append(keep_history(at=AT + timedelta(days=800)))
        finally:
            connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert len(done) == 4
