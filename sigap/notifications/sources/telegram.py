"""The way in by Telegram: what people wrote to the bot, fetched so that no open port is needed."""

import json
from collections.abc import Iterator
from typing import Any, Final

import requests

from sigap.notifications.received import Letter

CHANNEL: Final = "telegram"
TIMEOUT_SECONDS: Final = 20
MOST: Final = 100


class Unreachable(Exception):
    """Telegram cannot be reached or refuses the token; nothing was read."""


def updates(api: str, token: str, cursor: str) -> list[dict[str, Any]]:
    """What was written since `cursor`, oldest first (Bot API, getUpdates). Unreachable otherwise.

    The token stands in the address, as the API wants it; it is kept out of every error.
    """
    asked = {"offset": cursor or 0, "limit": MOST, "timeout": 0, "allowed_updates": '["message"]'}
    try:
        answer = requests.get(f"{api}/bot{token}/getUpdates", params=asked, timeout=TIMEOUT_SECONDS)
        told = answer.json()
    except (requests.RequestException, ValueError) as error:
        raise Unreachable(type(error).__name__) from None
    if not isinstance(told, dict) or told.get("ok") is not True:
        raise Unreachable(str(told.get("description", "") if isinstance(told, dict) else "")[:300])
    return [each for each in told.get("result", []) if isinstance(each, dict)]


def after(found: list[dict[str, Any]], cursor: str) -> str:
    """The cursor once these updates are kept."""
    return str(max((int(each["update_id"]) + 1 for each in found), default=0) or cursor)


def letters(found: list[dict[str, Any]]) -> Iterator[Letter]:
    """The letters among these updates; whatever is no written message is passed over."""
    for update in found:
        message = update.get("message")
        if isinstance(message, dict) and (text := message.get("text") or message.get("caption")):
            yield _letter(update, message, text)


def _letter(update: dict[str, Any], message: dict[str, Any], text: str) -> Letter:
    chat, sender = message.get("chat", {}).get("id"), message.get("from", {})
    name = " ".join(str(sender.get(part, "")) for part in ("first_name", "last_name"))
    answered = message.get("reply_to_message", {}).get("message_id")
    return Letter(
        channel=CHANNEL,
        remote_id=f"{chat}:{message.get('message_id')}",
        sender=str(chat),
        sender_name=" ".join(name.split())[:200],
        subject="",
        text=str(text).replace("\x00", "").strip(),
        raw=json.dumps(update).encode(),
        refers_to=(f"{chat}:{answered}",) if answered else (),
    )
