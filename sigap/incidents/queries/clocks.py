"""The clock of each step of a case: standard, net, gross, holds, verdict and the arithmetic."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from sigap.domain.standards import HoldSpan, Reading, measure
from sigap.incidents.models import Hold, Incident, StepVisit
from sigap.incidents.queries.cases import procedure_of
from sigap.kit.prepared import prepared
from sigap.people.queries import calendar


@dataclass(frozen=True, slots=True)
class StepClock:
    """One visit of a step with its reading; `reading` is None for a step that was passed over."""

    visit: StepVisit
    holds: tuple[Hold, ...]
    reading: Reading | None


def read(incident: Incident, visit: StepVisit, holds: list[Hold], *, now: datetime) -> Reading:
    """The reading of one visit at `now`; a finished visit reads the same for ever."""
    assert visit.entered_at is not None
    assert visit.standard is not None
    return measure(
        calendar(incident.calendar_key),
        standard=visit.standard,
        entered_at=visit.entered_at,
        left_at=visit.left_at,
        holds=tuple(HoldSpan(hold.starts_at, hold.ended_at) for hold in holds),
        now=now,
        risk=procedure_of(incident).risk_at,
    )


@prepared
def running_visit(incident: int, ordinal: int, step: str) -> QuerySet[StepVisit]:
    """The visit of this step that is going on; none once it has ended."""
    return StepVisit.objects.filter(incident=incident, ordinal=ordinal, step=step, left_at=None)


@prepared
def _visits(incident: int) -> QuerySet[StepVisit]:
    return StepVisit.objects.filter(incident=incident).order_by("ordinal", "id")


@prepared
def _holds(incident: int) -> QuerySet[Hold]:
    return Hold.objects.filter(incident=incident)


@prepared
def holds_of(incident: int, ordinal: int) -> QuerySet[Hold]:
    """The holds of one visit."""
    return Hold.objects.filter(incident=incident, ordinal=ordinal)


def step_clocks(incident: Incident, *, now: datetime) -> list[StepClock]:
    """Every visit of the case in order. Two queries."""
    held: dict[int, list[Hold]] = defaultdict(list)
    for hold in _holds(incident.pk):
        held[hold.ordinal].append(hold)
    return [
        StepClock(
            visit,
            tuple(held[visit.ordinal]),
            None
            if visit.entered_at is None
            else read(incident, visit, held[visit.ordinal], now=now),
        )
        for visit in _visits(incident.pk)
    ]
