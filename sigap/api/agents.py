"""Where probe agents fetch their plan and deliver what they heard; each proves itself by a token.

The bodies are an agreement between two parts of one product (docs/monitoring.md), described in
`agent_shapes`; they are read as carefully as any stranger's.
"""

import json
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from pydantic import ValidationError

from sigap.api.agent_shapes import Asked, Heard, Result, Row
from sigap.api.problems import problem
from sigap.domain.errors import Fault, words
from sigap.kit import clock
from sigap.monitoring.actions.agents import finish_order, take_orders, take_readings
from sigap.monitoring.actions.orders import questions
from sigap.monitoring.models import Agent, Order
from sigap.monitoring.probes.base import Reading, Target
from sigap.monitoring.queries.agents import agent_of, plan_of, stamp_of

MOST_BYTES = 2 * 1024 * 1024

_NO_AGENT = Fault("token-unknown", words("Kunci agen tidak dikenal atau sudah dicabut."))
_WRONG = Fault("malformed-body", words("Isi kiriman agen tidak seperti yang disepakati."))
_TOO_LARGE = Fault("too-large", words("Kiriman agen terlalu besar."))

View = Callable[..., HttpResponse]


def _agents_only(view: View) -> View:
    @csrf_exempt
    @require_POST
    @wraps(view)
    def proved(request: HttpRequest, **named: Any) -> HttpResponse:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        agent = agent_of(token.strip()) if scheme.lower() == "bearer" else None
        if agent is None:
            return problem(request, 401, _NO_AGENT)
        if len(request.body) > MOST_BYTES:
            return problem(request, 413, _TOO_LARGE)
        try:
            return view(request, agent, json.loads(request.body), at=clock.now(), **named)
        except (ValidationError, ValueError, RecursionError):
            return problem(request, 422, _WRONG)

    return proved


@_agents_only
def work(request: HttpRequest, agent: Agent, body: Any, *, at: datetime) -> HttpResponse:
    """The plan, unless the agent has it already, and the probes on demand that wait for it."""
    asked, plan = Asked.model_validate(body), plan_of(agent)
    stamp = stamp_of(plan)
    told = {
        "stamp": stamp,
        "checks": None if asked.stamp == stamp else plan,
        "known_good": agent.segment.known_good,
        "orders": [_order(order) for order in take_orders(agent, at=at)],
    }
    return JsonResponse(told)


@_agents_only
def readings(request: HttpRequest, agent: Agent, body: Any, *, at: datetime) -> HttpResponse:
    """Keep what the agent heard; the same readings once more are counted once."""
    heard = Heard.model_validate(body)
    found = [_reading(row) for row in heard.readings]
    kept = take_readings(agent, found, trouble=heard.trouble, waiting=heard.waiting, at=at)
    return JsonResponse({"kept": kept})


@_agents_only
def order(request: HttpRequest, agent: Agent, body: Any, *, pk: int, at: datetime) -> HttpResponse:
    """Keep what the agent heard of one probe on demand."""
    result = Result.model_validate(body)
    finish_order(agent, pk, result.model_dump(mode="json"), at=at)
    return JsonResponse({})


def _order(row: Order) -> dict[str, Any]:
    asked = [
        {
            "id": target.key,
            "kind": target.kind,
            "address": target.address,
            "options": target.options,
            "label": label,
        }
        for target, label in questions(row.device)
    ]
    return {"id": row.pk, "address": row.device.management_address or "", "questions": asked}


def _reading(row: Row) -> Reading:
    key, at, answer, sent, trips, detail = row
    seconds = tuple(trip / 1_000_000 for trip in trips[:sent])
    return Reading(Target(key, "", ""), at, answer, sent, seconds, detail)
