"""The clock of each step of a case: standard, net, gross, holds, verdict and the arithmetic."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from sigap.domain.priority import target, tightest
from sigap.domain.procedure import Procedure
from sigap.domain.standards import HoldSpan, Reading, measure, reached
from sigap.domain.workcalendar import WorkCalendar
from sigap.incidents.models import Hold, Incident, StepVisit
from sigap.incidents.queries.cases import procedure_of
from sigap.kit.prepared import prepared
from sigap.people.worktime import calendar, calendar_at, service_class


@dataclass(frozen=True, slots=True)
class StepClock:
    """One visit of a step with its reading; `reading` is None for a step that was passed over."""

    visit: StepVisit
    holds: tuple[Hold, ...]
    reading: Reading | None


@dataclass(frozen=True, slots=True)
class Limits:
    """The moments (UTC) at which a running step reaches its limits.

    `late_at` is the first working moment after `due_at`; `half_at` and `risk_at` are reached with
    half and with the risk share of the standard, `target_at` with the office's own target.
    """

    due_at: datetime
    late_at: datetime
    risk_at: datetime
    half_at: datetime
    target_at: datetime | None

    def put_on(self, incident: Incident) -> None:
        """Set the columns of the case, which the caller stores."""
        incident.due_at, incident.late_at = self.due_at, self.late_at
        incident.risk_at, incident.target_at = self.risk_at, self.target_at
        incident.half_at = self.half_at


def limits(
    incident: Incident,
    procedure: Procedure,
    visit: StepVisit,
    holds: Iterable[Hold],
    *,
    hours: WorkCalendar,
    now: datetime,
) -> Limits:
    """The limits of a step that runs at `now`, its holds all ended, in the time of `hours`."""
    assert visit.entered_at is not None
    assert visit.standard is not None
    begin, standard = visit.entered_at, visit.standard
    spans = _spans(holds)

    def moment_of(amount: timedelta) -> datetime:
        if not spans:
            return hours.add(begin, amount)
        moment = reached(hours, amount=amount, entered_at=begin, holds=spans, now=now)
        assert moment is not None
        return moment

    due_at = moment_of(standard)
    aim = inner_target(incident, procedure, visit.step, standard)
    return Limits(
        due_at=due_at,
        late_at=hours.next_working(due_at),
        risk_at=moment_of(standard * procedure.risk_at),
        half_at=moment_of(standard / 2),
        target_at=None if aim is None else moment_of(aim),
    )


def inner_target(
    incident: Incident, procedure: Procedure, step: str, standard: timedelta
) -> timedelta | None:
    """What the office aims for beside the standard: the tighter of priority and service class.

    SOP ruling 8: it never changes the standard itself. None where the standard is enough.
    """
    return tightest(
        target(procedure.targets, incident.priority, standard),
        service_class(incident.service_class).target(step, standard),
    )


def read(incident: Incident, visit: StepVisit, holds: list[Hold], *, now: datetime) -> Reading:
    """The reading of one visit at `now`; a finished visit reads the same for ever."""
    assert visit.entered_at is not None
    assert visit.standard is not None
    return measure(
        hours_of(incident, visit),
        standard=visit.standard,
        entered_at=visit.entered_at,
        left_at=visit.left_at,
        holds=_spans(holds),
        now=now,
        risk=procedure_of(incident).risk_at,
    )


def hours_of(incident: Incident, visit: StepVisit) -> WorkCalendar:
    """The calendar that a visit is counted by: the present version, once over that of its end.

    So nothing that is decreed later changes what a finished visit reads.
    """
    if visit.left_at is None:
        return calendar(incident.calendar_key)
    return calendar_at(incident.calendar_key, visit.calendar_version)


def _spans(holds: Iterable[Hold]) -> tuple[HoldSpan, ...]:
    return tuple(HoldSpan(hold.starts_at, hold.ended_at) for hold in holds)


_WAS_HELD = Exists(Hold.objects.filter(incident=OuterRef("incident"), ordinal=OuterRef("ordinal")))


@prepared
def running_visit(incident: int, ordinal: int, step: str) -> QuerySet[StepVisit]:
    """The visit of this step that is going on; none once it has ended."""
    visits = StepVisit.objects.filter(incident=incident, ordinal=ordinal, step=step, left_at=None)
    return visits.annotate(was_held=_WAS_HELD)


@prepared
def _visits(incident: int) -> QuerySet[StepVisit]:
    visits = StepVisit.objects.filter(incident=incident).order_by("ordinal", "id")
    return visits.annotate(was_held=_WAS_HELD)


@prepared
def _holds(incident: int) -> QuerySet[Hold]:
    return Hold.objects.filter(incident=incident)


@prepared
def _holds_of(incident: int, ordinal: int) -> QuerySet[Hold]:
    return Hold.objects.filter(incident=incident, ordinal=ordinal)


def holds_of(visit: StepVisit) -> list[Hold]:
    """The holds of one visit. No query where the visit was read with whether there are any."""
    return _holds_of(visit.incident_id, visit.ordinal) if _was_held(visit) else []


def _was_held(visit: StepVisit) -> bool:
    """Whether there may be holds of it: what the read of the visit said, if it was asked."""
    return bool(getattr(visit, "was_held", True))


def step_clocks(incident: Incident, *, now: datetime) -> list[StepClock]:
    """Every visit of the case in order. One query, and one for the holds where there are any."""
    visits = _visits(incident.pk)
    held: dict[int, list[Hold]] = defaultdict(list)
    for hold in _holds(incident.pk) if any(map(_was_held, visits)) else ():
        held[hold.ordinal].append(hold)
    return [
        StepClock(
            visit,
            tuple(held[visit.ordinal]),
            None
            if visit.entered_at is None
            else read(incident, visit, held[visit.ordinal], now=now),
        )
        for visit in visits
    ]
