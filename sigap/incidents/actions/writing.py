"""One act being written: what it has read and not yet stored, kept together until it is done."""

from dataclasses import dataclass, field
from datetime import datetime

from sigap.domain import machine
from sigap.domain.actor import Actor
from sigap.domain.case import Case
from sigap.domain.procedure import Procedure
from sigap.incidents.models import Incident, StepVisit
from sigap.incidents.queries.clocks import running_visit
from sigap.kit.storing import update
from sigap.people.models import User
from sigap.people.queries import Answering, answering

_WRITTEN_ON_VISIT = (
    *("received_at", "received_by", "left_at", "left_by", "verb", "outcome", "output", "note"),
    *("net", "gross", "verdict", "declaration", "calendar_version"),
)


@dataclass(slots=True)
class Writing:
    """One act being written: the locked row, its procedure, who and when."""

    incident: Incident
    procedure: Procedure
    at: datetime
    by: Actor
    _visit: StepVisit | None = None
    _answering: dict[str, Answering] = field(default_factory=dict)

    def answering(self, step: str) -> Answering:
        """Who answers for the office of this step now; asked once in an act."""
        if step not in self._answering:
            role = self.procedure.step(step).role
            self._answering[step] = answering(role, at=self.at, step=step)
        return self._answering[step]

    def performers(self, step: str) -> list[User]:
        """Who is to do the step: the person it was given to, else all who answer for its office."""
        people = self.answering(step).people
        named = [person for person in people if person.username == self.incident.assignee]
        return named or list(people)

    def visit(self, case: Case) -> StepVisit | None:
        """The visit that is going on, read once; what is written on it waits for `keep_visit`."""
        if self._visit is None:
            found = running_visit(self.incident.pk, case.visit, case.step)
            self._visit = next(iter(found), None)
        return self._visit

    def keep_visit(self) -> None:
        """Store what was written on the visit, in one statement for all events of the act."""
        if self._visit is not None:
            update(self._visit, _WRITTEN_ON_VISIT)
            self._visit = None

    def signature(self) -> dict[str, str]:
        """Person and capacity in which this act is done: the present step's, where held."""
        incident = self.incident
        lane = self.procedure.lane(incident.role)
        return machine.signature(self.by, lane, incident.step, incident.escalated)
