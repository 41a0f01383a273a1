"""The inbox: what waits for the person who looks, by due moment, and how the day goes."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe
from markupsafe import Markup

from sigap.domain.actor import CONTACT, Actor
from sigap.domain.case import Answer, Status
from sigap.domain.errors import words
from sigap.domain.procedure import Step
from sigap.domain.standards import Verdict
from sigap.incidents.models import AffectedAgency, Incident
from sigap.incidents.queries.cases import may_see_inside, procedure_of
from sigap.incidents.queries.listed import Listed
from sigap.incidents.queries.lists import Filters, Load, inbox, listing, load
from sigap.incidents.queries.signing import signatures_due
from sigap.notifications.queries import unseen_count
from sigap.web.choices import ListedStep, steps_in_force
from sigap.web.middleware import PageRequest
from sigap.web.piket import standing_now
from sigap.web.standing import place, priority_mark, standing
from sigap.web.voice import Voice, voice

MOST = 25
# What the heading counts, in the order in which it worries.
COUNTED = (
    Verdict.LATE.value,
    Verdict.AT_RISK.value,
    Verdict.ON_TIME.value,
    Status.ON_HOLD.value,
)


@dataclass(frozen=True, slots=True)
class Row:
    """One case that waits, in the words of the list: where, what, how long, which act is asked for.

    `due` is the deadline in as few letters as today allows, "" while no clock runs; `key` is the
    state that the heading counts; `risen` tells that the step went up to the reader unaccepted.
    """

    number: str
    key: str
    badge: Markup
    due: str
    step: str
    place: str
    what: str
    others: int
    priority: Markup
    act: str
    risen: bool = False

    @property
    def late(self) -> bool:
        return self.key == Verdict.LATE


@require_safe
@login_required
def show(request: PageRequest) -> HttpResponse:
    """The page; asked by htmx, the list alone."""
    actor, at = request.actor, request.at
    assert actor is not None
    rows = waiting(actor, at)
    counts = Counter(row.key for row in rows)
    context = {
        "rows": rows,
        "more": len(rows) == MOST,
        "counts": [(key, counts[key]) for key in COUNTED if counts[key]],
        "at": at,
        "inside": may_see_inside(actor),
        "to_sign": signatures_due(actor),
    }
    if request.htmx:
        return render(request, "inbox/waiting.html", context)
    if context["inside"]:
        context |= _day(at) | {"standing": standing_now(at)}
    else:
        context["running"] = _own_running(actor, at)
    context["unread_notices"] = unseen_count(actor.user_id or 0)
    return render(request, "inbox/page.html", context)


def waiting(actor: Actor, at: datetime) -> list[Row]:
    """What waits for this actor; a contact's rows are the confirmations the own agency owes."""
    found = inbox(actor, limit=MOST)
    if actor.holds(CONTACT):
        answered = _answered(found, actor)
        found = [row for row in found if row.pk not in answered]
    return _rows(found, actor, at)


def _rows(found: list[Listed], actor: Actor, at: datetime) -> list[Row]:
    others = _followers([row.pk for row in found if row.has_children])
    heard = voice()
    return [_row(row, others.get(row.pk, 0), actor, at, heard) for row in found]


def _row(incident: Listed, others: int, actor: Actor, at: datetime, heard: Voice) -> Row:
    step = procedure_of(incident).step(incident.step)
    now = standing(incident, at)
    where, what = place(incident)
    return Row(
        number=incident.number,
        key=now.key,
        badge=now.badge(heard),
        due=_due(incident, at, heard),
        step=step.short,
        place=where,
        what=what,
        others=others,
        priority=priority_mark(incident.priority, heard),
        act=_act(incident, step, actor, heard),
        risen=not (actor.holds(CONTACT) or actor.does(step.role, step.key)),
    )


def _due(incident: Listed, at: datetime, heard: Voice) -> str:
    if incident.due_at is None:
        return ""
    zone = timezone.get_default_timezone()
    today = incident.due_at.astimezone(zone).date() == at.astimezone(zone).date()
    return heard["time_of_day" if today else "short_moment"](incident.due_at)


def _act(incident: Listed, step: Step, actor: Actor, heard: Voice) -> str:
    """The word of the act this row asks for: the step's first exit, or going on with a held one."""
    if actor.holds(CONTACT) and not actor.holds(step.role):
        return heard.say(words("Jawab konfirmasi"))
    if incident.status == Status.ON_HOLD:
        return heard.say(words("Lanjutkan"))
    return step.exits[0].label


def _followers(parents: list[int]) -> dict[int, int]:
    """How many open reports follow each of these cases. No query when there is no parent."""
    if not parents:
        return {}
    rows = Incident.objects.filter(parent__in=parents, finished_at=None).order_by()
    return dict(rows.values_list("parent").annotate(n=Count("id")))


def _answered(found: list[Listed], actor: Actor) -> set[int]:
    """Which of these cases the contact's agency has already answered as restored."""
    rows = AffectedAgency.objects.filter(
        incident__in=[row.pk for row in found],
        agency__key=actor.agency,
        result=Answer.RESTORED.value,
    )
    return set(rows.values_list("incident", flat=True)) if found else set()


def _day(at: datetime) -> dict[str, object]:
    """How much is in hand by step, and what came and went since midnight on the office's clock."""
    midnight = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    today: Load = load(day_start=midnight, at=at)
    steps: tuple[ListedStep, ...] = steps_in_force()
    named = [(f"{step.no}. {step.short}", today.by_step.get(step.key, 0)) for step in steps]
    return {
        "today": today,
        "bars": named,
        "in_hand": sum(today.by_step.values()),
        "on_time": today.on_time / today.finished if today.finished else None,
    }


def _own_running(actor: Actor, at: datetime) -> list[Row]:
    """The open cases of a contact's agency, newest first."""
    page = listing(Filters(state="terbuka"), by=actor, at=at, limit=25)
    return _rows(page.items, actor, at)
