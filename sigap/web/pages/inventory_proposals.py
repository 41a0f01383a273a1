"""What others found to be otherwise than the inventory says: looked at, accepted or refused."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sigap.domain.errors import Invalid, Refusal
from sigap.domain.inventory import KINDS
from sigap.inventory.actions.proposals import (
    ACCEPTED,
    ADD,
    REFUSED,
    accept_proposal,
    refuse_proposal,
)
from sigap.inventory.models import Proposal
from sigap.inventory.queries.proposals import WAITING, proposal, proposals
from sigap.web.inventory_words import changes_said, page_of, said
from sigap.web.middleware import PageRequest
from sigap.web.pages.inventory import may_keep
from sigap.web.person import unseen


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: PageRequest) -> HttpResponse:
    """The proposals that wait, or were decided (`keadaan`); sent, one of them is decided."""
    if request.method != "POST":
        return _page(request)
    assert request.actor is not None
    row = proposal(_number(request.POST.get("proposal", "")))
    try:
        if request.POST.get("act") == "terima":
            accept_proposal(row, at=request.at, by=request.actor)
            messages.success(request, _("Usulan diterima; inventaris diubah."))
        else:
            reason = request.POST.get("reason", "")
            refuse_proposal(row, reason=reason, at=request.at, by=request.actor)
            messages.success(request, _("Usulan ditolak."))
    except Refusal as refusal:
        if refusal.status not in (409, 422):
            raise
        return _page(request, row, refusal)
    return redirect("inventory-proposals")


def _page(
    request: PageRequest, at_fault: Proposal | None = None, refusal: Refusal | None = None
) -> HttpResponse:
    state = request.GET.get("keadaan", WAITING)
    state = state if state in (WAITING, ACCEPTED, REFUSED) else WAITING
    context = {
        "state": state,
        "rows": [_told(row) for row in proposals(state)],
        "at_fault": at_fault.pk if at_fault is not None else 0,
        "faults": list(refusal.faults.values()) if isinstance(refusal, Invalid) else [],
        "refusal": refusal,
        "reason": request.POST.get("reason", ""),
        "may_keep": may_keep(request.actor),
        "unread_notices": unseen(request),
    }
    status = refusal.status if refusal is not None else 200
    return render(request, "inventory/proposals.html", context, status=status)


def _told(row: Proposal) -> dict[str, Any]:
    kind = KINDS[row.kind]
    if row.act == ADD:
        told = [
            (_(column.label), "–", said(column, row.after.get(column.key)))
            for column in kind.columns
            if row.after.get(column.key) not in ("", None, [], False)
        ]
    else:
        pairs = {name: (row.before.get(name), value) for name, value in row.after.items()}
        told = changes_said(kind, pairs)
    href = page_of(row.kind, row.key) if row.act != ADD else ""
    return {"row": row, "kind": _(kind.label), "changes": told, "href": href, "new": row.act == ADD}


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0
