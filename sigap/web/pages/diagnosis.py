"""The looks at the network of a case: asked for, followed while they run, and their raw outputs."""

from typing import Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sigap.domain.errors import NotFound, Refusal, words
from sigap.incidents.actions.diagnosing import AskedTooSoon, ask_diagnosis
from sigap.incidents.models import CaseDiagnosis, Incident
from sigap.incidents.queries.cases import case_row
from sigap.monitoring.queries.diagnoses import diagnosis, raw_output_of, raw_outputs
from sigap.web.casefile import case_file
from sigap.web.diagnosed import card, look
from sigap.web.middleware import PageRequest
from sigap.web.person import unseen
from sigap.web.voice import sentence

_PLACE: Final = "#diagnosis"


@login_required
@require_safe
def show(request: PageRequest, number: str) -> HttpResponse:
    """The card alone, for a page that waits for a result; anybody else is shown the case."""
    assert request.actor is not None
    if not request.htmx:
        return redirect("incident", number)
    found = case_file(number, by=request.actor, at=request.at)
    context = {"diagnosis": card(found), "incident": found.incident, "at": request.at}
    return render(request, "case/diagnosis.html", context)


@login_required
@require_POST
def ask(request: PageRequest, number: str) -> HttpResponse:
    """Ask for a look now; where that makes no sense just yet, the page of the case says why."""
    assert request.actor is not None
    try:
        ask_diagnosis(number, at=request.at, by=request.actor)
    except Refusal as refusal:
        if not isinstance(refusal, AskedTooSoon) and refusal.status != 409:
            raise
        messages.warning(request, sentence(refusal.fault))
    else:
        messages.success(request, _("Pemeriksaan jaringan diminta."))
    return redirect(f"/gangguan/{number}/{_PLACE}")


@login_required
@require_safe
def raw(request: PageRequest, number: str, key: str) -> HttpResponse:
    """Every raw output of one look with its time and its seal."""
    incident, row = _look(request, number, key)
    context = {
        "incident": incident,
        "look": look(row),
        "raws": raw_outputs(diagnosis(key)),
        "names": row.names,
        "unread_notices": unseen(request),
    }
    return render(request, "case/diagnosis_raw.html", context)


@login_required
@require_safe
def output(request: PageRequest, number: str, key: str, pk: int) -> HttpResponse:
    """One raw output as a text file: the very octets that were sealed."""
    _look(request, number, key)
    told = raw_output_of(diagnosis(key), pk).output
    if told is None:
        raise NotFound("raw-not-kept", words("Isi keluaran ini tidak disimpan."))
    answer = HttpResponse(told.text.encode(), content_type="text/plain; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{number}-{pk}.txt"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _look(request: PageRequest, number: str, key: str) -> tuple[Incident, CaseDiagnosis]:
    """The case, where this person may know of it, and its look with this key."""
    incident = case_row(number, by=request.actor)
    row = CaseDiagnosis.objects.filter(incident=incident, key=key).exclude(key="").first()
    if row is None or not row.is_told:
        raise NotFound("look-unknown", words("Pemeriksaan itu tidak ada pada perkara ini."))
    return incident, row
