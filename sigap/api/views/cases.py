"""Reports: file one, look one up, list them, see what waits."""

from datetime import datetime

from django.http import HttpResponse
from ninja import Query, Router

from sigap.api import shapes
from sigap.api.answers import answer
from sigap.api.requests import ApiRequest, IncidentFilters, NewIncident, Number
from sigap.api.serializers.cases import item, whole
from sigap.domain.errors import Invalid
from sigap.incidents.actions.intake import report_incident
from sigap.incidents.actions.reports import Report
from sigap.incidents.models import Incident
from sigap.incidents.queries.cases import case_row, known
from sigap.incidents.queries.lists import Filters, inbox, listing
from sigap.kit import clock

router = Router(tags=["Gangguan"])

# Fields of a report as the API nests them.
_NESTED = {
    "reporter_name": "reporter.name",
    "reporter_phone": "reporter.phone",
    "reporter_email": "reporter.email",
    "letter_number": "letter.number",
    "letter_on": "letter.on",
    "letter_agenda": "letter.agenda",
}


def told(request: ApiRequest, number: str, *, at: datetime, status: int = 200) -> HttpResponse:
    """The case as it now is, with its version as ETag; after every act the answer is this."""
    return shown(request, case_row(number, by=request.auth), at=at, status=status)


def shown(
    request: ApiRequest, incident: Incident, *, at: datetime, status: int = 200
) -> HttpResponse:
    """The same of a row that this caller may see and that is as the database has it."""
    headers = {"ETag": f'"{incident.ledger.length}"'}
    if status == 201:
        headers["Location"] = f"/api/v1/incidents/{incident.number}"
    return answer(whole(incident, by=request.auth, at=at), status=status, headers=headers)


def acted(request: ApiRequest, incident: Incident, *, at: datetime) -> HttpResponse:
    """The case as the act of this caller has just left it; NotFound where he may know no more."""
    return shown(request, known(incident, by=request.auth), at=at)


@router.post("/incidents", response={201: shapes.Incident})
def file_incident(request: ApiRequest, body: NewIncident) -> HttpResponse:
    """Register a report; the clock of the first step starts."""
    at = clock.now()
    try:
        incident = report_incident(
            _report(body), at=at, by=request.auth, follows=body.follows or ""
        )
    except Invalid as refusal:
        faults = refusal.faults.items()
        raise Invalid({_NESTED.get(name, name): fault for name, fault in faults}) from None
    # Whoever reports a case may see it, and no row is as new as the one just stored.
    return shown(request, incident, at=at, status=201)


def _report(body: NewIncident) -> Report:
    letter = body.letter
    return Report(
        category=body.category,
        summary=body.summary,
        agency=body.agency or "",
        site=body.site or "",
        device=body.device or "",
        description=body.description or "",
        channel=body.channel,
        reporter_name=body.reporter.name,
        reporter_phone=body.reporter.phone or "",
        reporter_email=body.reporter.email or "",
        reported_at=body.reported_at,
        backdate_reason=body.backdate_reason or "",
        letter_number=letter.number if letter else "",
        letter_on=letter.on if letter else None,
        letter_agenda=(letter.agenda or "") if letter else "",
        external_ref=body.external_ref or "",
        impact=body.impact,
        urgency=body.urgency,
    )


@router.get("/incidents", response=shapes.Page[shapes.IncidentItem])
def incidents(request: ApiRequest, filters: Query[IncidentFilters]) -> HttpResponse:
    """The register, newest first; pages stay put while new cases come in."""
    at, by = clock.now(), request.auth
    wanted = Filters(**filters.model_dump(exclude={"cursor", "limit"}))
    page = listing(wanted, by=by, at=at, cursor=filters.cursor, limit=filters.limit)
    items = [item(row, by=by, at=at) for row in page.items]
    return answer(shapes.Page(items=items, next=page.next or None))


@router.get("/inbox", response=shapes.Page[shapes.IncidentItem])
def waiting(request: ApiRequest) -> HttpResponse:
    """What waits for the caller, by due moment; held steps come last."""
    at, by = clock.now(), request.auth
    return answer(shapes.Page(items=[item(row, by=by, at=at) for row in inbox(by)]))


@router.get("/incidents/{number}", response=shapes.Incident)
def incident(request: ApiRequest, number: Number) -> HttpResponse:
    """One case: where it stands, its clocks, and what the caller may do."""
    return told(request, number, at=clock.now())
