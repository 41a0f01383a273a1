"""Plain help on one page: who does what, which keys there are, what the words mean."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sigap.incidents.queries.procedures import DISRUPTION, in_force, parsed
from sigap.web.middleware import PageRequest
from sigap.web.navigation import navigation
from sigap.web.person import unseen


@login_required
@require_safe
def show(request: PageRequest) -> HttpResponse:
    """The page, with the steps of the SOP in force."""
    context = {
        "procedure": parsed(in_force(DISRUPTION)),
        "places": navigation(request.actor),
        "unread_notices": unseen(request),
    }
    return render(request, "notices/help.html", context)
