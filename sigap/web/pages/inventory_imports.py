"""Import files: sent, looked at row by row, carried out or taken back; and exports alike."""

from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sigap.domain.errors import Fault, Invalid, NotFound, Refusal, required, words
from sigap.domain.inventory import KINDS, WORDS
from sigap.domain.inventory_import import Act, Planned
from sigap.inventory.actions.imports import (
    CHECKED,
    DONE,
    carry_out,
    discard_import,
    keep_import,
    take_back,
)
from sigap.inventory.models import Import
from sigap.inventory.pictures import picture_of, with_references
from sigap.inventory.queries.imports import import_of, imports, last_done, outcome, preview
from sigap.inventory.sheets import csv_of, read_sheets, workbook_of
from sigap.web.inventory_words import changes_said
from sigap.web.middleware import PageRequest
from sigap.web.person import unseen

# Rows of one outcome that a page shows; the figures above tell of all.
SHOWN: Final = 200
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: PageRequest) -> HttpResponse:
    """The form for a file, the templates, and the imports so far."""
    if request.method != "POST":
        return _start(request, {})
    assert request.actor is not None
    sent, word = request.FILES.get("file"), request.POST.get("kind", "")
    if sent is None:
        return _start(request, {"file": required()})
    kind = WORDS[word].key if word in WORDS else ""
    try:
        content = sent.read()
        sheets = read_sheets(sent.name or "", content, kind=kind)
        made = keep_import(
            sent.name or "", sheets, content=content, at=request.at, by=request.actor
        )
    except Invalid as refusal:
        return _start(request, refusal.faults)
    return redirect("inventory-import", made.pk)


@login_required
@require_safe
def show(request: PageRequest, pk: int) -> HttpResponse:
    """What a file would do, row by row; or what was done, for one that was carried out."""
    return _page(request, import_of(pk))


@login_required
@require_POST
def act(request: PageRequest, pk: int, act: str) -> HttpResponse:
    """Carry the file out, put it aside, or take it back."""
    assert request.actor is not None
    row, at, by = import_of(pk), request.at, request.actor
    try:
        if act == "jalankan":
            carry_out(row, seen=request.POST.get("seen", ""), at=at, by=by)
            said = _("Impor dijalankan.")
        elif act == "buang":
            discard_import(row, at=at, by=by)
            said = _("Berkas ini disisihkan; inventaris tidak berubah.")
        elif act == "batalkan":
            take_back(row, at=at, by=by)
            said = _("Impor dibatalkan; inventaris seperti sebelumnya.")
        else:
            raise NotFound("act-unknown", words("Tindakan itu tidak ada."))
    except Refusal as refusal:
        if refusal.status not in (409, 422):
            raise
        return _page(request, import_of(pk), refusal)
    messages.success(request, said)
    return redirect("inventory-import", pk)


@login_required
@require_safe
def download(request: PageRequest, word: str, form: str) -> HttpResponse:
    """The items of a kind as CSV or XLSX, in the form an import reads; empty as a template."""
    kind = WORDS[word]
    blank = bool(request.GET.get("templat"))
    rows = [] if blank else with_references(kind.key).order_by("key").iterator(chunk_size=2000)
    pictures = (picture_of(kind.key, row) for row in rows)
    if form == "csv":
        answer = HttpResponse(csv_of(kind, pictures), content_type="text/csv; charset=utf-8")
    elif form == "xlsx":
        answer = HttpResponse(workbook_of({kind.key: pictures}), content_type=XLSX)
    else:
        raise NotFound("form-unknown", words("Unduhan itu tidak ada."))
    answer["Content-Disposition"] = f'attachment; filename="inventaris-{word}.{form}"'
    return answer


def _start(request: PageRequest, faults: dict[str, Fault]) -> HttpResponse:
    context = {
        "imports": imports(),
        "kinds": list(KINDS.values()),
        "choices": [(kind.word, _(kind.label)) for kind in KINDS.values()],
        "chosen": request.POST.get("kind", ""),
        "faults": faults,
        "unread_notices": unseen(request),
    }
    return render(request, "inventory/imports.html", context, status=422 if faults else 200)


def _page(request: PageRequest, row: Import, refusal: Refusal | None = None) -> HttpResponse:
    last = last_done()
    context: dict[str, Any] = {
        "run": row,
        "waits": row.state == CHECKED,
        "may_undo": row.state == DONE and last is not None and last.pk == row.pk,
        "counts": [(act, _(WORDS_OF[act]), row.told.get(act.value, 0)) for act in Act],
        "rows": {},
        "ignored": [],
        "sound": False,
        "refusal": refusal,
        "unread_notices": unseen(request),
    }
    if row.state == CHECKED:
        found = preview(row)
        context["counts"] = [(act, _(WORDS_OF[act]), found.count(act)) for act in Act]
        context["rows"] = {
            act: [_told(each) for each in found.rows if each.act is act][:SHOWN]
            for act in (Act.REFUSE, Act.CHANGE, Act.ADD)
        }
        context |= {"ignored": found.ignored, "sound": found.sound, "seen": outcome(found)}
    status = refusal.status if refusal is not None else 200
    return render(request, "inventory/import.html", context, status=status)


def _told(row: Planned) -> dict[str, Any]:
    kind = KINDS[row.kind]
    labels = {column.key: _(column.label) for column in kind.columns}
    return {
        "line": row.line,
        "sheet": row.sheet,
        "kind": _(kind.label),
        "key": row.key,
        "name": row.after.get("name") or row.key,
        "changes": changes_said(kind, row.changes),
        "faults": [(labels.get(name, name), fault) for name, fault in row.faults.items()],
    }


WORDS_OF: Final = {
    Act.ADD: words("Ditambahkan"),
    Act.CHANGE: words("Diubah"),
    Act.SAME: words("Tetap"),
    Act.REFUSE: words("Ditolak"),
}
