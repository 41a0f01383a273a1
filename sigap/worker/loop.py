"""The worker: every job comes round at its own pace and none can stop another."""

import logging
import signal
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from types import FrameType
from typing import Protocol

from django.db import connections

from sigap.incidents.actions.clocks import mark_due
from sigap.incidents.actions.countersigning import drop_drafts
from sigap.incidents.actions.cyber import remind_due
from sigap.incidents.actions.destroying import carry_out_disposals
from sigap.incidents.actions.diagnosing import keep_choices
from sigap.incidents.actions.duty_news import tell_of_duty
from sigap.incidents.actions.incoming import consider_incoming
from sigap.incidents.actions.looking import diagnose_cases
from sigap.incidents.actions.papers import draw_papers, make_papers
from sigap.incidents.actions.recompute import recompute_due
from sigap.incidents.actions.reviews import remind_of_reviews
from sigap.incidents.actions.sealing import check_record, hand_out_sheets, seal_the_day
from sigap.incidents.actions.signature_news import remind_of_signatures, tell_of_turns
from sigap.incidents.actions.stamping import stamp_sheets
from sigap.incidents.actions.successions import watch_offices
from sigap.inventory.actions.credentials import note_credential_uses
from sigap.inventory.actions.sources import read_due_sources
from sigap.kit import clock, heartbeats
from sigap.kit.idempotency import forget_answers
from sigap.monitoring.actions.agents import blind_silent
from sigap.monitoring.actions.checks import watch_inventory
from sigap.monitoring.actions.keeping import keep_history
from sigap.monitoring.actions.orders import run_orders
from sigap.monitoring.actions.rolling import roll_due
from sigap.monitoring.actions.rounds import ask_due, ping_due, poll_due, sign_in_due
from sigap.notifications.actions.collecting import collect_mail, collect_telegram
from sigap.notifications.actions.routing import release_due, route_due
from sigap.notifications.actions.sending import send_due
from sigap.notifications.actions.signin_links import send_links
from sigap.people.actions.links import forget_links
from sigap.people.actions.sessions import forget_sessions
from sigap.people.actions.signin import forget_tries

log = logging.getLogger(__name__)

# A sign of life more often than this would only wear out the disk.
_BEAT_EVERY = timedelta(seconds=10)
# How long a stop waits for the rounds that are under way; what is cut off later loses nothing.
_PATIENCE = timedelta(seconds=20)


class Round(Protocol):
    """One round of a job: does what is due at `at` and answers how much that was."""

    def __call__(self, *, at: datetime) -> int: ...


@dataclass(frozen=True, slots=True)
class Job:
    """Something that has to be looked at again and again."""

    name: str
    every: timedelta
    run: Round


JOBS = (
    Job("route news", every=timedelta(seconds=1), run=route_due),
    Job("release news", every=timedelta(seconds=15), run=release_due),
    Job("send messages", every=timedelta(seconds=2), run=send_due),
    Job("collect mail", every=timedelta(seconds=30), run=collect_mail),
    Job("collect Telegram", every=timedelta(seconds=5), run=collect_telegram),
    Job("consider incoming", every=timedelta(seconds=2), run=consider_incoming),
    Job("diagnose cases", every=timedelta(seconds=2), run=diagnose_cases),
    Job("keep choices", every=timedelta(seconds=15), run=keep_choices),
    Job("make papers", every=timedelta(seconds=3), run=make_papers),
    Job("drop drafts", every=timedelta(seconds=60), run=drop_drafts),
    Job("tell of signatures", every=timedelta(seconds=5), run=tell_of_turns),
    Job("remind of signatures", every=timedelta(minutes=10), run=remind_of_signatures),
    Job("draw papers", every=timedelta(seconds=2), run=draw_papers),
    Job("watch standards", every=timedelta(seconds=15), run=mark_due),
    Job("watch offices", every=timedelta(seconds=15), run=watch_offices),
    Job("recompute clocks", every=timedelta(seconds=2), run=recompute_due),
    Job("remind of notices", every=timedelta(seconds=60), run=remind_due),
    Job("remind of reviews", every=timedelta(hours=1), run=remind_of_reviews),
    Job("tell of duty", every=timedelta(seconds=30), run=tell_of_duty),
    Job("seal the day", every=timedelta(minutes=1), run=seal_the_day),
    Job("hand out sheets", every=timedelta(minutes=1), run=hand_out_sheets),
    Job("stamp sheets", every=timedelta(minutes=1), run=stamp_sheets),
    Job("carry out disposals", every=timedelta(minutes=1), run=carry_out_disposals),
    Job("check the record", every=timedelta(seconds=3), run=check_record),
    Job("read sources", every=timedelta(seconds=30), run=read_due_sources),
    Job("count credentials", every=timedelta(minutes=1), run=note_credential_uses),
    Job("send sign-in links", every=timedelta(seconds=2), run=send_links),
    Job("ping devices", every=timedelta(seconds=1), run=ping_due),
    Job("ask services", every=timedelta(seconds=1), run=ask_due),
    Job("poll devices", every=timedelta(seconds=1), run=poll_due),
    Job("sign in to devices", every=timedelta(seconds=5), run=sign_in_due),
    Job("run probe orders", every=timedelta(seconds=1), run=run_orders),
    Job("sum up readings", every=timedelta(seconds=30), run=roll_due),
    Job("watch the inventory", every=timedelta(seconds=20), run=watch_inventory),
    Job("miss silent agents", every=timedelta(seconds=60), run=blind_silent),
    Job("keep the history", every=timedelta(minutes=10), run=keep_history),
    Job("forget answers", every=timedelta(hours=1), run=forget_answers),
    Job("forget sessions", every=timedelta(minutes=10), run=forget_sessions),
    Job("forget tries", every=timedelta(hours=1), run=forget_tries),
    Job("forget links", every=timedelta(hours=1), run=forget_links),
)


def run(
    stop: threading.Event | None = None, once: bool = False, jobs: Sequence[Job] = JOBS
) -> None:
    """Run the jobs until `stop` is set; with `once`, one round of each, here and now.

    Each job has a thread of its own, so that a mail server that does not answer never keeps the
    standards from being watched. Without `stop` the process itself is asked to end with SIGTERM
    or SIGINT, and this must be the main thread.
    """
    heartbeats.forget_others([job.name for job in jobs])
    if once:
        for job in jobs:
            _round(job)
            heartbeats.beat(job.name, at=clock.now())
        return
    stop = stop or _stopped_by_signals()
    # Daemons: a round that hangs must not keep a stopped process alive.
    threads = [
        threading.Thread(target=_repeat, args=(job, stop), name=job.name, daemon=True)
        for job in jobs
    ]
    for thread in threads:
        thread.start()
    stop.wait()
    given_up_at = monotonic() + _PATIENCE.total_seconds()
    for thread in threads:
        thread.join(max(0.0, given_up_at - monotonic()))


def _repeat(job: Job, stop: threading.Event) -> None:
    """Rounds of one job until the stop; a round that took longer than its pace is not made up."""
    beaten: datetime | None = None
    while not stop.is_set():
        begun = monotonic()
        _round(job)
        now = clock.now()
        if beaten is None or now - beaten >= _BEAT_EVERY:
            beaten = now if _beat(job, now) else None
        # A database that was restarted or moved must not meet us with a dead connection.
        connections.close_all()
        stop.wait(max(0.0, job.every.total_seconds() - (monotonic() - begun)))


def _round(job: Job) -> None:
    try:
        done = job.run(at=clock.now())
    except Exception:  # whatever it is: this job comes round again, and the others never notice
        log.exception("%s: the round failed", job.name)
    else:
        if done:
            log.info("%s: %d", job.name, done)


def _beat(job: Job, at: datetime) -> bool:
    try:
        heartbeats.beat(job.name, at=at)
    except Exception:  # no database, no sign of life; the readiness page says so by itself
        log.exception("%s: no sign of life could be left", job.name)
        return False
    return True


def _stopped_by_signals() -> threading.Event:
    stop = threading.Event()

    def ask(number: int, frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, ask)
    signal.signal(signal.SIGINT, ask)
    return stop
