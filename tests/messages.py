"""Messages for the tests of the outbox, as the fan-out of news would queue them."""

from datetime import datetime
from typing import Any

from sigap.notifications.actions.outbox import queue
from sigap.notifications.models import Message

NUMBER = "2026-000017"


def message(n: int = 1, *, at: datetime, **told: Any) -> Message:
    """The n-th message about one case, to the n-th address by e-mail unless told otherwise."""
    usual = {
        "channel": "email",
        "address": f"a{n}@bekasi.test",
        "subject": f"{NUMBER} · Arahan menunggu Anda",
        "body": "Dinas Pendidikan\n\nhttps://sigap.test/gangguan/2026-000017/",
        "url": f"/gangguan/{NUMBER}/",
        "event": "step-waits",
        "number": NUMBER,
        "dedupe_key": f"{NUMBER}/{n}",
        "created_at": at,
        "due_at": at,
    }
    return Message(**usual | told)


def queued(*messages: Message) -> list[Message]:
    """These messages, queued."""
    queue(messages)
    keys = [each.dedupe_key for each in messages]
    return list(Message.objects.filter(dedupe_key__in=keys).order_by("id"))
