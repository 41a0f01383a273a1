"""How far a case has come on its way through the SOP: the strip, the dots, the flowchart."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from markupsafe import Markup

from sigap.domain.case import Kind, Status
from sigap.domain.procedure import Procedure
from sigap.incidents.queries.clocks import StepClock
from sigap.web.casefile import CaseFile
from sigap.web.flowchart import Trail, svg
from sigap.web.voice import FILTERS

_WAYS = (Kind.RELEASED.value, Kind.RETURNED.value, Kind.TRANSFERRED.value)


@dataclass(frozen=True, slots=True)
class Stop:
    """One step of the SOP as this case passed it.

    `state` is selesai, sekarang, nanti or tidak-dilaksanakan; `verdict` that of its last round.
    """

    no: int
    short: str
    lane: str
    state: str
    verdict: str = ""
    entered_at: datetime | None = None
    left_at: datetime | None = None
    rounds: int = 0


def stops(found: CaseFile) -> list[Stop]:
    """Every step of the procedure in order, with how far this case has come."""
    visits: dict[str, list[StepClock]] = {}
    for clock in found.clocks:
        visits.setdefault(clock.visit.step, []).append(clock)
    return [
        _stop(found, step.key, step.no, step.short, found.procedure.lane(step.role).title, visits)
        for step in found.procedure.steps
    ]


def _stop(
    found: CaseFile, key: str, no: int, short: str, lane: str, visits: dict[str, list[StepClock]]
) -> Stop:
    seen = visits.get(key, [])
    entered = [clock for clock in seen if clock.reading is not None]
    if found.case.status.open and found.case.step == key:
        state = "sekarang"
    elif not seen:
        state = "nanti"
    elif seen[-1].reading is None:
        state = "tidak-dilaksanakan"
    else:
        last = seen[-1].visit
        gone_back = found.case.status.open and last.outcome != "selesai"
        state = "nanti" if gone_back else "selesai"
    if not entered:
        return Stop(no, short, lane, state)
    last, reading = entered[-1].visit, entered[-1].reading
    verdict = reading.verdict.value if reading else ""
    return Stop(no, short, lane, state, verdict, last.entered_at, last.left_at, len(entered))


def contact_dot(found: CaseFile, stop: Stop) -> dict[str, Any]:
    """One step as the reporting agency reads it: the promise, or how it was kept."""
    moment = FILTERS["short_moment"]
    if stop.state == "selesai":
        words = _("selesai %(moment)s") % {"moment": moment(stop.left_at)}
    elif stop.state == "tidak-dilaksanakan":
        words = _("tidak diperlukan")
    elif stop.state == "sekarang" and found.incident.due_at is not None:
        due = FILTERS["due"](found.incident.due_at, found.at)
        words = _("dijanjikan %(due)s") % {"due": due}
    elif stop.state == "sekarang":
        words = _("menunggu pihak lain")
    else:
        words = FILTERS["amount"](found.procedure.steps[stop.no - 1].time)
    return {"no": stop.no, "title": stop.short, "state": stop.state, "words": words}


def trail(found: CaseFile) -> Trail:
    """The way this case took, for the flowchart."""
    confirmation = found.procedure.confirmation_step or ""
    taken: set[tuple[str, str | None]] = set()
    for entry in found.entries:
        if entry.kind in _WAYS:
            taken.add((entry.data["step"], entry.data.get("to")))
        elif entry.kind == Kind.REOPENED.value:
            taken.add((confirmation, entry.data["to"]))
    ended = found.case.status in (Status.CLOSED, Status.TRANSFERRED, Status.CANCELLED)
    return Trail(
        current=None if ended else found.case.step,
        visited=frozenset(c.visit.step for c in found.clocks if c.reading is not None),
        taken=frozenset(taken),
        status=found.case.status.value,
    )


def flowchart(found: CaseFile) -> Markup:
    """The live flowchart of this case."""
    return _drawn(found.procedure, trail(found), get_language() or "id")


@lru_cache(maxsize=512)
def _drawn(procedure: Procedure, way: Trail, language: str) -> Markup:
    # Most cases take one of a few ways; `language` only keeps the drawings of both apart.
    return Markup(svg(procedure, way))
