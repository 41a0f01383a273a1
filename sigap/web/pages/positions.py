"""The offices: the chart of who sits where, one seat with its history, appointing and ending."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sigap.domain.actor import OFFICE, Actor
from sigap.domain.errors import Fault, Invalid, NotFound, Refused, words
from sigap.people import actions
from sigap.people.models import Appointment, Position, User
from sigap.people.persons import people_meant
from sigap.people.seats import (
    Seat,
    appointments_of,
    capacity,
    carriers,
    chart,
    contact_seats,
    seat,
    titles_of,
)
from sigap.web.attempts import Attempt, sheet
from sigap.web.entered import Entered
from sigap.web.middleware import PageRequest
from sigap.web.organisation import (
    kind_choices,
    may_edit,
    row_of,
    rows,
    step_choices,
    unknown_seat,
)
from sigap.web.person import unseen
from sigap.web.voice import FILTERS

ROLE_CHOICES: Final = tuple((role, role) for role in sorted(OFFICE))


@dataclass(slots=True)
class Sent:
    """One form of a seat as it came."""

    position: Position
    entered: Entered
    at: datetime
    by: Actor


@login_required
@require_safe
def show(request: PageRequest) -> HttpResponse:
    """The chart, for the whole office; contact persons of agencies folded below it."""
    shown = rows(request.at)
    context = {
        "rows": shown,
        "contacts": contact_seats(request.at) if may_edit(request.actor) else [],
        "empty": [row for row in shown if row.seat.empty],
        "may_edit": may_edit(request.actor),
        "unread_notices": unseen(request),
    }
    return render(request, "organisation/chart.html", context)


@login_required
@require_safe
def one(request: PageRequest, key: str) -> HttpResponse:
    """One office: who sits in it, the forms that change that, and its history."""
    return _page(request, key)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: PageRequest) -> HttpResponse:
    """A new office."""
    attempt = None
    if request.method == "POST":
        entered = Entered(request.POST)
        try:
            made = _add(entered, request.at, _by(request))
        except Invalid as refusal:
            attempt = Attempt("baru", request.POST, refusal)
        else:
            messages.success(request, _("Jabatan %(title)s dibuat.") % {"title": made.title})
            return redirect("position", made.key)
    context = {
        "sheet": sheet("baru", attempt),
        "roles": ROLE_CHOICES,
        "superiors": _superiors(chart(request.at)),
        "unread_notices": unseen(request),
    }
    return render(request, "organisation/new_seat.html", context, status=422 if attempt else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: PageRequest, key: str, act: str) -> HttpResponse:
    """Carry one change out and show the office again, or give the form back with its faults."""
    if act not in ACTS:
        raise NotFound("no-such-act", words("Tindakan itu tidak dikenal."))
    if request.method != "POST":
        return redirect("position", key)
    position = Position.objects.filter(key=key).first()
    if position is None:
        raise unknown_seat(key)
    sent = Sent(position, Entered(request.POST), request.at, _by(request))
    try:
        said = ACTS[act](sent)
    except (Invalid, Refused) as refusal:
        return _page(request, key, Attempt(act, request.POST, refusal))
    messages.success(request, said)
    return redirect("position", key)


def _by(request: PageRequest) -> Actor:
    assert request.actor is not None
    return request.actor


def _page(request: PageRequest, key: str, attempt: Attempt | None = None) -> HttpResponse:
    found = seat(key, request.at)
    if found is None:
        raise unknown_seat(key)
    position, seats = found.position, chart(request.at)
    context = {
        "row": row_of(found, seats, carriers(seats)),
        "position": position,
        "history": appointments_of(position),
        "titles": titles_of(position),
        "may_edit": may_edit(request.actor),
        "attempt": attempt,
        "sheet": lambda act, key="": sheet(act, attempt, key=key),
        "kinds": kind_choices(),
        "steps": step_choices(position.role),
        "chosen_steps": attempt.typed.getlist("steps") if attempt else [],
        "superiors": _superiors(seats, without=position),
        "at": request.at,
        "unread_notices": unseen(request),
    }
    status = attempt.refusal.status if attempt else 200
    return render(request, "organisation/seat.html", context, status=status)


def _superiors(seats: list[Seat], *, without: Position | None = None) -> list[tuple[str, str]]:
    return [
        (each.position.key, each.position.title)
        for each in seats
        if without is None or each.position.pk != without.pk
    ]


def _add(entered: Entered, at: datetime, by: Actor) -> Position:
    return actions.add_position(
        entered.text("key"),
        entered.text("title"),
        entered.text("role"),
        superior=_position(entered.text("superior")),
        single_seat=bool(entered.text("single_seat")),
        at=at,
        by=by,
    )


def _position(key: str) -> Position | None:
    if not key:
        return None
    found = Position.objects.filter(key=key, active=True).first()
    if found is None:
        template = words("Pilih jabatan dari daftar.")
        raise Invalid({"superior": Fault("unknown-position", template)})
    return found


def person_meant(typed: str, *, field: str = "person") -> User:
    """The one person whom a typed line means; Invalid says who else it may be."""
    found = people_meant(typed)
    if len(found) == 1:
        return found[0]
    if not typed.strip():
        fault = Fault("required", words("Ketik nama, nama pengguna, atau NIP."))
    elif found:
        names = "; ".join(f"{user.name} ({user.username})" for user in found)
        template = words("Lebih dari satu orang cocok: %(names)s. Ketik nama penggunanya.")
        fault = Fault("several", template, {"names": names})
    else:
        template = words("Tidak ada orang yang cocok dengan “%(typed)s”. Tambahkan dulu orangnya.")
        fault = Fault("nobody", template, {"typed": typed[:80]})
    raise Invalid({field: fault})


def _appoint(sent: Sent) -> str:
    entered = sent.entered
    starts_at = entered.moment("starts_at") or sent.at
    ends_at, decree_on = entered.moment("ends_at"), entered.day("decree_on")
    user = None
    try:
        user = person_meant(entered.text("person"))
    except Invalid as refusal:
        entered.faults = refusal.faults | entered.faults
    entered.require_sound()
    assert user is not None
    try:
        row = actions.appoint(
            user,
            sent.position,
            kind=entered.text("kind"),
            decree_number=entered.text("decree_number"),
            decree_on=decree_on,
            scope=entered.text("scope"),
            steps=entered.texts("steps"),
            starts_at=starts_at,
            ends_at=ends_at,
            at=sent.at,
            by=sent.by,
        )
    except Invalid as refusal:
        raise Invalid(_named(refusal.faults, {"user": "person"})) from None
    told = {"name": user.name, "capacity": capacity(row), "since": _when(starts_at, sent.at)}
    return _("%(name)s menjabat %(capacity)s mulai %(since)s.") % told


def _named(faults: Mapping[str, Fault], names: Mapping[str, str]) -> dict[str, Fault]:
    return {names.get(name, name): fault for name, fault in faults.items()}


def _when(moment: datetime, at: datetime) -> str:
    return str(FILTERS["due"](moment, at))


def _end(sent: Sent) -> str:
    ends_at = sent.entered.moment("ends_at") or sent.at
    sent.entered.require_sound()
    rows = Appointment.objects.filter(position=sent.position).select_related("user", "position")
    row = rows.filter(pk=sent.entered.number("key")).first()
    if row is None:
        raise NotFound("appointment-not-found", words("Penugasan itu tidak ada."))
    row = actions.end_appointment(row, ends_at=ends_at, at=sent.at, by=sent.by)
    told = {"name": row.user.name, "capacity": capacity(row), "when": _when(ends_at, sent.at)}
    return _("Penugasan %(name)s sebagai %(capacity)s berakhir %(when)s.") % told


def _rename(sent: Sent) -> str:
    since = sent.entered.day("since")
    sent.entered.require_sound()
    title, source = sent.entered.text("title"), sent.entered.text("source")
    actions.rename_position(
        sent.position, title, since=since, source=source, at=sent.at, by=sent.by
    )
    return _("Jabatan ini sekarang bernama %(title)s; yang sudah ditandatangani tetap.") % {
        "title": title
    }


def _place(sent: Sent) -> str:
    superior = _position(sent.entered.text("superior"))
    actions.place_position(sent.position, superior, at=sent.at, by=sent.by)
    if superior is None:
        return _("Jabatan ini sekarang tanpa atasan di Sigap.")
    return _("Atasan jabatan ini sekarang %(title)s.") % {"title": superior.title}


def _close(sent: Sent) -> str:
    actions.close_position(sent.position, at=sent.at, by=sent.by)
    return _("Jabatan ini ditutup; riwayatnya tetap ada.")


ACTS: Final[Mapping[str, Callable[[Sent], str]]] = {
    "angkat": _appoint,
    "akhiri": _end,
    "ganti-nama": _rename,
    "atasan": _place,
    "tutup": _close,
}
