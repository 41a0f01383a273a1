"""How the network stands: the board, and one device with its history and its probe on demand."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from markupsafe import Markup

from sigap.domain.actor import NETWORK_ADMIN, SYSTEM_ADMIN
from sigap.domain.errors import NotFound, words
from sigap.domain.samples import Summary
from sigap.inventory.models import Device
from sigap.inventory.queries import device as device_of
from sigap.monitoring.actions.orders import ask_probe
from sigap.monitoring.models import INVENTED, Check, Order
from sigap.monitoring.queries import board, history
from sigap.monitoring.queries.readings import host_key, pairs
from sigap.web import devicelooks, latency, monitored
from sigap.web.middleware import PageRequest
from sigap.web.monitored import STATES
from sigap.web.person import unseen

PAGE: Final = 50
MOST_ROWS: Final = 24
MOST_CHANGES: Final = 20


@dataclass(frozen=True, slots=True)
class Shown:
    """One check with its drawing, its table and its figures over the reach."""

    line: monitored.Line
    drawing: Markup
    rows: list[history.Stretch]
    whole: Summary


@login_required
@require_safe
def show(request: PageRequest) -> HttpResponse:
    """What does not stand well now, worst first; everything when it is searched for."""
    asked = _asked(request)
    page = request.GET.get("hal", "0")
    offset = min(int(page), 200) * PAGE if page.isdecimal() and len(page) < 4 else 0
    rows = board.board(asked, limit=PAGE + 1, offset=offset)
    counts = board.counts()
    context = {
        "lines": [monitored.line(row) for row in rows[:PAGE]],
        "counts": [(each.value, STATES[each.value], counts[each.value]) for each in board.WORST],
        "total": sum(counts.values()),
        "asked": asked,
        "states": STATES,
        "troubles": board.troubled_segments(at=request.at),
        "invented": board.is_invented(),
        "may_keep": _may_keep(request),
        "next": _page(asked, offset // PAGE + 1) if len(rows) > PAGE else None,
        "first": _page(asked, 0) if offset else None,
        "at": request.at,
        "unread_notices": unseen(request),
    }
    return render(request, "monitoring/board.html", context)


@login_required
@require_safe
def target(request: PageRequest, key: str) -> HttpResponse:
    """One device: every question put to it, how it stood over a time, and a probe on demand."""
    device = device_of(key)
    reach = history.reach_of(request.GET.get("jangka", ""))
    checks = board.checks_of(device)
    context = {
        "device": device,
        "shown": [_shown(row, reach, request) for row in checks if row.active],
        "resting": [monitored.line(row) for row in checks if not row.active],
        "reaches": [
            (_reach_words(each.key), f"?jangka={each.key}", None) for each in history.REACHES
        ],
        "reach": f"?jangka={reach.key}",
        "changes": [monitored.change(row) for row in board.changes_of(device, limit=MOST_CHANGES)],
        "troubles": {row.segment for row in checks if row.active and row.segment.trouble},
        "askable": bool(device.management_address)
        and all(row.segment.by != INVENTED for row in checks),
        "may_keep": _may_keep(request),
        "looks": [devicelooks.look(pair) for pair in pairs(device)],
        "host_key": host_key(device),
        "at": request.at,
        "unread_notices": unseen(request),
        **_told(device, board.last_order(device)),
    }
    return render(request, "monitoring/target.html", context)


@login_required
@require_POST
def probe(request: PageRequest, key: str) -> HttpResponse:
    """Ask for a probe of this device now; the page then waits for what it hears."""
    assert request.actor is not None
    ask_probe(device_of(key), at=request.at, by=request.actor)
    return redirect(f"{request.path.removesuffix('periksa')}#sekarang")


@login_required
@require_safe
def result(request: PageRequest, key: str, pk: int) -> HttpResponse:
    """What became of one probe; asked again by itself until it is there."""
    device = device_of(key)
    order = Order.objects.filter(pk=pk, device=device).first()
    if order is None:
        raise NotFound("order-unknown", words("Pemeriksaan itu tidak ada."))
    if not request.htmx:
        return redirect("monitoring-target", key)
    context = {"device": device, **_told(device, order)}
    return render(request, "monitoring/result.html", context)


def _asked(request: PageRequest) -> board.Filters:
    return board.Filters(
        standing=request.GET.get("keadaan", ""),
        agency=request.GET.get("opd", ""),
        q=request.GET.get("q", "").strip(),
    )


def _may_keep(request: PageRequest) -> bool:
    return request.actor is not None and request.actor.holds(NETWORK_ADMIN, SYSTEM_ADMIN)


def _told(device: Device, order: Order | None) -> dict[str, object]:
    found = order.result if order is not None else {}
    return {
        "order": order,
        "results": monitored.results(found),
        "trouble": found.get("trouble", ""),
        "stale": found.get("stale", False),
        "hops": monitored.hops(found),
        "way": monitored.way_words(found) if order is not None and order.done_at else "",
    }


def _shown(row: Check, reach: history.Reach, request: PageRequest) -> Shown:
    found = history.stretches(row, reach, at=request.at)
    label = _("Waktu jawab dan kehilangan paket %(question)s, %(reach)s terakhir") % {
        "question": monitored.question(row),
        "reach": _reach_words(reach.key),
    }
    return Shown(
        monitored.line(row),
        latency.svg(found, reach, at=request.at, label=label),
        latency.grouped(found, most=MOST_ROWS)[::-1],
        history.whole(found),
    )


def _reach_words(key: str) -> str:
    known = {
        "3-jam": _("3 jam"),
        "30-jam": _("30 jam"),
        "10-hari": _("10 hari"),
        "1-tahun": _("1 tahun"),
    }
    return known[key]


def _page(asked: board.Filters, number: int) -> str:
    given = {"keadaan": asked.standing, "opd": asked.agency, "q": asked.q, "hal": str(number)}
    return "?" + urlencode({name: value for name, value in given.items() if value})
