"""How the invented network stands: nearly all well, a few not, and a history where one looks.

Nothing of it is ever probed: the addresses are invented too. A demo must not send a packet to
addresses that may be somebody's (docs/decisions/0020-probes.md).
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Final

from django.utils import timezone

from sigap.domain.answers import Answer, graded
from sigap.domain.probeplan import Span, begun
from sigap.domain.samples import Summary, merged, of_reading
from sigap.inventory.models import Device
from sigap.monitoring.actions.bringing import bring_sums, invent_checks
from sigap.monitoring.actions.storing import store
from sigap.monitoring.models import Check
from sigap.monitoring.probes.base import Kind, Reading, Target

_SEED: Final = 5821
# Devices with a whole history, each with how it does now.
DOWN, LOSSY, FLAPPING, WELL = "putus", "hilang", "labil", "baik"
_TOLD: Final = ((DOWN, 2), (LOSSY, 2), (FLAPPING, 1), (WELL, 3))
_RAW_MINUTES: Final = 170
_SPANS: Final = (
    (Span.FIVE, timedelta(minutes=5), 340),
    (Span.HOUR, timedelta(hours=1), 236),
    (Span.DAY, timedelta(days=1), 180),
)


def put_on(*, at: datetime) -> None:
    """Give every device with an address its state, and a few of them their history."""
    chance = Random(_SEED)
    # Also those out of use: put back into use they must not be taken for real ones.
    devices = Device.objects.filter(management_address__isnull=False)
    checks = invent_checks(list(devices.order_by("pk").values_list("pk", flat=True)), at=at)
    edge = checks[12:] or checks
    chosen = chance.sample(edge, min(len(edge), sum(count for _, count in _TOLD)))
    fates = [fate for fate, count in _TOLD for _ in range(count)]
    told = {check.pk: fate for check, fate in zip(chosen, fates, strict=False)}
    readings = [
        reading
        for check in checks
        for reading in _readings(check, told.get(check.pk, ""), at, chance)
    ]
    store(readings, at=at)
    for check in chosen:
        _history(check, at, chance)


def _readings(check: Check, fate: str, at: datetime, chance: Random) -> Iterator[Reading]:
    """The last minutes: all that the page of a told device draws, a few for everybody else."""
    base = 0.0006 + (check.pk % 40) / 10_000
    minutes = _RAW_MINUTES if fate else 3
    for back in range(minutes, 0, -1):
        answers = _answers(fate, back, chance)
        trips = tuple(base + chance.expovariate(4_000) for _ in range(answers))
        answer = Answer.OK if trips else Answer.TIMEOUT
        asked = Target(check.pk, Kind.ICMP, "")
        yield Reading(asked, at - timedelta(minutes=back), answer, 3, trips)


def _answers(fate: str, back: int, chance: Random) -> int:
    """How many of three packets come back so many minutes ago."""
    if fate == DOWN and back < 25:
        return 0
    if fate == FLAPPING and back < 60 and back // 3 % 2:
        return 0
    if fate == LOSSY and back < 90 and chance.random() < 0.8:
        return chance.choice((1, 2))
    return 3 if chance.random() > 0.01 else 2


def _history(check: Check, at: datetime, chance: Random) -> None:
    """Sums of every span, so that all reaches of the page show something."""
    zone = timezone.get_default_timezone()
    base = 600 + check.pk % 40 * 100
    for span, length, count in _SPANS:
        sums: dict[datetime, Summary] = {}
        for back in range(2, count):
            start = begun(span, at - back * length, zone)
            sums[start] = merged(_sample(base, chance) for _ in range(5))
        bring_sums(check, span, sums)


def _sample(base: int, chance: Random) -> Summary:
    lost = int(chance.random() < 0.004) + 2 * int(chance.random() < 0.001)
    trips = [base + round(chance.expovariate(1 / 250)) for _ in range(3 - lost)]
    answer = Answer.OK if trips else Answer.TIMEOUT
    return of_reading(graded(answer, lost=lost), sent=3, trips=trips)
