"""What was told to a person: the list behind the bell."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from sigap.domain.errors import NotFound, words
from sigap.notifications.actions import mark_seen
from sigap.notifications.models import Notice
from sigap.notifications.queries import notices
from sigap.web.middleware import PageRequest
from sigap.web.news import subject_of
from sigap.web.person import person, unseen
from sigap.web.security import safe_address

MOST = 100


@login_required
@require_safe
def show(request: PageRequest) -> HttpResponse:
    """The newest notices, the unseen ones marked."""
    context = {
        "notices": [(row, subject_of(row)) for row in notices(person(request).pk, limit=MOST)],
        "most": MOST,
        "unread_notices": unseen(request),
        "at": request.at,
    }
    return render(request, "notices/list.html", context)


@login_required
@require_safe
def follow(request: PageRequest, pk: int) -> HttpResponse:
    """Go where the notice points; it is seen from now on. Another person's is not found."""
    row = Notice.objects.filter(user_id=person(request).pk, pk=pk).first()
    if row is None:
        raise NotFound("notice-not-found", words("Pemberitahuan itu tidak ada."))
    mark_seen(person(request).pk, [row.pk], at=request.at)
    return redirect(safe_address(request, row.url))


@login_required
@require_POST
def seen(request: PageRequest) -> HttpResponse:
    """Mark one notice, or all of them, as seen."""
    chosen = request.POST.get("id", "")
    mark_seen(person(request).pk, [int(chosen)] if chosen.isdecimal() else "all", at=request.at)
    return redirect("notices")
