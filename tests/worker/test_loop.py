"""The worker's loop: jobs at their own pace, and none that can stop another."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from time import monotonic, sleep

import pytest

from sigap.kit import clock, heartbeats
from sigap.worker.loop import JOBS, Job, run

SOON = timedelta(milliseconds=10)


class Counted:
    """A job that counts its rounds and does with each what it is told."""

    def __init__(self, act: Callable[[], object] = lambda: None) -> None:
        self.moments: list[datetime] = []
        self._act = act

    def __call__(self, *, at: datetime) -> int:
        self.moments.append(at)
        self._act()
        return 1


def fail() -> None:
    raise OSError("the network is down")


def wait_for(condition: Callable[[], bool]) -> None:
    given_up_at = monotonic() + 10
    while not condition():
        assert monotonic() < given_up_at, "it did not come about in ten seconds"
        sleep(0.01)


@pytest.mark.django_db
def test_one_round_runs_every_job_once_at_the_moment_of_the_clock(moment):
    jobs = [Counted(), Counted()]
    with clock.at(moment):
        run(once=True, jobs=[Job(f"{n}", every=SOON, run=job) for n, job in enumerate(jobs)])
    assert [job.moments for job in jobs] == [[moment], [moment]]
    assert heartbeats.beats() == {"0": moment, "1": moment}


@pytest.mark.django_db
def test_a_job_that_fails_is_logged_and_stops_no_other(caplog):
    other = Counted()
    jobs = [Job("rusak", every=SOON, run=Counted(fail)), Job("baik", every=SOON, run=other)]
    run(once=True, jobs=jobs)
    assert len(other.moments) == 1
    assert "rusak: the round failed" in caplog.text


@pytest.mark.django_db
def test_the_real_jobs_run_on_an_empty_database():
    run(once=True)
    assert set(heartbeats.beats()) == {job.name for job in JOBS}


@pytest.mark.django_db(transaction=True)
def test_a_job_that_hangs_or_fails_keeps_no_other_from_its_pace():
    stop, released = threading.Event(), threading.Event()
    quick, failing = Counted(), Counted(fail)
    jobs = [
        Job("macet", every=SOON, run=Counted(lambda: released.wait(20))),
        Job("rusak", every=SOON, run=failing),
        Job("cepat", every=SOON, run=quick),
    ]
    worker = threading.Thread(target=run, kwargs={"stop": stop, "jobs": jobs})
    worker.start()
    wait_for(lambda: len(quick.moments) >= 3 and len(failing.moments) >= 3)
    assert "macet" not in heartbeats.beats()
    released.set()
    stop.set()
    worker.join(10)
    assert not worker.is_alive()


@pytest.mark.django_db(transaction=True)
def test_a_stop_lets_the_round_under_way_end():
    stop = threading.Event()
    ended: list[bool] = []
    slow = Counted(lambda: (stop.set(), sleep(0.2), ended.append(True)))
    run(stop, jobs=[Job("lama", every=timedelta(hours=1), run=slow)])
    assert ended == [True]
