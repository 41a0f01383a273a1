"""The papers of a case as PDF, and the case as one: its berkas."""

from django.http import HttpResponse
from ninja import Router

from sigap.api.fields import Text
from sigap.api.requests import ApiRequest, Number
from sigap.documents.renderers.typst import NotDrawn
from sigap.domain.errors import NotFound, Refused, words
from sigap.incidents.actions.berkas import bind_berkas
from sigap.incidents.actions.papers import content_of
from sigap.incidents.queries.cases import case_row
from sigap.incidents.queries.dossier import papers_shown
from sigap.kit import clock

router = Router(tags=["Catatan"])


@router.get("/incidents/{number}/documents/berkas.pdf", response={200: bytes})
def case_file(request: ApiRequest, number: Number) -> HttpResponse:
    """The whole case as PDF/A-3: papers, clocks, timeline; data, record and originals inside it."""
    made = bind_berkas(number, by=request.auth, at=clock.now())
    return _pdf(made.content, made.name)


@router.get("/incidents/{number}/documents/{code}.pdf", response={200: bytes})
def paper(request: ApiRequest, number: Number, code: Text) -> HttpResponse:
    """One paper of the case by its verification code, as it was drawn."""
    by, at = request.auth, clock.now()
    incident = case_row(number, by=by)
    row = next((row for row in papers_shown(incident, by=by) if row.code == code), None)
    if row is None:
        raise NotFound("paper-not-found", words("Naskah itu tidak ada pada perkara ini."))
    try:
        content = content_of(row, at=at)
    except (NotDrawn, FileNotFoundError) as error:
        told = words("Naskah ini belum dapat digambar: %(reason)s")
        raise Refused("paper-not-drawn", told, reason=str(error)) from error
    return _pdf(content, f"{incident.number}-{row.kind}.pdf")


def _pdf(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
