"""How one case stands right now, told from its own columns, so that a list asks nothing more."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sigap.domain.case import Status
from sigap.domain.standards import Verdict
from sigap.incidents.models import Incident
from sigap.people.queries import calendar


@dataclass(frozen=True, slots=True)
class Standing:
    """A key of `states`; `remaining` is the working time left, or past the limit when late.

    `held` while the clock stands still; `open` while somebody still has work to do.
    """

    key: str
    remaining: timedelta | None = None
    held: bool = False
    open: bool = True


def standing(incident: Incident, at: datetime) -> Standing:
    """The verdict on the present step at `at`; for a case at rest, its status."""
    status = Status(incident.status)
    if status is Status.ON_HOLD:
        return Standing(status.value, held=True)
    if status is not Status.RUNNING or incident.due_at is None:
        return Standing(status.value, open=status.open)
    hours = calendar(incident.calendar_key)
    if incident.late_at is not None and incident.late_at < at:
        return Standing(Verdict.LATE.value, hours.elapsed(incident.due_at, at))
    left = hours.elapsed(at, incident.due_at)
    near = incident.risk_at is not None and incident.risk_at <= at
    return Standing((Verdict.AT_RISK if near else Verdict.ON_TIME).value, left)
