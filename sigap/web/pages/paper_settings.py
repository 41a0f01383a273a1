"""How papers look and are numbered: letterhead, number rules, copies, the register of numbers."""

from typing import Any, BinaryIO, Final, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from sigap.documents.actions.copies import set_copies
from sigap.documents.actions.letterhead import set_letterhead
from sigap.documents.actions.numbers import set_rule, void_number
from sigap.documents.models import A4, F4, Letterhead, NumberEntry, NumberRule
from sigap.documents.queries import copy_rules, letterhead, register
from sigap.domain.actor import SYSTEM_ADMIN
from sigap.domain.errors import Fault, Invalid, NotFound, Refusal, words
from sigap.domain.numbering import COUNTED_BY, PLACES
from sigap.incidents.papers.kinds import COPIED
from sigap.web.middleware import PageRequest
from sigap.web.pages.paper_templates import NAMES
from sigap.web.person import unseen

LISTED: Final = 50
ISSUERS: Final = {
    "sigap": gettext_lazy("Sigap, menurut pola di atas"),
    "tu": gettext_lazy("TU; naskah menunggu nomornya diketik"),
    "srikandi": gettext_lazy("SRIKANDI; naskah menunggu nomornya diketik"),
}
LABELS: Final = {
    "government": gettext_lazy("Pemerintah"),
    "agency": gettext_lazy("Dinas"),
    "address": gettext_lazy("Alamat"),
    "city": gettext_lazy("Tempat penandatanganan"),
    "paper": gettext_lazy("Ukuran kertas"),
    "recipients": gettext_lazy("Penerima tembusan"),
    "logo": gettext_lazy("Lambang"),
    "pattern": gettext_lazy("Pola nomor"),
    "counted_by": gettext_lazy("Hitungan dimulai lagi"),
    "issuer": gettext_lazy("Nomor diberikan oleh"),
    "reason": gettext_lazy("Alasan"),
}
PAPERS: Final = {
    A4: gettext_lazy("A4 (210 × 297 mm)"),
    F4: gettext_lazy("F4 (215 × 330 mm)"),
}
COUNTS: Final = {
    "tahun": gettext_lazy("setiap tahun"),
    "kode": gettext_lazy("setiap kode"),
    "unit": gettext_lazy("setiap unit"),
}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: PageRequest) -> HttpResponse:
    """All of it on one page; sent, one change and back."""
    if request.method != "POST":
        return _page(request, {})
    acts = {"kop": _set_letterhead, "nomor": _set_rule, "tembusan": _set_copies, "batal": _void}
    act = acts.get(request.POST.get("act", ""))
    if act is None:
        raise NotFound("act-unknown", words("Tindakan itu tidak ada."))
    try:
        act(request)
    except Invalid as refusal:
        return _page(request, refusal.faults, status=422)
    except Refusal as refusal:
        return _page(request, {"": refusal.fault}, status=refusal.status)
    messages.success(request, _("Tersimpan."))
    return redirect("paper-settings")


def _set_letterhead(request: PageRequest) -> None:
    assert request.actor is not None
    typed, logo = request.POST, request.FILES.get("logo")
    set_letterhead(
        government=typed.get("government", ""),
        agency=typed.get("agency", ""),
        address=typed.get("address", "").splitlines(),
        city=typed.get("city", ""),
        paper=typed.get("paper", A4),
        logo=cast(BinaryIO, logo) if logo else None,
        at=request.at,
        by=request.actor,
    )


def _set_rule(request: PageRequest) -> None:
    assert request.actor is not None
    kind = request.POST.get("kind", "")
    if not NumberRule.objects.filter(kind=kind).exists():
        raise NotFound("kind-not-numbered", words("Naskah jenis “%(kind)s” tidak diberi nomor."))
    set_rule(
        kind,
        text=request.POST.get("pattern", ""),
        code=request.POST.get("code", "")[:40],
        unit=request.POST.get("unit", "")[:60],
        counted_by=[each for each in request.POST.getlist("counted_by") if each in COUNTED_BY],
        issuer=request.POST.get("issuer", "sigap"),
        at=request.at,
        by=request.actor,
    )


def _set_copies(request: PageRequest) -> None:
    assert request.actor is not None
    kind = request.POST.get("kind", "")
    if kind not in COPIED:
        raise NotFound("kind-not-copied", words("Naskah jenis itu tidak memakai tembusan."))
    recipients = request.POST.get("recipients", "").splitlines()
    set_copies(kind, recipients=recipients, at=request.at, by=request.actor)


def _void(request: PageRequest) -> None:
    assert request.actor is not None
    key = request.POST.get("entry", "")
    entry = NumberEntry.objects.filter(pk=int(key)).first() if key.isdecimal() else None
    if entry is None:
        raise NotFound("number-not-found", words("Nomor itu tidak ada pada register."))
    void_number(entry, reason=request.POST.get("reason", ""), at=request.at, by=request.actor)


def _page(request: PageRequest, faults: dict[str, Fault], status: int = 200) -> HttpResponse:
    head, typed = letterhead(), request.POST
    before = request.GET.get("sebelum", "")
    entries = register(before=int(before) if before.isdecimal() else None, limit=LISTED + 1)
    context: dict[str, Any] = {
        **_words(),
        "values": _values(head) | typed.dict(),
        "has_logo": bool(head.logo_sha256),
        "copies": _copies(),
        "rules": list(NumberRule.objects.order_by("kind")),
        "typed": typed,
        "acted": typed.get("act", ""),
        "faulty": "-".join(
            filter(None, (typed.get("act"), typed.get("kind") or typed.get("entry")))
        ),
        "faults": faults,
        "entries": entries[:LISTED],
        "next": f"?sebelum={entries[LISTED - 1].pk}" if len(entries) > LISTED else None,
        "may_edit": request.actor is not None and request.actor.holds(SYSTEM_ADMIN),
        "unread_notices": unseen(request),
    }
    return render(request, "settings/papers.html", context, status=status)


def _values(head: Letterhead) -> dict[str, str]:
    """The letterhead as its form shows it."""
    shown = {name: str(getattr(head, name)) for name in ("government", "agency", "city", "paper")}
    return {**shown, "address": "\n".join(head.address)}


def _copies() -> list[tuple[str, Any, str]]:
    """Kind, its name and who gets a copy, a line each."""
    known = copy_rules()
    return [(kind, NAMES[kind], "\n".join(known.get(kind, []))) for kind in COPIED]


def _words() -> dict[str, Any]:
    return {
        "labels": LABELS,
        "places": PLACES,
        "counts": COUNTS,
        "papers": [*PAPERS.items()],
        "issuers": [*ISSUERS.items()],
    }
