"""The roster as a calendar: a file to download, and secret addresses for phones."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sigap.domain.errors import NotFound, words
from sigap.people.actions.duty_feeds import create_feed, revoke_feed
from sigap.people.duty import Duty, duty_between, feed_row
from sigap.people.ics import Entry, written
from sigap.people.models import DutyFeed
from sigap.web.middleware import PageRequest
from sigap.web.pages import duty
from sigap.web.person import person

BACK: Final = timedelta(days=30)
AHEAD: Final = timedelta(days=180)


@login_required
@require_safe
def download(request: PageRequest) -> HttpResponse:
    """One's own shifts as a file; with `siapa=semua` everybody's."""
    everybody = request.GET.get("siapa") == "semua"
    return _file(request, person(request).pk, everybody)


@require_safe
def feed(request: PageRequest, token: str) -> HttpResponse:
    """What the secret address of a person answers; an ended or unknown one is not found."""
    row = feed_row(token)
    if row is None:
        raise NotFound("feed-not-found", words("Alamat kalender ini tidak berlaku lagi."))
    answer = _file(request, row.user_id, row.everybody)
    # The address itself is the secret: it must not be kept on the way.
    answer["Cache-Control"] = "private, no-store"
    answer["Referrer-Policy"] = "no-referrer"
    return answer


@login_required
@require_POST
def subscribe(request: PageRequest) -> HttpResponse:
    """Make a new secret address and show it once, or end one (`akhiri`)."""
    assert request.actor is not None
    user = person(request)
    ended = request.POST.get("akhiri", "")
    if ended:
        found = DutyFeed.objects.filter(pk=ended if ended.isdecimal() else 0, user=user).first()
        if found is not None:
            revoke_feed(found, at=request.at, by=request.actor)
        messages.success(request, _("Alamat kalender diakhiri."))
        return redirect("duty")
    everybody = request.POST.get("siapa") == "semua"
    token = create_feed(user, everybody=everybody, at=request.at, by=request.actor)
    address = f"{settings.SIGAP_BASE_URL}{reverse('duty-feed', args=[token])}"
    answer = duty.page(request, feed_url=address)
    answer["Cache-Control"] = "private, no-store"
    return answer


def _file(request: PageRequest, user_id: int, everybody: bool) -> HttpResponse:
    duties = duty_between(request.at - BACK, request.at + AHEAD)
    chosen = [each for each in duties if everybody or each.user.pk == user_id]
    name = "Piket" if everybody else "Piket saya"
    content = written(_entries(chosen), name=name, at=request.at)
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="piket.ics"'
    return answer


def _entries(duties: Iterable[Duty]) -> Iterable[Entry]:
    host = urlsplit(settings.SIGAP_BASE_URL).hostname or "sigap"
    for each in duties:
        slot = each.shift.slot.replace("/", "-").replace("+", "t")
        yield Entry(
            uid=f"piket-{slot}@{host}",
            summary=f"{each.roster.name}: {each.user.name}",
            span=each.shift.span,
            username=each.user.username,
            name=each.user.name,
            email=each.user.email,
        )
