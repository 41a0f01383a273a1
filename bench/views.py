"""Bare Django: a page with one query and a template, and a POST that writes two rows."""

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from bench.models import Remark, Ticket


@require_safe
@login_required
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One ticket."""
    return render(request, "bench/ticket.html", {"ticket": get_object_or_404(Ticket, pk=pk)})


@require_POST
@login_required
def create(request: HttpRequest) -> HttpResponse:
    """A ticket with its first remark."""
    now = timezone.now()
    with transaction.atomic():
        ticket = Ticket.objects.create(
            title=request.POST["title"],
            body=request.POST["body"],
            author=request.user,
            created_at=now,
        )
        Remark.objects.create(ticket=ticket, text=request.POST["body"], created_at=now)
    return redirect("bare-page", ticket.pk)
