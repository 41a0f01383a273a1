"""One HTTP connection for many requests, with limits on time and size, and the office's proxy."""

import json
import select
import socket
import ssl
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from time import monotonic
from types import TracebackType
from typing import Any, Self
from urllib.parse import SplitResult, urlsplit
from urllib.request import getproxies, proxy_bypass

from sigap.domain import delivery
from sigap.notifications.transports.way import ANSWER_TIMEOUT, Refused, Unreachable

_MOST_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def ok(self) -> bool:
        """2xx."""
        return 200 <= self.status < 300

    @property
    def text(self) -> str:
        """The body as text, whatever bytes it holds."""
        return self.body.decode(errors="replace")

    def json(self) -> dict[str, Any]:
        """The body as a JSON object; empty when it is none."""
        try:
            read = json.loads(self.body)
        except ValueError:
            return {}
        return read if isinstance(read, dict) else {}

    def retry_after(self, *, at: datetime) -> timedelta | None:
        """The wait that the header Retry-After asks for."""
        asked = self.headers.get("retry-after", "")
        return delivery.wish(asked, at=at) if asked else None


class Line:
    """A connection that is kept while requests go to the same server.

    Redirects are not followed: a service that moved has to be configured anew. The address never
    stands in an error, because with Telegram it holds the token.
    """

    def __init__(self) -> None:
        self._connection: HTTPConnection | None = None
        self._place: tuple[str, str] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._hang_up()

    def request(
        self, url: str, body: bytes | None, headers: Mapping[str, str], method: str = "POST"
    ) -> Answer:
        """One request and its answer; Unreachable when there is none, whatever the reason."""
        parts = urlsplit(url)
        try:
            connection, target = self._connected(parts)
            connection.request(method, target, body, {"User-Agent": "Sigap", **headers})
            return _read(connection.getresponse())
        except (OSError, HTTPException, ValueError) as error:
            # Where the talk stands now is unknown; the next request begins a new one.
            self._hang_up()
            raise Unreachable(f"{parts.hostname}: {_said(error)}") from None

    def post_json(
        self, url: str, told: Mapping[str, Any], headers: Mapping[str, str] | None = None
    ) -> Answer:
        """POST one JSON object."""
        body = json.dumps(told, ensure_ascii=False).encode()
        return self.request(url, body, {"Content-Type": "application/json", **(headers or {})})

    def _connected(self, parts: SplitResult) -> tuple[HTTPConnection, str]:
        """The connection to this server, and the target as it is written in the request."""
        target = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
        proxy = _proxy(parts)
        through_proxy = proxy is not None and parts.scheme == "http"
        place = (parts.scheme, parts.netloc)
        if self._connection is None or place != self._place or _hung_up(self._connection):
            self._hang_up()
            self._connection, self._place = _connection(parts, proxy), place
        return self._connection, parts.geturl() if through_proxy else target

    def _hang_up(self) -> None:
        if self._connection is not None:
            with suppress(OSError):
                self._connection.close()
        self._connection = self._place = None


def unfit(answer: Answer, reason: str, *, at: datetime) -> Refused | Unreachable:
    """What a refusing status means (RFC 9110), where a service has no words of its own for it.

    401 and 403 are about us, 429 and 503 ask for patience, other 5xx pass, the rest is final.
    """
    reason = f"{answer.status} {reason}".strip()[:400]
    if answer.status in (401, 403):
        return Unreachable(reason, our_fault=True)
    if answer.status in (408, 425, 429) or answer.status >= 500 or answer.status < 400:
        return Refused(reason, final=False, retry_after=answer.retry_after(at=at))
    return Refused(reason, final=True)


def _read(response: HTTPResponse) -> Answer:
    """The whole answer, within the limits of size and time."""
    until, body = monotonic() + ANSWER_TIMEOUT, b""
    while piece := response.read1(_MOST_BYTES + 1 - len(body)):
        body += piece
        if monotonic() > until:
            raise TimeoutError("timed out")
        # The rest would be taken for the next answer, so that the connection is given up.
        if len(body) > _MOST_BYTES:
            raise OSError("the answer is too long")
    response.close()
    headers = {name.lower(): value for name, value in response.getheaders()}
    return Answer(response.status, headers, body)


def _connection(parts: SplitResult, proxy: SplitResult | None) -> HTTPConnection:
    secure = parts.scheme == "https"
    host, port = parts.hostname or "", parts.port or (443 if secure else 80)
    if secure:
        # The trust of the machine itself: offices often have an authority of their own.
        context = ssl.create_default_context()
        near = (proxy.hostname or "", proxy.port or 80) if proxy else (host, port)
        connection = HTTPSConnection(*near, timeout=ANSWER_TIMEOUT, context=context)
        if proxy:
            connection.set_tunnel(host, port)
        return connection
    if proxy:
        host, port = proxy.hostname or "", proxy.port or 80
    return HTTPConnection(host, port, timeout=ANSWER_TIMEOUT)


def _proxy(parts: SplitResult) -> SplitResult | None:
    """The proxy that the environment names for this server (HTTPS_PROXY, NO_PROXY)."""
    named = getproxies().get(parts.scheme)
    if not named or not parts.hostname or proxy_bypass(parts.hostname):
        return None
    return urlsplit(named if "//" in named else f"//{named}")


def _hung_up(connection: HTTPConnection) -> bool:
    """Whether the server closed a kept connection meanwhile: asked before a request is lost."""
    held: socket.socket | None = connection.sock
    if held is None:
        return True
    readable, _, _ = select.select([held], [], [], 0)
    return bool(readable)


def _said(error: Exception) -> str:
    return getattr(error, "strerror", "") or str(error) or type(error).__name__
