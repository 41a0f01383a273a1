"""The way out by an SMS gateway over HTTP: one request made from the office's template."""

import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from hashlib import sha256
from urllib.parse import quote

from sigap.domain.telephone import INDONESIA, international
from sigap.notifications.bodies import link
from sigap.notifications.models import Channel, Message
from sigap.notifications.transports.http import Line, unfit
from sigap.notifications.transports.way import Receipt, Refused

# Two parts of a joined message in the small alphabet; typographic signs would halve that.
_LONGEST = 306
_PLAIN = str.maketrans({"·": "-", "–": "-", "—": "-", "“": '"', "”": '"', "’": "'", "…": "."})


class Gateway(Line):
    """One gateway; an address is a telephone number in any form that people type."""

    def __init__(self, channel: Channel) -> None:
        super().__init__()
        values = channel.values
        self._url, self._body = values["url"], values.get("body", "")
        self._success = values.get("success", "")
        self._headers = dict(_header(line) for line in values.get("headers", "").splitlines())
        self._fill: Callable[[str], str] = _form_value
        if self._body:
            self._headers.setdefault("Content-Type", values["content_type"])
            if "json" in values["content_type"]:
                self._fill = _json_value

    def send(self, message: Message, address: str, *, at: datetime) -> Receipt:
        """Hand one message over. Gateways have no common form of naming it, so it has no id."""
        number = international(address).removeprefix("+")
        if not number:
            raise Refused(f"{address}: bukan nomor telepon", final=True, gone=True)
        places = {
            "to": number,
            "local": f"0{number.removeprefix(INDONESIA)}",
            "text": text_of(message),
            "id": sha256(message.dedupe_key.encode()).hexdigest()[:20],
        }
        url = _filled(self._url, places, _form_value)
        body = _filled(self._body, places, self._fill).encode() if self._body else None
        answer = self.request(url, body, self._headers, "POST" if body else "GET")
        if not answer.ok:
            raise unfit(answer, answer.text[:200], at=at)
        if self._success not in answer.text:
            raise Refused(f"{answer.status} {answer.text[:200]}", final=False)
        return Receipt()


def text_of(message: Message) -> str:
    """Subject and address in the plain letters of a short message."""
    subject = message.subject.translate(_PLAIN)
    address = link(message.url)
    return f"{subject[: _LONGEST - len(address) - 1]}\n{address}".strip()


def _filled(template: str, places: Mapping[str, str], fill: Callable[[str], str]) -> str:
    """All places at once: what a value holds is never taken for another place."""
    return re.sub(r"\{(to|local|text|id)\}", lambda place: fill(places[place[1]]), template)


def _form_value(value: str) -> str:
    return quote(value, safe="")


def _json_value(value: str) -> str:
    return json.dumps(value)[1:-1]


def _header(line: str) -> tuple[str, str]:
    name, _, value = line.partition(":")
    return name.strip(), value.strip()
