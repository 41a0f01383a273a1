"""Notes now and then that a session is in use, for the list of one's sessions."""

from datetime import datetime
from typing import Final

from django.core.cache import cache
from django.http import HttpRequest

from sigap.people.actions.sessions import note_seen
from sigap.web.source import address_of_client
from sigap.web.stamps import signed_in_for

EVERY: Final = 5 * 60  # seconds


def note_use(request: HttpRequest, *, at: datetime) -> None:
    """Note it at most once in five minutes and process: no statement on an ordinary page.

    A session younger than that says by itself when it was seen.
    """
    key = request.session.session_key
    if key and signed_in_for(request) >= EVERY and cache.add(f"terlihat:{key}", 1, EVERY):
        note_seen(key, source=address_of_client(request), at=at)
