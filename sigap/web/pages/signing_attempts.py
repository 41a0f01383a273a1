"""The register of what was sent to a signing service: what came of it, and what nobody knows."""

from collections.abc import Mapping
from typing import Final

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from sigap.incidents.models.signing import (
    KEPT,
    NOTHING,
    REPEATED,
    REPLACED,
    SENT,
    SIGNED,
    UNKNOWN,
)
from sigap.incidents.queries.signing import attempts_seen
from sigap.web.middleware import PageRequest
from sigap.web.person import unseen

MOST: Final = 100
STATES: Final[Mapping[str, tuple[str, str | Promise]]] = {
    SENT: ("mendekati-batas", _("dikirim, belum dijawab")),
    UNKNOWN: ("terlambat", _("hasilnya tidak diketahui")),
    SIGNED: ("mendekati-batas", _("ditandatangani, belum dipakai")),
    KEPT: ("selesai", _("ditandatangani dan disimpan")),
    NOTHING: ("dibatalkan", _("tidak ditandatangani")),
    REPEATED: ("selesai", _("dikirim lagi sama persis")),
    REPLACED: ("dibatalkan", _("diganti isi yang baru")),
}
"""How each outcome is shown: as which state, in which words."""


@login_required
@require_safe
def show(request: PageRequest) -> HttpResponse:
    """The newest tries; `terbuka` leaves those out of which is known what became of them."""
    assert request.actor is not None
    live = bool(request.GET.get("terbuka"))
    rows = list(attempts_seen(request.actor, live=live)[: MOST + 1])
    context = {
        "tries": rows[:MOST],
        "more": len(rows) > MOST,
        "live": live,
        "states": STATES,
        "unread_notices": unseen(request),
    }
    return render(request, "papers/attempts.html", context)
