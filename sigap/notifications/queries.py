"""Reads of what was told: a person's notices, the e-mails that wait and those given up."""

from datetime import datetime

from django.db.models import Count, QuerySet

from sigap.kit.prepared import prepared
from sigap.notifications.models import Email, Notice


def notices(user_id: int, limit: int = 50) -> list[Notice]:
    """The person's newest notices, newest first. One query."""
    return list(Notice.objects.filter(user_id=user_id).order_by("-id")[:limit])


def unseen_count(user_id: int) -> int:
    """How many notices the person has not seen. One query on an index of unseen ones alone."""
    return next(iter(_unseen(user_id)), 0)


@prepared
def _unseen(user_id: int) -> QuerySet[Notice, int]:
    unseen = Notice.objects.filter(user_id=user_id, seen_at__isnull=True)
    return unseen.values("user").annotate(n=Count("pk")).values_list("n", flat=True)


def waiting() -> QuerySet[Email]:
    """E-mails neither sent nor given up, due or not yet."""
    return Email.objects.filter(sent_at__isnull=True, failed_at__isnull=True)


def due(*, at: datetime) -> QuerySet[Email]:
    """E-mails to be sent at `at`, the longest due first."""
    return waiting().filter(due_at__lte=at).order_by("due_at", "id")


def given_up(limit: int = 100) -> list[Email]:
    """E-mails that were given up (dead letters), newest first, with the last error of each."""
    dead = Email.objects.filter(failed_at__isnull=False).order_by("-failed_at", "-id")
    return list(dead[:limit])
