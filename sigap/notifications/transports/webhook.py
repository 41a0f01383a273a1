"""The way out to a program of the office: a signed JSON object by POST."""

import hmac
import json
from datetime import datetime
from hashlib import sha256

from sigap.notifications.models import Channel, Message
from sigap.notifications.transports.http import Line, unfit
from sigap.notifications.transports.way import Receipt


class Hook(Line):
    """One receiver. It checks the signature and may drop what it has seen under the same id."""

    def __init__(self, channel: Channel) -> None:
        super().__init__()
        self._url, self._secret = channel.values["url"], channel.values["secret"].encode()

    def send(self, message: Message, address: str, *, at: datetime) -> Receipt:
        """Hand one message over; its remote id is the id that it carries at every attempt."""
        number = sha256(message.dedupe_key.encode()).hexdigest()[:40]
        body = json.dumps(
            {
                "id": number,
                "event": message.event,
                "number": message.number,
                "subject": message.subject,
                "text": message.body,
                "url": message.url,
                "created_at": message.created_at.isoformat(),
            },
            ensure_ascii=False,
        ).encode()
        moment = str(int(at.timestamp()))
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": number,
            "X-Sigap-Timestamp": moment,
            "X-Sigap-Signature": signature(self._secret, moment, body),
        }
        answer = self.request(self._url, body, headers)
        if not answer.ok:
            raise unfit(answer, answer.text[:200], at=at)
        return Receipt(number)


def signature(secret: bytes, moment: str, body: bytes) -> str:
    """ "sha256=…": the HMAC of timestamp, a dot and the body, so that neither can be changed."""
    return f"sha256={hmac.new(secret, moment.encode() + b'.' + body, sha256).hexdigest()}"
