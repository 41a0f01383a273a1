"""The duty roster for everybody in the office: who stands, one's own shifts, and swaps."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sigap.domain.errors import Fault, Invalid, NotFound, Refusal, Refused, unknown_choice, words
from sigap.domain.workcalendar import ONE_DAY, Span
from sigap.people.actions.duty import PLANNERS
from sigap.people.actions.duty_swaps import accept_swap, decline_swap, offer_swap, withdraw_swap
from sigap.people.duty import (
    Duty,
    doubts,
    duty_between,
    duty_of,
    feeds_of,
    may_stand,
    open_offers,
    rosters,
)
from sigap.people.models import DutySwap, User
from sigap.web.middleware import PageRequest
from sigap.web.person import person, unseen
from sigap.web.piket import forget_standing, open_rows, schedule, spoken

DAYS: Final = 14
OWN_AHEAD: Final = timedelta(days=42)
MOST_OWN: Final = 8


@login_required
@require_safe
def show(request: PageRequest) -> HttpResponse:
    """The roster from a day on (`mulai`), fourteen days at a time."""
    return page(request)


def page(request: PageRequest, *, feed_url: str = "") -> HttpResponse:
    """The roster; `feed_url` is a calendar address made just now, to be shown this once."""
    at, user = request.at, person(request)
    window = window_from(request.GET.get("mulai", ""), at)
    duties, near = duty_between(window.start, window.end), duty_between(at, at + OWN_AHEAD)
    found = doubts([duty for duty in duties if duty.shift.end > at], at=at)
    lists = rosters()
    context = {
        "rows": schedule(duties, window, doubts=found, at=at, user_id=user.pk),
        "standing": [(duty, spoken(duty.shift.span)) for duty in near if duty.shift.stands(at)],
        "open_now": open_rows(near, Span(at, at + timedelta(minutes=1))) if lists else [],
        "own": [(duty, spoken(duty.shift.span)) for duty in near if duty.user == user][:MOST_OWN],
        **_offers(user, at),
        "rosters": lists,
        "feeds": feeds_of(user.pk),
        "feed_url": feed_url,
        "planner": bool(request.actor and request.actor.holds(*PLANNERS)),
        "at": at,
        **_neighbours(window),
        "unread_notices": unseen(request),
    }
    return render(request, "duty/page.html", context)


def window_from(typed: str, at: datetime) -> Span:
    """Fourteen whole days on the office's clock from the typed one on, from today without any."""
    zone = timezone.get_default_timezone()
    today = timezone.localdate(at, zone)
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        day = today
    day = day if abs((day - today).days) < 3653 else today
    start = datetime.combine(day, time(0), zone)
    return Span(start, start + DAYS * ONE_DAY)


def _neighbours(window: Span) -> dict[str, date]:
    first, length = timezone.localdate(window.start), timedelta(days=DAYS)
    last = first + length - ONE_DAY
    return {"first": first, "last": last, "before": first - length, "after": first + length}


def _offers(user: User, at: datetime) -> dict[str, Any]:
    """What the person was asked, what the person offered, and which shifts are on offer."""
    offers = open_offers(at=at)
    return {
        "asked": [_offered(row) for row in offers if row.offered_to == user],
        "offered": [_offered(row) for row in offers if row.offered_by == user],
        "slots_offered": {row.slot for row in offers},
    }


def _offered(row: DutySwap) -> dict[str, Any]:
    back = ""
    if row.return_starts_at and row.return_ends_at:
        back = spoken(Span(row.return_starts_at, row.return_ends_at))
    return {"swap": row, "when": spoken(Span(row.starts_at, row.ends_at)), "back": back}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def swap(request: PageRequest) -> HttpResponse:
    """Offer one's own shift (`jaga`) to a colleague; nothing changes before the other agrees."""
    typed = request.POST if request.method == "POST" else request.GET
    duty = duty_of(typed.get("jaga", ""))
    if duty is None or duty.user.pk != request.user.pk:
        raise NotFound("not-your-shift", words("Jaga itu tidak ada di jadwal Anda."))
    if request.method != "POST":
        return _swap_page(request, duty, typed)
    try:
        to = _offer(request, duty)
    except (Invalid, Refused) as refusal:
        return _swap_page(request, duty, typed, refusal)
    messages.success(request, _("Jaga ditawarkan kepada %(name)s.") % {"name": to.name})
    return redirect("duty")


def _offer(request: PageRequest, duty: Duty) -> User:
    assert request.actor is not None
    typed = request.POST
    colleagues = {str(user.pk): user for user in may_stand(at=request.at)}
    to = colleagues.get(typed.get("to", ""))
    if to is None:
        raise Invalid({"to": unknown_choice("", ())})
    offer_swap(
        duty.shift.slot,
        to,
        in_return=typed.get("in_return", ""),
        note=typed.get("note", ""),
        at=request.at,
        by=request.actor,
    )
    return to


def _swap_page(
    request: PageRequest, duty: Duty, typed: Mapping[str, str], refusal: Refusal | None = None
) -> HttpResponse:
    at = request.at
    theirs = [each for each in duty_between(at, at + OWN_AHEAD) if each.user != duty.user]
    context = {
        "duty": duty,
        "when": spoken(duty.shift.span),
        "colleagues": [(str(user.pk), user.name) for user in may_stand(at=at) if user != duty.user],
        "returns": [
            (each.shift.slot, f"{each.user.name} · {spoken(each.shift.span)}")
            for each in theirs
            if each.shift.start > at
        ],
        "typed": typed,
        **refused(refusal),
        "unread_notices": unseen(request),
    }
    return render(request, "duty/swap.html", context, status=refusal.status if refusal else 200)


def refused(refusal: Refusal | None) -> dict[str, Any]:
    """What a form that is given back says: its faults by field, or the one reason above it."""
    if isinstance(refusal, Invalid):
        return {"faults": refusal.faults, "refusal": None}
    fault: Fault | None = refusal.fault if refusal else None
    return {"faults": {}, "refusal": fault}


_ANSWERS: Final = {
    "terima": (accept_swap, words("Jaga itu sekarang milik Anda.")),
    "tolak": (decline_swap, words("Tawaran ditolak; jadwal tetap.")),
    "tarik": (withdraw_swap, words("Tawaran ditarik; jadwal tetap.")),
}


@login_required
@require_POST
def answer(request: PageRequest, pk: int, answer: str) -> HttpResponse:
    """Accept, decline or withdraw an offer."""
    assert request.actor is not None
    row = DutySwap.objects.filter(pk=pk).first()
    if row is None or answer not in _ANSWERS:
        raise NotFound("no-such-offer", words("Tawaran itu tidak ada."))
    act, said = _ANSWERS[answer]
    act(row, at=request.at, by=request.actor)
    forget_standing()
    messages.success(request, _(said))
    return redirect("duty")
