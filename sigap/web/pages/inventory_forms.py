"""Forms of the inventory: a new item, a changed one, out of use and back, a correction proposed."""

from collections.abc import Mapping
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sigap.domain.errors import Fault, Invalid, NotFound, Stale, words
from sigap.domain.inventory import WORDS
from sigap.domain.inventory_model import Kind
from sigap.inventory.actions import add_item, change_item, restore_item, retire_item
from sigap.inventory.actions.items import version_number
from sigap.inventory.actions.proposals import CORRECTION, propose_change
from sigap.inventory.pictures import picture_of
from sigap.inventory.queries.register import item
from sigap.web.inventory_forms import fields, fixed_columns, typed
from sigap.web.inventory_words import page_of
from sigap.web.middleware import PageRequest
from sigap.web.person import unseen

ACTS: Final = {"lepas": retire_item, "kembalikan": restore_item}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: PageRequest, word: str) -> HttpResponse:
    """The form of a new item; an address may fill it in ("?site=rsud")."""
    kind = WORDS[word]
    if request.method != "POST":
        first = {each.key: request.GET.get(each.key, each.empty) for each in kind.columns}
        return _form(request, kind, first)
    assert request.actor is not None
    values = typed(kind, request.POST)
    try:
        row = add_item(kind.key, values, at=request.at, by=request.actor)
    except Invalid as refusal:
        return _form(request, kind, values, refusal.faults)
    messages.success(request, _("%(name)s ditambahkan.") % {"name": row})
    return redirect(page_of(kind.key, row.key))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: PageRequest, word: str, key: str) -> HttpResponse:
    """The form of an item as it stands; what somebody else changed meanwhile is not overwritten."""
    kind = WORDS[word]
    row = item(kind.key, key)
    if request.method != "POST":
        return _form(request, kind, picture_of(kind.key, row), key=key)
    assert request.actor is not None
    values = typed(kind, request.POST)
    seen = _number(request.POST.get("seen", ""))
    try:
        change_item(kind.key, key, values, seen=seen, at=request.at, by=request.actor)
    except (Invalid, Stale) as refusal:
        faults = refusal.faults if isinstance(refusal, Invalid) else {}
        kept = {name: picture_of(kind.key, row)[name] for name in fixed_columns(kind)}
        stale = isinstance(refusal, Stale)
        return _form(request, kind, values | kept, faults, key=key, stale=stale)
    messages.success(request, _("Perubahan tersimpan."))
    return redirect(page_of(kind.key, key))


@login_required
@require_POST
def act(request: PageRequest, word: str, key: str, act: str) -> HttpResponse:
    """Take an item out of use, or bring it back."""
    if act not in ACTS:
        raise NotFound("act-unknown", words("Tindakan itu tidak ada."))
    assert request.actor is not None
    kind = WORDS[word]
    ACTS[act](kind.key, key, at=request.at, by=request.actor)
    said = _("Tidak dipakai lagi; riwayatnya tetap.") if act == "lepas" else _("Dipakai lagi.")
    messages.success(request, said)
    return redirect(page_of(kind.key, key))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: PageRequest, word: str, key: str) -> HttpResponse:
    """The same form for those who do not keep the inventory: a keeper decides on what they send."""
    kind = WORDS[word]
    row = item(kind.key, key)
    case = {name: request.GET.get(name, "") for name in ("case_number", "evidence")}
    if request.method != "POST":
        return _form(request, kind, picture_of(kind.key, row), key=key, case=case)
    assert request.actor is not None
    case = {name: request.POST.get(name, "") for name in case}
    values = typed(kind, request.POST)
    try:
        made = propose_change(
            kind.key, key, values, source=CORRECTION, at=request.at, by=request.actor, **case
        )
    except Invalid as refusal:
        kept = {name: picture_of(kind.key, row)[name] for name in fixed_columns(kind)}
        return _form(request, kind, values | kept, refusal.faults, key=key, case=case)
    said = _("Usulan terkirim.") if made else _("Tidak ada yang berbeda dari inventaris.")
    messages.success(request, said)
    return redirect(page_of(kind.key, key))


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0


def _form(
    request: PageRequest,
    kind: Kind,
    values: Mapping[str, Any],
    faults: Mapping[str, Fault] | None = None,
    *,
    key: str = "",
    case: Mapping[str, str] | None = None,
    stale: bool = False,
) -> HttpResponse:
    context = {
        "kind": kind,
        "key": key,
        "fields": fields(kind, values, faults, fixed=fixed_columns(kind) if key else ()),
        "faults": faults or {},
        "labels": {each.key: _(each.label) for each in kind.columns},
        "seen": version_number(kind.key, key) if key else 0,
        "case": case,
        "stale": stale,
        "unread_notices": unseen(request),
    }
    status = 409 if stale else 422 if faults else 200
    return render(request, "inventory/form.html", context, status=status)
