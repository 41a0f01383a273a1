"""The ways by which news leaves: how each stands, its settings, a test, its last deliveries."""

from collections.abc import Mapping
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sigap.domain.channels import KINDS, WEB_PUSH, Kind
from sigap.domain.errors import Fault, Invalid, NotFound, words
from sigap.notifications.actions.channels import (
    TEST_EVENT,
    add_channel,
    change_channel,
    switch_channel,
    try_channel,
)
from sigap.notifications.models import Channel, Message
from sigap.notifications.queries.channels import channels, public_key, web_push_public_key
from sigap.notifications.queries.outbox import Backlog, backlogs, deliveries
from sigap.web.channelwords import address_words, channel_state, message_state
from sigap.web.middleware import PageRequest
from sigap.web.person import person, unseen

NONE: Final = Backlog()
SWITCHES: Final = {"nyalakan": True, "matikan": False}


@login_required
@require_safe
def show(request: PageRequest) -> HttpResponse:
    """Every channel with its state and backlog; what waits for a channel that is no more, too."""
    known, waiting = channels(), backlogs()
    context = {
        "rows": [(row, channel_state(row), waiting.get(key, NONE)) for key, row in known.items()],
        "orphans": [(key, left) for key, left in waiting.items() if key not in known],
        "backups": {row.key: row.name for row in known.values()},
        "given_up": sum(each.given_up for each in waiting.values()),
        "kinds": list(KINDS.values()),
        "at": request.at,
        "unread_notices": unseen(request),
    }
    return render(request, "settings/channels.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: PageRequest, kind: str) -> HttpResponse:
    """The form of a channel of this kind; sent, it is switched on."""
    if kind not in KINDS:
        raise NotFound("channel-kind-unknown", words("Jenis saluran itu tidak ada."))
    if request.method != "POST":
        return _form(request, KINDS[kind], {"name": _(KINDS[kind].name)}, {})
    assert request.actor is not None
    try:
        made = add_channel(kind, at=request.at, by=request.actor, **_typed(request, KINDS[kind]))
    except Invalid as refusal:
        return _form(request, KINDS[kind], request.POST.dict(), refusal.faults)
    messages.success(request, _("Saluran tersimpan dan menyala. Ujilah sekarang."))
    return redirect("channel", made.key)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: PageRequest, key: str) -> HttpResponse:
    """One channel: its state, its settings, its test and what happened by it lately."""
    row = _known(key)
    if request.method != "POST":
        return _page(request, row, _shown(row), {})
    assert request.actor is not None
    try:
        typed = _typed(request, row.of_kind)
        change_channel(key, at=request.at, by=request.actor, **typed)
    except Invalid as refusal:
        return _page(request, row, request.POST.dict(), refusal.faults)
    messages.success(request, _("Pengaturan saluran tersimpan."))
    return redirect("channel", key)


@login_required
@require_POST
def act(request: PageRequest, key: str, act: str) -> HttpResponse:
    """Switch a channel, or send a test by it."""
    row = _known(key)
    assert request.actor is not None
    if act in SWITCHES:
        switch_channel(key, active=SWITCHES[act], at=request.at, by=request.actor)
        return redirect("channel", key)
    if act != "uji":
        raise NotFound("act-unknown", words("Tindakan itu tidak ada."))
    address = request.POST.get("address", "")
    try:
        sent = try_channel(key, address, at=request.at, by=request.actor)
    except Invalid as refusal:
        return _page(request, row, _shown(row) | {"address": address}, refusal.faults)
    return redirect("channel-test", key, sent[-1].pk)


@login_required
@require_safe
def tested(request: PageRequest, key: str, pk: int) -> HttpResponse:
    """What became of a test; asked again by itself until the worker has sent it."""
    row = _known(key)
    found = Message.objects.filter(pk=pk, channel=key, event=TEST_EVENT).first()
    if found is None:
        raise NotFound("test-unknown", words("Pesan uji itu tidak ada."))
    context = {"test": found, "test_state": message_state(found), "channel": row}
    if request.htmx:
        return render(request, "settings/channel_test.html", context)
    return _page(request, row, _shown(row), {}, **context)


def _known(key: str) -> Channel:
    row = channels().get(key)
    if row is None:
        raise NotFound("channel-unknown", words("Saluran itu tidak ada."))
    return row


def _typed(request: PageRequest, kind: Kind) -> dict[str, Any]:
    typed = {setting.key: request.POST.get(setting.key, "") for setting in kind.settings}
    return {
        "name": request.POST.get("name", ""),
        "typed": typed,
        "backup": request.POST.get("backup", ""),
    }


def _shown(row: Channel) -> dict[str, str]:
    """What the form of a channel shows: nothing that is secret."""
    open_ = {each.key: row.values.get(each.key, "") for each in row.of_kind.settings}
    hidden = {each.key: "" for each in row.of_kind.settings if each.secret}
    return {**open_, **hidden, "name": row.name, "backup": row.backup}


def _form(
    request: PageRequest, kind: Kind, values: Mapping[str, str], faults: Mapping[str, Fault]
) -> HttpResponse:
    context = {
        "kind": kind,
        "values": values,
        "faults": faults,
        "labels": _labels(kind),
        "backups": [(row.key, row.name) for row in channels().values()],
        "unread_notices": unseen(request),
    }
    return render(request, "settings/channel_new.html", context, status=422 if faults else 200)


def _page(
    request: PageRequest,
    row: Channel,
    values: Mapping[str, str],
    faults: Mapping[str, Fault],
    **more: Any,
) -> HttpResponse:
    usual = {"address": person(request).email if row.of_kind.addresses == "surel" else ""}
    context = {
        "channel": row,
        "kind": row.of_kind,
        "state": channel_state(row),
        "values": usual | dict(values),
        "faults": faults,
        "labels": _labels(row.of_kind),
        "kept": {each.key for each in row.of_kind.settings if row.values.get(each.key)},
        "backups": [(each.key, each.name) for each in channels().values() if each.key != row.key],
        "backlog": backlogs().get(row.key, NONE),
        "happened": [(each, address_words(each.message)) for each in deliveries(row.key)],
        "push_key": public_key(row.values["private_key"]) if _has_key(row) else "",
        "test": None,
        "unread_notices": unseen(request),
    }
    answer = {**context, **more}
    return render(request, "settings/channel.html", answer, status=422 if faults else 200)


def _has_key(row: Channel) -> bool:
    return row.kind == WEB_PUSH and bool(web_push_public_key())


def _labels(kind: Kind) -> dict[str, str]:
    named = {setting.key: _(setting.label) for setting in kind.settings}
    more = {"name": _("Nama"), "backup": _("Cadangan"), "address": _("Alamat uji")}
    return named | more
