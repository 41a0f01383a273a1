"""An SOP version as files: the paper of its legal form, and its flow for other process tools."""

from typing import Final

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from sigap.incidents.papers.procedures import sop_bpmn, sop_pdf
from sigap.incidents.queries.procedures import of_version
from sigap.web.middleware import PageRequest

# The browser's own PDF reader needs nothing of this site.
_CAGE: Final = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:"


@login_required
@require_safe
def pdf(request: PageRequest, key: str, version: int) -> HttpResponse:
    """The version as PDF; drawn when asked for, since a later version changes its stamp."""
    answer = HttpResponse(sop_pdf(of_version(key, version)), content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="SOP {key} v{version}.pdf"'
    answer.headers["Content-Security-Policy"] = _CAGE
    return answer


@login_required
@require_safe
def flow(request: PageRequest, key: str, version: int) -> HttpResponse:
    """The version as a BPMN 2.0 file to be saved."""
    answer = HttpResponse(sop_bpmn(of_version(key, version)), content_type="application/xml")
    answer.headers["Content-Disposition"] = f'attachment; filename="{key}.v{version}.bpmn"'
    return answer
