"""The office's rules of telling: which event goes to whom by which channels, and their form."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sigap.domain.actor import ROLES
from sigap.domain.errors import Fault, Invalid, NotFound, words
from sigap.domain.routing import EVERYBODY, REPORTER
from sigap.notifications.actions.rules import Ordered, drop_rule, put_rule
from sigap.notifications.models import Rule
from sigap.notifications.queries.routing import rules, rules_of
from sigap.web.middleware import PageRequest
from sigap.web.news import NAMES, grouped
from sigap.web.person import unseen
from sigap.web.rulewords import leaves, nameable_ways, role_words

ANEW = "baru"
"""The prefix of the form for a role that has no rule yet."""


@login_required
@require_safe
def show(request: PageRequest) -> HttpResponse:
    """All rules by event, as they stand."""
    listed: dict[str, list[Rule]] = {}
    for rule in rules():
        listed.setdefault(rule.event, []).append(rule)
    ways = nameable_ways()
    context = {
        "table": [
            (heading, [(key, name, listed[key]) for key, name in kinds])
            for heading, kinds in grouped(listed)
        ],
        "ways": {way.key: way for way in ways},
        "on_ways": {way.key for way in ways if not way.off},
        "role_words": role_words(),
        "unread_notices": unseen(request),
    }
    return render(request, "settings/news_rules.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: PageRequest, event: str) -> HttpResponse:
    """The rules of one event: each its own form, and one for a role that has none yet."""
    if request.method != "POST":
        return _page(request, event, {}, {})
    assert request.actor is not None
    typed = request.POST
    role = typed.get("role", "")
    try:
        if typed.get("act") == "hapus":
            drop_rule(event, role, at=request.at, by=request.actor)
            messages.success(request, _("Aturan khusus dihapus; yang umum berlaku lagi."))
        else:
            put_rule(event, role, _ordered(typed), at=request.at, by=request.actor)
            messages.success(request, _("Aturan tersimpan dan berlaku untuk kabar berikutnya."))
    except Invalid as refusal:
        return _page(request, event, typed.dict(), refusal.faults)
    return redirect("news-rule", event)


def _ordered(typed: QueryDict) -> Ordered:
    """The rule as it was typed; minutes that are no number are refused by Invalid."""
    minutes = typed.get("delay_minutes", "").strip() or "0"
    if not (minutes.isascii() and minutes.isdecimal() and len(minutes) < 6):
        raise Invalid(
            {"delay_minutes": Fault("bad-number", words("Isi bilangan bulat, misalnya 10."))}
        )
    if typed.get("form") == ANEW and not typed.get("role"):
        raise Invalid({"role": Fault("required", words("Pilih salah satu."))})
    channels = {
        name.removeprefix("channel-"): str(leave)
        for name, leave in typed.items()
        if name.startswith("channel-") and leave
    }
    return Ordered(channels, int(minutes), "urgent" in typed, "gatherable" in typed)


def _page(
    request: PageRequest, event: str, typed: Mapping[str, Any], faults: Mapping[str, Fault]
) -> HttpResponse:
    listed = rules_of(event)
    if not listed:
        raise NotFound("event-unknown", words("Peristiwa itu tidak dikenal."))
    taken = {rule.role for rule in listed}
    free = [role for role in (*ROLES, REPORTER) if role not in taken]
    context = {
        "event": event,
        "name": _(NAMES[event]) if event in NAMES else event,
        "rules": listed,
        "general": next((rule for rule in listed if rule.role == EVERYBODY), listed[0]),
        "ways": [(way, leaves(way)) for way in nameable_ways(listed)],
        "roles": [(role, words_) for role, words_ in role_words().items() if role in free],
        "role_words": role_words(),
        "typed": typed,
        "faults": faults,
        "form": typed.get("form", ""),
        "unread_notices": unseen(request),
    }
    return render(request, "settings/news_rule.html", context, status=422 if faults else 200)
