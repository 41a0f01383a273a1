"""Readings and checks for the tests of the monitoring room, made without any network."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sigap.domain.answers import Answer
from sigap.inventory.models import Device, Site
from sigap.monitoring.actions.checks import centre
from sigap.monitoring.actions.storing import store
from sigap.monitoring.models import Check
from sigap.monitoring.probes.base import Reading, Target


def device(site: Site, number: int = 1, *, address: str = "", **more: object) -> Device:
    """A device in use; its address is on loopback."""
    place = address or f"127.0.{number // 250}.{number % 250 + 1}"
    return Device.objects.create(
        site=site,
        key=f"alat-{number}",
        name=f"Alat {number}",
        management_address=place,
        **more,
    )


def check(owner: Device, *, at: datetime, **more: object) -> Check:
    """A check of this device that is due at `at`; a ping where nothing else is said."""
    given = {"kind": "icmp", "segment": centre(), "next_at": at, **more}
    return Check.objects.create(device=owner, **given)


def heard(
    row: Check, *, at: datetime, trips: Sequence[float] = (0.001, 0.002, 0.003), sent: int = 3
) -> Reading:
    """What a ping of this check heard; nothing at all when there are no trips."""
    answer = Answer.OK if trips else Answer.TIMEOUT
    return Reading(Target(row.pk, row.kind, "127.0.0.1"), at, answer, sent, tuple(trips))


def series(row: Check, pattern: str, *, start: datetime, every: int = 60) -> datetime:
    """Store readings of this check one after another: "+" answered, "-" silent, "?" the prober
    broken; answers the moment of the last."""
    at = start
    for number, sign in enumerate(pattern):
        at = start + timedelta(seconds=number * every)
        reading = heard(row, at=at, trips=(0.001, 0.002, 0.003) if sign == "+" else ())
        if sign == "?":
            reading = Reading(reading.target, at, Answer.PROBER_BROKEN, 3)
        store([reading], at=at)
    return at
