"""Single files that are to go from a case: listed by one, decided by another."""

from typing import Any, BinaryIO, Final, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from sigap.domain.errors import Fault, Invalid, NotFound, Refusal, words
from sigap.incidents.actions.removing import Wanted, decide_removal, propose_removal
from sigap.incidents.actions.retention import APPROVERS, PROPOSERS
from sigap.incidents.files import path_of
from sigap.incidents.models import Attachment, FileRemoval
from sigap.incidents.models.removing import COVERED, EXPIRED, GONE, PERSONAL
from sigap.incidents.models.retention import PROPOSED
from sigap.incidents.queries.cases import case_row
from sigap.incidents.queries.removing import removals
from sigap.web.entered import Entered
from sigap.web.fresh import NotFresh, require_fresh
from sigap.web.middleware import PageRequest
from sigap.web.pages.archive import LABELS as SHARED_LABELS
from sigap.web.pages.archive import LISTED, STATES
from sigap.web.pages.files import cage
from sigap.web.person import unseen

LABELS: Final = {
    **SHARED_LABELS,
    "number": gettext_lazy("Nomor perkara"),
    "ground": gettext_lazy("Dasar"),
    "files": gettext_lazy("Berkas"),
}
GROUNDS: Final = {
    PERSONAL: gettext_lazy("Memuat data pribadi"),
    EXPIRED: gettext_lazy("Masa retensi perkaranya lewat"),
}
FATES: Final = {
    GONE: gettext_lazy("musnahkan"),
    COVERED: gettext_lazy("ganti dengan salinan yang dihitamkan"),
}
COPY: Final = "salinan-"
"""Before the key of a file: the field of its blackened copy."""


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: PageRequest) -> HttpResponse:
    """The lists, and the form: first the case, then what is to become of its files."""
    if request.method != "POST":
        return _lists(request, {})
    try:
        return redirect("removal", _propose(request).pk)
    except Invalid as refusal:
        return _lists(request, refusal.faults)
    except Refusal as refusal:
        return _lists(request, {"number": refusal.fault})


def _propose(request: PageRequest) -> FileRemoval:
    assert request.actor is not None
    entered = Entered(request.POST)
    made = propose_removal(
        entered.text("number"),
        _wanted(request),
        ground=entered.text("ground"),
        reason=entered.text("reason"),
        at=request.at,
        by=request.actor,
    )
    messages.success(request, _("Usulan menunggu keputusan orang lain."))
    return made


def _wanted(request: PageRequest) -> list[Wanted]:
    """What was chosen for each file; a file of which nothing is said stays."""
    found = []
    for name, fate in request.POST.items():
        key = name.removeprefix("berkas-")
        if key == name or not fate:
            continue
        copy = request.FILES.get(f"{COPY}{key}")
        stream = cast(BinaryIO, copy) if copy is not None else None
        found.append(Wanted(key, str(fate), (copy.name or "") if copy else "", stream))
    return found


def _lists(request: PageRequest, faults: dict[str, Fault]) -> HttpResponse:
    assert request.actor is not None
    may_propose = request.actor.holds(*PROPOSERS)
    number = request.POST.get("number", request.GET.get("perkara", "")).strip()
    files: list[Attachment] = []
    if number and may_propose:
        try:
            files = _files(request, number)
        except NotFound as refusal:
            faults = {"number": refusal.fault}
    context: dict[str, Any] = {
        "rows": list(removals(request.actor)[:LISTED]),
        "number": number,
        "files": files,
        "file_labels": {**LABELS, **{row.key: row.name for row in files}},
        "states": STATES,
        "labels": LABELS,
        "grounds": list(GROUNDS.items()),
        "fates": list(FATES.items()),
        "typed": request.POST,
        "faults": faults,
        "may_propose": may_propose,
        "unread_notices": unseen(request),
    }
    return render(request, "archive/removals.html", context, status=422 if faults else 200)


def _files(request: PageRequest, number: str) -> list[Attachment]:
    assert request.actor is not None
    incident = case_row(number, by=request.actor)
    return list(incident.attachments.exclude(fate=GONE).order_by("id"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: PageRequest, pk: int) -> HttpResponse:
    """One list, and the decision of another person; for whoever may know of the case."""
    row = _row(request, pk)
    if request.method != "POST":
        return _page(request, row, {})
    try:
        _decide(request, row)
    except Invalid as refusal:
        return _page(request, row, refusal.faults)
    except NotFresh:
        raise
    except Refusal as refusal:
        return _page(request, row, {"decree": refusal.fault}, refusal.status)
    messages.success(request, _("Keputusan tersimpan."))
    return redirect("removal", row.pk)


def _decide(request: PageRequest, row: FileRemoval) -> None:
    require_fresh(request)
    assert request.actor is not None
    entered = Entered(request.POST)
    decide_removal(
        row.pk,
        approve=entered.text("act") == "setujui",
        decree=entered.text("decree"),
        note=entered.text("note"),
        at=request.at,
        by=request.actor,
    )


@login_required
@require_safe
def copy(request: PageRequest, pk: int, key: str) -> FileResponse:
    """A blackened copy as it was brought, for whoever decides about it."""
    row = _row(request, pk)
    file = row.files.filter(key=key).exclude(copy_sha256="").first()
    path = path_of(file.copy_sha256) if file else None
    if file is None or path is None or not path.is_file():
        raise NotFound("file-not-found", words("Salinan itu tidak ada."))
    answer = FileResponse(
        path.open("rb"),
        as_attachment=file.copy_type == "text/plain",
        filename=file.copy_name,
        content_type=file.copy_type,
    )
    answer.headers["Content-Security-Policy"] = cage(file.copy_type)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _row(request: PageRequest, pk: int) -> FileRemoval:
    assert request.actor is not None
    row = FileRemoval.objects.filter(pk=pk).first()
    if row is None:
        raise NotFound("removal-not-found", words("Usulan itu tidak ada."))
    if row.state == PROPOSED:
        case_row(row.number, by=request.actor)
    elif not removals(request.actor).filter(pk=pk).exists():
        raise NotFound("removal-not-found", words("Usulan itu tidak ada."))
    return row


def _page(
    request: PageRequest, row: FileRemoval, faults: dict[str, Fault], status: int = 422
) -> HttpResponse:
    assert request.actor is not None
    other = row.proposed_by["key"] != request.actor.key
    context = {
        "row": row,
        "files": list(row.files.order_by("id")),
        "state": STATES[row.state],
        "grounds": GROUNDS,
        "fates": FATES,
        "labels": LABELS,
        "typed": request.POST,
        "faults": faults,
        "waits": row.state == PROPOSED,
        "may_decide": row.state == PROPOSED and other and request.actor.holds_fully(*APPROVERS),
        "unread_notices": unseen(request),
    }
    answer = render(request, "archive/removal.html", context, status=status if faults else 200)
    answer.headers["Cache-Control"] = "no-store"
    return answer
