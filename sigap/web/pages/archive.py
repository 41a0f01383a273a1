"""The archive: how long cases are kept, lists of what may go, and what went on whose leave."""

from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from sigap.domain.actor import SYSTEM_ADMIN, Actor
from sigap.domain.errors import Fault, Invalid, NotFound, Refusal, words
from sigap.domain.retention import Fate, due_from
from sigap.incidents.actions.retention import (
    APPROVERS,
    PROPOSERS,
    change_class,
    decide_disposal,
    propose_disposal,
)
from sigap.incidents.models import ArchiveClass, Disposal, Tombstone
from sigap.incidents.models.retention import PROPOSED
from sigap.incidents.queries.retention import (
    archive_classes,
    candidates,
    counted,
    day_of,
    disposals,
    may_list,
    rule_of,
)
from sigap.web.entered import Entered
from sigap.web.fresh import NotFresh, require_fresh
from sigap.web.middleware import PageRequest
from sigap.web.person import unseen

LISTED: Final = 100
FATES: Final = {
    Fate.DESTROY.value: gettext_lazy("dimusnahkan"),
    Fate.PERMANENT.value: gettext_lazy("disimpan permanen"),
}
STATES: Final = {
    "diusulkan": ("mendekati-batas", gettext_lazy("menunggu keputusan")),
    "disetujui": ("berjalan", gettext_lazy("disetujui, sedang dilaksanakan")),
    "ditolak": ("dibatalkan", gettext_lazy("ditolak")),
    "selesai": ("selesai", gettext_lazy("dilaksanakan")),
}
LABELS: Final = {
    "active_years": gettext_lazy("Tahun aktif"),
    "inactive_years": gettext_lazy("Tahun inaktif"),
    "fate": gettext_lazy("Sesudahnya"),
    "source": gettext_lazy("Sumber"),
    "numbers": gettext_lazy("Perkara"),
    "reason": gettext_lazy("Alasan"),
    "decree": gettext_lazy("Nomor keputusan"),
    "note": gettext_lazy("Catatan"),
}


@login_required
@require_safe
def show(request: PageRequest) -> HttpResponse:
    """The classes with what may go, and the lists."""
    context = {
        "classes": list(counted(archive_classes(), at=request.at)),
        "disposals": disposals(LISTED),
        "fates": FATES,
        "states": STATES,
        "unread_notices": unseen(request),
    }
    return render(request, "archive/overview.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def one_class(request: PageRequest, key: str) -> HttpResponse:
    """One class: its years, and its cases whose years are over; sent, a change or a list."""
    row = ArchiveClass.objects.filter(key=key).first()
    if row is None:
        raise NotFound("class-not-found", words("Kelas arsip itu tidak ada."))
    if request.method != "POST":
        return _class_page(request, row, {})
    act = {"jadwal": _change, "usulkan": _propose}.get(request.POST.get("act", ""))
    if act is None:
        raise NotFound("act-unknown", words("Tindakan itu tidak ada."))
    try:
        return act(request, row)
    except Invalid as refusal:
        return _class_page(request, row, refusal.faults)


def _change(request: PageRequest, row: ArchiveClass) -> HttpResponse:
    require_fresh(request)
    assert request.actor is not None
    entered = Entered(request.POST)
    years = {name: _years(entered, name) for name in ("active_years", "inactive_years")}
    entered.require_sound()
    fate, source = entered.text("fate"), entered.text("source")
    change_class(row.key, **years, fate=fate, source=source, at=request.at, by=request.actor)
    messages.success(request, _("Jadwal retensi tersimpan."))
    return redirect("archive-class", row.key)


def _years(entered: Entered, name: str) -> int:
    typed = entered.text(name)
    if typed.isdecimal() and len(typed) < 4:
        return int(typed)
    entered.faults[name] = Fault("not-a-number", words("Tulis angka, misalnya 2."))
    return 0


def _propose(request: PageRequest, row: ArchiveClass) -> HttpResponse:
    assert request.actor is not None
    entered = Entered(request.POST)
    made = propose_disposal(
        row.key,
        entered.texts("numbers"),
        reason=entered.text("reason"),
        at=request.at,
        by=request.actor,
    )
    messages.success(request, _("Daftar musnah menunggu keputusan orang lain."))
    return redirect("disposal", made.pk)


def _class_page(request: PageRequest, row: ArchiveClass, faults: dict[str, Fault]) -> HttpResponse:
    assert request.actor is not None
    rule, known = rule_of(row), may_list(row, request.actor)
    rows = candidates(row, at=request.at).select_related("agency")
    due = list(rows[: LISTED + 1]) if known else []
    context = {
        "row": row,
        "due": [
            (each, due_from(rule, day_of(each.finished_at)))
            for each in due[:LISTED]
            if each.finished_at
        ],
        "more": len(due) > LISTED,
        "fates": [*FATES.items()],
        "labels": LABELS,
        "typed": request.POST,
        "chosen": request.POST.getlist("numbers"),
        "acted": request.POST.get("act", ""),
        "faults": faults,
        "may_edit": request.actor.holds(SYSTEM_ADMIN),
        "may_propose": known and request.actor.holds(*PROPOSERS),
        "unread_notices": unseen(request),
    }
    return render(request, "archive/class.html", context, status=422 if faults else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def disposal(request: PageRequest, pk: int) -> HttpResponse:
    """One list: what is on it, and the decision of another person."""
    row = Disposal.objects.select_related("archive_class").filter(pk=pk).first()
    assert request.actor is not None
    if row is None or not may_list(row.archive_class, request.actor):
        raise NotFound("list-not-found", words("Daftar musnah itu tidak ada."))
    if request.method != "POST":
        return _list_page(request, row, {})
    try:
        _decide(request, row)
    except Invalid as refusal:
        return _list_page(request, row, refusal.faults)
    except NotFresh:
        raise
    except Refusal as refusal:
        return _list_page(request, row, {"decree": refusal.fault}, refusal.status)
    messages.success(request, _("Keputusan tersimpan."))
    return redirect("disposal", row.pk)


def _decide(request: PageRequest, row: Disposal) -> None:
    require_fresh(request)
    assert request.actor is not None
    entered = Entered(request.POST)
    decide_disposal(
        row.pk,
        approve=entered.text("act") == "setujui",
        decree=entered.text("decree"),
        note=entered.text("note"),
        at=request.at,
        by=request.actor,
    )


def _list_page(
    request: PageRequest, row: Disposal, faults: dict[str, Fault], status: int = 422
) -> HttpResponse:
    assert request.actor is not None
    context: dict[str, Any] = {
        "row": row,
        "items": list(row.items.all()),
        "tombs": {each.number: each for each in Tombstone.objects.filter(disposal=row)},
        "state": STATES[row.state],
        "fates": FATES,
        "labels": LABELS,
        "typed": request.POST,
        "faults": faults,
        "may_decide": row.state == PROPOSED and _may_decide(request.actor, row),
        "waits": row.state == PROPOSED,
        "unread_notices": unseen(request),
    }
    return render(request, "archive/list.html", context, status=status if faults else 200)


def _may_decide(by: Actor, row: Disposal) -> bool:
    return by.holds_fully(*APPROVERS) and row.proposed_by["key"] != by.key
