"""The settings of guides: their versions, each as a tree, a new one checked and put into use."""

from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sigap.audit.queries import entries
from sigap.domain.errors import Fault, NotFound, Refusal, words
from sigap.domain.guides import Guide
from sigap.domain.guides_toml import GuideFaults, parse_guide
from sigap.incidents.actions.guides import (
    GUIDES_STREAM,
    check_taken,
    import_guide,
    put_guide_into_force,
    withdraw_guide,
)
from sigap.incidents.models import GuideVersion
from sigap.incidents.queries.guides import (
    guide_version,
    guide_versions,
    known_guides,
    known_procedures,
    read_guide,
)
from sigap.web.filetext import FaultyLine, faulty_lines, text_sent
from sigap.web.guided import fills, outline
from sigap.web.middleware import PageRequest
from sigap.web.person import unseen

MOST_BYTES: Final = 256 * 1024
_LISTED: Final = 30


@login_required
@require_safe
def register(request: PageRequest) -> HttpResponse:
    """Every guide with the version in use and how many there are, and what was done last."""
    rows: dict[str, list[GuideVersion]] = {}
    for row in guide_versions().defer("source"):
        rows.setdefault(row.key, []).append(row)
    context = {
        "guides": [(_used(each) or each[0], _used(each), len(each)) for each in rows.values()],
        "history": list(reversed(entries(GUIDES_STREAM)))[:_LISTED],
        "unread_notices": unseen(request),
    }
    return render(request, "guides/register.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: PageRequest, key: str) -> HttpResponse:
    """One guide: its versions, one of them as a tree; sent, another is put into use or none is."""
    rows = list(guide_versions(key))
    if not rows:
        raise NotFound("guide-not-found", words("Panduan %(key)s tidak ada."), key=key)
    if request.method != "POST":
        return _page(request, rows)
    assert request.actor is not None
    try:
        if request.POST.get("act") == "tarik":
            withdraw_guide(key, at=request.at, by=request.actor)
            messages.success(request, _("Panduan ditarik; tidak ditawarkan lagi."))
        else:
            row = _number(request.POST.get("row", ""))
            put_guide_into_force(key, row, at=request.at, by=request.actor)
            messages.success(request, _("Versi itu kini dipakai."))
    except GuideFaults as faulty:
        return _page(request, rows, faulty)
    return redirect("guide", key)


@login_required
@require_safe
def source(request: PageRequest, key: str, pk: int) -> HttpResponse:
    """One version as the file it came from."""
    row = guide_version(key, pk)
    answer = HttpResponse(row.source, content_type="application/toml; charset=utf-8")
    name = f"{row.key}.v{row.version}.toml"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: PageRequest) -> HttpResponse:
    """Take in a version: it is checked and shown as a tree first, then kept, in use or not."""
    if request.method != "POST":
        return _new_page(request, _begun(request))
    text, fault = text_sent(request, most=MOST_BYTES)
    if fault:
        return _new_page(request, text, fault=fault)
    try:
        if request.POST.get("tahap") in ("simpan", "pakai"):
            return _keep(request, text)
        guide = parse_guide(text, procedures=known_procedures(), guides=known_guides())
        check_taken(guide)
    except GuideFaults as faulty:
        return _new_page(request, text, lines=faulty_lines(text, faulty))
    except Refusal as refusal:
        return _new_page(request, text, fault=refusal.fault)
    return _new_page(request, text, guide=guide)


def _keep(request: PageRequest, text: str) -> HttpResponse:
    assert request.actor is not None
    row = import_guide(text, at=request.at, by=request.actor)
    if request.POST["tahap"] == "pakai":
        put_guide_into_force(row.key, row.pk, at=request.at, by=request.actor)
        messages.success(request, _("Versi itu kini dipakai."))
    else:
        messages.success(request, _("Versi itu tersimpan; belum dipakai."))
    return redirect("guide", row.key)


def _used(rows: list[GuideVersion]) -> GuideVersion | None:
    return next((row for row in rows if row.in_force_since is not None), None)


def _number(typed: str) -> int:
    """The number of a row that a form or an address carries; 0, which none has, for all else."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0


def _begun(request: PageRequest) -> str:
    """The text of the version that a new one is to begin with, as it is asked for."""
    row = _number(request.GET.get("dari", ""))
    found = guide_versions().filter(pk=row).first()
    return found.source if found else ""


def _page(
    request: PageRequest, rows: list[GuideVersion], faulty: GuideFaults | None = None
) -> HttpResponse:
    asked = _number(request.GET.get("versi", ""))
    shown = next((row for row in rows if row.pk == asked), _used(rows) or rows[0])
    context = {
        "rows": rows,
        "used": _used(rows),
        "shown": shown,
        "lines": faulty_lines(shown.source, faulty) if faulty else [],
        **_tree(read_guide(shown)),
        "unread_notices": unseen(request),
    }
    return render(request, "guides/one.html", context, status=422 if faulty else 200)


def _tree(guide: Guide) -> dict[str, Any]:
    """What `guides/tree.html` takes, and the steps at which the guide is offered."""
    procedures = known_procedures()
    offered = [
        (procedures[place.procedure], step)
        for place in guide.places
        if place.procedure in procedures
        for step in procedures[place.procedure].steps
        if step.key == place.step
    ]
    return {
        "guide": guide,
        "outline": outline(guide),
        "titles": dict(guide_versions().values_list("key", "title")),
        "fills": fills(guide, (step for _procedure, step in offered)),
        "offered": [(procedure.title, f"{step.no}. {step.short}") for procedure, step in offered],
    }


def _new_page(
    request: PageRequest,
    text: str,
    *,
    fault: Fault | None = None,
    lines: list[FaultyLine] | None = None,
    guide: Guide | None = None,
) -> HttpResponse:
    context: dict[str, Any] = {
        "text": text,
        "faults": {"text": fault} if fault else {},
        "lines": lines or [],
        "guide": None,
        "unread_notices": unseen(request),
    }
    if guide is not None:
        context |= _tree(guide)
    return render(request, "guides/new.html", context, status=422 if fault or lines else 200)
