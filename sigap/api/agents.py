"""Where probe agents fetch their plan and deliver what they heard; each proves itself by a token.

The bodies are an agreement between two parts of one product (docs/monitoring.md), so they are not
in the OpenAPI document; they are read as carefully as any stranger's.
"""

import json
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from pydantic import AwareDatetime, BaseModel, Field, ValidationError

from sigap.api.problems import problem
from sigap.domain.answers import Answer
from sigap.domain.errors import Fault, words
from sigap.kit import clock
from sigap.monitoring.actions.agents import finish_order, take_orders, take_readings
from sigap.monitoring.actions.orders import questions
from sigap.monitoring.models import Agent, Order
from sigap.monitoring.probes.base import Reading, Target
from sigap.monitoring.queries.agents import agent_of, plan_of, stamp_of

MOST_BYTES = 2 * 1024 * 1024
MOST_READINGS = 5_000

_NO_AGENT = Fault("token-unknown", words("Kunci agen tidak dikenal atau sudah dicabut."))
_WRONG = Fault("malformed-body", words("Isi kiriman agen tidak seperti yang disepakati."))
_TOO_LARGE = Fault("too-large", words("Kiriman agen terlalu besar."))

Short = Annotated[str, Field(max_length=200)]
Text = Annotated[str, Field(max_length=500)]
Microseconds = Annotated[int, Field(ge=0, le=60_000_000)]
Row = tuple[
    Annotated[int, Field(ge=1)],
    AwareDatetime,
    Answer,
    Annotated[int, Field(ge=0, le=20)],
    Annotated[list[Microseconds], Field(max_length=20)],
    Text,
]


class Asked(BaseModel):
    """What an agent knows already."""

    stamp: Short = ""


class Heard(BaseModel):
    """Readings: check, moment, answer, packets sent, round trips in microseconds, detail."""

    trouble: Short = ""
    readings: Annotated[list[Row], Field(max_length=MOST_READINGS)]


class HeardOnce(BaseModel):
    """One line of a probe on demand."""

    kind: Short
    label: Short
    address: Short
    answer: Answer
    sent: int
    lost: int
    rtt_ms: float | None
    rtts_ms: Annotated[list[float], Field(max_length=20)]
    detail: Text
    at: Short


class SaidOnWay(BaseModel):
    """What one try of a way heard."""

    address: Short
    rtt_ms: float
    mark: Short
    reached: bool


class HopOnWay(BaseModel):
    """One hop."""

    distance: int
    said: Annotated[list[SaidOnWay | None], Field(max_length=10)]


class WalkedWay(BaseModel):
    """A way, hop by hop."""

    address: Short
    at: Short
    reached: bool
    loop: Annotated[list[Short], Field(max_length=60)]
    stopped: Short
    hops: Annotated[list[HopOnWay], Field(max_length=60)]


class Result(BaseModel):
    """What a probe on demand heard."""

    readings: Annotated[list[HeardOnce], Field(max_length=200)]
    way: WalkedWay | None
    trouble: Short


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
    return JsonResponse({"kept": take_readings(agent, found, trouble=heard.trouble, at=at)})


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
