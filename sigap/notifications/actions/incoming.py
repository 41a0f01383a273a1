"""Writes of what comes in: keep it as it came, and note what became of it."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from sigap.domain.actor import Actor
from sigap.notifications.actions.receipts import mark_undelivered
from sigap.notifications.linking import user_of
from sigap.notifications.models import Address, Incoming
from sigap.notifications.received import Letter
from sigap.people.models import User

LEASE: Final = timedelta(minutes=5)
LINK_COMMAND: Final = "/start"
_MOST_RAW: Final = 10 * 1024 * 1024
_LONGEST_TEXT: Final = 20_000


def keep_letter(letter: Letter, *, at: datetime) -> bool:
    """Store a letter as it came; False when it is here already.

    What a bounce tells of our own messages is noted on them in the same transaction.
    """
    with transaction.atomic():
        _row, new = Incoming.objects.get_or_create(
            channel=letter.channel,
            remote_id=letter.remote_id[:900],
            defaults={
                "sender": letter.sender[:254],
                "sender_name": letter.sender_name,
                "subject": letter.subject,
                "text": letter.text[:_LONGEST_TEXT],
                "nature": letter.nature,
                "refers_to": list(letter.refers_to)[:50],
                "raw": letter.raw[:_MOST_RAW],
                "received_at": at,
            },
        )
        for lost in letter.undelivered if new else ():
            if lost.final and lost.message_id:
                mark_undelivered(lost.message_id, lost.reason, at=at)
    return new


def link_chat(row: Incoming, *, at: datetime) -> bool:
    """Link the chat a message came from to the person whose code it brings ("/start CODE").

    False when it brings no code that is good at `at`; then nothing is written.
    """
    command, _, code = row.text.partition(" ")
    user_id = user_of(code, at=at) if command == LINK_COMMAND else None
    if user_id is None or not User.objects.filter(pk=user_id, is_active=True).exists():
        return False
    known = {"value": row.sender, "verified_at": at}
    Address.objects.update_or_create(user_id=user_id, channel=row.channel, defaults=known)
    return True


def settle(
    row: Incoming,
    outcome: str,
    *,
    number: str = "",
    explanation: str = "",
    at: datetime,
    by: Actor | None = None,
) -> None:
    """Write down what became of a message; from then on it is handled."""
    Incoming.objects.filter(pk=row.pk).update(
        outcome=outcome,
        number=number,
        explanation=explanation[:500],
        handled_at=at,
        handled_by=by.signature() if by else None,
        claimed_until=None,
    )
