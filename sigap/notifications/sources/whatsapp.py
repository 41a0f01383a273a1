"""The way in by WhatsApp: what the Cloud API posts to our webhook, proved to come from there."""

import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from sigap.notifications.received import Letter

CHANNEL: Final = "whatsapp"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one of our messages has come: sent, delivered, read or failed with its reason."""

    remote_id: str
    status: str
    reason: str


def is_genuine(body: bytes, signature: str, secret: str) -> bool:
    """Whether the body was signed with the app's secret (header X-Hub-Signature-256)."""
    made = "sha256=" + hmac.new(secret.encode(), body, sha256).hexdigest()
    return hmac.compare_digest(made.encode(), signature.encode())


def letters(body: dict[str, Any]) -> Iterator[Letter]:
    """The letters of one post: texts, and the buttons that people press."""
    for value in _values(body):
        names = {
            str(each.get("wa_id")): str(each.get("profile", {}).get("name", ""))
            for each in _dicts(value.get("contacts"))
        }
        for message in _dicts(value.get("messages")):
            sender, text = str(message.get("from", "")), _text(message)
            if text:
                yield Letter(
                    channel=CHANNEL,
                    remote_id=str(message.get("id", "")),
                    sender=sender,
                    sender_name=names.get(sender, "")[:200],
                    subject="",
                    text=text.replace("\x00", "").strip(),
                    raw=json.dumps(message).encode(),
                    refers_to=tuple(filter(None, [str(message.get("context", {}).get("id", ""))])),
                )


def progress(body: dict[str, Any]) -> Iterator[Progress]:
    """What the post tells of our own messages."""
    for value in _values(body):
        for each in _dicts(value.get("statuses")):
            errors = [
                f"{error.get('code', '')} {error.get('title', '')}".strip()
                for error in _dicts(each.get("errors"))
            ]
            yield Progress(str(each.get("id", "")), str(each.get("status", "")), "; ".join(errors))


def _values(body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for entry in _dicts(body.get("entry")):
        for change in _dicts(entry.get("changes")):
            if isinstance(change.get("value"), dict):
                yield change["value"]


def _dicts(found: Any) -> list[dict[str, Any]]:
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _text(message: dict[str, Any]) -> str:
    """What was written, or the title of the button that was pressed."""
    kind = str(message.get("type", ""))
    part = message.get(kind)
    if not isinstance(part, dict):
        return ""
    if kind == "interactive":
        pressed = part.get(str(part.get("type", "")))
        return str(pressed.get("title", "")) if isinstance(pressed, dict) else ""
    return str(part.get("body") or part.get("text") or part.get("caption") or "")
