"""One's own ways of being told: channels, addresses, quiet hours, digests, browsers."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sigap.domain.errors import Fault, Invalid
from sigap.notifications.actions.preferences import choose, forget_browser, subscribe_browser
from sigap.notifications.linking import code_of
from sigap.notifications.queries import web_push_public_key
from sigap.notifications.queries.routing import browsers_of
from sigap.web.middleware import PageRequest
from sigap.web.ownnews import CHOICE, Own, own
from sigap.web.person import person, unseen


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: PageRequest) -> HttpResponse:
    """What the person chose within the office's rules, and the form to choose otherwise."""
    assert request.actor is not None
    user, mine = person(request), own(person(request), request.actor)
    if request.method != "POST":
        return _page(request, mine, mine.values(), {})
    chosen, faults = mine.chosen(request.POST)
    addresses = {kind: request.POST.get(f"address-{kind}", "") for kind in mine.asked()}
    try:
        if faults:
            raise Invalid(faults)
        choose(user, chosen, addresses, at=request.at, by=request.actor)
    except Invalid as refusal:
        return _page(request, mine, request.POST.dict(), refusal.faults)
    messages.success(request, _("Pilihan Anda tersimpan."))
    return redirect("own-news")


@login_required
@require_POST
def browser(request: PageRequest) -> HttpResponse:
    """Begin or end notifications in one browser; the script sends what the browser gave it."""
    sent, user = request.POST, person(request)
    if sent.get("act") == "lepas":
        forget_browser(user, sent.get("endpoint", ""))
        messages.success(request, _("Peramban itu tidak lagi menerima notifikasi."))
        return redirect("own-news")
    subscribe_browser(
        user,
        endpoint=sent.get("endpoint", ""),
        p256dh=sent.get("p256dh", ""),
        auth=sent.get("auth", ""),
        label=request.headers.get("User-Agent", ""),
        at=request.at,
    )
    messages.success(request, _("Notifikasi menyala di peramban ini."))
    return HttpResponse(status=204)


def _page(
    request: PageRequest, mine: Own, values: dict[str, Any], faults: dict[str, Fault]
) -> HttpResponse:
    user, browsers = person(request), browsers_of(person(request).pk)
    again = request.method == "POST"
    context = {
        "ways": mine.reach(user, len(browsers)),
        "table": mine.table(),
        "asked": mine.asked(),
        "ticked": set(request.POST.getlist(CHOICE)) if again else None,
        "gathered": request.POST.getlist("gathered") if again else mine.preference.gathered,
        "values": values,
        "faults": faults,
        "browsers": browsers,
        "public_key": web_push_public_key(),
        "link_code": code_of(user.pk, at=request.at),
        "unread_notices": unseen(request),
    }
    return render(request, "own/news.html", context, status=422 if faults else 200)
