"""What rounds heard becomes rows: single readings, how each check stands now, what changed."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from sigap.domain.answers import Answer, graded
from sigap.domain.health import (
    USUAL,
    Grade,
    Health,
    Standing,
    Thresholds,
    next_health,
    read_back,
    written,
)
from sigap.domain.health import Reading as Seen
from sigap.domain.probeplan import Span, begun, ended, next_due
from sigap.kit.storing import update_many
from sigap.monitoring.actions.hostkeys import note_key, note_shown
from sigap.monitoring.actions.readings import keep_reading
from sigap.monitoring.models import Check, HealthChange, Late, RawReading
from sigap.monitoring.probes.base import MANAGEMENT, MOST_DETAIL, Reading, Target

RAW_KEPT: Final = timedelta(hours=24)
# A reading whose stretch ended less than this ago is in time: the stretch is not summed up yet.
GRACE: Final = timedelta(seconds=120)
_IN_TIME: Final = GRACE / 2
# What seems to fail is looked at again soon, so that a true outage is known within half a minute.
_AGAIN: Final = timedelta(seconds=10)
_BITE: Final = 500
_STATE: Final = (
    "next_at",
    "claimed_until",
    "standing",
    "since",
    "health",
    "answer",
    "detail",
    "rtt",
    "loss",
    "read_at",
)


def store(readings: Sequence[Reading], *, at: datetime, held: datetime | None = None) -> int:
    """Keep these readings of checks (`target.key` is the check's number); answers how many.

    With `held`, the end of the lease under which the checks were claimed: those that another
    worker has claimed since are left to him, and the rest are given back. Storing the same reading
    twice changes nothing. What is older than raw readings are kept, or of no check, is left out.
    """
    by_check: dict[int, list[Reading]] = defaultdict(list)
    for reading in readings:
        if at - RAW_KEPT < reading.at <= at + _IN_TIME:
            by_check[reading.target.key].append(reading)
    keys = sorted(by_check)
    stored = 0
    for first in range(0, len(keys), _BITE):
        bite = keys[first : first + _BITE]
        stored += _store_bite({key: by_check[key] for key in bite}, at=at, held=held)
    return stored


@transaction.atomic
def _store_bite(readings: dict[int, list[Reading]], *, at: datetime, held: datetime | None) -> int:
    rows = Check.objects.select_for_update().filter(pk__in=readings).order_by("pk")
    if held is not None:
        rows = rows.filter(claimed_until=held)
    checks = list(rows)
    raw: list[RawReading] = []
    changes: list[HealthChange] = []
    for check in checks:
        for reading in sorted(readings[check.pk], key=lambda each: each.at):
            raw.append(_raw(check, reading))
            changes += _stands(check, reading)
            _note_told(check, reading)
        check.claimed_until = None
        check.next_at = _next(check, at)
    RawReading.objects.bulk_create(raw, ignore_conflicts=True)
    update_many(checks, _STATE)
    HealthChange.objects.bulk_create(changes, ignore_conflicts=True)
    _note_late((row.at for row in raw), at)
    return len(raw)


@transaction.atomic
def blind(keys: Sequence[int], *, at: datetime) -> int:
    """Note that nobody asked these checks: one blind reading more, which no history keeps.

    Answers how many of them are unknown now.
    """
    checks = list(Check.objects.select_for_update().filter(pk__in=keys).order_by("pk"))
    changes: list[HealthChange] = []
    for check in checks:
        answer, read_at = check.answer, check.read_at
        asked = Target(check.pk, check.kind, "")
        changes += _stands(check, Reading(asked, at, Answer.PROBER_BROKEN, sent=0))
        # What was last heard, and when, is still what it was.
        check.answer, check.read_at = answer, read_at
    update_many(checks, _STATE)
    HealthChange.objects.bulk_create(changes, ignore_conflicts=True)
    return len(changes)


def _note_told(check: Check, reading: Reading) -> None:
    """Keep what a device told of itself, and which key its SSH server showed."""
    if reading.told is not None:
        keep_reading(check.device_id, check.kind, reading.told, at=reading.at)
        if reading.told.fingerprint:
            note_key(check.device, reading.told.fingerprint, at=reading.at)
    elif shown := reading.raw.get("shown"):
        note_shown(check.device, shown, at=reading.at)


def _raw(check: Check, reading: Reading) -> RawReading:
    trips = " ".join(map(str, _microseconds(reading)))
    return RawReading(
        check_row_id=check.pk,
        at=reading.at,
        answer=reading.answer.value,
        grade=graded(reading.answer, lost=reading.lost).value,
        sent=reading.sent,
        trips=trips,
        detail=reading.detail[:MOST_DETAIL] if reading.answer is not Answer.OK else "",
    )


def _microseconds(reading: Reading) -> list[int]:
    return [max(1, round(trip * 1_000_000)) for trip in reading.trips[:20]]


def _stands(check: Check, reading: Reading) -> list[HealthChange]:
    """Put one more reading to the check's state; the change that this makes, if any."""
    before = read_back(check.health) if check.health else Health()
    after = next_health(before, Seen(_grade(check, reading), reading.at), _thresholds(check))
    if after is before:
        return []
    check.health = written(after)
    check.standing, check.since = after.standing.value, after.since
    check.answer, check.detail = reading.answer.value, reading.detail[:MOST_DETAIL]
    check.rtt = round(reading.rtt * 1_000_000) if reading.rtt is not None else None
    check.loss, check.read_at = reading.loss, reading.at
    if after.standing is before.standing or after.since is None:
        return []
    change = HealthChange(
        check_row=check,
        at=reading.at,
        since=after.since,
        before=before.standing.value,
        after=after.standing.value,
        answer=reading.answer.value,
        detail=check.detail,
    )
    return [change]


def _grade(check: Check, reading: Reading) -> Grade:
    """What a reading says of its target. Silent management is no outage: traffic may pass."""
    grade = graded(reading.answer, lost=reading.lost)
    return Grade.POOR if grade is Grade.BAD and check.kind in MANAGEMENT else grade


def _thresholds(check: Check) -> Thresholds:
    """The usual ones, but a check that is asked seldom does not forget in between."""
    memory = timedelta(seconds=3 * check.every)
    return USUAL if memory <= USUAL.memory else Thresholds(memory=memory)


def _next(check: Check, at: datetime) -> datetime:
    """When the check is due again; sooner while an outage is suspected and not yet known."""
    every = timedelta(seconds=check.every)
    due = next_due(check.device_id, every, after=at)
    answering = read_back(check.health).answering if check.health else None
    suspected = answering is not None and not answering.says
    if suspected and check.standing in (Standing.UP.value, Standing.DEGRADED.value):
        return min(due, at + _AGAIN)
    return due


def _note_late(moments: Iterable[datetime], at: datetime) -> None:
    """Remember the stretches that may have been summed up before these readings came."""
    zone = timezone.get_default_timezone()
    starts = {begun(Span.FIVE, moment, zone) for moment in moments}
    late = [start for start in starts if ended(Span.FIVE, start, zone) <= at - _IN_TIME]
    if late:
        Late.objects.bulk_create(
            [Late(at=start, stamp=uuid4().hex) for start in sorted(late)],
            update_conflicts=True,
            unique_fields=["at"],
            update_fields=["stamp"],
        )
