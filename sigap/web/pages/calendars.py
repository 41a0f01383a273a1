"""Working calendars: what is in force, every version, and a change with its effects shown first."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sigap.domain.actor import OFFICE, SYSTEM_ADMIN
from sigap.domain.calendarcontent import as_json, differences, from_json
from sigap.domain.errors import (
    Fault,
    Invalid,
    NotAllowed,
    NotFound,
    Refused,
    unknown_choice,
    words,
)
from sigap.domain.workcalendar import WIB, WIT, WITA
from sigap.incidents.actions.recompute import recompute_running
from sigap.people.actions import begin_calendar, change_calendar
from sigap.people.models import CalendarVersion, WorkingCalendar
from sigap.people.worktime import calendar_row, content_of, version_row
from sigap.web.calendar_effects import effects
from sigap.web.calendar_forms import (
    FORMS,
    KIND_NAMES,
    WEEKDAYS,
    ChangeForm,
    Proposal,
    kinds,
    offered,
    week_words,
)
from sigap.web.middleware import PageRequest
from sigap.web.person import unseen

# What one answer counts anew by itself; the worker does the rest within seconds.
AT_ONCE: Final = 200
VERSIONS_SHOWN: Final = 100
ZONES: Final = {WIB: "WIB", WITA: "WITA", WIT: "WIT"}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: PageRequest) -> HttpResponse:
    """Every calendar with its newest version, and a form for one more."""
    _require_office(request)
    if request.method != "POST":
        return _list(request, {}, {})
    _require_admin(request)
    try:
        return _begin(request)
    except Invalid as refusal:
        return _list(request, request.POST, refusal.faults)


def _begin(request: PageRequest) -> HttpResponse:
    """A new calendar with the hours and days of another one."""
    assert request.actor is not None
    typed, like = request.POST, content_of(calendar_row(request.POST.get("like", "")))
    zone = typed.get("zone", "")
    if zone not in ZONES:
        raise Invalid({"zone": unknown_choice(zone, ZONES)})
    row = begin_calendar(
        replace(like, key=typed.get("key", "").strip(), zone=zone),
        name=typed.get("name", ""),
        source=typed.get("source", ""),
        at=request.at,
        by=request.actor,
    )
    messages.success(request, _("Kalender %(name)s dibuat.") % {"name": row.name})
    return redirect("calendar", row.key)


def _list(
    request: PageRequest, values: Mapping[str, str], faults: Mapping[str, Fault]
) -> HttpResponse:
    rows = WorkingCalendar.objects.order_by("always", "key")
    present = CalendarVersion.objects.filter(number=F("calendar__revision")).defer("content")
    newest = {row.calendar_id: row for row in present}
    context = {
        "calendars": [(row, newest.get(row.pk)) for row in rows],
        "zones": [(zone, f"{zone} ({name})") for zone, name in ZONES.items()],
        "values": values,
        "faults": faults,
        "may_change": _may_change(request),
        "unread_notices": unseen(request),
    }
    return render(request, "calendars/register.html", context, status=422 if faults else 200)


@login_required
@require_safe
def show(request: PageRequest, key: str) -> HttpResponse:
    """One calendar as it is in force: hours, Ramadan, and the days off of one year."""
    _require_office(request)
    row = calendar_row(key)
    content = content_of(row)
    year = _number(request.GET.get("tahun", ""), _today(request).year)
    years = sorted({day.on.year for day in content.days_off} | {year})
    context = {
        "calendar": row,
        "content": content,
        "year": year,
        "years": years,
        "days": [day for day in content.days_off if day.on.year == year],
        "versions": CalendarVersion.objects.filter(calendar=row).order_by("-number")[:5],
        "forms": FORMS.values(),
        "may_change": _may_change(request),
        **_words(),
        "unread_notices": unseen(request),
    }
    return render(request, "calendars/show.html", context)


@login_required
@require_safe
def versions(request: PageRequest, key: str) -> HttpResponse:
    """The versions of a calendar, and two of them line by line."""
    _require_office(request)
    row = calendar_row(key)
    newest = _number(request.GET.get("ke", ""), row.revision)
    oldest = _number(request.GET.get("dari", ""), max(newest - 1, 1))
    before, after = (version_row(key, number) for number in (oldest, newest))
    rows = CalendarVersion.objects.filter(calendar=row).order_by("-number")[:VERSIONS_SHOWN]
    context = {
        "calendar": row,
        "versions": rows,
        "before": before,
        "after": after,
        "differences": differences(from_json(before.content), from_json(after.content)),
        "may_change": _may_change(request),
        **_words(),
        "unread_notices": unseen(request),
    }
    return render(request, "calendars/versions.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: PageRequest, key: str, what: str) -> HttpResponse:
    """One change: the form, its effects before anything is written, and then the change itself."""
    _require_admin(request)
    form = FORMS.get(what)
    if form is None:
        raise NotFound("page-unknown", words("Perubahan “%(what)s” tidak ada."), what=what)
    row = calendar_row(key)
    typed = request.POST if request.method == "POST" else request.GET
    if request.method != "POST" and "periksa" not in typed:
        values = offered(content_of(row), form, _given(typed), _today(request))
        return _change_page(request, row, form, values)
    try:
        proposal = form.read(key, _given(typed))
        if request.method == "POST":
            return _apply(request, row, form, proposal)
        return _preview(request, row, form, proposal)
    except Invalid as refusal:
        return _change_page(request, row, form, _given(typed), faults=refusal.faults)


def _apply(
    request: PageRequest, row: WorkingCalendar, form: ChangeForm, proposal: Proposal
) -> HttpResponse:
    assert request.actor is not None
    version = change_calendar(
        row.key,
        proposal.change,
        about=form.key,
        source=proposal.source,
        expected=_number(request.POST.get("expected", ""), row.revision),
        at=request.at,
        by=request.actor,
    )
    counted = recompute_running(version, at=request.at, limit=AT_ONCE)
    said = {"version": version.number, "count": counted}
    messages.success(
        request,
        _(
            "Versi %(version)s berlaku. %(count)s langkah berjalan sudah dihitung ulang; putusan "
            "yang lalu tetap."
        )
        % said,
    )
    return redirect("calendar", row.key)


def _preview(
    request: PageRequest, row: WorkingCalendar, form: ChangeForm, proposal: Proposal
) -> HttpResponse:
    """The form again, and below it what the change would do."""
    old = content_of(row)
    new = proposal.change(old)
    if as_json(new) == as_json(old):
        raise Refused("nothing-changes", words("Isian ini tidak mengubah kalender."))
    found = effects(
        old,
        new,
        version=row.revision + 1,
        at=request.at,
        running_from=_number(request.GET.get("berjalan", ""), 0),
        past_from=_number(request.GET.get("selesai", ""), 0),
    )
    more = {"effects": found, "differences": differences(old, new)}
    return _change_page(request, row, form, _given(request.GET), more=more)


def _change_page(
    request: PageRequest,
    row: WorkingCalendar,
    form: ChangeForm,
    values: Mapping[str, str],
    *,
    faults: Mapping[str, Fault] | None = None,
    more: Mapping[str, Any] | None = None,
) -> HttpResponse:
    context = {
        "calendar": row,
        "form": form,
        "values": values,
        "faults": faults or {},
        "kinds": kinds(),
        "effects": None,
        "differences": (),
        **_words(),
        **(more or {}),
        "unread_notices": unseen(request),
    }
    return render(request, "calendars/change.html", context, status=422 if faults else 200)


def _words() -> dict[str, Any]:
    return {"weekdays": WEEKDAYS, "kind_names": KIND_NAMES, "week_words": week_words}


def _given(typed: Mapping[str, str]) -> dict[str, str]:
    ours = ("csrfmiddlewaretoken", "expected", "periksa", "berjalan", "selesai")
    return {name: str(typed[name])[:2000] for name in typed if name not in ours}


def _number(typed: str, default: int) -> int:
    return int(typed) if typed.isdecimal() and len(typed) < 7 else default


def _today(request: PageRequest) -> date:
    return timezone.localtime(request.at).date()


def _may_change(request: PageRequest) -> bool:
    return request.actor is not None and request.actor.holds(SYSTEM_ADMIN)


def _require_admin(request: PageRequest) -> None:
    if not _may_change(request):
        raise NotAllowed("admins-only", words("Pengaturan hanya untuk Administrator Aplikasi."))


def _require_office(request: PageRequest) -> None:
    if request.actor is None or not request.actor.holds(*OFFICE):
        raise NotAllowed("office-only", words("Kalender kerja hanya untuk pegawai kantor."))
