"""The page of one case: for the office with everything, for a contact what the agency may see."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sigap.audit.models import Entry
from sigap.incidents.channels import CHANNELS
from sigap.incidents.chronicle import DEVIATIONS, Reader
from sigap.incidents.queries.guides import offered_guides
from sigap.incidents.queries.lists import similar_open
from sigap.notifications.queries import unseen_count
from sigap.web.attempts import Attempt, sheet
from sigap.web.blankforms import blank_forms, choices
from sigap.web.casefile import CaseFile, case_file, reasons_back
from sigap.web.choices import agency_options
from sigap.web.diagnosed import card
from sigap.web.documents import needed, papers
from sigap.web.ladders import climb
from sigap.web.middleware import PageRequest
from sigap.web.pages import cyber
from sigap.web.prefill import ASKED, Offer, offer
from sigap.web.progress import contact_dot, flowchart, stops
from sigap.web.standing import priority_mark
from sigap.web.stepform import step_form, unsent
from sigap.web.timeline import timeline
from sigap.web.voice import voice

# How an agency's answer may have reached the office.
ANSWERED_BY = ("telepon", "whatsapp", "tatap-muka", "surat", "e-mail")


@require_safe
@login_required
def show(request: PageRequest, number: str) -> HttpResponse:
    """The case as this person may see it now."""
    return page(request, number)


def page(request: PageRequest, number: str, attempt: Attempt | None = None) -> HttpResponse:
    """The page of the case; with an attempt, given back with what was typed and what was wrong."""
    assert request.actor is not None
    found = case_file(number, by=request.actor, at=request.at)
    given = offer(found, request.GET[ASKED]) if ASKED in request.GET else None
    context = _common(found, attempt, given)
    context["unread_notices"] = unseen_count(request.actor.user_id or 0)
    status = attempt.status if attempt else 200
    if not found.inside:
        context["steps_seen"] = [contact_dot(found, stop) for stop in context["stops"]]
        return render(request, "case/contact.html", context, status=status)
    context |= _inside(found)
    context["summed"] = _ordinal(request.GET.get("hitungan", ""))
    if "serupa" in request.GET and found.incident.site:
        alike = similar_open(found.incident.site, by=request.actor)
        context |= choices(found.procedure, found.step.key)
        context["similar"] = [row for row in alike if row.pk != found.incident.pk]
    return render(request, "case/page.html", context, status=status)


def _ordinal(asked: str) -> int:
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 0


def _common(found: CaseFile, attempt: Attempt | None, given: Offer | None) -> dict[str, Any]:
    reader = _reader(found)
    form = step_form(found, attempt, given)
    return {
        "found": found,
        "incident": found.incident,
        "procedure": found.procedure,
        "step": found.step,
        "verbs": found.verbs,
        "at": found.at,
        "form": form,
        "attempt": attempt,
        "unsent": unsent(found, attempt, form),
        "meanwhile": timeline(_meanwhile(found, attempt), reader),
        "sheet": lambda act, key="": sheet(act, attempt, key=key),
        "stops": stops(found),
        "events": timeline(found.entries, reader),
        "inside": found.inside,
        "blank_forms": blank_forms,
        **(choices(found.procedure, found.step.key) if attempt else {}),
        "channels": [(key, _(CHANNELS[key])) for key in ANSWERED_BY],
    }


def _meanwhile(found: CaseFile, attempt: Attempt | None) -> list[Entry]:
    """What others recorded since the form was opened; not the files that came with it."""
    if attempt is None or not attempt.stale:
        return []
    new = found.since(attempt.seen)
    return [entry for entry in new if entry.data.get("key") not in attempt.stored]


def _reader(found: CaseFile) -> Reader:
    agency = "" if found.inside else found.by.agency or "-"
    shown = frozenset(file.key for file in found.attachments)
    return Reader(found.procedure, found.names, agency, shown)


def _inside(found: CaseFile) -> dict[str, Any]:
    """What only the office sees."""
    return {
        "priority": priority_mark(found.incident.priority, voice()),
        "flow": flowchart(found),
        "ladder": climb(found),
        "needed": needed(found),
        "papers": papers(found),
        "diagnosis": card(found),
        "back_reason": reasons_back(found),
        "guides": offered_guides(found.procedure.key, found.step.key),
        "rulings": found.procedure.notes_for(found.step.key),
        "deviation_words": DEVIATIONS,
        "agency_options": agency_options() if "add-agency" in found.verbs else "",
        **cyber.section(found),
    }
