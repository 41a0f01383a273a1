"""Claiming due rows, so that any number of workers share the work and never the same row."""

from datetime import datetime, timedelta
from typing import TypeVar

from django.db import connections, models, transaction
from django.db.models import Q, QuerySet

Row = TypeVar("Row", bound=models.Model)


def claim(
    queryset: QuerySet[Row],
    *,
    at: datetime,
    lease: timedelta,
    limit: int,
    column: str = "claimed_until",
) -> list[Row]:
    """Take up to `limit` rows of `queryset` that nobody holds, for `lease` counted from `at`.

    A row is free when `column` is null or not later than `at`; a worker that dies therefore gives
    its rows back by itself. The rows come back in the queryset's order, freshly read, with
    `column` set to the end of the lease: finish a row with `.filter(pk=row.pk, column=that value)`
    so that a worker whose lease ran out cannot overwrite the next one's work.

    The claim is committed when this returns, which is why it refuses (RuntimeError) to run inside
    a transaction: work on a claim that could still be rolled back would be done twice.
    """
    free = queryset.filter(Q(**{column: None}) | Q(**{f"{column}__lte": at}))
    until = at + lease
    if connections[queryset.db].features.has_select_for_update_skip_locked:
        keys = _claim_locked(queryset, free, until, limit, column)
    else:
        keys = _claim_one_by_one(queryset, free, until, limit, column)
    return list(queryset.filter(pk__in=keys)) if keys else []


def _claim_locked(
    queryset: QuerySet[Row], free: QuerySet[Row], until: datetime, limit: int, column: str
) -> list[object]:
    with transaction.atomic(using=queryset.db, durable=True):
        locked = free.select_for_update(skip_locked=True).values_list("pk", flat=True)
        keys = list(locked[:limit])
        if keys:
            queryset.model._default_manager.using(queryset.db).filter(pk__in=keys).update(
                **{column: until}
            )
    return keys


def _claim_one_by_one(
    queryset: QuerySet[Row], free: QuerySet[Row], until: datetime, limit: int, column: str
) -> list[object]:
    """Claim without row locks (SQLite): each update repeats the whole condition."""
    # Looking first, outside the transaction, keeps an idle worker from taking the write lock.
    seen = list(free.values_list("pk", flat=True)[:limit])
    if not seen:
        return []
    with transaction.atomic(using=queryset.db, durable=True):
        return [key for key in seen if free.filter(pk=key).update(**{column: until})]
