"""The berkas of a case: everything about it as one PDF, to be saved."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from sigap.incidents.actions.berkas import bind_berkas
from sigap.web.middleware import PageRequest


@login_required
@require_safe
def pdf(request: PageRequest, number: str) -> HttpResponse:
    """The whole case as it stands now, made while one waits: a second even with many photos."""
    made = bind_berkas(number, by=request.actor, at=request.at)
    answer = HttpResponse(made.content, content_type="application/pdf")
    # Saved and not shown: browsers do not show the files within.
    answer.headers["Content-Disposition"] = f'attachment; filename="{made.name}"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
