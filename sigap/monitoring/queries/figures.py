"""How the probing itself keeps up, as numbers for machines."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Count

from sigap.monitoring.models import Agent, DeviceReading, RawReading
from sigap.monitoring.queries.agents import Probed, segments

HEARD_WITHIN: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Figures:
    """`heard` counts the readings of the last minute by kind and answer; `oldest` is the oldest
    single reading that is still kept, `looks` how many looks at devices are."""

    segments: tuple[Probed, ...]
    agents: tuple[Agent, ...]
    heard: tuple[tuple[str, str, int], ...]
    oldest: datetime | None
    looks: int


def figures(*, at: datetime) -> Figures:
    """How every segment and agent keeps up, and how much is kept. Five queries."""
    lately = RawReading.objects.filter(at__gt=at - HEARD_WITHIN, at__lte=at)
    heard = lately.values_list("check_row__kind", "answer").annotate(Count("at")).order_by()
    return Figures(
        segments=tuple(segments(at=at)),
        agents=tuple(Agent.objects.filter(revoked_at=None)),
        heard=tuple(sorted((kind or "", answer, count) for kind, answer, count in heard)),
        oldest=RawReading.objects.order_by("at").values_list("at", flat=True).first(),
        looks=DeviceReading.objects.count(),
    )
