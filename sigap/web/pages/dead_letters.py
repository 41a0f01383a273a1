"""Messages that were given up: why, and the way to send them once more."""

from typing import Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from sigap.notifications.actions.channels import send_again
from sigap.notifications.models import Message
from sigap.notifications.queries.channels import channels
from sigap.notifications.queries.outbox import backlogs, failed
from sigap.web.channelwords import address_words
from sigap.web.middleware import PageRequest
from sigap.web.person import unseen

MOST: Final = 100
MOST_AT_ONCE: Final = 1000


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: PageRequest) -> HttpResponse:
    """The newest of them, of one channel or of all; sent, those that were chosen leave again."""
    if request.method == "POST":
        return _send_again(request)
    chosen = request.GET.get("saluran", "")
    names = {row.key: row.name for row in channels().values()}
    counts = {key: left.given_up for key, left in backlogs().items() if left.given_up}
    context = {
        "rows": [(row, address_words(row)) for row in _of(chosen)[:MOST]],
        "most": MOST,
        "chosen": chosen,
        "names": names,
        "counts": counts,
        "total": sum(counts.values()),
        "unread_notices": unseen(request),
    }
    return render(request, "settings/dead_letters.html", context)


def _send_again(request: PageRequest) -> HttpResponse:
    assert request.actor is not None
    chosen = request.POST.get("saluran", "")
    if "semua" in request.POST:
        keys = list(_of(chosen).values_list("pk", flat=True)[:MOST_AT_ONCE])
    else:
        keys = [int(key) for key in request.POST.getlist("id") if key.isdecimal()][:MOST_AT_ONCE]
    sent = send_again(keys, at=request.at, by=request.actor)
    if sent:
        said = ngettext("%(num)s pesan dikirim ulang.", "%(num)s pesan dikirim ulang.", sent)
        messages.success(request, said % {"num": sent})
    else:
        messages.warning(request, _("Tidak ada pesan yang dipilih."))
    return redirect("dead-letters")


def _of(channel: str) -> QuerySet[Message]:
    return failed().filter(channel=channel) if channel else failed()
