"""What a new version of a calendar means to the clocks of cases: limits move, verdicts stay.

A change of a calendar leaves one version row. From it each running step that it touches gets its
new limits, with an entry in the ledger of its case; of finished steps only what the new version
would have said is kept beside their verdict. Any number of workers may go on with it.
"""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from sigap.audit import actions as audit
from sigap.domain.actor import SYSTEM
from sigap.domain.calendarcontent import changed_spans, from_json
from sigap.domain.case import Event, Kind
from sigap.domain.workcalendar import Span
from sigap.incidents.actions.record import write
from sigap.incidents.models import Incident, Recount, StepVisit
from sigap.incidents.queries.cases import locked, procedure_of, snapshot
from sigap.incidents.queries.clocks import Limits, holds_of, limits, running_visit
from sigap.incidents.queries.recounting import (
    PastClock,
    RunningClock,
    after_mark,
    past_clocks,
    past_rows,
    running_rows,
)
from sigap.kit.claims import claim
from sigap.people.actions.calendars import ledger_of
from sigap.people.models import CalendarVersion
from sigap.people.worktime import calendar_at, version_row

logger = logging.getLogger(__name__)

# Another process may count by the old version for as long as it keeps a calendar unasked.
_STRAGGLERS = timedelta(seconds=10)
_LEASE = timedelta(minutes=2)
_PAST_AT_ONCE = 2000


def recompute_due(*, at: datetime, limit: int = 200) -> int:
    """Go on with the changes that are not settled yet; answers with the clocks dealt with.

    The versions of a calendar are settled one after the other: up to `limit` running steps first,
    then a stretch of the past. A case that cannot be counted is logged and tried again, and stops
    no other.
    """
    return sum(_go_on_with(versions, at=at, limit=limit) for versions in _unsettled())


def _unsettled() -> list[list[CalendarVersion]]:
    """Of each calendar the versions that are not settled, oldest first. A first changed nothing."""
    rows = CalendarVersion.objects.filter(number__gt=1, recount__finished_at=None)
    found: dict[int, list[CalendarVersion]] = {}
    for row in rows.select_related("calendar").order_by("number"):
        found.setdefault(row.calendar_id, []).append(row)
    return list(found.values())


def _go_on_with(versions: list[CalendarVersion], *, at: datetime, limit: int) -> int:
    for version in versions:
        done = _go_on(version, at=at, limit=limit)
        # What a later version says of the past must be the last that is written.
        if done or not Recount.objects.filter(version=version, past_over=True).exists():
            return done
    return 0


def _go_on(version: CalendarVersion, *, at: datetime, limit: int) -> int:
    Recount.objects.get_or_create(version=version, defaults={"begun_at": at})
    moved = recompute_running(version, at=at, limit=limit)
    if moved or at < version.changed_at + _STRAGGLERS:
        return moved
    unsettled = Recount.objects.filter(version=version, finished_at=None)
    for recount in claim(unsettled, at=at, lease=_LEASE, limit=1):
        return _go_on_with_past(recount, version, at=at)
    return 0


def _spans(version: CalendarVersion) -> tuple[Span, ...]:
    before = version_row(version.calendar.key, version.number - 1)
    return changed_spans(from_json(before.content), from_json(version.content))


def recompute_running(version: CalendarVersion, *, at: datetime, limit: int) -> int:
    """Give up to `limit` running steps their limits by this version; answers how many it were.

    The soonest due come first. Each is done in a transaction of its own that looks again under
    the row lock, so that doing it twice is doing it once.
    """
    spans = _spans(version)
    if not spans:
        return 0
    Recount.objects.get_or_create(version=version, defaults={"begun_at": at})
    rows = running_rows(version.calendar.key, spans, before=version.number)
    numbers = list(rows.values_list("number", flat=True)[:limit])
    return sum(_counted_anew(number, version, at=at) for number in numbers)


def _counted_anew(number: str, version: CalendarVersion, *, at: datetime) -> bool:
    try:
        return _count_anew(number, version, at=at)
    except Exception:
        logger.exception("%s could not be counted anew; it is tried again", number)
        return False


@transaction.atomic
def _count_anew(number: str, version: CalendarVersion, *, at: datetime) -> bool:
    incident = locked(number)
    found = running_visit(incident.pk, incident.visit, incident.step)
    if incident.due_at is None or not found or found[0].calendar_version >= version.number:
        return False
    visit, hours = found[0], calendar_at(version.calendar.key, version.number)
    holds = holds_of(visit)
    new = limits(incident, procedure_of(incident), visit, holds, hours=hours, now=at)
    if not RunningClock(incident, visit, new).moved:
        StepVisit.objects.filter(pk=visit.pk).update(calendar_version=version.number)
        return True
    data = {
        "step": incident.step,
        "calendar": version.calendar.key,
        "version": version.number,
        "source": version.source,
        "ordered_by": version.changed_by,
        "old": _told(incident),
        "new": _told(new),
    }
    event = Event(Kind.RECALCULATED, data)
    write(incident, snapshot(incident), [event], at=at, by=SYSTEM)
    Recount.objects.filter(version=version).update(running_changed=F("running_changed") + 1)
    return True


def _told(moments: Limits | Incident) -> dict[str, str | None]:
    names = ("due_at", "late_at", "risk_at", "half_at", "target_at")
    values = {name: getattr(moments, name) for name in names}
    return {name: value.isoformat() if value else None for name, value in values.items()}


def _go_on_with_past(recount: Recount, version: CalendarVersion, *, at: datetime) -> int:
    """The next finished visits; when there are none left, the end of this counting anew."""
    batch = [] if recount.past_over else _next_past(recount, version)
    with transaction.atomic():
        held = Recount.objects.filter(pk=recount.pk, claimed_until=recount.claimed_until)
        if not held.select_for_update().exists():
            return 0
        if not batch:
            _end(recount, version, at=at)
            return 0
        hours = calendar_at(version.calendar.key, version.number)
        within = StepVisit.objects.filter(pk__in=[row.pk for row in batch])
        _keep_beside(past_clocks(within, _spans(version), hours), version.number)
        held.update(
            past_left_at=batch[-1].left_at,
            past_id=batch[-1].pk,
            past_counted=F("past_counted") + len(batch),
            claimed_until=None,
        )
    return len(batch)


def _next_past(recount: Recount, version: CalendarVersion) -> list[StepVisit]:
    spans = _spans(version)
    if not spans:
        return []
    rows = past_rows(version.calendar.key, spans, before=version.number)
    rows = after_mark(rows, recount.past_left_at, recount.past_id)
    return list(rows.only("id", "left_at")[:_PAST_AT_ONCE])


def _keep_beside(clocks: Iterable[PastClock], number: int) -> None:
    """Keep what this version says beside the verdicts that it would have changed."""
    changed = []
    for clock in clocks:
        visit = clock.visit
        if clock.differs:
            visit.recounted_version = number
            visit.recounted_net, visit.recounted_verdict = clock.net, clock.verdict.value
        elif visit.recounted_version is not None:
            visit.recounted_version = visit.recounted_net = None
            visit.recounted_verdict = ""
        else:
            continue
        changed.append(visit)
    columns = ["recounted_version", "recounted_net", "recounted_verdict"]
    StepVisit.objects.bulk_update(changed, columns, batch_size=500)


def _end(recount: Recount, version: CalendarVersion, *, at: datetime) -> None:
    """Settle the version; not while a running step is left that could not be counted."""
    key, spans = version.calendar.key, _spans(version)
    left = spans and running_rows(key, spans, before=version.number).exists()
    Recount.objects.filter(pk=recount.pk).update(
        past_over=True, claimed_until=None, finished_at=None if left else at
    )
    if left:
        return
    differing = StepVisit.objects.filter(
        recounted_version=version.number, incident__calendar_key=key
    )
    data = {
        "calendar": key,
        "version": version.number,
        "running_changed": recount.running_changed,
        "past_counted": recount.past_counted,
        "past_differing": differing.count(),
    }
    acts = [("jam-dihitung-ulang", data)]
    audit.append(audit.take_stream(ledger_of(key)), acts, at=at, by=SYSTEM.signature())
