"""A form that is sent twice acts once: a double click, a resend, an impatient reload."""

import hashlib
from collections.abc import Callable
from typing import Final

from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest

TOKEN: Final = "sekali"
_KEPT = "sudah-terkirim"
_MOST_KEPT = 50


def once(request: HttpRequest, act: Callable[[], str]) -> str:
    """Run `act` in one transaction and answer with its word; the same sending again answers the
    first word without acting.

    The same sending is the same hidden TOKEN with the same content: another tab has another
    token, and a page taken back and changed is new content. The lock on the session row makes
    two sendings at the same moment wait for each other; when `act` refuses, nothing is kept.
    """
    sending = _fingerprint(request)
    with transaction.atomic():
        list(Session.objects.select_for_update().filter(pk=request.session.session_key))
        # Read anew under the lock: what the request holds may be a moment old.
        session = SessionStore(request.session.session_key)
        sent = dict(session.get(_KEPT, {}))
        if sending in sent:
            return sent[sending]
        word = act()
        kept = list({**sent, sending: word}.items())[-_MOST_KEPT:]
        session[_KEPT] = dict(kept)
        session.save()
    return word


def _fingerprint(request: HttpRequest) -> str:
    """What was sent, without the cross-site token, which differs from page to page."""
    told = [(name, values) for name, values in sorted(request.POST.lists()) if name != _CSRF]
    files = [
        (name, file.name, file.size)
        for name, several in sorted(request.FILES.lists())
        for file in several
    ]
    return hashlib.sha256(repr((request.path, told, files)).encode()).hexdigest()


_CSRF = "csrfmiddlewaretoken"
