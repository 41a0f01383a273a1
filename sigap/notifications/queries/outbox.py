"""Reads of the outbox: what waits, what is due by one channel, what was given up."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, QuerySet

from sigap.domain.delivery import GIVE_UP_AFTER
from sigap.notifications.models import Delivery, Message


@dataclass(frozen=True, slots=True)
class Backlog:
    """What waits in one channel: how many, and when the oldest of them should first have left."""

    waiting: int = 0
    oldest_due_at: datetime | None = None
    given_up: int = 0


def waiting() -> QuerySet[Message]:
    """Messages neither sent nor given up, due or not yet."""
    return Message.objects.filter(sent_at__isnull=True, failed_at__isnull=True)


def due(channel: str, *, at: datetime) -> QuerySet[Message]:
    """Messages of this channel to be sent at `at`, the longest due first. One index."""
    return waiting().filter(channel=channel, due_at__lte=at).order_by("due_at", "id")


def failed() -> QuerySet[Message]:
    """Messages that were given up (dead letters), newest first."""
    return Message.objects.filter(failed_at__isnull=False).order_by("-failed_at", "-id")


def given_up(limit: int = 100) -> list[Message]:
    """The newest dead letters, with the last error of each."""
    return list(failed()[:limit])


def backlogs() -> dict[str, Backlog]:
    """What waits and what was given up, by channel. Two queries over partial indexes."""
    counted = waiting().order_by().values_list("channel")
    # Not `due_at`, which every failed attempt moves on.
    rows = {
        key: (number, end - GIVE_UP_AFTER)
        for key, number, end in counted.annotate(Count("pk"), Min("give_up_at"))
    }
    dead = dict(failed().order_by().values_list("channel").annotate(Count("pk")))
    return {
        key: Backlog(*rows.get(key, (0, None)), given_up=dead.get(key, 0))
        for key in rows.keys() | dead.keys()
    }


def deliveries(path: str, limit: int = 20) -> list[Delivery]:
    """The last things that happened by this channel, newest first, with their messages."""
    rows = Delivery.objects.filter(path=path).select_related("message")
    return list(rows.order_by("-id")[:limit])
