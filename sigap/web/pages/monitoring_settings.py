"""What is asked of a device, and what proves a segment's prober: for its administrators."""

from collections.abc import Mapping
from typing import Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sigap.domain.errors import Fault, Invalid, NotFound, words
from sigap.inventory.models import Device
from sigap.inventory.queries import device as device_of
from sigap.monitoring.actions.agents import place_device
from sigap.monitoring.actions.checks import (
    PERIODS,
    USUAL_PERIOD,
    add_check,
    set_known_good,
    switch_check,
)
from sigap.monitoring.models import INVENTED, KINDS, Segment
from sigap.monitoring.probes.base import MANAGEMENT, Kind
from sigap.monitoring.queries import board
from sigap.web import monitored
from sigap.web.middleware import PageRequest
from sigap.web.person import unseen

OPTIONS: Final = ("port", "name", "path")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def checks(request: PageRequest, key: str) -> HttpResponse:
    """The questions put to one device: add one, let one rest, let it be asked again."""
    device = device_of(key)
    if request.method != "POST":
        return _page(request, device, {}, {})
    assert request.actor is not None
    try:
        if "pemeriksaan" in request.POST:
            _switch(request, device)
        else:
            _add(request, device)
    except Invalid as refusal:
        return _page(request, device, request.POST.dict(), refusal.faults)
    return redirect("monitoring-checks", key)


def _add(request: PageRequest, device: Device) -> None:
    assert request.actor is not None
    typed = request.POST
    every = typed.get("every", "")
    row = add_check(
        device,
        typed.get("kind", ""),
        options={name: typed.get(name, "").strip() for name in OPTIONS},
        every=int(every) if every.isdecimal() and len(every) < 6 else 0,
        at=request.at,
        by=request.actor,
    )
    messages.success(request, _("%(question)s diperiksa.") % {"question": monitored.question(row)})


def _switch(request: PageRequest, device: Device) -> None:
    assert request.actor is not None
    asked = request.POST["pemeriksaan"]
    row = next((each for each in board.checks_of(device) if str(each.pk) == asked), None)
    if row is None:
        raise NotFound("check-unknown", words("Pemeriksaan itu tidak ada."))
    switch_check(row, not row.active, at=request.at, by=request.actor)


@login_required
@require_POST
def place(request: PageRequest, key: str) -> HttpResponse:
    """Let the prober of another segment ask this device."""
    assert request.actor is not None
    device, segment = device_of(key), request.POST.get("segment", "")
    place_device(device, segment, at=request.at, by=request.actor)
    messages.success(request, _("%(name)s dipindahkan.") % {"name": device.name})
    return redirect("monitoring-checks", key)


def _page(
    request: PageRequest, device: Device, values: Mapping[str, str], faults: Mapping[str, Fault]
) -> HttpResponse:
    rows = board.checks_of(device)
    asked_from = next((row.segment.key for row in rows if row.kind not in MANAGEMENT), "")
    found = Segment.objects.exclude(by=INVENTED).values_list("key", "name")
    context = {
        "device": device,
        "lines": [monitored.line(row) for row in rows],
        "segments": list(found) if asked_from != INVENTED else [],
        "asked_from": asked_from,
        "kinds": [(key.value, word) for key, word in KINDS.items() if key != Kind.ICMP],
        "periods": [(str(each), _period(each)) for each in PERIODS],
        "usual": str(USUAL_PERIOD),
        "period_words": {each: _period(each) for each in PERIODS},
        "values": values,
        "faults": faults,
        "unread_notices": unseen(request),
    }
    return render(request, "monitoring/checks.html", context, status=422 if faults else 200)


def _period(seconds: int) -> str:
    if seconds < 60:
        return _("%(count)s detik") % {"count": seconds}
    return _("%(count)s menit") % {"count": seconds // 60}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def segment(request: PageRequest, key: str) -> HttpResponse:
    """The known-good targets of one segment."""
    row = Segment.objects.filter(key=key).first()
    if row is None:
        raise NotFound("segment-unknown", words("Segmen itu tidak ada."))
    typed, faults = "\n".join(row.known_good), dict[str, Fault]()
    if request.method == "POST":
        assert request.actor is not None
        typed = request.POST.get("known_good", "")
        try:
            set_known_good(key, typed.splitlines(), at=request.at, by=request.actor)
        except Invalid as refusal:
            faults = refusal.faults
        else:
            messages.success(request, _("Sasaran pembanding tersimpan."))
            return redirect("monitoring")
    context = {"segment": row, "typed": typed, "faults": faults, "unread_notices": unseen(request)}
    return render(request, "monitoring/segment.html", context, status=422 if faults else 200)
