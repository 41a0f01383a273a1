"""The receipt a reporter takes along: number, tracking code, what was told, what is promised."""

import segno
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from markupsafe import Markup

from sigap.incidents.actions.receipts import receipt_case, receipt_paper
from sigap.incidents.actions.telling import tracking_url
from sigap.incidents.channels import CHANNELS
from sigap.incidents.papers.receipt import desk
from sigap.incidents.queries.cases import procedure_of
from sigap.web.middleware import PageRequest
from sigap.web.pages.papers import content_now, pdf_answer


@login_required
@require_safe
def show(request: PageRequest, number: str) -> HttpResponse:
    """One receipt, for the office and for the agency that reported."""
    assert request.actor is not None
    incident = receipt_case(number, by=request.actor)
    address = tracking_url(incident)
    context = {
        "incident": incident,
        "procedure": procedure_of(incident),
        "channel": CHANNELS[incident.channel],
        "tracking_url": address,
        "qr": qr(address),
        "desk": desk(request.at),
    }
    return render(request, "report/receipt.html", context)


@login_required
@require_safe
def pdf(request: PageRequest, number: str) -> HttpResponse:
    """The same as a paper, to be handed out or kept."""
    assert request.actor is not None
    incident = receipt_case(number, by=request.actor)
    paper = receipt_paper(incident, at=request.at)
    return pdf_answer(paper, content_now(paper, (), at=request.at))


def qr(text: str) -> Markup:
    """The text as a QR code: an inline drawing without any style attribute."""
    drawn = segno.make(text, error="m", micro=False)
    return Markup(drawn.svg_inline(omitsize=True, border=0))
