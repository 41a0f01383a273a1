"""One's own security: password, second proofs, passkeys, emergency codes, sessions."""

from json import JSONDecodeError, loads
from typing import Any, Final

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import clear_totp_secret, get_totp_secret
from allauth.mfa.webauthn.internal import auth as webauthn
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sigap.domain.actor import Actor
from sigap.domain.errors import Fault, Invalid, words
from sigap.people.actions.accounts import set_password
from sigap.people.actions.factors import add_app, add_passkey, remove_factor, renew_codes
from sigap.people.actions.sessions import end_other_sessions, end_session
from sigap.people.queries_signin import factors, sessions
from sigap.web.browsers import browser_words
from sigap.web.middleware import PageRequest
from sigap.web.pages.receipt import qr
from sigap.web.person import person, unseen
from sigap.web.proofs import passkeys_possible

_APP, _PASSKEY, _CODES = (
    Authenticator.Type.TOTP,
    Authenticator.Type.WEBAUTHN,
    Authenticator.Type.RECOVERY_CODES,
)
_NOT_KEPT: Final = Fault(
    "passkey-wrong", words("Kunci sandi tidak dapat dibuat. Coba lagi dari awal.")
)


def _by(request: PageRequest) -> Actor:
    assert request.actor is not None
    return request.actor


@never_cache
@login_required
@require_safe
def show(request: PageRequest) -> HttpResponse:
    """Everything by which this person gets in, and where they are in now."""
    user = person(request)
    proofs = factors(user)
    own = request.session.session_key
    context = {
        "app": next((each for each in proofs if each.type == _APP), None),
        "passkeys": [each for each in proofs if each.type == _PASSKEY],
        "codes_left": next((len(_unused(each)) for each in proofs if each.type == _CODES), None),
        "passkeys_possible": passkeys_possible(request),
        "has_password": user.has_usable_password(),
        "sso": settings.SIGAP_OIDC_NAME,
        "sso_linked": SocialAccount.objects.filter(user=user).exists(),
        "sessions": [
            (each, browser_words(each.user_agent), each.session_key == own)
            for each in sessions(user)
        ],
        "unread_notices": unseen(request),
    }
    return render(request, "security/overview.html", context)


@never_cache
@login_required
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: PageRequest) -> HttpResponse:
    """Choose a new password; every other session ends with the old one."""
    faults: dict[str, Fault] = {}
    if request.method == "POST":
        user, chosen = person(request), request.POST.get("password", "")
        try:
            _same(chosen, request.POST.get("again", ""))
            set_password(user, chosen, at=request.at, by=_by(request))
        except Invalid as refusal:
            faults = refusal.faults
        else:
            update_session_auth_hash(request, user)
            end_other_sessions(
                user, but=request.session.session_key, at=request.at, by=_by(request)
            )
            return _done(request, _("Kata sandi diganti. Sesi di tempat lain diakhiri."))
    return _form(request, "security/password.html", {"faults": faults})


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def app(request: PageRequest) -> HttpResponse:
    """Set up an app that shows codes: its secret is drawn, and kept once a code has proved it."""
    user, secret = person(request), get_totp_secret()
    faults: dict[str, Fault] = {}
    if request.method == "POST":
        try:
            add_app(user, secret, request.POST.get("code", ""), at=request.at, by=_by(request))
        except Invalid as refusal:
            faults = refusal.faults
        else:
            clear_totp_secret(request)
            return redirect("security-codes")
    address = get_adapter().build_totp_url(user, secret)
    context = {"faults": faults, "qr": qr(address), "address": address, "secret": secret}
    return _form(request, "security/app.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def passkey(request: PageRequest) -> HttpResponse:
    """Register a passkey of this device or of a security key."""
    user, name = person(request), request.POST.get("name", "")
    faults: dict[str, Fault] = {}
    if request.method == "POST":
        credential = _registered(request.POST.get("credential", ""))
        if credential is not None:
            add_passkey(user, name, credential, at=request.at, by=_by(request))
            return redirect("security-codes")
        faults = {"credential": _NOT_KEPT}
    possible = passkeys_possible(request)
    context = {
        "faults": faults,
        "name": name,
        "options": webauthn.begin_registration(user, passwordless=True) if possible else None,
    }
    return _form(request, "security/passkey.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def codes(request: PageRequest) -> HttpResponse:
    """Show the emergency codes that are left, or make new ones."""
    user = person(request)
    if request.method == "POST":
        renew_codes(user, at=request.at, by=_by(request))
        return redirect("security-codes")
    kept = next((each for each in factors(user) if each.type == _CODES), None)
    return _form(request, "security/codes.html", {"faults": {}, "codes": _unused(kept)})


@login_required
@require_POST
def remove(request: PageRequest, pk: int) -> HttpResponse:
    """Remove an app or a passkey."""
    remove_factor(person(request), pk, at=request.at, by=_by(request))
    return _done(request, _("Sudah dilepas."))


@login_required
@require_POST
def end(request: PageRequest) -> HttpResponse:
    """End one session (`key`), or all but this one."""
    user, key, own = person(request), request.POST.get("key", ""), request.session.session_key
    if key.isascii() and key.isdigit() and len(key) < 12:
        end_session(user, int(key), at=request.at, by=_by(request))
    else:
        end_other_sessions(user, but=own, at=request.at, by=_by(request))
    return _done(request, _("Sesi diakhiri."))


@login_required
@require_safe
def proved(request: PageRequest) -> HttpResponse:
    """Where the SSO leads back to after it has proved once more who somebody is."""
    return render(request, "signin/proved.html")


def _unused(kept: Authenticator | None) -> list[str]:
    return kept.wrap().get_unused_codes() if kept is not None else []


def _registered(answer: str) -> dict[str, Any] | None:
    """The credential that answers this session's challenge, None for anything else."""
    try:
        credential = loads(answer)
        webauthn.parse_registration_response(credential)
        made = webauthn.complete_registration(credential)
    except (JSONDecodeError, ValidationError, ValueError, TypeError, KeyError, AttributeError):
        return None
    return credential if made.is_user_verified() else None


def _same(chosen: str, again: str) -> None:
    if chosen != again:
        raise Invalid({"again": Fault("not-the-same", words("Isi kata sandi yang sama dua kali."))})


def _form(request: PageRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    status = 422 if context["faults"] else 200
    return render(request, template, {**context, "unread_notices": unseen(request)}, status=status)


def _done(request: PageRequest, text: str) -> HttpResponse:
    messages.success(request, text)
    return redirect("security")
