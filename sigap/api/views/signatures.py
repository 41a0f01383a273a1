"""The signatures of a paper: signing what waits for the caller, and the signed copies."""

from django.http import HttpResponse
from ninja import Router

from sigap.api import shapes
from sigap.api.answers import answer, signs
from sigap.api.fields import Text
from sigap.api.requests import ApiRequest, Number, Signing
from sigap.documents.models import Paper
from sigap.documents.queries import signatures_of
from sigap.documents.storage import path_of
from sigap.domain.errors import NotFound, words
from sigap.incidents.actions.countersigning import sign_due
from sigap.incidents.papers.berkas_data import paper_data
from sigap.incidents.queries.cases import case_row
from sigap.incidents.queries.dossier import papers_shown
from sigap.incidents.queries.signing import waiting_for
from sigap.kit import clock

router = Router(tags=["Catatan"])


@router.post("/incidents/{number}/documents/{code}/signatures", response={201: shapes.PaperShape})
@signs
def sign(
    request: ApiRequest, number: Number, code: Text, body: Signing | None = None
) -> HttpResponse:
    """Sign a paper that waits for the caller, in an office that the caller holds now."""
    at, by = clock.now(), request.auth
    paper = _paper(request, number, code)
    keys = list(waiting_for(by).filter(paper=paper).values_list("pk", flat=True))
    asked = body or Signing()
    (outcome,) = sign_due(keys, secret=asked.secret(), anew=asked.anew, at=at, by=by)
    if outcome.trouble is not None:
        raise outcome.trouble
    return answer(shapes.PaperShape(**paper_data(_paper(request, number, code))), status=201)


@router.get("/incidents/{number}/documents/{code}/signatures/{int:position}", response={200: bytes})
def copy(request: ApiRequest, number: Number, code: Text, position: int) -> HttpResponse:
    """One signed copy, byte for byte: a PDF, or the scan of a paper signed by hand."""
    paper = _paper(request, number, code)
    rows = [row for row in signatures_of([paper])[paper.pk] if row.position == position]
    if not rows or not rows[0].sha256 or not path_of(rows[0].sha256).is_file():
        raise NotFound("signature-not-found", words("Salinan bertanda tangan itu tidak ada."))
    content = path_of(rows[0].sha256).read_bytes()
    response = HttpResponse(content, content_type=rows[0].media_type)
    response["Content-Disposition"] = f'attachment; filename="{number}-{rows[0].ending}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def _paper(request: ApiRequest, number: str, code: str) -> Paper:
    incident = case_row(number, by=request.auth)
    shown = papers_shown(incident, by=request.auth)
    found = next((row for row in shown if row.code == code), None)
    if found is None:
        raise NotFound("paper-not-found", words("Naskah itu tidak ada pada perkara ini."))
    return found
