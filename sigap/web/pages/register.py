"""The register: every case the reader may know of, newest first, narrowed by filters."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from markupsafe import Markup

from sigap.domain import actor as roles
from sigap.domain.case import Status
from sigap.domain.errors import Fault, words
from sigap.incidents.queries.cases import may_see_inside, procedure_of
from sigap.incidents.queries.listed import Listed
from sigap.incidents.queries.lists import Filters, Page, listing
from sigap.notifications.queries import unseen_count
from sigap.web.choices import agency_options, agency_typed, steps_in_force
from sigap.web.middleware import PageRequest
from sigap.web.standing import place, priority_mark, standing
from sigap.web.states import state_of
from sigap.web.voice import Voice, voice

NAMES: Final = ("q", "step", "state", "agency", "role", "late")
OPEN: Final = "terbuka"
ROLES: Final = {
    roles.KABID: gettext_lazy("Kepala Bidang"),
    roles.KASI: gettext_lazy("Kepala Seksi"),
    roles.NETWORK_ADMIN: gettext_lazy("Administrator"),
    roles.TECHNICIAN: gettext_lazy("Pelaksana lapangan"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One case of the register, in the words of the list."""

    number: str
    badge: Markup
    late_steps: int
    step: str
    place: str
    what: str
    massal: bool
    parent: str
    priority: Markup
    reported: str


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in force, and the address of the list without it."""

    words: str
    without: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What the reader asked for, as typed; `faults` by field."""

    typed: dict[str, str]
    filters: Filters
    faults: dict[str, Fault]


@require_safe
@login_required
def show(request: PageRequest) -> HttpResponse:
    """The list with its filter form."""
    assert request.actor is not None
    inside = may_see_inside(request.actor)
    asked = _asked(request.GET)
    cursor = request.GET.get("cursor", "")
    found = Page([], "")
    if not asked.faults:
        found = listing(asked.filters, by=request.actor, at=request.at, cursor=cursor)
    context = {
        "rows": rows_of(found.items, request.at),
        "asked": asked,
        "chips": list(_chips(asked)),
        "next": _address(asked.typed, cursor=found.next) if found.next else None,
        "first": _address(asked.typed) if cursor else None,
        "at": request.at,
        "inside": inside,
        **_choices(inside),
        "unread_notices": unseen_count(request.actor.user_id or 0),
    }
    return render(request, "register/page.html", context, status=422 if asked.faults else 200)


def _asked(sent: QueryDict) -> Asked:
    typed = {name: value for name in NAMES if (value := sent.get(name, "").strip())}
    faults = {}
    agency = agency_typed(typed.get("agency", ""))
    if typed.get("agency") and agency is None:
        faults["agency"] = Fault(
            "unknown-key",
            words("Perangkat Daerah “%(value)s” tidak dikenal; pilih dari daftarnya."),
            {"value": typed["agency"][:80]},
        )
    filters = Filters(
        q=typed.get("q", ""),
        step=typed.get("step", ""),
        state=typed.get("state", ""),
        role=typed.get("role", ""),
        agency=agency.key if agency else "",
        late=True if typed.get("late") else None,
    )
    return Asked(typed, filters, faults)


def rows_of(found: list[Listed], at: datetime) -> list[Row]:
    """The found cases in the words of the list."""
    heard = voice()
    return [_row(row, at, heard) for row in found]


def _row(incident: Listed, at: datetime, heard: Voice) -> Row:
    step = procedure_of(incident).step(incident.step)
    now = standing(incident, at)
    where, what = place(incident)
    return Row(
        number=incident.number,
        badge=now.badge(heard),
        late_steps=0 if now.open else incident.late_steps,
        step=f"{step.no}. {step.short}" if now.open else "",
        place=where,
        what=what,
        massal=incident.has_children,
        parent=incident.parent or "",
        priority=priority_mark(incident.priority, heard),
        reported=heard["short_moment"](incident.reported_at),
    )


def _chips(asked: Asked) -> Iterator[Chip]:
    said = asked.typed
    named = {step.key: f"{step.no}. {step.short}" for step in steps_in_force()}
    words_of = {
        "q": lambda value: f"“{value}”",
        "step": lambda value: named.get(value, value),
        "state": _state_word,
        "role": lambda value: str(ROLES.get(value, value)),
        "agency": lambda value: value,
        "late": lambda value: _("Terlambat"),
    }
    for name, value in said.items():
        rest = {key: each for key, each in said.items() if key != name}
        yield Chip(words_of[name](value), _address(rest))


def _state_word(key: str) -> str:
    return _("Terbuka") if key == OPEN else str(state_of(key).word)


def _address(typed: dict[str, str], *, cursor: str = "") -> str:
    parts = typed | ({"cursor": cursor} if cursor else {})
    return f"?{urlencode(parts)}" if parts else "."


def _choices(inside: bool) -> dict[str, object]:
    """What the filter form offers; a contact sees the own agency's cases alone."""
    states = [(OPEN, _("Terbuka")), *((s.value, str(state_of(s.value).word)) for s in Status)]
    return {
        "steps": [(step.key, f"{step.no}. {step.short}") for step in steps_in_force()],
        "states": states,
        "roles": list(ROLES.items()) if inside else [],
        "agency_options": agency_options() if inside else "",
    }
