"""Other ways in: the second step, passkeys, the city's SSO, and one-time links for contacts."""

from typing import Any, Final

from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.webauthn.internal import auth as webauthn
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect import views as openid
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import validate_email
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from requests import RequestException

from sigap.domain.errors import Fault, words
from sigap.domain.throttle import TooSoon
from sigap.notifications.queries.mailway import mail_way
from sigap.people.actions.links import ask_for_link, use_link
from sigap.people.actions.signin import begin_asking
from sigap.people.models import User
from sigap.people.queries_signin import living_link
from sigap.web.adapters import FAILED
from sigap.web.middleware import PageRequest
from sigap.web.pages.signin import too_soon
from sigap.web.proofs import Means, passkey_of, passkeys_possible, right_code
from sigap.web.secondstep import let_in, waiting_step
from sigap.web.security import safe_address
from sigap.web.source import source_of

_WRONG: Final = Fault("proof-wrong", words("Bukti ini tidak cocok atau sudah dipakai. Coba lagi."))
_NO_ADDRESS: Final = Fault(
    "email-shape", words("Alamat surel tidak terbaca; contoh: nama@kantor.example.")
)
_PURPOSE: Final = "kode"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def second(request: PageRequest) -> HttpResponse:
    """Ask for the second proof of a sign-in that waits for it; without one, begin anew."""
    step = waiting_step(request)
    if step is None:
        return redirect("sign-in")
    user: User = step.login.user
    if request.method != "POST":
        return _second_form(request, user, {})
    given = request.POST.get("code", ""), request.POST.get("credential", "")
    field = "credential" if given[1] else "code"
    try:
        right = _second_proof(request, user, *given)
    except TooSoon as soon:
        return too_soon(_second_form(request, user, {field: soon.fault}), soon)
    if not right:
        return _second_form(request, user, {field: _WRONG})
    answer: HttpResponse = step.exit()
    return answer


def _second_proof(request: PageRequest, user: User, code: str, credential: str) -> bool:
    if not credential:
        return right_code(request, user, code, _PURPOSE)
    found = passkey_of(user, credential)
    if found is not None:
        post_authentication(request, found[1])
    return found is not None


def _second_form(request: PageRequest, user: User, faults: dict[str, Fault]) -> HttpResponse:
    means = Means(user)
    usable = means.passkey and passkeys_possible(request)
    context = {
        "faults": faults,
        "code": means.code,
        "options": webauthn.begin_authentication(user) if usable else None,
    }
    return render(request, "signin/second.html", context, status=422 if faults else 200)


@require_POST
def passkey_options(request: PageRequest) -> HttpResponse:
    """The challenge for a sign-in by passkey, for the script; counted by source only."""
    try:
        begin_asking("kunci", source=source_of(request), at=request.at)
    except TooSoon as soon:
        return too_soon(JsonResponse({"fault": str(soon.fault)}), soon)
    return JsonResponse(webauthn.begin_authentication())


@never_cache
@require_POST
def passkey(request: PageRequest) -> HttpResponse:
    """Sign in whoever holds the passkey that answered; a second step is not needed."""
    onward = safe_address(request, request.POST.get("next", ""))
    found = passkey_of(None, request.POST.get("credential", ""))
    if found is None:
        return render(request, "signin/no_passkey.html", {"onward": onward}, status=422)
    user, used = found
    post_authentication(request, used, passwordless=True)
    return let_in(request, user, onward, by_passkey=True)


@never_cache
@require_safe
def sso(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Go to the city's SSO; when it cannot be reached, the sign-in page says so."""
    return _with_sso(openid.login, request, provider_id)


@never_cache
@require_safe
def sso_back(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Come back from the city's SSO."""
    return _with_sso(openid.callback, request, provider_id)


def _with_sso(view: Any, request: HttpRequest, provider_id: str) -> HttpResponse:
    if not settings.SIGAP_OIDC_NAME:
        raise Http404
    try:
        answer: HttpResponse = view(request, provider_id=provider_id)
    except (RequestException, OAuth2Error, PermissionDenied, ValidationError, ValueError, KeyError):
        return redirect(f"{reverse('sign-in')}?sso={FAILED}")
    return answer


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: PageRequest) -> HttpResponse:
    """Send a one-time link to a known address; an unknown one gets the same answer."""
    if not mail_way():
        raise Http404
    email = request.POST.get("email", "").strip()
    if request.method != "POST":
        return _link_form(request, email, {})
    try:
        validate_email(email)
        begin_asking("tautan", about=email, source=source_of(request), at=request.at)
    except ValidationError:
        return _link_form(request, email, {"email": _NO_ADDRESS})
    except TooSoon as soon:
        return too_soon(_link_form(request, email, {"email": soon.fault}), soon)
    ask_for_link(email, at=request.at)
    return render(request, "signin/link_sent.html", {"email": email})


def _link_form(request: PageRequest, email: str, faults: dict[str, Fault]) -> HttpResponse:
    context = {"email": email, "faults": faults}
    return render(request, "signin/link.html", context, status=422 if faults else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def follow_link(request: PageRequest, word: str) -> HttpResponse:
    """Ask once, then sign in: programs that look at links in mails must not use them up."""
    found = living_link(word, at=request.at)
    if request.method == "POST":
        user = use_link(word, at=request.at)
        if user is not None:
            return let_in(request, user, "/")
    context = {"person": found.user if found and request.method != "POST" else None, "word": word}
    return render(request, "signin/follow_link.html", context, status=200 if found else 410)
