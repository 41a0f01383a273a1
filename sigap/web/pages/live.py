"""News for an open page: the stream of server-sent events, and the same asked once."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_safe

from sigap.domain.spoken import language_of
from sigap.web.live import news_of, open_feed
from sigap.web.middleware import PageRequest
from sigap.web.person import person
from sigap.web.streams import Full


@require_GET
def stream(request: PageRequest) -> HttpResponseBase:
    """The stream; 204, upon which a browser asks no more, for strangers and while it is full."""
    if not request.user.is_authenticated:
        return HttpResponse(status=204)
    try:
        feed = open_feed(person(request).pk, language_of(get_language()))
    except Full:
        return HttpResponse(status=204)
    answer = StreamingHttpResponse(feed, content_type="text/event-stream")
    answer.headers["Cache-Control"] = "no-store"
    # nginx would otherwise keep the news back until a buffer is full.
    answer.headers["X-Accel-Buffering"] = "no"
    return answer


@login_required
@require_safe
def now(request: PageRequest) -> HttpResponse:
    """How things stand, for a page that has no stream."""
    return JsonResponse(news_of(person(request).pk).as_data())
