"""Writes what a channel tells later of a message that has left: it came, was seen, or came back."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from sigap.domain.delivery import Outcome
from sigap.notifications.models import Delivery, Message


def mark_delivered(remote_id: str, *, at: datetime) -> int:
    """The message that its channel calls `remote_id` came at its address at `at`.

    Answers how many messages changed: 0 for an unknown one, and for what was known before, since
    channels tell the same several times and in any order.
    """
    return _mark(remote_id, Outcome.DELIVERED, {"delivered_at": at}, at=at)


def mark_seen_by_recipient(remote_id: str, *, at: datetime) -> int:
    """The recipient saw that message at `at`; then it has also been delivered."""
    mark_delivered(remote_id, at=at)
    return _mark(remote_id, Outcome.SEEN, {"seen_at": at}, at=at)


def mark_undelivered(remote_id: str, reason: str, *, at: datetime, final: bool = True) -> int:
    """That message came back or was never delivered: it goes to the list of failures.

    Not `final`: the server there still tries, and only the ledger of the message hears of it.
    """
    if final:
        changes = {"failed_at": at, "last_error": reason[:500]}
        return _mark(remote_id, Outcome.FAILED, changes, at=at, reason=reason)
    rows = list(_known(remote_id))
    _write_down(rows, Outcome.POSTPONED, reason, at=at)
    return len(rows)


@transaction.atomic
def _mark(
    remote_id: str,
    outcome: Outcome,
    changes: Mapping[str, object],
    *,
    at: datetime,
    reason: str = "",
) -> int:
    """Set columns that are still empty; the first of them decides whether this is news."""
    unknown = {f"{next(iter(changes))}__isnull": True}
    rows = list(_known(remote_id).filter(**unknown).select_for_update())
    if rows:
        Message.objects.filter(pk__in=[row.pk for row in rows]).update(**changes)
        _write_down(rows, outcome, reason, at=at)
    return len(rows)


def _known(remote_id: str) -> QuerySet[Message]:
    return Message.objects.filter(remote_id=remote_id).exclude(remote_id="")


def _write_down(rows: list[Message], outcome: Outcome, reason: str, *, at: datetime) -> None:
    Delivery.objects.bulk_create(
        Delivery(message=row, path=row.path, at=at, outcome=outcome, reason=reason[:500])
        for row in rows
    )
