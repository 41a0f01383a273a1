"""What a notice about a fault of cyber origin has to say at least, ready to be printed."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from sigap.domain.machine import INFORMED, NOTICE_NAMES
from sigap.incidents.queries.cyber import cyber_case, minimum_content
from sigap.web.casefile import CaseFile
from sigap.web.middleware import PageRequest


@never_cache
@login_required
@require_safe
def show(request: PageRequest, number: str) -> HttpResponse:
    """The minimum content of the notices of one restricted case."""
    assert request.actor is not None
    told = minimum_content(cyber_case(number, by=request.actor))
    context = {"told": told, "names": NOTICE_NAMES, "at": request.at}
    return render(request, "case/cyber_notice.html", context)


def section(found: CaseFile) -> dict[str, Any]:
    """What the section of the case page needs besides the case itself. No query."""
    return {
        "may_print_notice": found.incident.restricted and found.by.holds(*INFORMED),
        "notice_names": NOTICE_NAMES,
        "open_notices": [
            (row.duty, _(NOTICE_NAMES[row.duty])) for row in found.duties if not row.fulfilled_at
        ],
    }
