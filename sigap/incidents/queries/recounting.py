"""Which clocks count otherwise by another version of a calendar: running ones, and past verdicts.

Reads only what overlaps the changed days, a thousand rows at a time, and writes nothing: the
preview of a change and the counting anew after it are the same reads.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet

from sigap.domain.standards import HoldSpan, Verdict, final
from sigap.domain.workcalendar import Span, WorkCalendar
from sigap.incidents.models import Hold, Incident, StepVisit
from sigap.incidents.queries.clocks import Limits, limits
from sigap.incidents.queries.procedures import pinned

ROWS_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class RunningClock:
    """A running step, its limits as they are, and as the other calendar has them."""

    incident: Incident
    visit: StepVisit
    new: Limits

    @property
    def moved(self) -> bool:
        """Whether any of its limits is another moment."""
        row, new = self.incident, self.new
        return (row.due_at, row.late_at, row.risk_at, row.target_at) != (
            new.due_at,
            new.late_at,
            new.risk_at,
            new.target_at,
        )

    def verdicts(self, at: datetime) -> tuple[Verdict, Verdict]:
        """How the step stands at `at`: as it is counted now, and by the other calendar."""
        row, new = self.incident, self.new
        assert row.late_at is not None
        assert row.risk_at is not None
        return _standing(row.late_at, row.risk_at, at), _standing(new.late_at, new.risk_at, at)


@dataclass(frozen=True, slots=True)
class PastClock:
    """A finished visit with what the other calendar says of it beside its own verdict."""

    visit: StepVisit
    net: timedelta
    verdict: Verdict

    @property
    def differs(self) -> bool:
        """Whether it would have been judged otherwise."""
        return self.visit.verdict != self.verdict


def _standing(late_at: datetime, risk_at: datetime, at: datetime) -> Verdict:
    if late_at < at:
        return Verdict.LATE
    return Verdict.AT_RISK if risk_at <= at else Verdict.ON_TIME


def running_rows(key: str, spans: Sequence[Span], *, before: int) -> QuerySet[Incident]:
    """The running steps counted by a version below `before` that a change of `spans` may move.

    The soonest due first. A limit moves only where the changed days begin before the first
    working moment after the due one and end after the step was entered; a step on hold has no
    limits, and gets new ones when it goes on. The index on `late_at` finds them.
    """
    running = {
        "visits__ordinal": F("visit"),
        "visits__step": F("step"),
        "visits__left_at": None,
        "visits__calendar_version__lt": before,
    }
    rows = Incident.objects.filter(
        calendar_key=key,
        finished_at=None,
        late_at__gte=spans[0].start,
        entered_at__lt=spans[-1].end,
        **running,
    )
    return rows.order_by("late_at", "id")


def running_clocks(
    rows: QuerySet[Incident], spans: Sequence[Span], hours: WorkCalendar, *, at: datetime
) -> Iterator[RunningClock]:
    """Each of the rows that the spans touch, counted by `hours`. Two queries a thousand rows."""
    found = rows.select_related("agency", "site")
    for batch in _batches(found):
        visits = _running_visits(batch)
        holds = _holds(visits.values())
        for incident in batch:
            visit = visits.get(incident.pk)
            # Somebody may have carried the step out since the batch was read.
            if visit is not None and _touched(spans, incident.entered_at, incident.late_at):
                held = holds[incident.pk, visit.ordinal]
                procedure = pinned(incident.procedure_id)
                new = limits(incident, procedure, visit, held, hours=hours, now=at)
                yield RunningClock(incident, visit, new)


def _batches(rows: QuerySet[Any]) -> Iterator[list[Any]]:
    batch: list[Any] = []
    for row in rows.iterator(chunk_size=ROWS_AT_ONCE):
        batch.append(row)
        if len(batch) == ROWS_AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch


def _running_visits(batch: Iterable[Incident]) -> dict[int, StepVisit]:
    keys = [row.pk for row in batch]
    rows = StepVisit.objects.filter(
        incident__in=keys,
        ordinal=F("incident__visit"),
        step=F("incident__step"),
        left_at=None,
    )
    return {row.incident_id: row for row in rows.defer("output", "note")}


def past_rows(key: str, spans: Sequence[Span], *, before: int) -> QuerySet[StepVisit]:
    """The finished visits, the newest first, that a change of `spans` may judge otherwise."""
    return StepVisit.objects.filter(
        left_at__gte=spans[0].start,
        entered_at__lt=spans[-1].end,
        incident__calendar_key=key,
        calendar_version__lt=before,
    ).order_by("-left_at", "-id")


def past_clocks(
    rows: QuerySet[StepVisit], spans: Sequence[Span], hours: WorkCalendar
) -> Iterator[PastClock]:
    """Each of the visits that the spans touch, counted by `hours`. Two queries a thousand rows."""
    for batch in _batches(rows.defer("output", "note")):
        holds = _holds(batch)
        for visit in batch:
            assert visit.left_at is not None
            if not _touched(spans, visit.entered_at, visit.left_at):
                continue
            held = holds[visit.incident_id, visit.ordinal]
            net, verdict = final(
                hours,
                standard=visit.standard,
                entered_at=visit.entered_at,
                left_at=visit.left_at,
                holds=[HoldSpan(hold.starts_at, hold.ended_at) for hold in held],
            )
            yield PastClock(visit, net, verdict)


def _holds(visits: Iterable[StepVisit]) -> dict[tuple[int, int], list[Hold]]:
    found: dict[tuple[int, int], list[Hold]] = defaultdict(list)
    for hold in Hold.objects.filter(incident__in={visit.incident_id for visit in visits}):
        found[hold.incident_id, hold.ordinal].append(hold)
    return found


def _touched(spans: Sequence[Span], begin: datetime, until: datetime) -> bool:
    return any(span.start <= until and begin < span.end for span in spans)


def after_mark(
    rows: QuerySet[StepVisit], left_at: datetime | None, row_id: int
) -> QuerySet[StepVisit]:
    """The visits that come after this one in the order of `past_rows`."""
    if left_at is None:
        return rows
    return rows.filter(Q(left_at__lt=left_at) | Q(left_at=left_at, id__lt=row_id))
