"""The gate before every page and operation: looks up its row in the permission table."""

from collections.abc import Callable
from typing import Any, Final, cast

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import ResolverMatch

from sigap.config.access import OPERATIONS, PAGES
from sigap.domain.access import Entry, closed
from sigap.web.fresh import READ_AGAIN, NotFresh, ask, require_fresh
from sigap.web.middleware import PageRequest, refused
from sigap.web.seen import note_use

API_ROUTE: Final = "api/v1"
API_NAMESPACE: Final = "api"
_READS: Final = ("GET", "HEAD", "OPTIONS")


def operation(method: str, route: str) -> str:
    """The row's name of an operation: "GET /incidents/{number}"."""
    path = route.removeprefix(API_ROUTE).replace("<", "{").replace(">", "}")
    return f"{method} {path}"


class GateMiddleware:
    """Lets a request through to its view only as the table says; needs ActorMiddleware before it.

    Costs a dictionary look-up, and the actor's own query where a row asks for an office. An
    operation of the API knows its caller only behind the token: there the row is left on the
    request as `entry`, and the API's authentication holds it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, plain: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """None to go on, else the sign-in page or a refusal."""
        request = cast(PageRequest, plain)
        match = cast(ResolverMatch, request.resolver_match)
        entry = PAGES.get(match.view_name)
        if entry is None and match.namespace == API_NAMESPACE:
            row = operation(request.method or "", match.route)
            request.entry = OPERATIONS.get(row)
            return None
        return self._stopped(request, entry)

    def process_exception(self, request: HttpRequest, refusal: Exception) -> HttpResponse | None:
        """A view that asked for a fresh proof gets the page that asks for it."""
        if isinstance(refusal, NotFresh):
            return ask(cast(PageRequest, request), refusal)
        return None

    @staticmethod
    def _stopped(request: PageRequest, entry: Entry | None) -> HttpResponse | None:
        if entry is not None and entry.public:
            return None
        if request.actor is None:
            return redirect_to_login(request.get_full_path())
        note_use(request, at=request.at)
        if entry is None or not entry.admits(request.actor):
            return refused(request, closed())
        if entry.fresh and (entry.fresh_reads or request.method not in _READS):
            return _proved(request)
        return None


def _proved(request: PageRequest) -> HttpResponse | None:
    """None to go on with a fresh proof, the page that asks without; a read is looked at again."""
    reading = READ_AGAIN in request.POST
    try:
        require_fresh(request)
    except NotFresh as refusal:
        return ask(request, refusal)
    return HttpResponseRedirect(request.get_full_path()) if reading else None
