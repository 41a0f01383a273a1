"""Hiding a person's data in a case: asked for by one, decided by another."""

from typing import Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from sigap.domain.errors import Fault, Invalid, NotFound, Refusal, words
from sigap.incidents.actions.redacting import decide_redaction, propose_redaction
from sigap.incidents.actions.retention import APPROVERS, PROPOSERS
from sigap.incidents.models import Redaction
from sigap.incidents.models.retention import PROPOSED
from sigap.incidents.queries.cases import case_row
from sigap.incidents.queries.retention import redactions
from sigap.web.entered import Entered
from sigap.web.fresh import NotFresh, require_fresh
from sigap.web.middleware import PageRequest
from sigap.web.pages.archive import LABELS as SHARED_LABELS
from sigap.web.pages.archive import LISTED, STATES
from sigap.web.person import unseen

LABELS: Final = {
    **SHARED_LABELS,
    "number": gettext_lazy("Nomor perkara"),
    "terms": gettext_lazy("Yang disamarkan"),
}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: PageRequest) -> HttpResponse:
    """What was asked for, and the form that asks."""
    assert request.actor is not None
    faults: dict[str, Fault] = {}
    if request.method == "POST":
        try:
            return redirect("redaction", _propose(request).pk)
        except Invalid as refusal:
            faults = refusal.faults
        except Refusal as refusal:
            faults = {"number": refusal.fault}
    context = {
        "rows": list(redactions(request.actor)[:LISTED]),
        "states": STATES,
        "labels": LABELS,
        "typed": request.POST,
        "faults": faults,
        "may_propose": request.actor.holds(*PROPOSERS),
        "unread_notices": unseen(request),
    }
    return render(request, "archive/redactions.html", context, status=422 if faults else 200)


def _propose(request: PageRequest) -> Redaction:
    assert request.actor is not None
    entered = Entered(request.POST)
    made = propose_redaction(
        entered.text("number"),
        terms=request.POST.get("terms", ""),
        reason=entered.text("reason"),
        at=request.at,
        by=request.actor,
    )
    messages.success(request, _("Usulan menunggu keputusan orang lain."))
    return made


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: PageRequest, pk: int) -> HttpResponse:
    """One request, and the decision of another person; for whoever may know of the case."""
    assert request.actor is not None
    row = Redaction.objects.filter(pk=pk).first()
    if row is None:
        raise NotFound("redaction-not-found", words("Usulan penyamaran itu tidak ada."))
    case_row(row.number, by=request.actor)
    if request.method != "POST":
        return _page(request, row, {})
    try:
        _decide(request, row)
    except Invalid as refusal:
        return _page(request, row, refusal.faults)
    except NotFresh:
        raise
    except Refusal as refusal:
        return _page(request, row, {"decree": refusal.fault}, refusal.status)
    messages.success(request, _("Keputusan tersimpan."))
    return redirect("redaction", row.pk)


def _decide(request: PageRequest, row: Redaction) -> None:
    require_fresh(request)
    assert request.actor is not None
    entered = Entered(request.POST)
    decide_redaction(
        row.pk,
        approve=entered.text("act") == "setujui",
        decree=entered.text("decree"),
        note=entered.text("note"),
        at=request.at,
        by=request.actor,
    )


def _page(
    request: PageRequest, row: Redaction, faults: dict[str, Fault], status: int = 422
) -> HttpResponse:
    assert request.actor is not None
    other = row.proposed_by["key"] != request.actor.key
    context = {
        "row": row,
        "state": STATES[row.state],
        "labels": LABELS,
        "typed": request.POST,
        "faults": faults,
        "waits": row.state == PROPOSED,
        "may_decide": row.state == PROPOSED and other and request.actor.holds_fully(*APPROVERS),
        "unread_notices": unseen(request),
    }
    answer = render(request, "archive/redaction.html", context, status=status if faults else 200)
    answer.headers["Cache-Control"] = "no-store"
    return answer
