"""The register of SOPs: each version on screen, two versions side by side, and a new one."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe
from markupsafe import Markup

from sigap.domain.actor import KABID, SYSTEM_ADMIN, Actor
from sigap.domain.errors import Fault, NotAllowed, NotFound, Refusal, words
from sigap.domain.procedure import (
    Difference,
    Identity,
    Procedure,
    ProcedureFaults,
    differences,
    parse,
)
from sigap.domain.review import anchor, review
from sigap.incidents.actions.procedures import import_procedure
from sigap.incidents.models import Incident, PublishedProcedure
from sigap.incidents.queries.lists import OPEN
from sigap.incidents.queries.procedures import of_version, parsed, published, read_all, standings
from sigap.web.filetext import FaultyLine, faulty_lines, text_sent
from sigap.web.flowchart import svg
from sigap.web.middleware import PageRequest
from sigap.web.person import unseen

MOST_BYTES: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Listed:
    """One SOP of the register: its versions with their state and identity, newest first."""

    key: str
    title: str
    versions: list[tuple[PublishedProcedure, str, Identity]]
    review_on: date | None


@login_required
@require_safe
def register(request: PageRequest) -> HttpResponse:
    """All SOPs with their versions: who approved them, how many cases ran under each, and when
    the next review is due. Two queries once the versions have been read."""
    open_cases = Count("incident", filter=Q(incident__status__in=OPEN))
    counted = published().annotate(open_cases=open_cases, cases=Count("incident"))
    rows = list(counted.defer("source"))
    read_all(rows)
    context = {
        "procedures": [
            _listed(list(versions), request)
            for _key, versions in groupby(rows, lambda row: row.key)
        ],
        "may_publish": may_publish(request.actor),
        "unread_notices": unseen(request),
    }
    return render(request, "sop/register.html", context)


@login_required
@require_safe
def newest(request: PageRequest, key: str) -> HttpResponse:
    """The version in force, or the newest draft where none is in force yet."""
    rows = list(published(key))
    if not rows:
        raise NotFound("procedure-not-found", words("SOP %(key)s tidak ada."), key=key)
    row = next((row for row in rows if row.status == "berlaku"), rows[0])
    return _shown(request, row, rows)


@login_required
@require_safe
def version(request: PageRequest, key: str, version: int) -> HttpResponse:
    """One version, also one that is no longer in force."""
    return _shown(request, of_version(key, version), list(published(key)))


@login_required
@require_safe
def compare(request: PageRequest, key: str) -> HttpResponse:
    """Two versions step by step; without a choice the newest and the one before it."""
    numbers = list(published(key).values_list("version", flat=True))
    if len(numbers) < 2:
        raise NotFound("nothing-to-compare", words("SOP ini baru mempunyai satu versi."))
    old, new = (_number(request, "dari", numbers[1]), _number(request, "ke", numbers[0]))
    before, after = parsed(of_version(key, old)), parsed(of_version(key, new))
    context = {
        "before": before,
        "after": after,
        "choices": [(number, number) for number in numbers],
        "changes": by_step(differences(before, after), after, before),
        "unread_notices": unseen(request),
    }
    return render(request, "sop/compare.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: PageRequest) -> HttpResponse:
    """Take in a new version: check it, show what changes, then publish it."""
    by = request.actor
    if by is None or not may_publish(by):
        raise NotAllowed("may-not-publish", words("Jabatan Anda tidak menerbitkan SOP."))
    if request.method != "POST":
        return _new_page(request, "")
    text, fault = text_sent(request, most=MOST_BYTES)
    if fault:
        return _new_page(request, text, faults={"text": fault})
    try:
        procedure = parse(text)
        if request.POST.get("tahap") == "terbitkan":
            row = import_procedure(text, at=request.at, by=by)
            return redirect("sop-version", row.key, row.version)
    except ProcedureFaults as faulty:
        return _new_page(request, text, lines=faulty_lines(text, faulty))
    except Refusal as refusal:
        return _new_page(request, text, faults={"text": refusal.fault})
    return _new_page(request, text, procedure=procedure)


def may_publish(by: Actor | None) -> bool:
    """Whether this actor brings SOP versions into force."""
    return by is not None and by.holds(KABID, SYSTEM_ADMIN)


def _listed(rows: list[PublishedProcedure], request: PageRequest) -> Listed:
    states = standings(rows)
    shown = next((row for row in rows if states[row.version] == "berlaku"), rows[0])
    versions = [(row, states[row.version], parsed(row).identity) for row in rows]
    return Listed(shown.key, shown.title, versions, next_review(shown, request))


def next_review(row: PublishedProcedure, request: PageRequest) -> date | None:
    """The day the version's next review falls due; None while it is a draft."""
    if row.status == "draf":
        return None
    zone = ZoneInfo(settings.TIME_ZONE)
    taken_in, today = row.imported_at.astimezone(zone), request.at.astimezone(zone)
    since = anchor(parsed(row).identity.approved_on, taken_in.date())
    return review(since, today.date()).next


def _shown(
    request: PageRequest, row: PublishedProcedure, rows: list[PublishedProcedure]
) -> HttpResponse:
    procedure = parsed(row)
    cases = Incident.objects.filter(procedure=row)
    context = {
        "row": row,
        "procedure": procedure,
        "state": standings(rows)[row.version],
        "review_on": next_review(row, request),
        "versions": rows,
        "chart": Markup(svg(procedure)),
        "counted": cases.aggregate(all=Count("pk"), open=Count("pk", filter=Q(status__in=OPEN))),
        "titles": _output_titles(procedure),
        "numbers": {step.key: step.no for step in procedure.steps},
        "unread_notices": unseen(request),
    }
    return render(request, "sop/version.html", context)


def _output_titles(procedure: Procedure) -> dict[str, str]:
    outputs = (procedure.intake, *(step.output for step in procedure.steps))
    return {output.key: output.title for output in outputs}


def by_step(
    changes: tuple[Difference, ...], after: Procedure, before: Procedure
) -> list[tuple[str, list[Difference]]]:
    """The differences under the heading of their step; "" is the procedure as a whole."""
    names = {step.no: f"{step.no}. {step.short}" for step in (*before.steps, *after.steps)}
    grouped: dict[str, list[Difference]] = {}
    for change in sorted(changes, key=lambda change: change.step_no or 0):
        grouped.setdefault(names.get(change.step_no or 0, ""), []).append(change)
    return list(grouped.items())


def _number(request: PageRequest, name: str, default: int) -> int:
    typed = request.GET.get(name, "")
    return int(typed) if typed.isdecimal() and len(typed) < 6 else default


def _new_page(
    request: PageRequest,
    text: str,
    *,
    faults: dict[str, Fault] | None = None,
    lines: list[FaultyLine] | None = None,
    procedure: Procedure | None = None,
) -> HttpResponse:
    context = {
        "text": text,
        "faults": faults or {},
        "lines": lines or [],
        "procedure": procedure,
        "before": None,
        "changes": [],
        "unread_notices": unseen(request),
    }
    if procedure is not None:
        context |= _preview(procedure, text)
    status = 422 if context["faults"] or lines else 200
    return render(request, "sop/new.html", context, status=status)


def _preview(procedure: Procedure, text: str) -> dict[str, Any]:
    """What publishing would change, or why this version cannot be published any more."""
    versions = list(published(procedure.key))
    same = next((row for row in versions if row.version == procedure.version), None)
    if same is not None and same.source != text:
        return {"faults": {"text": _published_already(procedure)}, "procedure": None}
    before = next((parsed(row) for row in versions if row is not same), None)
    if before is None:
        return {}
    return {
        "before": before,
        "changes": by_step(differences(before, procedure), procedure, before),
    }


def _published_already(procedure: Procedure) -> Fault:
    return Fault(
        "version-published",
        words(
            "SOP %(key)s versi %(version)s sudah terbit dan tidak dapat diubah. "
            "Naikkan nomor versinya."
        ),
        {"key": procedure.key, "version": procedure.version},
    )
