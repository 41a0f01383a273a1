"""How well the diagnoses propose: beside every figure its formula and the cases behind it."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sigap.domain.diagnosis import Confidence, FaultClass
from sigap.domain.diagnosis_words import CONFIDENCES, FAULTS
from sigap.incidents.queries.accuracy import FEW, REACHES, accuracy, since_of
from sigap.web.middleware import PageRequest
from sigap.web.person import unseen


@login_required
@require_safe
def show(request: PageRequest) -> HttpResponse:
    """The figures of the last 30 or 90 days, or of a year."""
    assert request.actor is not None
    reach, since = since_of(request.GET.get("jangka", ""), request.at)
    found = accuracy(since=since, by=request.actor)
    context = {
        "found": found,
        "faults": [
            (_(FAULTS[each]), found.faults[each.value])
            for each in FaultClass
            if each.value in found.faults
        ],
        "confidences": [
            (_(CONFIDENCES[each]), found.confidences[each.value])
            for each in Confidence
            if each.value in found.confidences
        ],
        "reaches": [(_words(key), f"?jangka={key}", None) for key in REACHES],
        "reach": f"?jangka={reach}",
        "since": since,
        "few": FEW,
        "unread_notices": unseen(request),
    }
    return render(request, "monitoring/accuracy.html", context)


def _words(reach: str) -> str:
    return {"30-hari": _("30 hari"), "90-hari": _("90 hari"), "1-tahun": _("1 tahun")}[reach]
