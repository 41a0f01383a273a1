"""Drawing up the duty roster: its lists and weekly pattern, and single shifts changed."""

from collections.abc import Callable, Mapping
from typing import Any, Final
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from sigap.domain.errors import Invalid, NotFound, Refusal, Refused, words
from sigap.domain.roster import span_on
from sigap.people.actions.duty import (
    add_shift,
    add_turns,
    change_roster,
    changeable,
    end_lines,
    open_roster,
    remove_shift,
    replace_shift,
    require_planner,
)
from sigap.people.duty import Duty, may_stand, pattern_lines, rosters, turns
from sigap.people.models import DutyRoster
from sigap.people.models.duty import ZONES
from sigap.people.worktime import service_classes
from sigap.web.duty_forms import Typed
from sigap.web.middleware import PageRequest
from sigap.web.once import TOKEN, once
from sigap.web.pages.duty import refused
from sigap.web.person import unseen
from sigap.web.piket import covered, forget_standing, spoken

MOST_TURNS: Final = 6
Act = Callable[[PageRequest, Typed], str]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: PageRequest) -> HttpResponse:
    """The rosters with their weekly pattern, and the forms that change it."""
    assert request.actor is not None
    require_planner(request.actor)
    if request.method != "POST":
        return _plan_page(request)
    answer = _carried_out(request, PLAN_ACTS)
    return _plan_page(request, answer) if answer else redirect("duty-plan")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: PageRequest) -> HttpResponse:
    """One shift (`jaga`) given to another or taken off; without one, a shift is added."""
    assert request.actor is not None
    require_planner(request.actor)
    typed = request.POST if request.method == "POST" else request.GET
    slot = typed.get("jaga", "")
    duty = changeable(slot, at=request.at) if slot else None
    if request.method != "POST":
        return _change_page(request, duty, typed)
    answer = _carried_out(request, CHANGE_ACTS)
    return _change_page(request, duty, typed, answer) if answer else redirect("duty")


def _carried_out(request: PageRequest, acts: Mapping[str, Act]) -> Refusal | None:
    """Carry out the act that was sent, once for each sending; a refusal comes back to be shown."""
    act = acts.get(request.POST.get("act", ""))
    if act is None:
        raise NotFound("no-such-act", words("Tindakan itu tidak dikenal."))
    typed = Typed(request.POST, timezone.localdate(request.at))
    try:
        said = once(request, lambda: typed.carry_out(lambda: act(request, typed)))
    except (Invalid, Refused) as refusal:
        return refusal
    forget_standing()
    messages.success(request, said)
    return None


def _open(request: PageRequest, typed: Typed) -> str:
    row = open_roster(
        typed.text("name"),
        zone=typed.text("zone"),
        covers=typed.several("covers", {key: key for key in service_classes()}),
        **_how(request),
    )
    return _("Daftar %(name)s dibuat; isi polanya di bawah.") % {"name": row.name}


def _edit(request: PageRequest, typed: Typed) -> str:
    row = typed.chosen("roster", _by_key(rosters()))
    classes = typed.several("covers", {key: key for key in service_classes()})
    change_roster(row, name=typed.text("name"), covers=classes, **_how(request))
    return _("Daftar %(name)s disimpan.") % {"name": row.name}


def _turns(request: PageRequest, typed: Typed) -> str:
    row = typed.chosen("roster", _by_key(rosters()))
    days = {str(day): day for day in range(7)}
    lines = add_turns(
        row,
        typed.several("people", _by_key(may_stand(at=request.at))),
        weekdays=typed.several("weekdays", days),
        starts=typed.clock("starts"),
        ends=typed.clock("ends"),
        valid_from=typed.day("valid_from"),
        valid_until=typed.day_or_none("valid_until"),
        **_how(request),
    )
    num = len(lines)
    said = ngettext("%(num)s baris pola ditambahkan.", "%(num)s baris pola ditambahkan.", num)
    return said % {"num": num}


def _end(request: PageRequest, typed: Typed) -> str:
    lines = typed.several("line", _by_key(pattern_lines(at=request.at)))
    end_lines(lines, last_on=typed.day("last_on"), **_how(request))
    return _("Pola itu diakhiri; yang sudah dijaga tetap tercatat.")


def _replace(request: PageRequest, typed: Typed) -> str:
    user = typed.chosen("user", _by_key(may_stand(at=request.at)))
    replace_shift(typed.text("jaga"), user, reason=typed.text("reason"), **_how(request))
    return _("Jaga diserahkan kepada %(name)s.") % {"name": user.name}


def _remove(request: PageRequest, typed: Typed) -> str:
    remove_shift(typed.text("jaga"), reason=typed.text("reason"), **_how(request))
    return _("Jaga dihapus dari jadwal.")


def _add(request: PageRequest, typed: Typed) -> str:
    row = typed.chosen("roster", _by_key(rosters()))
    user = typed.chosen("user", _by_key(may_stand(at=request.at)))
    span = span_on(typed.day("day"), typed.clock("starts"), typed.clock("ends"), row.zone)
    add_shift(row, user, span=span, reason=typed.text("reason"), **_how(request))
    return _("Jaga %(name)s ditambahkan.") % {"name": user.name}


PLAN_ACTS: Final[Mapping[str, Act]] = {
    "daftar": _open,
    "ubah-daftar": _edit,
    "giliran": _turns,
    "akhiri": _end,
}
CHANGE_ACTS: Final[Mapping[str, Act]] = {"ganti": _replace, "hapus": _remove, "tambah": _add}


def _how(request: PageRequest) -> dict[str, Any]:
    return {"at": request.at, "by": request.actor}


def _by_key(rows: Any) -> dict[str, Any]:
    return {str(row.pk): row for row in rows}


def _plan_page(request: PageRequest, refusal: Refusal | None = None) -> HttpResponse:
    planned = turns(pattern_lines(at=request.at))
    context = {
        "rosters": [
            (row, [each for each in planned if each.first.roster_id == row.pk], covered(row.covers))
            for row in rosters()
        ],
        "zones": [(zone, _ZONE_NAMES[zone]) for zone in ZONES],
        "classes": [(row.key, row.name) for row in service_classes().values()],
        "most_turns": MOST_TURNS,
        **_form(request, refusal),
    }
    return render(request, "duty/plan.html", context, status=refusal.status if refusal else 200)


def _change_page(
    request: PageRequest, duty: Duty | None, typed: QueryDict, refusal: Refusal | None = None
) -> HttpResponse:
    rows: list[DutyRoster] = rosters()
    context = {
        "duty": duty,
        "when": spoken(duty.shift.span) if duty else "",
        "rosters": [(str(row.pk), row.name) for row in rows],
        **_form(request, refusal),
    }
    context["typed"] = typed
    return render(request, "duty/change.html", context, status=refusal.status if refusal else 200)


def _form(request: PageRequest, refusal: Refusal | None) -> dict[str, Any]:
    """What every form here needs: who can be chosen, what was typed, and what was wrong with it."""
    sent = request.POST
    return {
        "act": sent.get("act", "") if refusal else "",
        "typed": sent if refusal else QueryDict(),
        "people": [(str(user.pk), user.name) for user in may_stand(at=request.at)],
        "token": (TOKEN, sent.get(TOKEN) or uuid4().hex),
        "today": timezone.localdate(request.at),
        **refused(refusal),
        "unread_notices": unseen(request),
    }


_ZONE_NAMES: Final = {
    "Asia/Jakarta": "WIB · Asia/Jakarta",
    "Asia/Makassar": "WITA · Asia/Makassar",
    "Asia/Jayapura": "WIT · Asia/Jayapura",
}
