"""What a case leaves behind: its ledger, its clocks, its outputs and its files."""

from typing import BinaryIO, cast

from django.http import FileResponse, HttpResponse
from ninja import File, Router, UploadedFile

from sigap.api import shapes
from sigap.api.answers import answer, unchanged
from sigap.api.fields import Text
from sigap.api.requests import ApiRequest, Number
from sigap.api.serializers import records
from sigap.api.serializers.clocks import clock_shapes
from sigap.audit.queries import entries
from sigap.domain.actor import Actor
from sigap.domain.errors import NotFound, words
from sigap.incidents.actions.attachments import attach_file
from sigap.incidents.files import path_of, removed
from sigap.incidents.models import Attachment, Incident
from sigap.incidents.models.removing import GONE
from sigap.incidents.queries.cases import case_row, may_see_inside
from sigap.incidents.queries.clocks import step_clocks
from sigap.incidents.queries.dossier import papers_shown
from sigap.kit import clock

router = Router(tags=["Catatan"])


@router.get("/incidents/{number}/timeline", response=shapes.Timeline)
def timeline(request: ApiRequest, number: Number) -> HttpResponse:
    """The ledger of the case, oldest entry first, with the seals that prove it."""
    by = request.auth
    incident = case_row(number, by=by)
    shared = frozenset(row.key for row in _attachments(incident, by))
    told = entries(incident.ledger.key)
    return answer(records.timeline(incident, told, shared, by=by))


@router.get("/incidents/{number}/clocks", response=shapes.Page[shapes.ClockShape])
def clocks(request: ApiRequest, number: Number) -> HttpResponse:
    """The clock of each round of each step, with the sum that explains it."""
    incident = case_row(number, by=request.auth)
    read = step_clocks(incident, now=clock.now())
    return answer(shapes.Page(items=clock_shapes(incident, read, by=request.auth)))


@router.get("/incidents/{number}/documents", response=shapes.Documents)
def documents(request: ApiRequest, number: Number) -> HttpResponse:
    """The outputs that the steps have produced so far, and the papers made of them."""
    by = request.auth
    incident = case_row(number, by=by)
    visits = incident.visits.order_by("ordinal", "id")
    return answer(records.documents(incident, visits, papers_shown(incident, by=by), by=by))


@router.get("/incidents/{number}/attachments", response=shapes.Page[shapes.AttachmentShape])
def attachments(request: ApiRequest, number: Number) -> HttpResponse:
    """The files of the case that the caller may open."""
    by = request.auth
    incident = case_row(number, by=by)
    rows = _attachments(incident, by)
    return answer(shapes.Page(items=[records.attachment(incident, row, by=by) for row in rows]))


@router.post("/incidents/{number}/attachments", response={201: shapes.AttachmentShape})
def attach(request: ApiRequest, number: Number, file: File[UploadedFile]) -> HttpResponse:
    """Put a file on the record: JPG, PNG, WebP, PDF or text, at most 10 MB."""
    by = request.auth
    with unchanged(request, number):
        row = attach_file(
            number, name=file.name or "", stream=cast(BinaryIO, file), at=clock.now(), by=by
        )
    shape = records.attachment(row.incident, row, by=by)
    headers = {"Location": f"/api/v1/incidents/{number}/attachments/{row.key}"}
    return answer(shape, status=201, headers=headers)


@router.get("/incidents/{number}/attachments/{key}", response={200: bytes})
def attachment(request: ApiRequest, number: Number, key: Text) -> FileResponse:
    """The file itself, to be saved and not to be opened in the browser."""
    incident = case_row(number, by=request.auth)
    row = next((row for row in _attachments(incident, request.auth) if row.key == key), None)
    path = path_of(row.sha256) if row else None
    if row is not None and row.fate == GONE:
        raise removed()
    if row is None or path is None or not path.is_file():
        raise NotFound("attachment-not-found", words("Berkas itu tidak ada."))
    response = FileResponse(
        path.open("rb"), as_attachment=True, filename=row.name, content_type=row.media_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response


def _attachments(incident: Incident, by: Actor) -> list[Attachment]:
    rows = incident.attachments.order_by("id")
    return list(rows if may_see_inside(by) else rows.filter(internal=False))
