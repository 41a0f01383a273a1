"""The way out by the WhatsApp Cloud API (POST /{phone number id}/messages)."""

from datetime import datetime
from typing import Any

from sigap.domain.telephone import international
from sigap.notifications.models import Channel, Message
from sigap.notifications.transports.http import Answer, Line, unfit
from sigap.notifications.transports.way import Receipt, Refused, Unreachable

_LONGEST = 4096
_LONGEST_PLACE = 900

# Codes of the Cloud API. Ours to mend: token, rights, account, payment, template.
_OUR_FAULT = frozenset((0, 3, 10, 190, 368, 131005, 131031, 131042, 133010))
_OUR_TEMPLATE = range(132000, 133000)
_SLOW_DOWN = frozenset((4, 80007, 130429, 131048, 131056, 133016))
_PASSING = frozenset((1, 2, 131000, 131016, 131057, 133004))
# No WhatsApp at this number, or its owner wants none of it.
_GONE = frozenset((131026, 131030, 131050))


class Business(Line):
    """One business number; an address is a telephone number in any form that people type."""

    def __init__(self, channel: Channel) -> None:
        super().__init__()
        values = channel.values
        self._url = f"{values['url'].rstrip('/')}/{values['phone_id']}/messages"
        self._headers = {"Authorization": f"Bearer {values['token']}"}
        self._template, self._language = values.get("template", ""), values["language"]

    def send(self, message: Message, address: str, *, at: datetime) -> Receipt:
        """Hand one message over; its remote id is the wamid that status reports carry."""
        number = international(address).removeprefix("+")
        if not number:
            raise Refused(f"{address}: bukan nomor telepon", final=True, gone=True)
        told = {
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            "to": number,
            **self._content(message),
        }
        answer = self.post_json(self._url, told, self._headers)
        said = answer.json()
        if not answer.ok:
            raise _refusal(answer, said.get("error") or {}, at=at)
        named = said.get("messages") or [{}]
        return Receipt(str(named[0].get("id", "")))

    def _content(self, message: Message) -> dict[str, Any]:
        """A template, which WhatsApp wants from whoever writes first, or plain text."""
        if not self._template:
            text = f"*{message.subject}*\n\n{message.body}"[:_LONGEST]
            return {"type": "text", "text": {"preview_url": False, "body": text}}
        places = [_place(message.subject), _place(message.body)]
        return {
            "type": "template",
            "template": {
                "name": self._template,
                "language": {"code": self._language},
                "components": [{"type": "body", "parameters": places}],
            },
        }


def _place(text: str) -> dict[str, str]:
    """A text as a template takes it: no line breaks, no runs of blanks, never empty."""
    return {"type": "text", "text": " ".join(text.split())[:_LONGEST_PLACE] or "–"}


def _refusal(answer: Answer, error: dict[str, Any], *, at: datetime) -> Refused | Unreachable:
    code = error.get("code")
    details = (error.get("error_data") or {}).get("details", "")
    reason = " · ".join(filter(None, (str(error.get("message", "")), str(details))))
    told = f"{answer.status} {reason}"[:400]
    if code in _SLOW_DOWN:
        return Refused(told, final=False, retry_after=answer.retry_after(at=at))
    if code in _PASSING:
        return Refused(told, final=False)
    if code in _OUR_FAULT or code in _OUR_TEMPLATE:
        return Unreachable(told, our_fault=True)
    if code in _GONE:
        return Refused(told, final=True, gone=True)
    return unfit(answer, reason or answer.text[:200], at=at)
