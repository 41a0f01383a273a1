"""Slows down whoever guesses tracking codes; a reader with a right code is never counted."""

from typing import Final

from django.core.cache import cache
from django.http import HttpRequest

from sigap.web.source import source_of

MOST_WRONG: Final = 30
WINDOW_SECONDS: Final = 60


def is_guessing(request: HttpRequest) -> bool:
    """Whether this address has given too many wrong codes within the last minute."""
    return cache.get(_key(request), 0) >= MOST_WRONG


def note_wrong(request: HttpRequest) -> None:
    """Count one wrong code. Each process counts for itself: one more factor, not one more hole."""
    if not cache.add(_key(request), 1, WINDOW_SECONDS):
        try:
            cache.incr(_key(request))
        except ValueError:  # the minute ended between the two calls
            cache.add(_key(request), 1, WINDOW_SECONDS)


def _key(request: HttpRequest) -> str:
    return f"lacak-salah:{source_of(request)}"
