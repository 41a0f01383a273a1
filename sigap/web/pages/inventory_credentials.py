"""Credentials of the equipment: written and never shown, but for a stated reason on the record."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sigap.domain.credentials import CREDENTIALS, CredentialKind
from sigap.domain.errors import Fault, Invalid, NotFound, words
from sigap.domain.inventory import PLATFORMS
from sigap.inventory.actions.credentials import (
    MeantFor,
    credential_unknown,
    keep_credential,
    reveal_credential,
)
from sigap.inventory.models import Credential
from sigap.inventory.queries.credentials import credentials
from sigap.web.middleware import PageRequest
from sigap.web.person import unseen


@login_required
@require_safe
def show(request: PageRequest) -> HttpResponse:
    """Every credential with what it is for and how often it was used."""
    context = {
        "rows": [(row, _(CREDENTIALS[row.kind].name), _meant(row)) for row in credentials()],
        "kinds": list(CREDENTIALS.values()),
        "unread_notices": unseen(request),
    }
    return render(request, "inventory/credentials.html", context)


@login_required
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: PageRequest, kind: str) -> HttpResponse:
    """The form of a new credential of this kind."""
    if kind not in CREDENTIALS:
        raise NotFound("credential-kind-unknown", words("Jenis kredensial itu tidak ada."))
    if request.method != "POST":
        return _form(request, CREDENTIALS[kind], {"active": "ya"})
    assert request.actor is not None
    try:
        keep_credential(
            request.POST.get("key", "").strip(),
            new=True,
            at=request.at,
            by=request.actor,
            **_typed(request.POST, CREDENTIALS[kind]),
        )
    except Invalid as refusal:
        return _form(request, CREDENTIALS[kind], request.POST.dict(), refusal.faults)
    messages.success(request, _("Kredensial tersimpan terenkripsi."))
    return redirect("inventory-credentials")


@login_required
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: PageRequest, key: str) -> HttpResponse:
    """One credential: its secrets stay where they are left blank."""
    row = _known(key)
    kind = CREDENTIALS[row.kind]
    if request.method != "POST":
        return _form(request, kind, _shown(row), row=row)
    assert request.actor is not None
    typed = _typed(request.POST, kind)
    try:
        keep_credential(key, new=False, at=request.at, by=request.actor, **typed)
    except Invalid as refusal:
        return _form(request, kind, request.POST.dict(), refusal.faults, row=row)
    messages.success(request, _("Kredensial tersimpan terenkripsi."))
    return redirect("inventory-credential", key)


@login_required
@never_cache
@require_POST
def reveal(request: PageRequest, key: str) -> HttpResponse:
    """Show a credential once, for a reason on the record; the gate asked for a fresh proof."""
    row = _known(key)
    assert request.actor is not None
    kind = CREDENTIALS[row.kind]
    reason = request.POST.get("reason", "")
    try:
        values = reveal_credential(key, reason=reason, at=request.at, by=request.actor)
    except Invalid as refusal:
        return _form(request, kind, _shown(row) | {"reason": reason}, refusal.faults, row=row)
    shown = [(_(part.label), values.get(part.key, "")) for part in kind.parts]
    return _form(request, kind, _shown(row), row=row, revealed=shown)


def _known(key: str) -> Credential:
    row = next((each for each in credentials() if each.key == key), None)
    if row is None:
        raise credential_unknown()
    return row


def _typed(sent: QueryDict, kind: CredentialKind) -> dict[str, Any]:
    keys = {name: sent.get(name, "").replace(",", " ").split() for name in ("devices", "sites")}
    meant = MeantFor(
        keys["devices"], keys["sites"], sent.getlist("platforms"), rest=bool(sent.get("rest"))
    )
    return {
        "kind": kind.key,
        "name": sent.get("name", ""),
        "typed": {part.key: sent.get(part.key, "") for part in kind.parts},
        "meant_for": meant,
        "active": bool(sent.get("active")),
    }


def _shown(row: Credential) -> dict[str, Any]:
    """What the form shows of a credential: nothing of its payload."""
    uses = list(row.meant_for.all())
    return {
        "name": row.name,
        "active": "ya" if row.active else "",
        "devices": " ".join(each.device.key for each in uses if each.device is not None),
        "sites": " ".join(each.site.key for each in uses if each.site is not None),
        "platforms": [each.platform for each in uses if each.platform],
        "rest": "ya" if any(not (e.device or e.site or e.platform) for e in uses) else "",
    }


def _meant(row: Credential) -> list[str]:
    told = []
    for use in row.meant_for.all():
        named = use.device or use.site or PLATFORMS.get(use.platform)
        told.append(str(named) if named else _("perangkat lainnya"))
    return told


def _form(
    request: PageRequest,
    kind: CredentialKind,
    values: Mapping[str, Any],
    faults: Mapping[str, Fault] | None = None,
    *,
    row: Credential | None = None,
    revealed: list[tuple[str, str]] | None = None,
) -> HttpResponse:
    open_ = {name: value for name, value in values.items() if name not in _secrets(kind)}
    context = {
        "kind": kind,
        "row": row,
        "values": open_,
        "chosen": request.POST.getlist("platforms") if faults else values.get("platforms", []),
        "platforms": list(PLATFORMS.items()),
        "choices": {each.key: [(key, key.upper()) for key in each.choices] for each in kind.parts},
        "faults": faults or {},
        "labels": _labels(kind),
        "revealed": revealed,
        "unread_notices": unseen(request),
    }
    answer = render(request, "inventory/credential.html", context, status=422 if faults else 200)
    answer["Cache-Control"] = "no-store"
    return answer


def _labels(kind: CredentialKind) -> dict[str, str]:
    return {part.key: _(part.label) for part in kind.parts} | {
        "key": _("Kunci"),
        "name": _("Nama"),
        "reason": _("Keperluan"),
        "devices": _("Perangkat"),
        "sites": _("Lokasi"),
        "platforms": _("Platform"),
    }


def _secrets(kind: CredentialKind) -> set[str]:
    return {part.key for part in kind.parts if part.secret}
