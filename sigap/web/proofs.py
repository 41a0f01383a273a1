"""Ways to prove who one is: a password, a code, a passkey. Each try that can be guessed counts."""

from collections.abc import Callable
from ipaddress import ip_address
from json import JSONDecodeError, loads
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth as webauthn
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from sigap.people.actions.factors import use_code
from sigap.people.actions.signin import begin_try, try_was_right
from sigap.people.models import User
from sigap.people.queries_signin import factors
from sigap.web.middleware import PageRequest
from sigap.web.source import device_of, source_of


class Means:
    """What this person can prove it with, for a page that asks."""

    def __init__(self, user: User) -> None:
        kinds = {each.type for each in factors(user)}
        self.password = user.has_usable_password()
        self.code = bool(kinds & {Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES})
        self.passkey = Authenticator.Type.WEBAUTHN in kinds
        self.sso = (
            bool(settings.SIGAP_OIDC_NAME) and SocialAccount.objects.filter(user=user).exists()
        )

    @property
    def second(self) -> bool:
        """Whether a password alone does not let this person in."""
        return self.code or self.passkey


def counted(request: PageRequest, username: str, purpose: str, prove: Callable[[], Any]) -> Any:
    """Run `prove` as one counted try for this account; what it answers, when true, was right.

    Raises TooSoon when the try comes too early; then nothing is compared.
    """
    tried = begin_try(
        username,
        source=source_of(request),
        device=device_of(request, username),
        purpose=purpose,
        at=request.at,
    )
    proved = prove()
    if proved:
        try_was_right(tried)
    return proved


def person_of_password(request: PageRequest, username: str, password: str) -> User | None:
    """The active account that this name and password open, None for every other pair."""
    return counted(
        request,
        username,
        "masuk",
        lambda: authenticate(request, username=username.lower(), password=password),
    )


def right_password(request: PageRequest, user: User, password: str, purpose: str) -> bool:
    """Whether this is the password of a person who is known already."""
    return bool(counted(request, user.username, purpose, lambda: user.check_password(password)))


def right_code(request: PageRequest, user: User, code: str, purpose: str) -> bool:
    """Whether this is a code of the person's app or an emergency code; it is used up by that."""
    found = counted(request, user.username, purpose, lambda: use_code(user, code, at=request.at))
    return bool(found)


def passkeys_possible(request: HttpRequest) -> bool:
    """Whether a passkey can belong to this site: browsers bind it to a name, not to an address."""
    host = request.get_host().rsplit(":", 1)[0].strip("[]")
    try:
        ip_address(host)
    except ValueError:
        return True
    return False


def passkey_of(user: User | None, answer: str) -> tuple[User, Authenticator] | None:
    """Whose passkey answered the challenge of this session; None when none did.

    With `user` only one of theirs counts; without, the answer itself names the account.
    """
    try:
        credential = loads(answer)
        webauthn.parse_authentication_response(credential)
        person = user or webauthn.extract_user_from_response(credential)
        used = webauthn.complete_authentication(person, credential)
    except (JSONDecodeError, ValidationError, ValueError, TypeError, KeyError, AttributeError):
        return None
    return (person, used) if person.is_active else None
