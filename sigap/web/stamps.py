"""When the person of a session last proved who they are, in the world's time."""

from time import time
from typing import Any, Final

from django.http import HttpRequest

PROVED_AT: Final = "dibuktikan"
SIGNED_IN_AT: Final = "masuk"
FRESH_SECONDS: Final = 10 * 60


def stamp(request: HttpRequest) -> None:
    """Note that the person has just proved who they are."""
    # Not the request's own moment: a proof ages by the clock on the wall, whatever moment a
    # journey or the demo has pinned.
    request.session[PROVED_AT] = int(time())


def stamp_of(request: HttpRequest, proved_at: int) -> None:
    """Note a proof that somebody else took: the SSO says when, in seconds since 1970, 0 if never.

    A single sign-on goes through without asking again; so it is as old as its first proof.
    """
    request.session[PROVED_AT] = min(proved_at, int(time()))


def is_fresh(request: HttpRequest) -> bool:
    """Whether the last proof is at most ten minutes old."""
    return _age(request, PROVED_AT) <= FRESH_SECONDS


def signed_in_for(request: HttpRequest) -> float:
    """Seconds since this session began; infinitely long where that is not known."""
    return _age(request, SIGNED_IN_AT)


def _age(request: HttpRequest, name: str) -> float:
    at = request.session.get(name)
    age = time() - at if isinstance(at, int) else float("inf")
    # A stamp from the future is the mark of a clock that was set back, not of a proof.
    return age if age >= -1 else float("inf")


def remember_sign_in(sender: Any, request: HttpRequest, **_more: Any) -> None:
    """Receives Django's `user_logged_in`: the session begins with a fresh proof."""
    stamp(request)
    request.session[SIGNED_IN_AT] = request.session[PROVED_AT]
