"""What reports are made of: categories, procedures, agencies, calendars."""

from django.db.models import F
from django.http import HttpResponse
from ninja import Query, Router

from sigap.api import reference_shapes, shapes
from sigap.api.answers import answer
from sigap.api.fields import Text
from sigap.api.paging import by_key, checked_limit
from sigap.api.requests import ApiRequest, Paged
from sigap.api.serializers import reference
from sigap.incidents.models import Category, PublishedProcedure
from sigap.incidents.papers.procedures import sop_bpmn, sop_pdf
from sigap.incidents.queries.procedures import in_force, of_version, parsed, published
from sigap.people.models import Agency, CalendarVersion, WorkingCalendar
from sigap.people.queries import search_agencies

router = Router(tags=["Acuan"])


@router.get("/categories", response=shapes.Page[reference_shapes.Category])
def categories(request: ApiRequest) -> HttpResponse:
    """The kinds of disruption a report may name."""
    rows = Category.objects.filter(active=True).order_by("position", "id")
    items = [reference_shapes.Category(key=row.key, name=row.name, group=row.group) for row in rows]
    return answer(shapes.Page(items=items))


@router.get("/procedures", response=shapes.Page[reference_shapes.ProcedureItem])
def procedures(request: ApiRequest) -> HttpResponse:
    """Every published version of every SOP, newest first within a key."""
    rows = list(published().defer("source"))
    newest: dict[str, PublishedProcedure] = {}
    for row in rows:
        if row.status == "berlaku":
            newest.setdefault(row.key, row)
    items = [reference.procedure_item(row, in_force=newest.get(row.key) == row) for row in rows]
    return answer(shapes.Page(items=items))


@router.get("/procedures/{key}.pdf", response={200: bytes})
def procedure_paper(request: ApiRequest, key: Text, version: int | None = None) -> HttpResponse:
    """One SOP as PDF/A in the form of PermenPAN-RB 35/2012: the version in force, or another."""
    row = in_force(key) if version is None else of_version(key, version)
    return _file(sop_pdf(row), "application/pdf", f"{row.key}.v{row.version}.pdf")


@router.get("/procedures/{key}.bpmn", response={200: bytes})
def procedure_flow(request: ApiRequest, key: Text, version: int | None = None) -> HttpResponse:
    """One SOP as BPMN 2.0, with its drawing: the version in force, or the one asked for."""
    row = in_force(key) if version is None else of_version(key, version)
    return _file(sop_bpmn(row), "application/xml", f"{row.key}.v{row.version}.bpmn")


@router.get("/procedures/{key}", response=reference_shapes.ProcedureShape)
def procedure(request: ApiRequest, key: Text, version: int | None = None) -> HttpResponse:
    """One SOP with its steps, outputs and exits: the version in force, or the one asked for."""
    newest = published(key).filter(status="berlaku").first()
    row = in_force(key) if version is None else of_version(key, version)
    return answer(reference.procedure(parsed(row), in_force=row == newest))


@router.get("/agencies", response=shapes.Page[reference_shapes.AgencyShape])
def agencies(request: ApiRequest, filters: Query[Paged], q: Text = "") -> HttpResponse:
    """The Perangkat Daerah; with `q` the best matches of a few letters."""
    if q.strip():
        found = search_agencies(q, limit=checked_limit(filters))
        return answer(shapes.Page(items=[reference.agency(row) for row in found]))
    return answer(by_key(Agency.objects.all(), filters, reference.agency))


@router.get("/calendars", response=shapes.Page[reference_shapes.CalendarShape])
def calendars(request: ApiRequest) -> HttpResponse:
    """The working calendars as they are in force, each with its version and its source."""
    rows = WorkingCalendar.objects.order_by("key")
    newest = {
        row.calendar_id: row
        for row in CalendarVersion.objects.filter(number=F("calendar__revision"))
    }
    items = [reference.calendar(row, newest.get(row.pk)) for row in rows]
    return answer(shapes.Page(items=items))


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=kind, headers=disposition)
