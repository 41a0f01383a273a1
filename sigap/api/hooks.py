"""Where WhatsApp tells us what people wrote and how far our own messages have come."""

import hmac
import json
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from sigap.api.problems import problem
from sigap.domain.channels import WHATSAPP
from sigap.domain.errors import Fault, words
from sigap.kit import clock
from sigap.notifications.actions.incoming import keep_letter
from sigap.notifications.actions.receipts import (
    mark_delivered,
    mark_seen_by_recipient,
    mark_undelivered,
)
from sigap.notifications.models import Channel
from sigap.notifications.queries.channels import channels, working
from sigap.notifications.sources import whatsapp

MOST_BYTES = 1024 * 1024

_NOT_GENUINE = Fault(
    "bad-signature", words("Tanda tangan tidak cocok dengan rahasia aplikasi WhatsApp.")
)
_NOT_JSON = Fault("not-json", words("Isi kiriman bukan objek JSON."))
_TOO_LARGE = Fault("too-large", words("Kiriman lebih dari 1 MB."))
_WRONG_WORD = Fault("wrong-word", words("Kata verifikasi tidak cocok."))


@csrf_exempt
@require_http_methods(["GET", "POST"])
def whatsapp_hook(request: HttpRequest) -> HttpResponse:
    """The webhook of the Cloud API: the question who we are, then what happened.

    200 once everything is stored; the same post again is 200 too. 403 for whoever cannot prove
    to be the Cloud API, by the word of the question or by the signature of the post.
    """
    ways = [way for way in working(channels().values()) if way.kind == WHATSAPP]
    if request.method == "GET":
        return _verified(request, ways)
    if len(request.body) > MOST_BYTES:
        return problem(request, 413, _TOO_LARGE)
    signature = request.headers.get("X-Hub-Signature-256", "")
    secrets = [way.values.get("app_secret", "") for way in ways]
    if not any(
        secret and whatsapp.is_genuine(request.body, signature, secret) for secret in secrets
    ):
        return problem(request, 403, _NOT_GENUINE)
    try:
        body = json.loads(request.body)
    except ValueError:
        body = None
    if not isinstance(body, dict):
        return problem(request, 400, _NOT_JSON)
    _keep(body, at=clock.now())
    return HttpResponse("ok", content_type="text/plain")


def _verified(request: HttpRequest, ways: list[Channel]) -> HttpResponse:
    word = request.GET.get("hub.verify_token", "")
    for way in ways:
        known = way.values.get("verify", "")
        if known and hmac.compare_digest(known.encode(), word.encode()):
            return HttpResponse(request.GET.get("hub.challenge", ""), content_type="text/plain")
    return problem(request, 403, _WRONG_WORD)


def _keep(body: dict[str, Any], *, at: datetime) -> None:
    for letter in whatsapp.letters(body):
        keep_letter(letter, at=at)
    for told in whatsapp.progress(body):
        if told.status == "delivered":
            mark_delivered(told.remote_id, at=at)
        elif told.status == "read":
            mark_seen_by_recipient(told.remote_id, at=at)
        elif told.status == "failed":
            mark_undelivered(told.remote_id, told.reason, at=at)
