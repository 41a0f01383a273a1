"""How one case stands right now, told from its own columns, so that a list asks nothing more."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final

from markupsafe import Markup, escape

from sigap.domain.case import Status
from sigap.domain.errors import words
from sigap.domain.standards import Verdict
from sigap.incidents.queries.listed import Listed
from sigap.people.queries import calendar
from sigap.web.states import badge
from sigap.web.voice import Voice

_PRIORITIES: Final = {
    "kritis": words("Kritis"),
    "tinggi": words("Tinggi"),
    "sedang": words("Sedang"),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """A key of `states`; `remaining` is the working time left, or past the limit when late.

    `open` while somebody still has work to do.
    """

    key: str
    remaining: timedelta | None = None
    open: bool = True

    def badge(self, voice: Voice) -> Markup:
        """The state as a list shows it: what is left, or by how much it is late."""
        if self.remaining is None:
            return badge(voice, self.key)
        left = voice["short_duration"](self.remaining)
        if self.key == Verdict.LATE:
            return badge(voice, self.key, more=left)
        return badge(voice, self.key, word=voice.say(words("sisa %(left)s"), left=left))


def standing(incident: Listed, at: datetime) -> Standing:
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


def place(incident: Listed) -> tuple[str, str]:
    """Where it is, and under it what it is: (site or agency, agency if need be · summary)."""
    site, agency = incident.site_name, incident.agency_name
    if site is None:
        return agency, incident.summary
    if agency in site:
        return site, incident.summary
    return site, f"{incident.agency_short_name or agency} · {incident.summary}"


@lru_cache(maxsize=32)
def priority_mark(priority: str, voice: Voice) -> Markup:
    """A priority in a word, with a weight and a mark that need no colour."""
    word = voice.say(_PRIORITIES.get(priority, words("Rendah")))
    return Markup(f'<span class="priority" data-priority="{escape(priority)}">{word}</span>')
