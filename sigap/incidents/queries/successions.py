"""What people who left an office leave behind: the steps that were given to them alone."""

from datetime import datetime

from django.db.models import Q

from sigap.domain.actor import CONTACT
from sigap.incidents.models import Incident
from sigap.incidents.queries.lists import AT_WORK
from sigap.people.models import Appointment

_AT_ONCE = 100


def left(at: datetime) -> list[Appointment]:
    """Appointments that are over, or whose holder may no longer sign in, and whose steps were not
    yet handed over. One query.
    """
    over = Q(ends_at__lte=at) | Q(user__is_active=False, starts_at__lte=at)
    rows = Appointment.objects.filter(over, handed_over_at=None).exclude(position__role=CONTACT)
    return list(rows.select_related("user", "position").order_by("pk")[:_AT_ONCE])


def given_to(username: str, role: str) -> list[str]:
    """The numbers of the open cases whose present step this person of this role was given."""
    rows = Incident.objects.filter(role=role, finished_at=None, status__in=AT_WORK)
    return list(rows.filter(assignee=username).order_by("pk").values_list("number", flat=True))


def given_count(username: str) -> int:
    """How many open steps were given to this person alone. One query."""
    rows = Incident.objects.filter(finished_at=None, status__in=AT_WORK)
    return rows.filter(assignee=username).count()
