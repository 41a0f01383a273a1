"""The installation at a glance for its administrator: offices, calendars, channels; read only."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from sigap.domain.actor import CONTACT, SYSTEM_ADMIN
from sigap.domain.errors import NotAllowed, words
from sigap.incidents.queries.procedures import DISRUPTION, in_force, parsed
from sigap.people.models import Appointment, DayOff, Position, RamadanRange, WorkingCalendar
from sigap.people.queries import CAPACITY_PREFIX
from sigap.people.queries import in_force as appointed
from sigap.web.middleware import PageRequest
from sigap.web.person import unseen


@dataclass(frozen=True, slots=True)
class Seat:
    """One office and who holds it now, with the capacity ("Plt. ", "Plh. ") before the name."""

    position: Position
    holders: tuple[tuple[str, Appointment], ...]


@login_required
@require_safe
def show(request: PageRequest) -> HttpResponse:
    """The overview. Seven queries, whatever there is to show."""
    if request.actor is None or not request.actor.holds(SYSTEM_ADMIN):
        raise NotAllowed("admins-only", words("Pengaturan hanya untuk Administrator Aplikasi."))
    all_seats = seats(request.at)
    context = {
        "identity": parsed(in_force(DISRUPTION)).identity,
        "base_url": settings.SIGAP_BASE_URL,
        "zone": settings.TIME_ZONE,
        "email": settings.DEFAULT_FROM_EMAIL if settings.EMAIL_ENABLED else "",
        "seats": [seat for seat in all_seats if seat.position.role != CONTACT],
        "contacts": [seat for seat in all_seats if seat.position.role == CONTACT],
        "year": timezone.localtime(request.at).year,
        "calendars": calendars(timezone.localtime(request.at).year),
        "unread_notices": unseen(request),
    }
    return render(request, "settings/overview.html", context)


def seats(at: datetime) -> list[Seat]:
    """Every office in use and who holds it at `at`; an empty one is shown as such (ruling 6)."""
    held: dict[int, list[tuple[str, Appointment]]] = defaultdict(list)
    for row in Appointment.objects.filter(appointed(at)).select_related("user"):
        held[row.position_id].append((CAPACITY_PREFIX[row.kind], row))
    positions = Position.objects.filter(active=True).select_related("agency")
    return [
        Seat(position, tuple(held[position.pk]))
        for position in positions.order_by("agency__name", "title", "pk")
    ]


def calendars(year: int) -> list[WorkingCalendar]:
    """The calendars with their patterns and, of this year, days off and Ramadan."""
    ramadan = Q(starts_on__year=year) | Q(ends_on__year=year)
    rows = WorkingCalendar.objects.prefetch_related(
        "patterns",
        Prefetch("ramadan_ranges", RamadanRange.objects.filter(ramadan), to_attr="ramadan_now"),
        Prefetch("days_off", DayOff.objects.filter(on__year=year), to_attr="days_off_now"),
    )
    return list(rows)
