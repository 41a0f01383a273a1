"""What waits to be signed, and by whom: whose office it is, and whose cases he may know of."""

from django.db.models import Q, QuerySet

from sigap.documents.models import Signature
from sigap.documents.queries import due_signatures
from sigap.domain.actor import STOOD_IN_FOR, Actor
from sigap.incidents.queries.cases import visible


def waiting_for(by: Actor) -> QuerySet[Signature]:
    """What this person may sign now, in an office held now, oldest first.

    Whoever holds the office signs, in his own capacity: a successor too, and no longer the one who
    left it. An appointment that is held to certain steps signs the papers of those alone.
    """
    roles = by.roles & STOOD_IN_FOR
    rows = due_signatures(roles).filter(paper__number__in=visible(by).values("number"))
    for role, steps in by.limits.items():
        rows = rows.exclude(Q(role=role) & ~Q(paper__step__in=steps))
    return rows


def waiting_count(by: Actor) -> int:
    """How many signatures wait for this person. One query."""
    return waiting_for(by).count()
