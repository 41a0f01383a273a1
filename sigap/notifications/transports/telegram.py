"""The way out by a Telegram bot (Bot API, sendMessage)."""

from datetime import datetime, timedelta
from typing import Any

from sigap.notifications.models import Channel, Message
from sigap.notifications.transports.http import Answer, Line, unfit
from sigap.notifications.transports.way import Receipt, Refused, Unreachable

_LONGEST = 4096


class Bot(Line):
    """One bot; an address is the chat with a person who has written to it."""

    def __init__(self, channel: Channel) -> None:
        super().__init__()
        values = channel.values
        self._url = f"{values['url'].rstrip('/')}/bot{values['token']}/sendMessage"

    def send(self, message: Message, address: str, *, at: datetime) -> Receipt:
        """Hand one message over; its remote id is chat and number, as in 481216:17."""
        told = {
            "chat_id": address,
            "text": f"{message.subject}\n\n{message.body}"[:_LONGEST],
            "link_preview_options": {"is_disabled": True},
        }
        answer = self.post_json(self._url, told)
        said = answer.json()
        if not answer.ok or not said.get("ok"):
            raise _refusal(answer, said, at=at)
        result = said.get("result") or {}
        chat = (result.get("chat") or {}).get("id", address)
        return Receipt(f"{chat}:{result.get('message_id', '')}")


def _refusal(answer: Answer, said: dict[str, Any], *, at: datetime) -> Refused | Unreachable:
    reason = str(said.get("description") or answer.text[:200])
    # A wrong token is answered with 401 or, where its form is wrong already, with 404.
    if answer.status in (401, 404):
        return Unreachable(f"{answer.status} {reason}", our_fault=True)
    # 403: the person has blocked the bot or never spoken to it.
    if answer.status == 403:
        return Refused(f"403 {reason}", final=True, gone=True)
    if answer.status == 429:
        seconds = (said.get("parameters") or {}).get("retry_after", 0)
        asked = timedelta(seconds=min(int(seconds), 86_400)) if seconds else None
        return Refused(f"429 {reason}", final=False, retry_after=asked or answer.retry_after(at=at))
    return unfit(answer, reason, at=at)
