"""A guide at a case: one question at a time, all answers in the address, nothing kept."""

from typing import Final

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sigap.domain.guides import Walk, read_path, walk, written_path
from sigap.domain.machine import open_verbs
from sigap.domain.procedure import Procedure
from sigap.incidents.models import Incident
from sigap.incidents.queries.cases import affected, case_row, procedure_of, snapshot
from sigap.incidents.queries.guides import guide_in_force, guides_in_force
from sigap.web.guided import asked_of, onward, outline, said
from sigap.web.middleware import PageRequest
from sigap.web.person import unseen

PATH: Final = "jawab"
WHOLE: Final = "semua"


@login_required
@require_safe
def show(request: PageRequest, number: str, key: str) -> HttpResponse:
    """The open question, or what follows from the answers; with `?semua=1` the whole guide."""
    assert request.actor is not None
    incident = case_row(number, by=request.actor)
    walked = walk(guide_in_force(key), read_path(request.GET.get(PATH, "")))
    context = {"incident": incident, "guide": walked.guide, "unread_notices": unseen(request)}
    if WHOLE in request.GET:
        context |= {"outline": outline(walked.guide), "titles": _titles()}
        return render(request, "guides/whole.html", context)
    procedure = procedure_of(incident)
    context |= {
        "walked": walked,
        "said": said(walked),
        "onward": onward(walked),
        "back": written_path(walked.path[:-1]),
        "step": procedure.step(incident.step),
        "usable": walked.leaf is not None and _fills(request, incident, procedure, walked),
        "asked": asked_of(walked),
        "titles": _titles() if walked.leaf else {},
    }
    return render(request, "guides/ask.html", context)


def _fills(request: PageRequest, incident: Incident, procedure: Procedure, walked: Walk) -> bool:
    """Whether the present step takes what was found, and is this person's to carry out."""
    assert request.actor is not None
    if walked.guide.place(procedure.key, incident.step) is None:
        return False
    verbs = open_verbs(procedure, snapshot(incident, affected(incident)), request.actor)
    return any(way.verb in verbs for way in procedure.step(incident.step).exits)


def _titles() -> dict[str, str]:
    """The guides in use, by key: a leaf leads on only to one of them."""
    return {guide.key: guide.title for guide in guides_in_force("")}
