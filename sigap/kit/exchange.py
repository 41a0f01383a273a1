"""One HTTP request and its answer, bounded in time and size; a lost one tells if it may have come.

What must not be done twice needs to know that: a signature, a timestamp that is counted.
"""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from time import monotonic
from urllib.parse import SplitResult, urlsplit
from urllib.request import getproxies, proxy_bypass

_PIECE = 64 * 1024


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said; header names in small letters."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Lost:
    """No whole answer came. `arrived`: the request may have reached the server all the same."""

    reason: str
    arrived: bool


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds to reach the server, seconds until the whole answer is there, bytes of the answer."""

    connect: float = 5
    answer: float = 30
    size: int = 64 * 1024 * 1024


def exchange(
    method: str,
    url: str,
    *,
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    limits: Limits,
) -> Answer | Lost:
    """Send one request and read its answer. Raises nothing of the network.

    Redirects are not followed. No address and no body stands in the reason: they may hold secrets.
    """
    parts = urlsplit(url)
    try:
        connection = _connection(parts, limits.connect)
        connection.connect()
    except (OSError, HTTPException, ValueError) as error:
        return Lost(_said(error), arrived=False)
    try:
        return _asked(connection, method, parts, body, headers or {}, limits)
    except (OSError, HTTPException, ValueError) as error:
        return Lost(_said(error), arrived=True)
    finally:
        connection.close()


def _asked(
    connection: HTTPConnection,
    method: str,
    parts: SplitResult,
    body: bytes | None,
    headers: Mapping[str, str],
    limits: Limits,
) -> Answer:
    until = monotonic() + limits.answer
    connection.sock.settimeout(limits.answer)
    target = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
    # A proxy for plain HTTP takes the whole address; for TLS it only passes the bytes on.
    whole = parts.scheme == "http" and _proxy(parts) is not None
    connection.request(
        method, parts.geturl() if whole else target, body, {"User-Agent": "Sigap", **headers}
    )
    response = connection.getresponse()
    named = {name.lower(): value for name, value in response.getheaders()}
    return Answer(response.status, named, _read(response, connection, until, limits.size))


def _read(response: HTTPResponse, connection: HTTPConnection, until: float, most: int) -> bytes:
    """The whole body; a server that drips one byte a second is cut off like a silent one."""
    pieces, size = [], 0
    while True:
        left = until - monotonic()
        if left <= 0:
            raise TimeoutError("timed out")
        if connection.sock is not None:
            connection.sock.settimeout(left)
        piece = response.read1(_PIECE)
        if not piece:
            break
        size += len(piece)
        if size > most:
            raise OSError("the answer is too long")
        pieces.append(piece)
    if response.length:
        raise OSError("the answer broke off")
    return b"".join(pieces)


def _connection(parts: SplitResult, timeout: float) -> HTTPConnection:
    secure = parts.scheme == "https"
    host, port = parts.hostname or "", parts.port or (443 if secure else 80)
    proxy = _proxy(parts)
    near = (proxy.hostname or "", proxy.port or 80) if proxy else (host, port)
    if not secure:
        return HTTPConnection(*near, timeout=timeout)
    # The trust of the machine itself: offices often have an authority of their own.
    connection = HTTPSConnection(*near, timeout=timeout, context=ssl.create_default_context())
    if proxy:
        connection.set_tunnel(host, port)
    return connection


def _proxy(parts: SplitResult) -> SplitResult | None:
    """The proxy that the environment names for this server (HTTPS_PROXY, NO_PROXY)."""
    named = getproxies().get(parts.scheme)
    if not named or not parts.hostname or proxy_bypass(parts.hostname):
        return None
    return urlsplit(named if "//" in named else f"//{named}")


def _said(error: Exception) -> str:
    return getattr(error, "strerror", "") or str(error) or type(error).__name__
