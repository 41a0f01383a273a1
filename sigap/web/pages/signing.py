"""What waits for this person's signature: signed one by one or many at once."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from sigap.documents.signers import configured
from sigap.domain.errors import Fault, Invalid, required
from sigap.incidents.actions.countersigning import MOST_AT_ONCE, Outcome, sign_due
from sigap.incidents.queries.signing import UNRESOLVED, live_attempts, waiting_for
from sigap.web.fresh import require_fresh
from sigap.web.middleware import PageRequest
from sigap.web.person import unseen
from sigap.web.signing import ANEW, LABELS, NEEDS, asked, secret_taken

CHOSEN: Final = "naskah"


@sensitive_post_parameters(*NEEDS)
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: PageRequest) -> HttpResponse:
    """The list; sent, those chosen are signed and the page says what became of each."""
    if request.method != "POST":
        return _page(request)
    assert request.actor is not None
    way = configured.signer()
    if way is not None and not way.needs:
        # The office's own key asks for nothing, so that the person has to prove who signs.
        require_fresh(request)
    typed = request.POST.copy()
    secret, chosen = secret_taken(typed), _keys(typed.getlist(CHOSEN))
    try:
        if not chosen:
            raise Invalid({CHOSEN: required()})
        made = sign_due(
            chosen, secret=secret, anew=bool(typed.get(ANEW)), at=request.at, by=request.actor
        )
    except Invalid as refusal:
        return _page(request, refusal.faults, chosen, status=422)
    return _answer(request, made)


def _answer(request: PageRequest, made: Sequence[Outcome]) -> HttpResponse:
    failed = [each for each in made if each.trouble is not None]
    done = len(made) - len(failed)
    if done:
        said = ngettext("%(num)s naskah ditandatangani.", "%(num)s naskah ditandatangani.", done)
        messages.success(request, said % {"num": done})
    if failed:
        return _page(request, failed=failed, status=422)
    return redirect("signing")


def _keys(typed: Sequence[str]) -> list[int]:
    plain = (each for each in typed if each.isascii() and each.isdigit() and len(each) < 15)
    return [int(each) for each in plain]


def _page(
    request: PageRequest,
    faults: Mapping[str, Fault] | None = None,
    chosen: Sequence[int] = (),
    *,
    failed: Sequence[Outcome] = (),
    status: int = 200,
) -> HttpResponse:
    assert request.actor is not None
    rows = waiting_for(request.actor)
    shown = list(rows[:MOST_AT_ONCE])
    unresolved = any(each.trouble and each.trouble.code == UNRESOLVED for each in failed)
    context: dict[str, Any] = {
        "waiting": shown,
        "tries": live_attempts(shown),
        "count": rows.count(),
        "asked": asked(faults or {}, unresolved=unresolved),
        "faults": faults or {},
        "labels": {CHOSEN: _("Naskah"), **LABELS},
        "chosen": chosen,
        "failed": failed,
        "unread_notices": unseen(request),
    }
    return render(request, "papers/waiting.html", context, status=status)
