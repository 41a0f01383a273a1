"""Writes what became of an attempt: the message's row and its delivery ledger, together."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from sigap.domain.delivery import Outcome
from sigap.notifications.models import Delivery, Message, PushSubscription
from sigap.notifications.transports.way import Refused, Unreachable


def note_sent(row: Message, path: str, remote_id: str, *, at: datetime) -> bool:
    """It left by `path`; False when the claim had run out and another worker has it now."""
    changes = {"sent_at": at, "path": path, "remote_id": remote_id, "last_error": ""}
    return _note(row, path, Outcome.SENT, "", changes, at=at)


def note_failure(
    row: Message, path: str, error: Exception, *, at: datetime, again_after: timedelta
) -> None:
    """It was not taken: it waits for its next attempt, or is given up.

    Given up is what would be refused again however often it is sent, and what cannot leave before
    its `give_up_at`.
    """
    reason, due_at = _reason(error), at + again_after
    final = isinstance(error, Refused) and error.final
    if final or due_at >= row.give_up_at:
        changes = {"failed_at": at, "path": path, "last_error": reason}
        _note(row, path, Outcome.FAILED, reason, changes, at=at)
        return
    _note(row, path, Outcome.POSTPONED, reason, {"due_at": due_at, "last_error": reason}, at=at)


def give_back(rows: Sequence[Message]) -> None:
    """Let go of messages that were claimed and not begun."""
    for until in {row.claimed_until for row in rows}:
        keys = [row.pk for row in rows if row.claimed_until == until]
        Message.objects.filter(pk__in=keys, claimed_until=until).update(claimed_until=None)


def forget_browser(address: str) -> None:
    """A browser that withdrew its subscription is never written to again."""
    try:
        endpoint = json.loads(address)["endpoint"]
    except (ValueError, KeyError, TypeError):
        return
    PushSubscription.objects.filter(endpoint=endpoint).delete()


@transaction.atomic
def _note(
    row: Message,
    path: str,
    outcome: Outcome,
    reason: str,
    changes: Mapping[str, object],
    *,
    at: datetime,
) -> bool:
    held = _held(row).update(attempts=row.attempts + 1, claimed_until=None, **changes)
    Delivery.objects.create(message_id=row.pk, path=path, at=at, outcome=outcome, reason=reason)
    return bool(held)


def _held(row: Message) -> QuerySet[Message]:
    """The row as long as this worker's claim on it stands."""
    return Message.objects.filter(pk=row.pk, claimed_until=row.claimed_until)


def _reason(error: Exception) -> str:
    told = isinstance(error, Refused | Unreachable)
    return (str(error) if told else f"{type(error).__name__}: {error}")[:500]
