"""Writes of the outbox: what is to be sent, once or once more."""

from collections.abc import Collection, Iterable
from datetime import datetime
from hashlib import sha256

from django.db import transaction

from sigap.domain.delivery import GIVE_UP_AFTER, Outcome
from sigap.notifications.models import Delivery, Message

_LONGEST_KEY = 300


def message_key(news: str, channel: str, address: str) -> str:
    """The dedupe key of one news by one channel to one address: the same for the same three."""
    key = f"{news}/{channel}/{address}"
    if len(key) <= _LONGEST_KEY:
        return key
    return f"{key[:200]}/{sha256(key.encode()).hexdigest()}"


def queue(messages: Iterable[Message]) -> None:
    """Put messages into the outbox in the caller's transaction; one queued before stays single.

    `created_at`, `due_at` and `dedupe_key` (see `message_key`) have to be set. `give_up_at` is
    filled in, and a subject becomes one line that fits.
    """
    rows = list(messages)
    for row in rows:
        row.subject = one_line(row.subject)
        row.give_up_at = row.due_at + GIVE_UP_AFTER
    Message.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def send_again(message_ids: Collection[int], *, at: datetime) -> int:
    """Make messages that were given up due again, with all attempts anew; answers how many."""
    dead = Message.objects.select_for_update().filter(pk__in=message_ids, failed_at__isnull=False)
    rows = list(dead.order_by("pk"))
    Message.objects.filter(pk__in=[row.pk for row in rows]).update(
        failed_at=None,
        sent_at=None,
        delivered_at=None,
        seen_at=None,
        remote_id="",
        attempts=0,
        due_at=at,
        give_up_at=at + GIVE_UP_AFTER,
        claimed_until=None,
    )
    Delivery.objects.bulk_create(
        Delivery(message=row, path=row.channel, at=at, outcome=Outcome.REQUEUED) for row in rows
    )
    return len(rows)


def one_line(subject: str) -> str:
    """A subject that fits its column and is one header line, whatever a reporter typed."""
    line = " ".join(subject.split())
    return line if len(line) <= 200 else f"{line[:199]}…"
