"""Signing in and out, and the choice of theme and language."""

from collections.abc import Mapping
from typing import Final

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from sigap.domain.errors import Fault
from sigap.domain.throttle import TooSoon
from sigap.notifications.queries.mailway import mail_way
from sigap.people.actions.accounts import set_preferences
from sigap.people.actions.sessions import forget_session
from sigap.people.models import LANGUAGES, THEMES
from sigap.web.adapters import FAILED, SOMEBODY_ELSE, STRANGER
from sigap.web.middleware import THEME_COOKIE, PageRequest
from sigap.web.proofs import passkeys_possible, person_of_password
from sigap.web.secondstep import let_in
from sigap.web.security import safe_address

PREFERENCE_LIFE: Final = 365 * 24 * 60 * 60  # seconds
# The fixed user names of the demo city, in the order in which a case passes them.
DEMO_ACCOUNTS: Final = (
    "opd-pendidikan",
    "operator",
    "kabid",
    "kasi",
    "admin-jaringan",
    "pelaksana",
    "pelaksana-2",
    "opd-kesehatan",
    "kadis",
    "auditor",
    "admin",
)


# What the sign-in page says when the SSO did not lead in.
SSO_FAULTS: Final = {
    FAILED: gettext_lazy(
        "SSO tidak menjawab sebagaimana mestinya. Coba lagi, atau masuk dengan kata sandi."
    ),
    STRANGER: gettext_lazy(
        "SSO mengenal Anda, tetapi di Sigap belum ada akun yang aktif untuk Anda. Hubungi admin."
    ),
    SOMEBODY_ELSE: gettext_lazy(
        "Akun SSO itu milik orang lain. Keluar dulu bila Anda hendak berganti akun."
    ),
}


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: PageRequest) -> HttpResponse:
    """Ask for name and password; afterwards go on to where the person was going."""
    onward = safe_address(request, request.POST.get("next") or request.GET.get("next") or "")
    if request.method != "POST":
        if request.user.is_authenticated and "sso" not in request.GET:
            return redirect(onward)
        return _form(request, onward, request.GET.get("akun", ""), {})
    username, password = request.POST.get("username", "").strip(), request.POST.get("password", "")
    faults = _missing(username, password)
    if faults:
        return _form(request, onward, username, faults)
    try:
        user = person_of_password(request, username, password)
    except TooSoon as soon:
        return too_soon(_form(request, onward, username, {"username": soon.fault}), soon)
    if user is None:
        return _form(request, onward, username, _refused())
    return let_in(request, user, onward)


def too_soon(answer: HttpResponse, soon: TooSoon) -> HttpResponse:
    """The page of a try that came too early, with how long to wait for programs to read."""
    answer.status_code = soon.status
    answer.headers["Retry-After"] = str(soon.seconds)
    return answer


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session; drafts stay in the browser under the person's own key."""
    forget_session(request.session.session_key)
    logout(request)
    return redirect("sign-in")


@require_POST
def display(request: PageRequest) -> HttpResponse:
    """Keep the chosen theme or language: with the person, and in a cookie for the sign-in page."""
    theme = _one_of(THEMES, request.POST.get("theme"))
    language = _one_of(LANGUAGES, request.POST.get("language"))
    if request.actor and request.user.is_authenticated:
        set_preferences(
            request.user, language=language, theme=theme, at=request.at, by=request.actor
        )
    answer = redirect(safe_address(request, request.POST.get("next", "")))
    for name, value in ((THEME_COOKIE, theme), (settings.LANGUAGE_COOKIE_NAME, language)):
        if value:
            answer.set_cookie(
                name, value, max_age=PREFERENCE_LIFE, samesite="Lax", secure=request.is_secure()
            )
    return answer


def _one_of(known: tuple[str, ...], value: str | None) -> str | None:
    return value if value in known else None


def _missing(username: str, password: str) -> dict[str, str]:
    faults = {}
    if not username:
        faults["username"] = _("Isi nama pengguna, misalnya kabid.")
    if not password:
        faults["password"] = _("Isi kata sandi.")
    return faults


def _refused() -> dict[str, str]:
    # One sentence for every cause, so that nobody can find out which accounts exist.
    return {
        "username": _(
            "Nama pengguna dan kata sandi tidak cocok. Periksa huruf besar dan kecilnya, "
            "atau minta admin mengatur ulang kata sandi."
        )
    }


def _form(
    request: HttpRequest, onward: str, username: str, faults: Mapping[str, str | Fault]
) -> HttpResponse:
    context = {
        "onward": onward,
        "username": username,
        "faults": faults,
        "sso": settings.SIGAP_OIDC_NAME,
        "sso_fault": SSO_FAULTS.get(request.GET.get("sso", ""), ""),
        "passkeys": passkeys_possible(request),
        "links": bool(mail_way()),
        "demo_accounts": DEMO_ACCOUNTS if settings.SIGAP_DEMO else (),
    }
    return render(request, "signin.html", context, status=422 if faults else 200)
