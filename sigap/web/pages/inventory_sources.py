"""Other systems that fill the inventory: how each is reached, what it said last."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from sigap.domain.errors import Fault, Invalid
from sigap.domain.inventory_sources import SOURCES, key_from
from sigap.inventory.actions.sources import keep_source, source_unknown
from sigap.inventory.models import Source
from sigap.inventory.queries.sources import sources
from sigap.web.middleware import PageRequest
from sigap.web.person import unseen

NEW = "baru"


@login_required
@require_safe
def show(request: PageRequest) -> HttpResponse:
    """The sources, each with when it was read, why not, and what waits of it."""
    context = {
        "rows": [(row, _(SOURCES[row.kind])) for row in sources()],
        "unread_notices": unseen(request),
    }
    return render(request, "inventory/sources.html", context)


@login_required
@sensitive_post_parameters("token")
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: PageRequest, key: str) -> HttpResponse:
    """One source, or a new one: address and token, read nightly; the token is never shown."""
    row = None if key == NEW else _known(key)
    if request.method != "POST":
        return _form(request, row, _shown(row), {})
    assert request.actor is not None
    typed = _typed(request.POST, row)
    named = row.key if row is not None else key_from(typed["name"])
    try:
        keep_source(named, at=request.at, by=request.actor, **typed)
    except Invalid as refusal:
        return _form(request, row, typed, refusal.faults)
    messages.success(request, _("Sumber tersimpan; dibaca dalam satu menit."))
    return redirect("inventory-sources")


def _known(key: str) -> Source:
    row = next((each for each in sources() if each.key == key), None)
    if row is None:
        raise source_unknown()
    return row


def _typed(sent: QueryDict, row: Source | None) -> dict[str, Any]:
    typed: dict[str, Any] = {name: sent.get(name, "") for name in ("kind", "name", "url", "token")}
    typed |= {name: bool(sent.get(name)) for name in ("active", "automatic")}
    return typed | {"kind": row.kind} if row is not None else typed


def _shown(row: Source | None) -> dict[str, Any]:
    if row is None:
        return {"active": True}
    names = ("kind", "name", "url", "active", "automatic")
    return {name: getattr(row, name) for name in names}


def _form(
    request: PageRequest, row: Source | None, values: dict[str, Any], faults: dict[str, Fault]
) -> HttpResponse:
    context = {
        "row": row,
        "values": {name: value for name, value in values.items() if name != "token"},
        "faults": faults,
        "kinds": [(key, _(name)) for key, name in SOURCES.items()],
        "labels": {"kind": _("Jenis"), "name": _("Nama"), "url": _("Alamat"), "token": _("Token")},
        "unread_notices": unseen(request),
    }
    return render(request, "inventory/source.html", context, status=422 if faults else 200)
