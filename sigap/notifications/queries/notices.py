"""Reads of a person's news inside Sigap."""

from collections.abc import Collection

from django.db.models import Count, Max, QuerySet

from sigap.kit.prepared import prepared
from sigap.notifications.models import Notice

MANY = 100


def notices(user_id: int, limit: int = 50) -> list[Notice]:
    """The person's newest notices, newest first. One query."""
    return list(Notice.objects.filter(user_id=user_id).order_by("-id")[:limit])


def unseen_count(user_id: int) -> int:
    """How many notices the person has not seen; MANY stands for that many or more. One query.

    Every page shows it, and whoever never opens his notices has thousands.
    """
    return len(_unseen(user_id))


@prepared
def _unseen(user_id: int) -> QuerySet[Notice, int]:
    unseen = Notice.objects.filter(user_id=user_id, seen_at__isnull=True)
    # In the order of their index, so that PostgreSQL stops at MANY instead of gathering them all.
    return unseen.order_by("pk").values_list("pk", flat=True)[:MANY]


def newest_id() -> int:
    """The key of the newest notice of anybody, 0 where there is none. One query."""
    return Notice.objects.aggregate(newest=Max("pk"))["newest"] or 0


def newest_of(user_id: int) -> Notice | None:
    """The person's newest notice. One query."""
    return Notice.objects.filter(user_id=user_id).order_by("-id").first()


def newer_than(notice_id: int) -> list[Notice]:
    """Everybody's notices with greater keys, the oldest first, without their bodies. One query."""
    newer = Notice.objects.filter(pk__gt=notice_id, user_id__isnull=False)
    return list(newer.only("user_id", "event", "number", "subject").order_by("id"))


def unseen_counts(user_ids: Collection[int]) -> dict[int, int]:
    """How many notices each of these people has not seen; who has seen all is left out."""
    unseen = Notice.objects.filter(user_id__in=user_ids, seen_at__isnull=True)
    counted = unseen.order_by().values_list("user_id").annotate(n=Count("pk"))
    return {user_id: n for user_id, n in counted if user_id is not None}
