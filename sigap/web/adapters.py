"""What allauth asks of the product it serves: our pages, our words, our throttle, no sign-up."""

from collections.abc import Mapping
from typing import Any, Final, cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from sigap.kit.secrets import opened, sealed
from sigap.people.actions.signin import know_place
from sigap.people.actions.sso import link_sso
from sigap.people.models import User
from sigap.people.queries_signin import account_of_claims
from sigap.web.middleware import PageRequest
from sigap.web.source import address_of_client, know_device, source_of
from sigap.web.stamps import PROVED_AT, stamp_of

# What the sign-in page is to say when the SSO did not lead in.
FAILED: Final = "gagal"
STRANGER: Final = "tidak-dikenal"
SOMEBODY_ELSE: Final = "orang-lain"
_SECOND_STEP: Final = "sigap.web.secondstep.SecondStep"


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are opened by an administrator; what allauth would say or send, our pages say."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def get_login_stages(self) -> list[str]:
        """Between the first proof and the session there is one step at most."""
        return [_SECOND_STEP]

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address for the list of sessions."""
        return address_of_client(request)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Where a sign-in leads that was going nowhere."""
        return settings.LOGIN_REDIRECT_URL

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        """The same sentence as for everybody whom the office does not know."""
        return _back_with(STRANGER)

    def post_login(self, request: HttpRequest, user: User, **more: Any) -> HttpResponse:
        """After any kind of sign-in: the place and the device are known from now on."""
        answer = super().post_login(request, user, **more)
        sociallogin = (more.get("signal_kwargs") or {}).get("sociallogin")
        if sociallogin is not None:
            stamp_of(request, sociallogin.state.get(PROVED_AT, 0))
        know_place(user, source_of(request), at=cast(PageRequest, request).at)
        know_device(request, answer, user.username)
        return answer

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """No: the permission table asks for a fresh proof before our pages are reached."""
        return False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Nothing: our pages say what happened."""

    def send_mail(self, *args: Any, **kwargs: Any) -> None:
        """Nothing: what leaves the house goes through the outbox."""

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Nothing: see send_mail."""


class FactorAdapter(DefaultMFAAdapter):
    """Secrets of second factors rest encrypted; the names on a person's device are ours."""

    def encrypt(self, text: str) -> str:
        """As every secret at rest."""
        return sealed(text)

    def decrypt(self, encrypted_text: str) -> str:
        """The other way round."""
        return opened(encrypted_text)

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        """One sentence, in our words, for every proof that does not fit."""
        return ValidationError(_("Bukti ini tidak cocok atau sudah dipakai. Coba lagi."), code=code)

    def _get_site_name(self) -> str:
        return "Sigap"

    def _get_user_identifier(self, user: User) -> str:
        return user.username


class SsoAdapter(DefaultSocialAccountAdapter):
    """The city's SSO says who somebody is; whether there is an account is for the office to say."""

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Find the account of a first visit by the configured claim; nobody is let in without.

        Of what the SSO told nothing but the subject is kept. Somebody who is signed in already
        has come to prove it once more, and stays in the same session.
        """
        page = cast(PageRequest, request)
        claims = _claims(sociallogin.account.extra_data)
        known = sociallogin.user if sociallogin.is_existing else None
        user = known or account_of_claims(claims, match=settings.SIGAP_OIDC_MATCH)
        if user is None:
            raise ImmediateHttpResponse(_back_with(STRANGER))
        if request.user.is_authenticated and request.user.pk != user.pk:
            raise ImmediateHttpResponse(_back_with(SOMEBODY_ELSE))
        sociallogin.account = link_sso(user, sociallogin.account, at=page.at)
        sociallogin.user, sociallogin.token = user, None
        sociallogin.state[PROVED_AT] = int(claims.get("auth_time") or 0)
        if request.user.is_authenticated:
            stamp_of(request, sociallogin.state[PROVED_AT])
            raise ImmediateHttpResponse(redirect(sociallogin.get_redirect_url(request) or "proved"))

    def on_authentication_error(self, request: HttpRequest, provider: Any, **_more: Any) -> None:
        """Back to the sign-in page, which says it."""
        raise ImmediateHttpResponse(_back_with(FAILED))

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Never: an account is opened by an administrator."""
        return False

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Nothing: what leaves the house goes through the outbox."""


def _claims(told: Mapping[str, Any]) -> dict[str, Any]:
    """What the SSO says of the person; the ID token and what was asked for afterwards must speak
    of the same one (OpenID Connect Core 5.3.2).
    """
    token, asked = dict(told.get("id_token") or {}), dict(told.get("userinfo") or {})
    if token and asked and token.get("sub") != asked.get("sub"):
        raise ImmediateHttpResponse(_back_with(FAILED))
    return {**asked, **{name: token[name] for name in token if name not in asked}}


def _back_with(fault: str) -> HttpResponse:
    return redirect(f"{reverse('sign-in')}?sso={fault}")
