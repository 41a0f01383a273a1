"""Numbers that TU or SRIKANDI gave, typed in: for a waiting paper, or for the register alone."""

from collections.abc import Mapping
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from sigap.documents.actions.outside_numbers import give_number, record_outside_number
from sigap.documents.models import Paper
from sigap.documents.queries import papers_of
from sigap.domain.errors import Fault, Invalid, NotFound, Refusal, required, words
from sigap.incidents.queries.cases import case_row
from sigap.web.entered import Entered
from sigap.web.middleware import PageRequest
from sigap.web.pages.paper_templates import NAMES
from sigap.web.person import unseen

ISSUERS: Final = {"tu": gettext_lazy("TU"), "srikandi": gettext_lazy("SRIKANDI")}
LABELS: Final = {
    "kind": gettext_lazy("Jenis naskah"),
    "written": gettext_lazy("Nomor"),
    "issuer": gettext_lazy("Diberikan oleh"),
    "reference": gettext_lazy("Rujukan"),
    "on": gettext_lazy("Tanggal naskah"),
    "backdate_reason": gettext_lazy("Alasan tanggal mundur"),
    "about": gettext_lazy("Perihal"),
    "number": gettext_lazy("Perkara"),
}
_Faults = Mapping[str, Fault]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def give(request: PageRequest, number: str, code: str) -> HttpResponse:
    """The number of one paper that waits for it."""
    assert request.actor is not None
    incident = case_row(number, by=request.actor)
    paper = next((row for row in papers_of(incident.number) if row.code == code), None)
    if paper is None:
        raise NotFound("paper-not-found", words("Naskah itu tidak ada pada perkara ini."))
    context = {"incident": incident, "paper": paper, "issuers": ISSUERS}
    if request.method != "POST":
        return _form(request, "papers/number.html", context)
    try:
        _give(request, paper)
    except Invalid as refusal:
        return _form(request, "papers/number.html", context, refusal.faults)
    except Refusal as refusal:
        return _form(request, "papers/number.html", context, {"written": refusal.fault})
    messages.success(request, _("Naskah sudah bernomor dan akan digambar."))
    return redirect("papers", incident.number)


def _give(request: PageRequest, paper: Paper) -> None:
    assert request.actor is not None
    entered = Entered(request.POST)
    on = entered.day("on", needed=True)
    if not entered.text("written"):
        entered.faults["written"] = required()
    entered.require_sound()
    assert on is not None
    give_number(
        paper.code,
        written=entered.text("written"),
        reference=entered.text("reference"),
        on=on,
        backdate_reason=entered.text("backdate_reason"),
        at=request.at,
        by=request.actor,
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def record(request: PageRequest) -> HttpResponse:
    """A number for the register alone: the paper itself was made elsewhere."""
    context = {"issuers": list(ISSUERS.items()), "kinds": [*NAMES.items()][1:]}
    if request.method != "POST":
        return _form(request, "settings/outside_number.html", context)
    try:
        _record(request)
    except Invalid as refusal:
        return _form(request, "settings/outside_number.html", context, refusal.faults)
    except Refusal as refusal:
        return _form(request, "settings/outside_number.html", context, {"number": refusal.fault})
    messages.success(request, _("Nomor tercatat pada register."))
    return redirect("paper-settings")


def _record(request: PageRequest) -> None:
    assert request.actor is not None
    entered = Entered(request.POST)
    on, number = entered.day("on", needed=True), entered.text("number")
    kind = entered.text("kind")
    if kind not in NAMES:
        entered.faults["kind"] = Fault("unknown-choice", words("Pilih jenis dari daftar."))
    if not entered.text("written"):
        entered.faults["written"] = required()
    entered.require_sound()
    assert on is not None
    if number:
        number = case_row(number, by=request.actor).number
    record_outside_number(
        kind,
        written=entered.text("written"),
        issuer=entered.text("issuer"),
        reference=entered.text("reference"),
        about=entered.text("about"),
        number=number,
        on=on,
        backdate_reason=entered.text("backdate_reason"),
        at=request.at,
        by=request.actor,
    )


def _form(
    request: PageRequest, template: str, context: Mapping[str, Any], faults: _Faults | None = None
) -> HttpResponse:
    shown = {
        **context,
        "labels": LABELS,
        "typed": request.POST,
        "today": timezone.localtime(request.at).date(),
        "faults": faults or {},
        "unread_notices": unseen(request),
    }
    return render(request, template, shown, status=422 if faults else 200)
