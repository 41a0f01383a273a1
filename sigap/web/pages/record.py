"""The sealed record: its daily sheets, where they were given to, and the proof on demand."""

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from sigap.audit.actions.checks import ask_check
from sigap.audit.models import Check, Handing, Root
from sigap.audit.queries.roots import handings, last_check, newest_roots, sheet_numbered
from sigap.audit.signing import public_key
from sigap.domain.actor import AUDITOR, SYSTEM_ADMIN
from sigap.domain.errors import Fault, Invalid, NotAllowed, NotFound, words
from sigap.domain.roots import Sheet, read_sheet
from sigap.incidents.actions.sealing import EMAIL, FILE, as_text, file_name
from sigap.incidents.queries.stamping import Read, read_stamp
from sigap.web.middleware import PageRequest
from sigap.web.person import unseen

MOST: Final = 31
LARGEST: Final = 20 * 1024 * 1024
STAMP_FAULTS: Final = {
    "unreadable": gettext_lazy("bukan stempel waktu yang utuh"),
    "bent": gettext_lazy("tentang isi lain, atau tanda tangannya tidak sah"),
    "moment": gettext_lazy("saatnya lain daripada yang tercatat"),
    "authority": gettext_lazy("penerbitnya lain daripada yang tercatat"),
}


@dataclass(frozen=True, slots=True)
class Found:
    """One break of a finished proof, as it is shown."""

    stream: str
    fault: Fault


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: PageRequest) -> HttpResponse:
    """The sheets, newest first, and the last proof; sent, a new proof is asked for."""
    _require_reader(request)
    if request.method != "POST":
        return _page(request, {})
    try:
        anchor = _anchor(request)
    except Invalid as refusal:
        return _page(request, refusal.faults)
    assert request.actor is not None
    ask_check(anchor, at=request.at, by=request.actor)
    messages.success(request, _("Pemeriksaan dimulai; hasilnya tampil di halaman ini."))
    return redirect("record")


@login_required
@require_safe
def sheet(request: PageRequest, no: int) -> HttpResponse:
    """One sheet as a file, to be kept somewhere else."""
    _require_reader(request)
    found = sheet_numbered(no)
    if found is None:
        raise NotFound("sheet-unknown", words("Lembar harian nomor %(no)s tidak ada."), no=no)
    answer = HttpResponse(as_text(found), content_type="application/json; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{file_name(found)}"'
    return answer


def _page(request: PageRequest, faults: Mapping[str, Fault]) -> HttpResponse:
    before = request.GET.get("sebelum", "")
    rows = newest_roots(MOST + 1, before=int(before) if before.isdecimal() else None)
    places: dict[int, list[Handing]] = defaultdict(list)
    for given in handings(row.pk for row in rows[:MOST]):
        places[given.root_id].append(given)
    check = last_check()
    context = {
        "rows": [(row, places[row.pk], _stamp(row)) for row in rows[:MOST]],
        "stamped_from": max((row.no for row in rows if hasattr(row, "stamp")), default=0),
        "stamp_faults": STAMP_FAULTS,
        "stamping": bool(settings.SIGAP_SIGNING.tsa_url),
        "next": rows[MOST - 1].no if len(rows) > MOST else None,
        "first": bool(before),
        "check": check,
        "found": _found(check),
        "ways": {FILE: _("map"), EMAIL: _("surel")},
        "anchored": bool(settings.SIGAP_ANCHOR_DIR or settings.SIGAP_ANCHOR_EMAIL),
        "key": public_key(),
        "faults": faults,
        "unread_notices": unseen(request),
    }
    return render(request, "settings/record.html", context, status=422 if faults else 200)


def _stamp(row: Root) -> Read | None:
    return read_stamp(row.stamp) if hasattr(row, "stamp") else None


def _found(check: Check | None) -> list[Found]:
    breaks = check.breaks if check else []
    return [
        Found(each["stream"], Fault(each["kind"], each["template"], each["params"]))
        for each in breaks
    ]


def _anchor(request: PageRequest) -> Sheet | None:
    """The sheet that was brought, if one was."""
    brought = request.FILES.get("anchor")
    if brought is None:
        return None
    wrong = words("Berkas ini bukan lembar harian Sigap; pilih berkas .json yang dulu diunduh.")
    if (brought.size or 0) > LARGEST:
        raise Invalid({"anchor": Fault("no-sheet", wrong)})
    try:
        return read_sheet(json.loads(brought.read()))
    except (RecursionError, ValueError):
        raise Invalid({"anchor": Fault("no-sheet", wrong)}) from None


def _require_reader(request: PageRequest) -> None:
    if request.actor is None or not request.actor.holds(SYSTEM_ADMIN, AUDITOR):
        raise NotAllowed(
            "record-readers-only",
            words("Jejak audit hanya untuk Administrator Aplikasi dan Auditor."),
        )
