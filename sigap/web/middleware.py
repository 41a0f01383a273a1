"""What every page finds on its request: who acts, when, and in which language and theme."""

from collections.abc import Callable
from datetime import datetime
from typing import Final, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.functional import SimpleLazyObject
from django_htmx.middleware import HtmxDetails

from sigap.domain.access import Entry
from sigap.domain.actor import Actor
from sigap.domain.errors import Refusal
from sigap.kit import clock
from sigap.people.models import LANGUAGES, THEMES, User
from sigap.people.queries import acting
from sigap.web.security import safe_address

THEME_COOKIE: Final = "sigap_tema"


class PageRequest(HttpRequest):
    """The request as pages see it, for annotations; nothing ever makes one."""

    actor: Actor | None
    at: datetime
    theme: str
    htmx: HtmxDetails
    entry: Entry | None


class ActorMiddleware:
    """Puts `at`, `actor`, `theme` and the language on the request.

    Needs AuthenticationMiddleware before it. `actor` is None for a stranger; for a user it is
    looked up when a page first asks. A visitor without a session costs no query at all.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, plain: HttpRequest) -> HttpResponse:
        request = cast(PageRequest, plain)
        user = self._user(request)
        request.at = clock.now()
        request.actor = self._actor(user, request.at)
        request.theme, language = preferences(request, user)
        # Indonesian first: what the browser prefers is not asked, only what the person chose.
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response

    def process_exception(self, request: HttpRequest, refusal: Exception) -> HttpResponse | None:
        """A refusal that a page did not answer itself becomes a page that says it plainly."""
        if not isinstance(refusal, Refusal) or request.path.startswith("/api/"):
            return None
        return refused(request, refusal)

    @staticmethod
    def _user(request: HttpRequest) -> User | None:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated:
            return None
        return request.user

    @staticmethod
    def _actor(user: User | None, at: datetime) -> Actor | None:
        if user is None:
            return None
        return cast(Actor, SimpleLazyObject(lambda: acting(user, at=at)))


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The page that says a refusal plainly."""
    # A conflict is best looked at where it arose; what is closed to somebody stays closed.
    back = request.headers.get("Referer", "") if refusal.status in (409, 422) else ""
    context = {"refusal": refusal, "back": safe_address(request, back)}
    return render(request, "refused.html", context, status=refusal.status)


def preferences(request: HttpRequest, user: User | None) -> tuple[str, str]:
    """(theme, language): the person's own, else the cookie's, else the installation's."""
    if user is not None:
        return user.theme, user.language
    theme = request.COOKIES.get(THEME_COOKIE, "")
    language = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return (
        theme if theme in THEMES else THEMES[0],
        language if language in LANGUAGES else settings.LANGUAGE_CODE,
    )
