"""The papers of a case as PDF: their list, and each of them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sigap.documents.actions.outside_numbers import RECORDERS
from sigap.documents.models import Paper, Signature
from sigap.documents.queries import papers_of, signatures_of
from sigap.documents.renderers.typst import NotDrawn
from sigap.domain.actor import STOOD_IN_FOR
from sigap.domain.errors import NotFound, Refused, words
from sigap.incidents.actions.papers import content_of
from sigap.incidents.papers.signed import signed_content
from sigap.incidents.queries.cases import case_row, may_see_inside
from sigap.incidents.queries.dossier import shown_to
from sigap.web.middleware import PageRequest
from sigap.web.pages.letters import letters_of
from sigap.web.person import unseen

# The browser's own PDF reader needs nothing of this site.
CAGE: Final = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:"


@login_required
@require_safe
def show(request: PageRequest, number: str) -> HttpResponse:
    """The papers and letters of one case that this person may see. Five queries."""
    assert request.actor is not None
    incident = case_row(number, by=request.actor)
    papers = shown_to(papers_of(incident.number), request.actor)
    context = {
        "incident": incident,
        "papers": papers,
        "signatures": signatures_of(papers),
        "may_sign": request.actor.holds(*STOOD_IN_FOR),
        "may_number": request.actor.holds(*RECORDERS),
        "inside": may_see_inside(request.actor),
        "typed": request.POST,
        "faults": {},
        **letters_of(incident, request.actor),
        "unread_notices": unseen(request),
        "at": request.at,
    }
    return render(request, "papers/list.html", context)


@login_required
@require_safe
def pdf(request: PageRequest, number: str, code: str) -> HttpResponse:
    """One paper, drawn now where the worker has not come yet."""
    paper = paper_shown(request, number, code)
    signatures = signatures_of([paper])[paper.pk]
    answer = pdf_answer(paper, content_now(paper, signatures, at=request.at))
    waits = paper.awaits or any(row.signed_at is None for row in signatures)
    answer.headers["Cache-Control"] = "no-store" if waits else "private, max-age=86400, immutable"
    return answer


def content_now(paper: Paper, signatures: Sequence[Signature], *, at: datetime) -> bytes:
    """The bytes of a paper as it was signed or drawn; Refused with the reason where it has none."""
    try:
        return signed_content(signatures) or content_of(paper, at=at)
    except (NotDrawn, FileNotFoundError) as error:
        told = words("Naskah ini belum dapat digambar: %(reason)s")
        raise Refused("paper-not-drawn", told, reason=str(error)) from error


def pdf_answer(paper: Paper, content: bytes) -> HttpResponse:
    """A paper to be looked at in the browser, under the name of its case and kind."""
    answer = HttpResponse(content, content_type="application/pdf")
    name = f"{paper.number}-{paper.kind}.pdf"
    answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    answer.headers["Content-Security-Policy"] = CAGE
    return answer


def paper_shown(request: PageRequest, number: str, code: str) -> Paper:
    """One paper of a case, for whoever may see it; NotFound for anyone else. Two queries."""
    assert request.actor is not None
    incident = case_row(number, by=request.actor)
    papers = shown_to(papers_of(incident.number), request.actor)
    rows = [row for row in papers if row.code == code]
    if not rows:
        raise NotFound("paper-not-found", words("Naskah itu tidak ada pada perkara ini."))
    return rows[0]
