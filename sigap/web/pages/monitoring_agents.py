"""Probe agents and segments: who asks from where, for those who keep the monitoring."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from sigap.domain.errors import Fault, Invalid
from sigap.monitoring.actions.agents import SILENT_AFTER, add_agent, revoke_agent
from sigap.monitoring.queries.agents import agents, segments
from sigap.web.middleware import PageRequest
from sigap.web.person import unseen

# A check waits a moment for its round as a matter of course.
LATE: Final = timedelta(minutes=1)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: PageRequest) -> HttpResponse:
    """Every agent and segment; sent, a new agent, whose token is shown this once."""
    if request.method != "POST":
        return _page(request, {}, {})
    assert request.actor is not None
    typed = {name: request.POST.get(name, "").strip() for name in ("name", "segment")}
    try:
        token = add_agent(typed["name"], segment=typed["segment"], at=request.at, by=request.actor)
    except Invalid as refusal:
        return _page(request, typed, refusal.faults)
    return _page(request, {}, {}, made=typed["name"], token=token)


@login_required
@require_POST
def revoke(request: PageRequest, name: str) -> HttpResponse:
    """End an agent at once."""
    assert request.actor is not None
    revoke_agent(name, at=request.at, by=request.actor)
    messages.success(request, _("Agen %(name)s dicabut.") % {"name": name})
    return redirect("monitoring-agents")


def _page(
    request: PageRequest, values: Mapping[str, str], faults: Mapping[str, Fault], **told: str
) -> HttpResponse:
    context = {
        "agents": agents(),
        "segments": segments(at=request.at - LATE),
        "silent_before": request.at - SILENT_AFTER,
        "server": request.build_absolute_uri("/").rstrip("/"),
        "values": values,
        "faults": faults,
        "at": request.at,
        "unread_notices": unseen(request),
        **told,
    }
    return render(request, "monitoring/agents.html", context, status=422 if faults else 200)
