"""How one case stands right now, told from its own columns, so that a list asks nothing more."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from sigap.domain.case import Status
from sigap.domain.standards import Verdict
from sigap.incidents.models import Incident
from sigap.people.queries import calendar
from sigap.web.jinja import FILTERS
from sigap.web.states import badge


@dataclass(frozen=True, slots=True)
class Standing:
    """A key of `states`; `remaining` is the working time left, or past the limit when late.

    `open` while somebody still has work to do.
    """

    key: str
    remaining: timedelta | None = None
    open: bool = True

    @property
    def badge(self) -> Markup:
        """The state as a list shows it: what is left, or by how much it is late."""
        if self.remaining is None:
            return badge(self.key)
        left = FILTERS["short_duration"](self.remaining)
        if self.key == Verdict.LATE:
            return badge(self.key, more=left)
        return badge(self.key, word=_("sisa %(left)s") % {"left": left})


def standing(incident: Incident, at: datetime) -> Standing:
    """The verdict on the present step at `at`; for a case at rest, its status."""
    status = Status(incident.status)
    if status is not Status.RUNNING or incident.due_at is None:
        return Standing(status.value, open=status.open)
    hours = calendar(incident.calendar_key)
    if incident.late_at is not None and incident.late_at < at:
        return Standing(Verdict.LATE.value, hours.elapsed(incident.due_at, at))
    left = hours.elapsed(at, incident.due_at)
    near = incident.risk_at is not None and incident.risk_at <= at
    return Standing((Verdict.AT_RISK if near else Verdict.ON_TIME).value, left)


def place(incident: Incident) -> tuple[str, str]:
    """Where it is, and under it what it is: (site or agency, agency if need be · summary)."""
    agency, site = incident.agency, incident.site
    if site is None:
        return agency.name, incident.summary
    if agency.name in site.name:
        return site.name, incident.summary
    return site.name, f"{agency.short_name or agency.name} · {incident.summary}"


def priority_mark(priority: str) -> Markup:
    """A priority in a word, with a weight and a mark that need no colour."""
    return _priority_mark(priority, get_language() or "")


@lru_cache(maxsize=32)
def _priority_mark(priority: str, _language: str) -> Markup:
    named = {"kritis": _("Kritis"), "tinggi": _("Tinggi"), "sedang": _("Sedang")}
    word = named.get(priority, _("Rendah"))
    return Markup(f'<span class="priority" data-priority="{escape(priority)}">{word}</span>')
