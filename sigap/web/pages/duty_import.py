"""A calendar file taken into the roster: first shown event by event, then applied."""

from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from sigap.domain.errors import Fault, Invalid, Refusal, Refused, unknown_choice, words
from sigap.people.actions.duty import require_planner
from sigap.people.actions.duty_import import import_shifts
from sigap.people.duty import rosters
from sigap.people.ics import MOST_BYTES
from sigap.people.models import DutyRoster
from sigap.people.occasions import Taken, considered
from sigap.web.middleware import PageRequest
from sigap.web.pages.duty import refused
from sigap.web.person import unseen
from sigap.web.piket import forget_standing, spoken

APPLY: Final = "terapkan"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def take(request: PageRequest) -> HttpResponse:
    """Check a file and show what it would do; sent again with `tahap=terapkan`, do it."""
    assert request.actor is not None
    require_planner(request.actor)
    if request.method != "POST":
        return _page(request)
    content, name = b"", ""
    try:
        roster = _roster(request)
        content, name = _content(request)
        if request.POST.get("tahap") != APPLY:
            taken = considered(content, roster, at=request.at)
            return _page(request, content=content, name=name, taken=taken)
        how: dict[str, Any] = {"at": request.at, "by": request.actor}
        done = [each for each in import_shifts(roster, content, name=name, **how) if not each.fault]
    except (Invalid, Refused) as refusal:
        return _page(request, refusal, content=content, name=name)
    forget_standing()
    said = ngettext("%(num)s jaga diimpor.", "%(num)s jaga diimpor.", len(done))
    messages.success(request, said % {"num": len(done)})
    return redirect("duty")


def _roster(request: PageRequest) -> DutyRoster:
    known = {str(row.pk): row for row in rosters()}
    row = known.get(request.POST.get("roster", ""))
    if row is None:
        raise Invalid({"roster": unknown_choice("", ())})
    return row


def _content(request: PageRequest) -> tuple[bytes, str]:
    """The bytes of the file and its name: chosen now, or carried along from the preview."""
    file = request.FILES.get("file")
    if file is not None:
        return file.read(MOST_BYTES + 1), (file.name or "kalender.ics")[:120]
    try:
        carried = b64decode(request.POST.get("isi", ""), validate=True)
    except (NotBase64, ValueError):
        carried = b""
    if not carried:
        raise Invalid({"file": Fault("required", words("Pilih berkas kalender (.ics)."))})
    return carried, request.POST.get("nama", "")[:120]


def _page(
    request: PageRequest,
    refusal: Refusal | None = None,
    *,
    content: bytes = b"",
    name: str = "",
    taken: list[Taken] | None = None,
) -> HttpResponse:
    shown = [(each, spoken(each.span) if each.span else "") for each in taken or ()]
    context = {
        "rosters": [(str(row.pk), row.name) for row in rosters()],
        "roster": request.POST.get("roster", ""),
        "good": [pair for pair in shown if pair[0].fault is None],
        "bad": [pair for pair in shown if pair[0].fault is not None],
        "checked": taken is not None,
        "name": name,
        "content": b64encode(content).decode(),
        **refused(refusal),
        "unread_notices": unseen(request),
    }
    return render(request, "duty/import.html", context, status=refusal.status if refusal else 200)
