"""Who probes what: the agents, what each has to ask, and how the segments keep up."""

import json
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any, Final, NamedTuple

from django.db.models import Count, Min, Q

from sigap.monitoring.models import INVENTED, Agent, Check, Segment
from sigap.monitoring.probes.base import MANAGEMENT

MOST_CHECKS: Final = 20_000


def digest_of(token: str) -> str:
    """What is kept of a token."""
    return sha256(token.encode()).hexdigest()


def agent_of(token: str) -> Agent | None:
    """The agent of a token that was not revoked."""
    rows = Agent.objects.filter(digest=digest_of(token), revoked_at=None)
    return rows.select_related("segment").first()


def plan_of(agent: Agent) -> list[dict[str, Any]]:
    """Everything that this agent has to ask, with the addresses that the inventory has now.

    Never what needs a credential: no secret leaves the centre.
    """
    rows = Check.objects.filter(segment=agent.segment, active=True).exclude(kind__in=MANAGEMENT)
    found = rows.select_related("device", "interface").order_by("pk")[:MOST_CHECKS]
    return [
        {
            "id": row.pk,
            "phase": row.device_id,
            "kind": row.kind,
            "label": row.label,
            "address": row.address,
            "options": row.options,
            "every": row.every,
        }
        for row in found
    ]


def stamp_of(plan: Sequence[dict[str, Any]]) -> str:
    """A short mark by which two plans are told to be the same."""
    return sha256(json.dumps(plan, sort_keys=True).encode()).hexdigest()[:16]


def agents() -> list[Agent]:
    """Every agent with its segment, those that may work first."""
    rows = Agent.objects.select_related("segment")
    return sorted(rows, key=lambda row: (row.revoked_at is not None, row.name))


class Probed(NamedTuple):
    """A segment, and how its prober keeps up: `number` checks are asked, the turn of `due` has
    come, and the first of these waits since `oldest_due`."""

    key: str
    name: str
    by: str
    known_good: list[str]
    trouble: str
    paces: dict[str, Any]
    number: int
    due: int
    oldest_due: datetime | None


def segments(*, at: datetime) -> list[Probed]:
    """The segments that somebody probes, the office's own first. One query."""
    active = Q(checks__active=True)
    due = active & Q(checks__next_at__lte=at)
    rows = Segment.objects.exclude(by=INVENTED).annotate(
        number=Count("checks", filter=active),
        due=Count("checks", filter=due),
        oldest_due=Min("checks__next_at", filter=due),
    )
    found = rows.order_by("-by", "name", "pk").values_list(*Probed._fields)
    return [Probed._make(row) for row in found]
