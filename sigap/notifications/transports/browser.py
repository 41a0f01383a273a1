"""The way out to browsers: web push, encrypted for the one browser and signed by our VAPID key."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import SplitResult, urlsplit

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from pywebpush import Vapid, WebPusher

from sigap.notifications.models import Channel, Message
from sigap.notifications.transports.http import Line, unfit
from sigap.notifications.transports.way import Receipt, Refused

# What nobody has read after a working day is no longer news for a lock screen.
_LIFE = timedelta(hours=8)
_SIGNED_FOR = timedelta(hours=12)
# A push holds 4096 bytes encrypted; letters beyond ASCII count several.
_LONGEST = 600
_LOOPBACK = ("127.0.0.1", "localhost")


class Push(Line):
    """Any push service that the office trusts; an address is a browser's subscription as JSON."""

    def __init__(self, channel: Channel) -> None:
        super().__init__()
        values = channel.values
        self._key = Vapid.from_string(values["private_key"].rstrip("="))
        self._contact, self._hosts = values["contact"], values["hosts"].split()

    def send(self, message: Message, address: str, *, at: datetime) -> Receipt:
        """Hand one message over; its remote id is the address the service gave it."""
        subscription = _subscription(address)
        place = self._trusted(subscription["endpoint"])
        told = {
            "title": message.subject,
            "body": message.body[:_LONGEST],
            "url": message.url,
            "tag": message.number or message.event,
        }
        headers = {
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(int(_LIFE.total_seconds())),
            "Urgency": "high",
            # A second copy replaces the first one while neither has been shown (RFC 8030).
            "Topic": _topic(message.dedupe_key),
            **self._signed(place, at=at),
        }
        answer = self.request(subscription["endpoint"], _sealed(subscription, told), headers)
        if answer.status in (404, 410):
            raise Refused(f"{answer.status} {answer.text[:200]}", final=True, gone=True)
        if not answer.ok:
            raise unfit(answer, answer.text[:200], at=at)
        return Receipt(answer.headers.get("location", "")[:255])

    def _trusted(self, endpoint: str) -> SplitResult:
        """The place of a push service; a browser may not make us call anything else."""
        try:
            parts = urlsplit(endpoint)
        except ValueError:
            raise Refused("langganan tanpa alamat", final=True, gone=True) from None
        host = parts.hostname or ""
        secure = parts.scheme == "https" or host in _LOOPBACK
        if secure and any(_covers(known, host) for known in self._hosts):
            return parts
        raise Refused(f"{host}: bukan layanan yang dipercaya", final=True)

    def _signed(self, place: SplitResult, *, at: datetime) -> dict[str, str]:
        claims = {
            "aud": f"{place.scheme}://{place.netloc}",
            "exp": int((at + _SIGNED_FOR).timestamp()),
            "sub": self._contact,
        }
        signed: dict[str, str] = self._key.sign(claims)
        return signed


def _subscription(address: str) -> dict[str, Any]:
    """The browser's subscription; a final Refused when nothing could be encrypted for it."""
    try:
        read = json.loads(address)
        keys = {name: str(read["keys"][name]) for name in ("p256dh", "auth")}
        point, secret = (urlsafe_b64decode(f"{keys[name]}===") for name in keys)
        EllipticCurvePublicKey.from_encoded_point(SECP256R1(), point)
        if len(secret) != 16:
            raise ValueError("auth")
        return {"endpoint": str(read["endpoint"]), "keys": keys}
    except (ValueError, KeyError, TypeError):
        raise Refused("langganan tidak terbaca", final=True, gone=True) from None


def _sealed(subscription: dict[str, Any], told: dict[str, str]) -> bytes:
    text = json.dumps(told, ensure_ascii=False).encode()
    sealed: bytes = WebPusher(subscription).encode(text)["body"]
    return sealed


def _topic(dedupe_key: str) -> str:
    return urlsafe_b64encode(sha256(dedupe_key.encode()).digest()[:24]).decode()


def _covers(known: str, host: str) -> bool:
    return host.endswith(known[1:]) if known.startswith("*.") else host == known
