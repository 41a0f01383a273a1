"""The registry of the ways out: those of the environment and those of the page, as they stand."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, derive_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

from sigap.domain.channels import EMAIL, KINDS, WEB_PUSH, Configured, faults
from sigap.notifications.models import Channel


def channels() -> dict[str, Channel]:
    """Every channel by key, switched on or not; those of the environment first. One query.

    The environment wins where it and a row speak of the same key; what a row remembers of it
    (switch, backup, trouble) stays.
    """
    rows = {row.key: row for row in Channel.objects.order_by("id") if row.kind in KINDS}
    given = {each.key: each for each in _of_environment()}
    merged = {key: _merged(each, rows.get(key)) for key, each in given.items()}
    return merged | {key: row for key, row in rows.items() if key not in given}


def channel(key: str) -> Channel | None:
    """The channel of this key, None when there is none."""
    return channels().get(key)


def working(known: Iterable[Channel]) -> list[Channel]:
    """Those that are switched on and configured, whatever trouble they may be in."""
    return [each for each in known if each.active and is_configured(each)]


def is_configured(row: Channel) -> bool:
    """Whether it knows all that its kind needs; rows under another SECRET_KEY know nothing."""
    if row.from_environment:
        return True
    return bool(row.values) and not faults(row.of_kind, row.values)


def web_push_public_key() -> str:
    """What a browser subscribes with (base64url), "" while web push is off."""
    for each in working(channels().values()):
        if each.kind == WEB_PUSH:
            return public_key(each.values["private_key"])
    return ""


def public_key(private_key: str) -> str:
    """The public half of a VAPID key, as `PushManager.subscribe` wants it (RFC 8292)."""
    number = int.from_bytes(urlsafe_b64decode(private_key.rstrip("=") + "="), "big")
    point = derive_private_key(number, SECP256R1()).public_key()
    raw = point.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return urlsafe_b64encode(raw).decode().rstrip("=")


def _of_environment() -> list[Configured]:
    given = list(settings.SIGAP_CHANNELS)
    if not settings.EMAIL_ENABLED:
        return given
    backup = next((each.key for each in given if each.kind == EMAIL), "")
    return [Configured(EMAIL, EMAIL, KINDS[EMAIL].name, {}, backup), *given]


def _merged(given: Configured, row: Channel | None) -> Channel:
    row = row or Channel(key=given.key, name=given.name, backup=given.backup)
    row.kind, row.secrets = given.kind, json.dumps(dict(given.values))
    row.from_environment = True
    return row
