"""Acts beside the walk: notes, cancelling, parents, affected agencies and what they confirm."""

from django.http import HttpResponse
from ninja import Router

from sigap.api import shapes
from sigap.api.answers import unchanged
from sigap.api.fields import Text
from sigap.api.requests import (
    AddedAgency,
    ApiRequest,
    Cancelled,
    Confirmed,
    Followed,
    Noted,
    Number,
    Reason,
)
from sigap.api.views.cases import told
from sigap.domain.errors import Fault, Invalid
from sigap.incidents.actions import confirmations, exceptions, family
from sigap.kit import clock

router = Router(tags=["Perkara"])


@router.post("/incidents/{number}/notes", response={201: shapes.Incident})
def note(request: ApiRequest, number: Number, body: Noted) -> HttpResponse:
    """Put a remark on the record."""
    at = clock.now()
    with unchanged(request, number):
        exceptions.add_note(number, text=body.text, internal=body.internal, at=at, by=request.auth)
    return told(request, number, at=at, status=201)


@router.post("/incidents/{number}/cancel", response=shapes.Incident)
def cancel(request: ApiRequest, number: Number, body: Cancelled) -> HttpResponse:
    """Strike a mistaken or duplicate report; it stays on the register."""
    at = clock.now()
    with unchanged(request, number):
        exceptions.cancel_incident(
            number,
            reason=body.reason,
            explanation=body.explanation,
            duplicate_of=body.duplicate_of or "",
            at=at,
            by=request.auth,
        )
    return told(request, number, at=at)


@router.post("/incidents/{number}/parent", response=shapes.Incident)
def follow(request: ApiRequest, number: Number, body: Followed) -> HttpResponse:
    """Let this report follow the case that repairs the common cause."""
    at = clock.now()
    with unchanged(request, number, above=body.parent):
        family.follow(number, parent=body.parent, at=at, by=request.auth)
    return told(request, number, at=at)


@router.api_operation(["DELETE"], "/incidents/{number}/parent", response=shapes.Incident)
def leave_parent(request: ApiRequest, number: Number, reason: Text) -> HttpResponse:
    """The same as `POST …/unfollow`, for callers that think in resources."""
    return _unfollow(request, number, reason)


@router.post("/incidents/{number}/unfollow", response=shapes.Incident)
def unfollow(request: ApiRequest, number: Number, body: Reason) -> HttpResponse:
    """Take a report out of its parent; it goes on by itself where it stood."""
    return _unfollow(request, number, body.reason)


def _unfollow(request: ApiRequest, number: str, reason: str) -> HttpResponse:
    at = clock.now()
    with unchanged(request, number):
        family.unfollow(number, reason=reason, at=at, by=request.auth)
    return told(request, number, at=at)


@router.post("/incidents/{number}/agencies", response={201: shapes.Incident})
def add_agency(request: ApiRequest, number: Number, body: AddedAgency) -> HttpResponse:
    """Count one more agency as affected; it then confirms for itself."""
    at = clock.now()
    with unchanged(request, number):
        confirmations.add_agency(number, agency=body.agency, at=at, by=request.auth)
    return told(request, number, at=at, status=201)


@router.post("/incidents/{number}/confirmations/{agency}", response=shapes.Incident)
def confirm(request: ApiRequest, number: Number, agency: Text, body: Confirmed) -> HttpResponse:
    """Record what an agency says of its network; `masih-gangguan` reopens the case.

    Asked of a parent for an agency whose own report follows it, the answer is given to that
    report, and that report is what comes back.
    """
    at = clock.now()
    with unchanged(request, number):
        try:
            incident = confirmations.answer_confirmation(
                number,
                agency=agency,
                result=body.result,
                informant=body.by or "",
                channel=body.channel,
                at=at,
                by=request.auth,
            )
        except Invalid as refusal:
            raise _named_as_asked(refusal) from None
    return told(request, incident.number, at=at)


def _named_as_asked(refusal: Invalid) -> Invalid:
    """The faults under the names of this body: the informant is called `by` here."""
    faults: dict[str, Fault] = {}
    for name, fault in refusal.faults.items():
        faults["by" if name == "informant" else name] = fault
    return Invalid(faults)
