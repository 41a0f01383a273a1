"""Who asks: people signed in with a browser, and holders of a token of the API."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.test import Client

from bench.client import Request
from sigap.kit import clock
from sigap.people.actions import create_token
from sigap.people.models import User
from sigap.people.queries import acting

FORM = "application/x-www-form-urlencoded"
# As long as Django's own; the cookie and the header only have to agree.
_CROSS_SITE = "b" * 32


class Visitor:
    """A person with a session, and the cross-site token that a form would carry."""

    def __init__(self, username: str) -> None:
        browser = Client()
        browser.force_login(User.objects.get(username=username))
        session = browser.cookies[settings.SESSION_COOKIE_NAME].value
        cookies = {
            settings.SESSION_COOKIE_NAME: session,
            settings.CSRF_COOKIE_NAME: _CROSS_SITE,
        }
        self._headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
            "X-CSRFToken": _CROSS_SITE,
        }

    def get(self, path: str, query: Mapping[str, str] | None = None) -> Request:
        """A page."""
        return Request("GET", f"{path}?{urlencode(query)}" if query else path, self._headers)

    def post(self, path: str, typed: Mapping[str, str], about: object = None) -> Request:
        """A form."""
        body = urlencode(typed).encode()
        return Request("POST", path, self._headers, body, FORM, about)


class Caller:
    """A program with a bearer token."""

    def __init__(self, username: str) -> None:
        user, at = User.objects.get(username=username), clock.now()
        token = create_token(user, label="bench", at=at, by=acting(user, at=at))
        self._headers = {"Authorization": f"Bearer {token}"}

    def get(self, path: str, query: Mapping[str, str] | None = None) -> Request:
        """A resource."""
        return Request("GET", f"{path}?{urlencode(query)}" if query else path, self._headers)

    def post(self, path: str, body: Mapping[str, Any], about: object = None) -> Request:
        """An act."""
        sent = json.dumps(body).encode()
        return Request("POST", path, self._headers, sent, "application/json", about)
