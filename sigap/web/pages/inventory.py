"""The inventory: found by a few letters, listed by kind, one item with all that hangs on it."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sigap.domain.actor import Actor
from sigap.domain.inventory import KINDS, STATUSES, WORDS
from sigap.domain.inventory_model import Kind
from sigap.incidents.queries.lists import Filters
from sigap.incidents.queries.lists import listing as cases_found
from sigap.inventory.actions import KEEPERS
from sigap.inventory.models import Device
from sigap.inventory.queries.credentials import credentials_of
from sigap.inventory.queries.history import history, pictures_at, version_at
from sigap.inventory.queries.listed import (
    Wanted,
    around,
    counts,
    districts,
    found_everywhere,
    listing,
)
from sigap.inventory.queries.proposals import proposals_of, waiting_count
from sigap.inventory.queries.register import item
from sigap.web.choices import agencies
from sigap.web.inventory_words import (
    LISTED,
    Cell,
    cell,
    changes_said,
    headings,
    line,
    page_of,
    said,
)
from sigap.web.middleware import PageRequest
from sigap.web.pages.register import rows_of
from sigap.web.person import unseen

_FILTERS: Final = ("q", "agency", "district", "site", "device", "sort", "state")


def may_keep(actor: Actor | None) -> bool:
    """Whether the forms are shown; the actions hold the same rule."""
    return actor is not None and actor.holds(*KEEPERS)


@login_required
@require_safe
def show(request: PageRequest) -> HttpResponse:
    """What there is of each kind, a search over all of it, and what waits for a decision."""
    q = request.GET.get("q", "").strip()
    context = {
        "q": q,
        "found": [
            (kind, headings(kind.key), [line(kind.key, row) for row in rows])
            for kind, rows in ((KINDS[key], rows) for key, rows in found_everywhere(q))
        ],
        "kinds": [(KINDS[key], number) for key, number in counts().items()],
        "waiting": waiting_count(),
        "may_keep": may_keep(request.actor),
        "unread_notices": unseen(request),
    }
    return render(request, "inventory/overview.html", context)


@login_required
@require_safe
def listed(request: PageRequest, word: str) -> HttpResponse:
    """The items of one kind, narrowed, or as they were at the end of a past day (`pada`)."""
    kind = WORDS[word]
    typed = {name: value for name in _FILTERS if (value := request.GET.get(name, "").strip())}
    cursor, day = request.GET.get("cursor", ""), _day(request)
    if day is None:
        found, following = listing(kind.key, Wanted(**typed), after=cursor)
        lines: list[Any] = [line(kind.key, row) for row in found]
    else:
        pictures, following = pictures_at(kind.key, end_of(day, request.at), after=cursor)
        lines = [_then(kind, picture) for picture in pictures]
    context = {
        "kind": kind,
        "lines": lines,
        "headings": headings(kind.key),
        "typed": typed,
        "day": day,
        "next": _address(request, following) if following else None,
        "first": _address(request, "") if cursor else None,
        **_choices(kind),
        "may_keep": may_keep(request.actor),
        "unread_notices": unseen(request),
    }
    return render(request, "inventory/list.html", context)


@login_required
@require_safe
def one(request: PageRequest, word: str, key: str) -> HttpResponse:
    """One item: its columns, what hangs on it, its cases, its history; or as it was (`pada`)."""
    kind, day = WORDS[word], _day(request)
    if day is not None:
        return _one_then(request, kind, key, day)
    row = item(kind.key, key)
    context = {
        "kind": kind,
        "key": key,
        "name": str(row),
        "line": line(kind.key, row),
        "cells": [cell(column, row) for column in kind.columns if column.key != kind.state],
        "around": [_section(kind, each, rows) for each, rows in around(kind.key, row)],
        "history": _history(kind, key),
        "proposals": proposals_of(kind.key, key),
        "credentials": credentials_of(row) if isinstance(row, Device) else [],
        "cases": _cases(request, kind, key),
        "may_keep": may_keep(request.actor),
        "unread_notices": unseen(request),
    }
    return render(request, "inventory/item.html", context)


@login_required
@require_safe
def suggest(request: PageRequest, word: str) -> HttpResponse:
    """The options of a datalist for the typed letters of an item."""
    kind = WORDS[word]
    text = next((str(value) for value in request.GET.values()), "")
    found, _more = listing(kind.key, Wanted(q=text), limit=12) if text.strip() else ([], "")
    options = [(row.key, str(row)) for row in found]
    return render(request, "inventory/suggested.html", {"options": options})


def end_of(day: date, at: datetime) -> datetime:
    """The last moment of a day on the office's clock, not later than now."""
    zone = timezone.get_default_timezone()
    end = datetime.combine(day + timedelta(days=1), time(), zone) - timedelta(microseconds=1)
    return min(end.astimezone(UTC), at)


def _day(request: PageRequest) -> date | None:
    try:
        return date.fromisoformat(request.GET.get("pada", ""))
    except ValueError:
        return None


def _address(request: PageRequest, cursor: str) -> str:
    parts = {name: str(value) for name, value in request.GET.items() if name != "cursor" and value}
    if cursor:
        parts["cursor"] = cursor
    return f"?{urlencode(parts)}" if parts else "."


def _choices(kind: Kind) -> dict[str, Any]:
    states = [("semua", _("semua"))]
    if kind.state == "status":
        states = [*((key, _(label)) for key, label in STATUSES.items()), *states]
    else:
        states = [("dilepas", _("Tidak dipakai lagi")), *states]
    sort = kind.column("kind")
    return {
        "agencies": [(each.key, each.name) for each in agencies()],
        "districts": [(name, name) for name in districts()],
        "sorts": [(key, _(label)) for key, label in sort.choices.items()] if sort else [],
        "states": states,
    }


def _then(kind: Kind, picture: Mapping[str, Any]) -> dict[str, Any]:
    key = str(picture["key"])
    columns = [kind.column(name) for name in LISTED[kind.key]]
    return {
        "name": picture.get("name") or key,
        "href": page_of(kind.key, key),
        "key": key,
        "out": False,
        "trouble": picture.get("status") == "rusak",
        "cells": [Cell(_(each.label), said(each, picture[each.key])) for each in columns if each],
    }


def _one_then(request: PageRequest, kind: Kind, key: str, day: date) -> HttpResponse:
    version = version_at(kind.key, key, end_of(day, request.at))
    context = {
        "kind": kind,
        "key": key,
        "name": version.row.get("name") or key,
        "day": day,
        "version": version,
        "cells": [Cell(_(each.label), said(each, version.row[each.key])) for each in kind.columns],
        "unread_notices": unseen(request),
    }
    return render(request, "inventory/then.html", context)


def _section(here: Kind, kind: str, rows: Any) -> tuple[Kind, list[str], list[Any]]:
    """What hangs on the item, without the column that names the item itself."""
    own = here.key if kind in ("device", "interface") else ""
    lines = [line(kind, row, without=own) for row in rows]
    return KINDS[kind], headings(kind, without=own), lines


def _history(kind: Kind, key: str) -> list[tuple[Any, list[tuple[str, str, str]]]]:
    return [(step.version, changes_said(kind, step.changes)) for step in history(kind.key, key)]


def _cases(request: PageRequest, kind: Kind, key: str) -> list[Any] | None:
    """The newest cases of a site or device, open and past; None for what has none."""
    if kind.key not in ("site", "device"):
        return None
    assert request.actor is not None
    filters = Filters(site=key) if kind.key == "site" else Filters(device=key)
    found = cases_found(filters, by=request.actor, at=request.at, limit=10)
    return rows_of(found.items, request.at)
