"""Texts that rest encrypted in the database: a NIK, the password of a channel."""

from base64 import urlsafe_b64encode
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.db import models

if TYPE_CHECKING:
    _Text = models.TextField[str, str]
else:
    _Text = models.TextField


class SecretText(_Text):
    """A text that is stored as a Fernet token under a key made from SECRET_KEY; "" stays "".

    It cannot be searched for. Under another SECRET_KEY what was stored reads as "": lost, but
    never shown as its cipher and never the reason why a page fails.
    """

    def get_prep_value(self, value: Any) -> Any:
        text = super().get_prep_value(value)
        return _fernet(settings.SECRET_KEY).encrypt(text.encode()).decode() if text else text

    def from_db_value(self, value: str | None, *_context: Any) -> str | None:
        if not value:
            return value
        try:
            return _fernet(settings.SECRET_KEY).decrypt(value.encode()).decode()
        except InvalidToken:
            return ""


@lru_cache(maxsize=4)
def _fernet(secret: str) -> Fernet:
    # A key of its own purpose: what is signed with SECRET_KEY elsewhere tells nothing about it.
    return Fernet(urlsafe_b64encode(sha256(f"sigap at rest\0{secret}".encode()).digest()))


def sealed(text: str) -> str:
    """The text as `SecretText` would store it, for a place that is no column of ours."""
    return _fernet(settings.SECRET_KEY).encrypt(text.encode()).decode()


def opened(token: str) -> str:
    """What `sealed` closed; "" when it was closed under another SECRET_KEY."""
    try:
        return _fernet(settings.SECRET_KEY).decrypt(token.encode()).decode()
    except InvalidToken:
        return ""
