"""Linking a chat to a person: a short-lived code that the person sends to the bot."""

import hmac
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Final

from django.conf import settings

CODE_LIFE: Final = timedelta(hours=24)
_MARK_LENGTH: Final = 24


def code_of(user_id: int, *, at: datetime) -> str:
    """The code of this person: good for CODE_LIFE, made of what a Telegram link may carry."""
    until = int((at + CODE_LIFE).timestamp())
    return f"{user_id}-{until}-{_mark(user_id, until)}"


def user_of(code: str, *, at: datetime) -> int | None:
    """Whose code this is, None when it is none of ours or too old."""
    parts = code.strip().split("-")
    if len(parts) != 3 or not all(part.isascii() and part.isdecimal() for part in parts[:2]):
        return None
    user_id, until = int(parts[0][:18]), int(parts[1][:12])
    if not hmac.compare_digest(_mark(user_id, until).encode(), parts[2].encode()):
        return None
    return user_id if at <= datetime.fromtimestamp(until, tz=UTC) else None


def _mark(user_id: int, until: int) -> str:
    key = f"sigap chat link\0{settings.SECRET_KEY}".encode()
    return hmac.new(key, f"{user_id}-{until}".encode(), sha256).hexdigest()[:_MARK_LENGTH]
