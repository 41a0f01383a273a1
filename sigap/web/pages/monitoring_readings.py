"""What a device told of itself: its looks, their evidence, and the key its SSH server shows."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sigap.domain.evidence import RawOutput
from sigap.inventory.queries import device as device_of
from sigap.monitoring.actions.hostkeys import accept_key
from sigap.monitoring.queries.readings import pairs, reading
from sigap.web import devicelooks
from sigap.web.middleware import PageRequest
from sigap.web.person import unseen


@login_required
@require_safe
def show(request: PageRequest, key: str) -> HttpResponse:
    """The newest look of each way of asking, beside the one before or the one `dibanding` names."""
    device = device_of(key)
    asked = request.GET.get("dibanding", "")
    before = int(asked) if asked.isdecimal() and len(asked) < 15 else None
    looks = [devicelooks.look(pair) for pair in pairs(device, before=before)]
    context = {"device": device, "looks": looks, "unread_notices": unseen(request)}
    return render(request, "monitoring/readings.html", context)


@login_required
@require_safe
def raw(request: PageRequest, key: str, pk: int) -> HttpResponse:
    """The outputs that one look was made of, word for word, each under its SHA-256."""
    row = reading(device_of(key), pk)
    answer = HttpResponse("\n".join(map(_written, row.raw)), content_type="text/plain")
    answer["Content-Disposition"] = (
        f'attachment; filename="{key}-{row.how}-{row.at:%Y%m%d-%H%M}.txt"'
    )
    return answer


def _written(output: RawOutput) -> str:
    cut = f" cut={output.cut}" if output.cut else ""
    seal = "" if output.is_sealed else " SEAL BROKEN"
    head = f"# {output.command}\n# {output.at.isoformat()} sha256={output.sha256}{cut}{seal}\n"
    return head + output.text


@login_required
@require_POST
def accept(request: PageRequest, key: str) -> HttpResponse:
    """Trust the key that the SSH server of a device shows now."""
    assert request.actor is not None
    device = device_of(key)
    accept_key(device, request.POST.get("sidik", ""), at=request.at, by=request.actor)
    messages.success(request, _("Kunci baru dipercaya; perangkat dibaca lagi pada gilirannya."))
    return redirect("monitoring-target", key)
