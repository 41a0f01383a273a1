"""The clocks of a case with the arithmetic behind them."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext

from sigap.api import shapes
from sigap.api.serializers.values import local
from sigap.domain.actor import Actor
from sigap.domain.procedure import Procedure
from sigap.domain.standards import Line, Reading
from sigap.domain.written import iso, whole
from sigap.incidents.models import Hold, Incident, StepVisit
from sigap.incidents.queries.cases import may_see_inside, procedure_of
from sigap.incidents.queries.clocks import StepClock


def clock_shapes(
    incident: Incident, clocks: Iterable[StepClock], *, by: Actor
) -> list[shapes.ClockShape]:
    """One clock for each round of each step. No query."""
    procedure = procedure_of(incident)
    evidence = may_see_inside(by)
    return [_clock(procedure, clock, evidence=evidence) for clock in clocks]


def _clock(procedure: Procedure, clock: StepClock, *, evidence: bool) -> shapes.ClockShape:
    visit, step = clock.visit, procedure.step(clock.visit.step)
    times = _times(clock.reading)
    return shapes.ClockShape(
        no=step.no,
        key=step.key,
        title=step.short,
        role=visit.role,
        round=visit.round,
        outcome=visit.outcome or None,
        verb=visit.verb or None,
        entered_at=local(visit.entered_at),
        received_at=local(visit.received_at),
        left_at=local(visit.left_at),
        holds=[_hold(procedure, hold, evidence=evidence) for hold in clock.holds],
        lines=[_line(line) for line in clock.reading.lines] if clock.reading else [],
        recounted=_recounted(visit),
        **times,
    )


def _times(reading: Reading | None) -> dict[str, Any]:
    """The measured values; all null for a step that was passed over, which is not zero."""
    names = ("standard", "net", "gross", "held", "remaining")
    measured = {name: getattr(reading, name) if reading else None for name in names}
    return {
        **{name: iso(duration) for name, duration in measured.items()},
        **{f"{name}_seconds": whole(duration) for name, duration in measured.items()},
        "due_at": local(reading.due_at) if reading else None,
        "verdict": reading.verdict.value if reading else None,
        "calendar": shapes.CalendarRef(key=reading.calendar, version=reading.version)
        if reading
        else None,
    }


def _recounted(visit: StepVisit) -> shapes.Recounted | None:
    if visit.recounted_version is None:
        return None
    return shapes.Recounted(
        version=visit.recounted_version,
        net=iso(visit.recounted_net),
        net_seconds=whole(visit.recounted_net),
        verdict=visit.recounted_verdict,
    )


def _line(line: Line) -> shapes.ClockLine:
    return shapes.ClockLine(
        kind=line.kind.value,
        words=gettext(line.template),
        start=local(line.start),
        end=local(line.end),
        working=iso(line.working) or "",
        working_seconds=whole(line.working) or 0,
        minutes=line.minutes,
    )


def _hold(procedure: Procedure, hold: Hold, *, evidence: bool) -> shapes.ClockHold:
    known = procedure.hold(hold.reason)
    return shapes.ClockHold(
        reason=hold.reason,
        label=known.label if known else hold.reason,
        evidence=(hold.evidence or None) if evidence else None,
        started_at=local(hold.starts_at),
        until=local(hold.until),
        ended_at=local(hold.ended_at),
        cause=hold.cause or None,
    )
