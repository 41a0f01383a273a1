"""Carrying out the steps: receive, close, decline, hold, resume, deviate."""

from typing import Any

from django.http import HttpResponse
from ninja import Router

from sigap.api import shapes
from sigap.api.answers import seen_length, signs, unchanged
from sigap.api.fields import Text
from sigap.api.requests import (
    ApiRequest,
    Deviated,
    Held,
    Number,
    Ratified,
    Reason,
    Signing,
    TakenExit,
)
from sigap.api.views.cases import acted, told
from sigap.documents.signers import configured
from sigap.domain.errors import Invalid
from sigap.incidents.actions import exceptions, steps
from sigap.incidents.actions.signing import sign_exit
from sigap.kit import clock

router = Router(tags=["Langkah"])


@router.post("/incidents/{number}/accept", response=shapes.Incident)
def accept(request: ApiRequest, number: Number) -> HttpResponse:
    """Receive the hand-over of the present step."""
    at = clock.now()
    with unchanged(request, number):
        incident = steps.accept_step(number, at=at, by=request.auth)
    return acted(request, incident, at=at)


@router.post("/incidents/{number}/exits/{verb}", response=shapes.Incident)
@signs
def take_exit(
    request: ApiRequest, number: Number, verb: Text, body: TakenExit | None = None
) -> HttpResponse:
    """Close the present step with its output, signed where the office signs electronically."""
    at, body = clock.now(), body or TakenExit.model_construct()
    asked: dict[str, Any] = {"values": body.output, "note": body.note or "", "at": at}
    asked |= {"declaration": body.declaration or "", "by": request.auth}
    try:
        if configured.signer() is None:
            with unchanged(request, number):
                incident = steps.take_exit(number, verb, **asked)
        else:
            by_whom = body.signature or Signing()
            asked |= {"secret": by_whom.secret(), "later": by_whom.later}
            asked |= {"anew": by_whom.anew}
            incident = sign_exit(number, verb, **asked, expected=seen_length(request))
    except Invalid as refusal:
        raise Invalid({_field(name): each for name, each in refusal.faults.items()}) from None
    return acted(request, incident, at=at)


def _field(name: str) -> str:
    """The name of a fault's field in the body that was sent."""
    if name in Signing.model_fields:
        return f"signature.{name}"
    return name if name in TakenExit.model_fields else f"output.{name}"


@router.post("/incidents/{number}/decline", response=shapes.Incident)
def decline(request: ApiRequest, number: Number, body: Reason) -> HttpResponse:
    """Give a hand-over back unreceived to the one who released it."""
    at = clock.now()
    with unchanged(request, number):
        incident = steps.decline_step(number, reason=body.reason, at=at, by=request.auth)
    return acted(request, incident, at=at)


@router.post("/incidents/{number}/hold", response=shapes.Incident)
def hold(request: ApiRequest, number: Number, body: Held) -> HttpResponse:
    """Let the step wait for others; its net clock stands still."""
    at = clock.now()
    with unchanged(request, number):
        incident = steps.hold_step(
            number,
            reason=body.reason,
            evidence=body.evidence or "",
            until=body.until,
            at=at,
            by=request.auth,
        )
    return acted(request, incident, at=at)


@router.post("/incidents/{number}/resume", response=shapes.Incident)
def resume(request: ApiRequest, number: Number) -> HttpResponse:
    """Go on with a held step."""
    at = clock.now()
    with unchanged(request, number):
        incident = steps.resume_step(number, at=at, by=request.auth)
    return acted(request, incident, at=at)


@router.post("/incidents/{number}/deviations", response={201: shapes.Incident})
def deviate(request: ApiRequest, number: Number, body: Deviated) -> HttpResponse:
    """Record a departure from the SOP as what it is; a superior ratifies it later."""
    at = clock.now()
    with unchanged(request, number):
        exceptions.record_deviation(
            number,
            reason=body.reason,
            authority=body.authority,
            kind=body.kind,
            to=body.to,
            at=at,
            by=request.auth,
        )
    return told(request, number, at=at, status=201)


@router.post("/incidents/{number}/deviations/{int:deviation}/ratify", response=shapes.Incident)
def ratify(
    request: ApiRequest, number: Number, deviation: int, body: Ratified | None = None
) -> HttpResponse:
    """Ratify a recorded deviation; nobody ratifies what he recorded himself."""
    at, note = clock.now(), (body.note if body else None) or ""
    with unchanged(request, number):
        exceptions.ratify_deviation(number, deviation=deviation, note=note, at=at, by=request.auth)
    return told(request, number, at=at)
