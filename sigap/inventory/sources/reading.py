"""Reads NetBox and LibreNMS over their REST APIs: GET alone, bounded, never to another address."""

import json
from http.client import HTTPException
from typing import IO, Any, Final
from urllib.error import HTTPError, URLError
from urllib.parse import urljoin, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from sigap.domain.errors import words
from sigap.domain.inventory_sources import LIBRENMS, NETBOX, PATHS, Record

SECONDS: Final = 20
MOST_BYTES: Final = 30 * 1024 * 1024
MOST_PAGES: Final = 200
MOST_RECORDS: Final = 60_000


class Unreadable(Exception):
    """The other system could not be read; the text says why and never holds the token."""


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        """A redirect would carry the token to an address that nobody configured."""
        return


_opener = build_opener(_NoRedirect)


def read_source(kind: str, url: str, token: str) -> dict[str, list[Record]]:
    """Everything that is mapped of a source, by the names of its PATHS. Raises Unreadable."""
    return {
        name: _records(kind, name, urljoin(f"{url.rstrip('/')}/", path.lstrip("/")), token)
        for name, path in PATHS[kind].items()
    }


def _records(kind: str, name: str, address: str, token: str) -> list[Record]:
    found: list[Record] = []
    origin = urlsplit(address)[:2]
    for _ in range(MOST_PAGES):
        answer = _asked(kind, address, token)
        found += [each for each in _listed(kind, name, answer) if isinstance(each, dict)]
        if len(found) > MOST_RECORDS:
            raise Unreadable(words("Sumber ini berisi lebih dari yang dapat diimpor."))
        following = answer.get("next") if kind == NETBOX else None
        if not following:
            return found
        # NetBox behind a proxy may name itself otherwise: only the page is taken of what it says.
        parts = urlsplit(str(following))
        address = f"{origin[0]}://{origin[1]}{parts.path}?{parts.query}"
    raise Unreadable(words("Sumber ini berisi lebih dari yang dapat diimpor."))


def _listed(kind: str, name: str, answer: dict[str, Any]) -> list[Any]:
    listed = answer.get("results") if kind == NETBOX else answer.get(name)
    if not isinstance(listed, list):
        raise Unreadable(words("Jawaban sumber ini tidak seperti yang diharapkan."))
    return listed


def _asked(kind: str, address: str, token: str) -> dict[str, Any]:
    header = ("X-Auth-Token", token) if kind == LIBRENMS else ("Authorization", f"Token {token}")
    request = Request(address, headers=dict([header, ("Accept", "application/json")]))
    try:
        with _opener.open(request, timeout=SECONDS) as answer:
            told = json.loads(_bounded(answer))
    except HTTPError as wrong:
        wrong.close()
        if wrong.code in (401, 403):
            raise Unreadable(words("Token ditolak oleh sumber ini.")) from None
        raise Unreadable(words("Sumber ini menjawab dengan kesalahan.")) from None
    except (URLError, HTTPException, OSError) as wrong:
        raise Unreadable(words("Sumber ini tidak dapat dihubungi.")) from wrong
    except (ValueError, RecursionError):
        raise Unreadable(words("Jawaban sumber ini tidak seperti yang diharapkan.")) from None
    if not isinstance(told, dict):
        raise Unreadable(words("Jawaban sumber ini tidak seperti yang diharapkan."))
    return told


def _bounded(answer: IO[bytes]) -> bytes:
    content = answer.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise Unreadable(words("Sumber ini berisi lebih dari yang dapat diimpor."))
    return content
