"""Letters about a case, by the reference under which the registry or SRIKANDI keeps them."""

from typing import Any, BinaryIO, Final, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from sigap.domain.actor import Actor
from sigap.domain.errors import Fault, Invalid, NotFound, Refusal, words
from sigap.domain.machine.letters import Letter, may_add_letter
from sigap.incidents.actions.letters import record_letter
from sigap.incidents.models import Incident
from sigap.incidents.queries.cases import case_row, may_see_inside
from sigap.incidents.queries.letters import letters_about
from sigap.web.entered import Entered
from sigap.web.middleware import PageRequest
from sigap.web.person import unseen

DIRECTIONS: Final = {"masuk": gettext_lazy("Surat masuk"), "keluar": gettext_lazy("Surat keluar")}
LABELS: Final = {
    "direction": gettext_lazy("Arah"),
    "number": gettext_lazy("Nomor naskah"),
    "agenda": gettext_lazy("Nomor agenda"),
    "on": gettext_lazy("Tanggal surat"),
    "party": gettext_lazy("Dari atau kepada"),
    "about": gettext_lazy("Hal"),
    "url": gettext_lazy("Alamat di SRIKANDI"),
    "file": gettext_lazy("Pindaian"),
}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: PageRequest, number: str) -> HttpResponse:
    """The letters of one case; sent, one more of them."""
    assert request.actor is not None
    incident = case_row(number, by=request.actor)
    if not may_see_inside(request.actor):
        raise NotFound("letters-unknown", words("Surat perkara ini hanya untuk kantor."))
    faults: dict[str, Fault] = {}
    if request.method == "POST":
        try:
            _record(request, incident.number)
        except Invalid as refusal:
            faults = refusal.faults
        except Refusal as refusal:
            faults = {"direction": refusal.fault}
        else:
            messages.success(request, _("Surat tercatat pada perkara ini."))
            return redirect("incident-letters", incident.number)
    context = letters_of(incident, request.actor) | {"incident": incident, "faults": faults}
    context |= {"typed": request.POST, "unread_notices": unseen(request)}
    return render(request, "papers/letters.html", context, status=422 if faults else 200)


def letters_of(incident: Incident, by: Actor) -> dict[str, Any]:
    """What a page needs to show the letters of a case, and to add one. One query."""
    inside = may_see_inside(by)
    may_add = may_add_letter(incident.role, by, restricted=incident.restricted)
    return {
        "letters": letters_about(incident) if inside else [],
        "may_add": inside and may_add,
        "directions": [*DIRECTIONS.items()],
        "direction_words": DIRECTIONS,
        "labels": LABELS,
    }


def _record(request: PageRequest, number: str) -> None:
    assert request.actor is not None
    entered, scan = Entered(request.POST), request.FILES.get("file")
    on = entered.day("on", needed=True)
    letter = Letter(
        direction=entered.text("direction"),
        number=entered.text("number"),
        agenda=entered.text("agenda"),
        on=on,
        party=entered.text("party"),
        about=entered.text("about"),
        url=entered.text("url"),
    )
    try:
        record_letter(
            number,
            letter,
            file=(scan.name or "", cast(BinaryIO, scan)) if scan else None,
            at=request.at,
            by=request.actor,
        )
    except Invalid as refusal:
        raise Invalid(refusal.faults | entered.faults) from None
