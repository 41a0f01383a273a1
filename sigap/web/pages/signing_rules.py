"""Who signs which kind of paper, in which order, and whether electronically."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sigap.documents.actions.signatures import set_signing_rule
from sigap.documents.models import SigningRule
from sigap.documents.queries import signing_rules
from sigap.documents.signers import configured
from sigap.domain.actor import HEAD, KABID, KASI, NETWORK_ADMIN, SYSTEM_ADMIN, TECHNICIAN
from sigap.domain.errors import Fault, Invalid, NotFound, words
from sigap.incidents.papers.kinds import PLAIN, SIGNED
from sigap.people.queries import position_title
from sigap.web.middleware import PageRequest
from sigap.web.person import unseen

_OFFICES = (HEAD, KABID, KASI, NETWORK_ADMIN, TECHNICIAN)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: PageRequest) -> HttpResponse:
    """A rule for each kind of paper; sent, one rule and back."""
    if request.method != "POST":
        return _page(request)
    assert request.actor is not None
    typed, kind = request.POST, request.POST.get("kind", "")
    if kind not in _kinds():
        raise NotFound("kind-unknown", words("Jenis naskah itu tidak ada."))
    try:
        set_signing_rule(
            kind,
            electronic=bool(typed.get("electronic")),
            signer=typed.get("signer", ""),
            initials=typed.getlist("initials"),
            at=request.at,
            by=request.actor,
        )
    except Invalid as refusal:
        return _page(request, refusal.faults)
    messages.success(request, _("Tersimpan."))
    return redirect("signing-rules")


def _kinds() -> list[str]:
    return sorted({*SIGNED, PLAIN})


def _page(request: PageRequest, faults: Mapping[str, Fault] | None = None) -> HttpResponse:
    known = signing_rules()
    rules = [known.get(each) or _by_default(each) for each in _kinds()]
    offices = [(role, position_title(role, at=request.at)) for role in _OFFICES]
    context: dict[str, Any] = {
        "rules": rules,
        "signers": [("", _("pelaksana langkah")), *offices],
        "offices": offices,
        "way": getattr(configured.signer(), "key", "none"),
        "acted": request.POST.get("kind", ""),
        "faults": faults or {},
        "labels": {"signer": _("Penanda tangan"), "initials": _("Paraf lebih dulu")},
        "may_edit": request.actor is not None and request.actor.holds(SYSTEM_ADMIN),
        "unread_notices": unseen(request),
    }
    return render(request, "settings/signing.html", context, status=422 if faults else 200)


def _by_default(kind: str) -> SigningRule:
    return SigningRule(kind=kind, electronic=kind in SIGNED, signer="", initials=[])
