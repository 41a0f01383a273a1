"""A fresh proof of identity before what weighs most: signing, appointing, reading secrets.

The page that asks for it carries what was typed and sends it on to the same address, so the page
that wanted the proof notices nothing and nothing typed is lost.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from allauth.mfa.webauthn.internal import auth as webauthn
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from sigap.domain.errors import Fault, Refusal, words
from sigap.domain.throttle import TooSoon
from sigap.web.middleware import PageRequest
from sigap.web.person import person
from sigap.web.proofs import Means, passkey_of, passkeys_possible, right_code, right_password
from sigap.web.stamps import is_fresh, stamp

PASSWORD: Final = "lagi-sandi"
CODE: Final = "lagi-kode"
PASSKEY: Final = "lagi-kunci"
_FIELDS: Final = (PASSWORD, CODE, PASSKEY)
_CSRF: Final = "csrfmiddlewaretoken"
_PURPOSE: Final = "lagi"
# A read that needs a proof asks with a form as well; its answer leads back to the read.
READ_AGAIN: Final = "lagi-lihat"


class NotFresh(Refusal):
    """The last proof of identity is too long ago; `faults` tell of one that was tried just now."""

    status = 403

    def __init__(self, faults: dict[str, Fault] | None = None) -> None:
        super().__init__(
            "proof-needed", words("Buktikan dulu bahwa ini Anda, lalu tindakan diteruskan.")
        )
        self.faults = faults or {}


def require_fresh(request: HttpRequest) -> None:
    """Go on when this person proved who they are within the last ten minutes, or does so now.

    Raises NotFresh otherwise, which becomes the page that asks; call it before anything is
    written. The proof is taken out of what was typed.
    """
    page: PageRequest = request  # type: ignore[assignment]
    tried = {name: page.POST.get(name, "") for name in _FIELDS}
    if any(tried.values()):
        _check(page, tried)
        stamp(page)
    if any(name in page.POST for name in _FIELDS):
        page.POST = _typed(page)  # type: ignore[assignment]
    if not is_fresh(page):
        raise NotFresh


def fresh(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view of which every use needs a fresh proof."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        require_fresh(request)
        return view(request, *args, **kwargs)

    return guarded


def ask(request: PageRequest, refusal: NotFresh) -> HttpResponse:
    """The page that asks for a proof, with everything typed in it unseen."""
    user = person(request)
    means = Means(user)
    means.passkey = means.passkey and passkeys_possible(request)
    names = ", ".join(file.name or "" for _name, files in request.FILES.lists() for file in files)
    context = {
        "means": means,
        "faults": refusal.faults,
        "typed": [(name, text) for name, texts in _typed(request).lists() for text in texts],
        "files": names,
        "action": request.get_full_path(),
        "reading": request.method != "POST",
        "options": webauthn.begin_authentication(user) if means.passkey else None,
    }
    status = 429 if any(fault.code == "too-soon" for fault in refusal.faults.values()) else 403
    answer = render(request, "signin/again.html", context, status=status)
    answer["Cache-Control"] = "no-store"
    return answer


def _check(request: PageRequest, tried: dict[str, str]) -> None:
    """Raise NotFresh unless one of the proofs is right."""
    user = person(request)
    field = next(name for name, given in tried.items() if given)
    try:
        if field == PASSWORD:
            right = right_password(request, user, tried[field], _PURPOSE)
        elif field == CODE:
            right = right_code(request, user, tried[field], _PURPOSE)
        else:
            right = passkey_of(user, tried[field]) is not None
    except TooSoon as soon:
        raise NotFresh({field: soon.fault}) from soon
    if not right:
        raise NotFresh({field: Fault("proof-wrong", words("Bukti ini tidak cocok. Coba lagi."))})


def _typed(request: PageRequest) -> QueryDict:
    """What was typed, without the proof and the page's own tokens."""
    typed = request.POST.copy()
    for name in (*_FIELDS, _CSRF, READ_AGAIN):
        typed.pop(name, None)
    return typed
