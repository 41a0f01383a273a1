"""Which agent a token is of, and what an agent has to ask."""

import json
from collections.abc import Sequence
from hashlib import sha256
from typing import Any, Final

from sigap.monitoring.models import Agent, Check

MOST_CHECKS: Final = 20_000


def digest_of(token: str) -> str:
    """What is kept of a token."""
    return sha256(token.encode()).hexdigest()


def agent_of(token: str) -> Agent | None:
    """The agent of a token that was not revoked."""
    rows = Agent.objects.filter(digest=digest_of(token), revoked_at=None)
    return rows.select_related("segment").first()


def plan_of(agent: Agent) -> list[dict[str, Any]]:
    """Everything that this agent has to ask, with the addresses that the inventory has now."""
    rows = Check.objects.filter(segment=agent.segment, active=True)
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
