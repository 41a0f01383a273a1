"""Service classes: which calendar and which inner target they have, and who is served by which."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sigap.domain.actor import SYSTEM_ADMIN
from sigap.domain.errors import Fault, Invalid, NotAllowed, NotFound, words
from sigap.domain.procedure import Procedure
from sigap.incidents.queries.procedures import DISRUPTION, in_force, parsed
from sigap.inventory.actions import set_site_class
from sigap.inventory.models import Site
from sigap.inventory.queries import search_sites, service_class_of
from sigap.people.actions import keep_service_class, set_agency_class
from sigap.people.models import Agency, ServiceClass, WorkingCalendar
from sigap.people.queries import search_agencies
from sigap.people.worktime import service_classes
from sigap.web.middleware import PageRequest
from sigap.web.person import unseen

MOST_FOUND: Final = 20
_STEP: Final = "step-"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: PageRequest) -> HttpResponse:
    """The classes with what they promise; whom each serves, and the form that says so."""
    _require_admin(request)
    if request.method == "POST":
        return _assign(request)
    query = request.GET.get("q", "").strip()
    agencies = search_agencies(query, limit=MOST_FOUND) if query else []
    sites = search_sites(query, limit=MOST_FOUND) if query else []
    context = {
        "classes": list(service_classes().values()),
        "steps": _procedure().steps,
        "query": query,
        "agencies": [(row, service_class_of(None, row)) for row in agencies],
        "sites": [(row, service_class_of(row, row.agency)) for row in sites],
        "own_agencies": list(Agency.objects.exclude(service_class="").order_by("name")),
        "own_sites": Site.objects.exclude(service_class="").count(),
        "unread_notices": unseen(request),
    }
    return render(request, "serviceclasses/register.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: PageRequest, key: str) -> HttpResponse:
    """One class; the key "baru" is a class that is still to be made."""
    _require_admin(request)
    row = None if key == "baru" else service_classes().get(key)
    if row is None and key != "baru":
        raise NotFound(
            "service-class-unknown", words("Tidak ada kelas layanan “%(key)s”."), key=key
        )
    if request.method != "POST":
        return _form(request, row, _shown(row), {})
    try:
        return _keep(request, row)
    except Invalid as refusal:
        return _form(request, row, request.POST.dict(), refusal.faults)


def _keep(request: PageRequest, row: ServiceClass | None) -> HttpResponse:
    assert request.actor is not None
    typed, faults = request.POST, dict[str, Fault]()
    share, targets = _share(typed, faults), _targets(typed, faults)
    if faults:
        raise Invalid(faults)
    kept = keep_service_class(
        row.key if row else typed.get("key", "").strip(),
        name=typed.get("name", ""),
        calendar=typed.get("calendar", ""),
        share=share,
        step_targets=targets,
        covers_out_of_hours="covers_out_of_hours" in typed,
        new=row is None,
        at=request.at,
        by=request.actor,
    )
    messages.success(request, _("Kelas layanan %(name)s disimpan.") % {"name": kept.name})
    return redirect("service-classes")


def _assign(request: PageRequest) -> HttpResponse:
    """Give one agency or one site its class."""
    assert request.actor is not None
    key = request.POST.get("service_class", "")
    act: dict[str, Any] = {"at": request.at, "by": request.actor}
    if agency := Agency.objects.filter(key=request.POST.get("agency", "")).first():
        set_agency_class(agency, key, **act)
    elif site := Site.objects.filter(key=request.POST.get("site", "")).first():
        set_site_class(site, key, **act)
    else:
        raise NotFound("place-unknown", words("Perangkat Daerah atau lokasi itu tidak ada."))
    messages.success(request, _("Kelas layanan ditetapkan; berlaku untuk laporan berikutnya."))
    onward = QueryDict(mutable=True)
    onward["q"] = request.POST.get("q", "")
    return redirect(f"{request.path}?{onward.urlencode()}#penetapan")


def _share(typed: Mapping[str, str], faults: dict[str, Fault]) -> Decimal | None:
    """Percent as typed, with a comma or a point; nothing is no share."""
    text = typed.get("share", "").strip().rstrip("%").replace(",", ".")
    if not text:
        return None
    try:
        share = round(Decimal(text) / 100, 3)
    except InvalidOperation:
        share = Decimal(0)
    if not 0 < share <= 1:
        template = words("Isi 1 sampai 100 persen, atau kosongkan.")
        faults["share"] = Fault("out-of-range", template)
    return share


def _targets(typed: Mapping[str, str], faults: dict[str, Fault]) -> dict[str, int]:
    targets = {}
    for step in _procedure().steps:
        text = typed.get(f"{_STEP}{step.key}", "").strip()
        if text.isdecimal() and len(text) < 6:
            targets[step.key] = int(text)
        elif text:
            template = words("Isi menit kerja dengan angka, atau kosongkan.")
            faults[f"{_STEP}{step.key}"] = Fault("not-a-number", template)
    return targets


def _shown(row: ServiceClass | None) -> dict[str, str]:
    if row is None:
        return {}
    share = "" if row.share is None else f"{row.share * 100:.1f}".rstrip("0").rstrip(".")
    shown = {"key": row.key, "name": row.name, "calendar": row.calendar_id}
    shown["share"] = share.replace(".", ",")
    if row.covers_out_of_hours:
        shown["covers_out_of_hours"] = "ya"
    return shown | {f"{_STEP}{step}": str(minutes) for step, minutes in row.step_targets.items()}


def _form(
    request: PageRequest,
    row: ServiceClass | None,
    values: Mapping[str, str],
    faults: Mapping[str, Fault],
) -> HttpResponse:
    context = {
        "row": row,
        "values": values,
        "faults": faults,
        "steps": _procedure().steps,
        "calendars": list(WorkingCalendar.objects.values_list("key", "name")),
        "unread_notices": unseen(request),
    }
    return render(request, "serviceclasses/form.html", context, status=422 if faults else 200)


def _procedure() -> Procedure:
    return parsed(in_force(DISRUPTION))


def _require_admin(request: PageRequest) -> None:
    if request.actor is None or not request.actor.holds(SYSTEM_ADMIN):
        raise NotAllowed("admins-only", words("Pengaturan hanya untuk Administrator Aplikasi."))
