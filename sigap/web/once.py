"""A form that is sent twice acts once: a double click, a resend, an impatient reload."""

import hashlib
from collections.abc import Callable
from typing import Final

from django.db import transaction

from sigap.kit.idempotency import keep_answer, take_key
from sigap.kit.together import together
from sigap.web.middleware import PageRequest

TOKEN: Final = "sekali"
_CSRF: Final = "csrfmiddlewaretoken"
_DONE: Final = 302


def once(request: PageRequest, act: Callable[[], str]) -> str:
    """Run `act` in one transaction and answer with its word; the same sending again answers the
    first word without acting.

    The same sending is the same hidden TOKEN with the same content: another tab has another
    token, and a page taken back and changed is new content. Two sendings at the same moment wait
    for each other; when `act` refuses, nothing is kept.
    """
    sending = _fingerprint(request)
    with transaction.atomic(), together():
        kept = take_key(
            owner=f"halaman/{request.user.pk}", key=sending, digest=sending, at=request.at
        )
        if kept.status is not None:
            return bytes(kept.body).decode()
        word = act()
        keep_answer(kept, status=_DONE, headers={}, body=word.encode())
    return word


def _fingerprint(request: PageRequest) -> str:
    """What was sent, without the cross-site token, which differs from page to page."""
    told = [(name, values) for name, values in sorted(request.POST.lists()) if name != _CSRF]
    files = [
        (name, file.name, file.size)
        for name, several in sorted(request.FILES.lists())
        for file in several
    ]
    return hashlib.sha256(repr((request.path, told, files)).encode()).hexdigest()
