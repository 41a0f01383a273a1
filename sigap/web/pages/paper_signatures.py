"""The signatures of one paper: who signed, the signed copies, the scan of one signed by hand."""

from typing import Any, BinaryIO, Final, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from sigap.documents.models import Paper, Signature
from sigap.documents.queries import signatures_of
from sigap.documents.signers import configured
from sigap.documents.storage import path_of
from sigap.domain.actor import STOOD_IN_FOR
from sigap.domain.errors import Fault, Invalid, NotFound, words
from sigap.incidents.actions.countersigning import upload_scan
from sigap.incidents.queries.cases import may_see_inside
from sigap.incidents.queries.signing import attempts_on
from sigap.web.middleware import PageRequest
from sigap.web.pages.papers import CAGE, paper_shown
from sigap.web.pages.signing_attempts import STATES
from sigap.web.person import unseen

_ENDINGS: Final = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}
LABELS: Final = {"file": gettext_lazy("Salinan bertanda tangan")}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: PageRequest, number: str, code: str) -> HttpResponse:
    """The signatures of a paper; sent, a scan is kept beside it."""
    paper = paper_shown(request, number, code)
    if request.method != "POST":
        return _page(request, paper)
    assert request.actor is not None
    file = request.FILES.get("file")
    try:
        if file is None:
            raise Invalid({"file": Fault("required", words("Pilih berkas salinannya."))})
        stream, name = cast(BinaryIO, file), file.name or ""
        upload_scan(number, code, name=name, stream=stream, at=request.at, by=request.actor)
    except Invalid as refusal:
        return _page(request, paper, refusal.faults)
    messages.success(request, _("Salinan tersimpan."))
    return redirect("paper-signatures", number, code)


@login_required
@require_safe
def copy(request: PageRequest, number: str, code: str, position: int) -> HttpResponse:
    """One signed copy: the very bytes that were signed, or the scan."""
    paper = paper_shown(request, number, code)
    rows = [row for row in _signatures(request, paper) if row.position == position and row.sha256]
    if not rows or not path_of(rows[0].sha256).is_file():
        raise NotFound("signature-not-found", words("Salinan bertanda tangan itu tidak ada."))
    row = rows[0]
    answer = HttpResponse(path_of(row.sha256).read_bytes(), content_type=row.media_type)
    name = f"{number}-{paper.kind}-{row.ending}.{_ENDINGS[row.media_type]}"
    answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    answer.headers["Content-Security-Policy"] = CAGE
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "private, max-age=86400, immutable"
    return answer


def _signatures(request: PageRequest, paper: Paper) -> list[Signature]:
    """All of them to the office; to a contact what is signed and meant for the agency."""
    rows = signatures_of([paper])[paper.pk]
    if request.actor is not None and may_see_inside(request.actor):
        return rows
    return [row for row in rows if row.signed_at is not None]


def _page(
    request: PageRequest, paper: Paper, faults: dict[str, Fault] | None = None
) -> HttpResponse:
    assert request.actor is not None
    rows = _signatures(request, paper)
    context: dict[str, Any] = {
        "paper": paper,
        "signatures": rows,
        "tries": attempts_on(paper) if may_see_inside(request.actor) else [],
        "states": STATES,
        "waits_for_me": any(
            row.signed_at is None and request.actor.holds(row.role) for row in rows
        ),
        "may_upload": request.actor.holds(*STOOD_IN_FOR),
        "electronic": configured.signer() is not None,
        "faults": faults or {},
        "labels": LABELS,
        "unread_notices": unseen(request),
    }
    return render(request, "papers/signatures.html", context, status=422 if faults else 200)
