"""The receipt a reporter takes along: number, tracking code, what was told, what is promised."""

from datetime import datetime

import segno
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from markupsafe import Markup

from sigap.domain.actor import OPERATOR
from sigap.domain.errors import NotAllowed, words
from sigap.incidents.actions.telling import tracking_url
from sigap.incidents.channels import CHANNELS
from sigap.incidents.queries.cases import case_row, may_see_inside, procedure_of
from sigap.people.queries import position_title
from sigap.web.middleware import PageRequest


@login_required
@require_safe
def show(request: PageRequest, number: str) -> HttpResponse:
    """One receipt, for the office and for the agency that reported.

    Another affected agency does not see it: who holds the tracking code may answer for the
    agency that reported.
    """
    by = request.actor
    assert by is not None
    incident = case_row(number, by=by)
    if not may_see_inside(by) and incident.agency.key != by.agency:
        raise NotAllowed("not-your-report", words("Tanda terima ini milik pelapor lain."))
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


def qr(text: str) -> Markup:
    """The text as a QR code: an inline drawing without any style attribute."""
    drawn = segno.make(text, error="m", micro=False)
    return Markup(drawn.svg_inline(omitsize=True, border=0))


def desk(at: datetime) -> str:
    """Whom to ask: the title of the service desk, with its number where the office gave one."""
    title, contact = position_title(OPERATOR, at=at), settings.SIGAP_SERVICE_DESK
    return f"{title} ({contact})" if contact else title
