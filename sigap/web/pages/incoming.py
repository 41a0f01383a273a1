"""Messages from outside: what waits for a person, and what became of the rest."""

from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from sigap.domain.errors import Fault, Invalid, NotFound, Refusal, required, words
from sigap.incidents.actions.incoming import attach_to_case, set_aside
from sigap.notifications.models import Incoming
from sigap.notifications.queries.incoming import (
    enclosures_of,
    letters_handled,
    letters_waiting,
    sources,
)
from sigap.web.middleware import PageRequest
from sigap.web.person import unseen

MOST: Final = 100
OUTCOMES: Final = {
    "jawaban": _("Jawaban dicatat"),
    "catatan": _("Menjadi catatan"),
    "laporan": _("Menjadi laporan"),
    "menunggu": _("Menunggu Anda"),
    "diabaikan": _("Tidak ditindaklanjuti"),
}
WAYS: Final = {"e-mail": _("E-mail"), "telegram": _("Telegram"), "whatsapp": _("WhatsApp")}
LABELS: Final = {"number": _("Nomor perkara"), "reason": _("Alasan")}


@login_required
@require_safe
def show(request: PageRequest) -> HttpResponse:
    """The list. Four queries, whatever has come in."""
    context = {
        "waiting": letters_waiting(limit=MOST),
        "handled": letters_handled(limit=MOST),
        "sources": sources(),
        "most": MOST,
        **_common(request),
    }
    return render(request, "incoming/list.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def letter(request: PageRequest, pk: int) -> HttpResponse:
    """One message in full, with what may be done with it while it waits."""
    row = Incoming.objects.filter(pk=pk).first()
    if row is None:
        raise NotFound("message-not-found", words("Pesan itu tidak ada."))
    faults: dict[str, Fault] = {}
    if request.method == "POST":
        try:
            return _carried_out(request, row)
        except Refusal as refusal:
            faults = refusal.faults if isinstance(refusal, Invalid) else {"": refusal.fault}
    context = {
        "letter": row,
        "enclosures": enclosures_of(row),
        "faults": faults,
        "labels": LABELS,
        "typed": {"number": row.number, "reason": "", **request.POST.dict()},
        **_common(request),
    }
    return render(request, "incoming/letter.html", context, status=422 if faults else 200)


def _carried_out(request: PageRequest, row: Incoming) -> HttpResponse:
    by, typed = request.actor, request.POST
    assert by is not None  # login_required
    if typed.get("act") == "lampirkan":
        number = typed.get("number", "").strip()
        if not number:
            raise Invalid({"number": required()})
        attach_to_case(row.pk, number, at=request.at, by=by)
        return redirect("incident", number)
    if not typed.get("reason", "").strip():
        raise Invalid({"reason": required()})
    set_aside(row.pk, reason=typed["reason"], at=request.at, by=by)
    return redirect("incoming")


def _common(request: PageRequest) -> dict[str, Any]:
    return {
        "outcomes": OUTCOMES,
        "ways": WAYS,
        "at": request.at,
        "unread_notices": unseen(request),
    }
