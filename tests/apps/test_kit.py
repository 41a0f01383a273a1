"""The helpers below every room: the clock that can be pinned, claims, signs of life."""

import threading
from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.db import connections, transaction

from sigap.kit import clock, heartbeats
from sigap.kit.claims import claim
from sigap.notifications.models import Message
from sigap.notifications.queries import due
from tests.messages import message, queued

LEASE = timedelta(minutes=5)


def emails(count: int, at: datetime) -> list[Message]:
    return queued(*(message(n, at=at, subject=f"{n}") for n in range(count)))


def taken(at: datetime, limit: int = 10) -> list[str]:
    return [row.subject for row in claim(due("email", at=at), at=at, lease=LEASE, limit=limit)]


def test_the_clock_tells_the_present_in_utc():
    before = datetime.now(UTC)
    assert before <= clock.now() <= datetime.now(UTC)
    assert clock.now().tzinfo is UTC


def test_a_pinned_clock_stands_still_until_the_block_ends(moment):
    wib = moment.astimezone(timezone(timedelta(hours=7)))
    with clock.at(wib):
        assert clock.now() == moment
        assert clock.now().tzinfo is UTC
        with clock.at(moment + LEASE):
            assert clock.now() == moment + LEASE
        assert clock.now() == moment
    assert clock.now() != moment


def test_the_clock_is_not_pinned_to_a_moment_without_zone():
    with pytest.raises(ValueError, match="time zone"), clock.at(datetime(2026, 11, 23)):
        pass


def test_another_thread_does_not_see_the_pinned_clock(moment):
    seen = []
    with clock.at(moment):
        thread = threading.Thread(target=lambda: seen.append(clock.now()))
        thread.start()
        thread.join()
    assert seen[0] != moment


@pytest.mark.django_db
def test_a_claimed_row_is_nobody_elses_until_its_lease_ends(moment):
    emails(3, moment)
    assert taken(moment, limit=2) == ["0", "1"]
    assert taken(moment) == ["2"]
    assert taken(moment + LEASE - timedelta(microseconds=1)) == []
    assert taken(moment + LEASE) == ["0", "1", "2"]


@pytest.mark.django_db
def test_a_claimed_row_carries_the_end_of_its_lease(moment):
    emails(1, moment)
    (row,) = claim(due("email", at=moment), at=moment, lease=LEASE, limit=5)
    assert row.claimed_until == moment + LEASE


@pytest.mark.django_db
def test_an_idle_look_is_one_read(moment, django_assert_max_num_queries):
    with django_assert_max_num_queries(3) as asked:
        assert taken(moment) == []
    assert not [query for query in asked.captured_queries if query["sql"].startswith("UPDATE")]


@pytest.mark.django_db(transaction=True)
def test_nothing_is_claimed_inside_a_transaction_that_could_still_be_undone(moment):
    emails(1, moment)
    with pytest.raises(RuntimeError), transaction.atomic():
        taken(moment)


@pytest.mark.django_db(transaction=True)
def test_many_workers_share_the_rows_and_no_row_is_taken_twice(moment):
    emails(60, moment)
    got: list[str] = []

    def work() -> None:
        while batch := taken(moment, limit=7):
            got.extend(batch)
        connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(got, key=int) == [str(n) for n in range(60)]


@pytest.mark.django_db
def test_a_sign_of_life_is_one_row_a_job(moment, django_assert_num_queries):
    heartbeats.beat("send messages", at=moment)
    with django_assert_num_queries(1):
        heartbeats.beat("send messages", at=moment + LEASE)
    assert heartbeats.beats() == {"send messages": moment + LEASE}


@pytest.mark.django_db
def test_a_silent_job_is_named_and_a_job_of_the_past_forgotten(moment):
    heartbeats.beat("lama", at=moment - LEASE)
    heartbeats.beat("baru", at=moment)
    assert heartbeats.silent(at=moment, within=timedelta(minutes=1)) == ["lama"]
    heartbeats.forget_others(["baru"])
    assert heartbeats.silent(at=moment, within=timedelta(minutes=1)) == []
