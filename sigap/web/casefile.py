"""Everything the page of one case shows, read once: a fixed number of queries."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from django.db.models import QuerySet

from sigap.audit.models import Entry
from sigap.audit.queries import entries
from sigap.domain.actor import CONTACT, Actor
from sigap.domain.case import Answer, Case, Kind
from sigap.domain.machine import open_verbs
from sigap.domain.procedure import Procedure, Step
from sigap.incidents.models import (
    AffectedAgency,
    Attachment,
    CaseDiagnosis,
    CyberDuty,
    Deviation,
    Hold,
    Incident,
    RemovedFile,
)
from sigap.incidents.queries.cases import (
    affected,
    case_row,
    may_see_inside,
    procedure_of,
    snapshot,
    visible,
)
from sigap.incidents.queries.clocks import StepClock, inner_target, step_clocks
from sigap.incidents.queries.cyber import duties_of
from sigap.incidents.queries.diagnosing import diagnoses_of
from sigap.incidents.queries.lists import earlier_at
from sigap.incidents.queries.removing import tombstones
from sigap.inventory.queries import Above, known_above
from sigap.kit.prepared import prepared
from sigap.people.models import ServiceClass
from sigap.people.worktime import service_class

LOOKED_BACK: Final = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Answered:
    """One affected agency with what it said; `number` is the case that keeps its confirmation."""

    key: str
    name: str
    number: str
    result: str
    answered_at: datetime | None = None
    informant: str = ""
    channel: str = ""

    @property
    def state(self) -> str:
        """Its key among the states."""
        return self.result or "belum-dijawab"


@dataclass(slots=True)
class CaseFile:
    """One case as one person may see it at one moment.

    `inside` is False for a contact, for whom `attachments` leaves internal files out and
    `upstream`, `earlier`, `deviations`, `duties` and `diagnoses` (newest first) stay empty.
    `removed` are the tombstones of files that went, by the files' keys.
    """

    incident: Incident
    procedure: Procedure
    case: Case
    by: Actor
    at: datetime
    inside: bool
    verbs: tuple[str, ...]
    clocks: list[StepClock]
    entries: list[Entry]
    attachments: list[Attachment]
    answers: list[Answered]
    upstream: tuple[Above, ...] = ()
    earlier: int = 0
    children: list[Incident] = field(default_factory=list)
    deviations: list[Deviation] = field(default_factory=list)
    duties: tuple[CyberDuty, ...] = ()
    diagnoses: list[CaseDiagnosis] = field(default_factory=list)
    removed: dict[str, RemovedFile] = field(default_factory=dict)

    @property
    def step(self) -> Step:
        """The step the case is in, or was in when it ended."""
        return self.procedure.step(self.case.step)

    @property
    def running(self) -> StepClock | None:
        """The visit that is going on, None once the case has ended or while it follows another."""
        open_ones = [clock for clock in self.clocks if clock.visit.left_at is None]
        return open_ones[-1] if open_ones and open_ones[-1].reading else None

    @property
    def holds(self) -> list[Hold]:
        """Every hold of the case, in the order of its steps."""
        return [hold for clock in self.clocks for hold in clock.holds]

    @property
    def held_since(self) -> datetime | None:
        """Since when the present step is on hold."""
        holds = self.running.holds if self.running else ()
        return next((hold.starts_at for hold in holds if hold.ended_at is None), None)

    @property
    def always(self) -> bool:
        """Whether this case counts around the clock."""
        return self.incident.calendar_key == "24x7"

    @property
    def inner_target(self) -> timedelta | None:
        """The office's own, tighter target for the present step (SOP ruling 8)."""
        visit = self.running.visit if self.running else None
        if visit is None or visit.standard is None:
            return None
        return inner_target(self.incident, self.procedure, visit.step, visit.standard)

    @property
    def served(self) -> ServiceClass:
        """The service class by which this case is served."""
        return service_class(self.incident.service_class)

    @property
    def names(self) -> dict[str, str]:
        """The names of the agencies this case touches, by key."""
        return {row.key: row.name for row in self.answers}

    def since(self, length: int) -> list[Entry]:
        """What was recorded after the ledger had this length."""
        return [entry for entry in self.entries if entry.seq > length]


def case_file(number: str, *, by: Actor, at: datetime) -> CaseFile:
    """The case with all that its page shows; NotFound when this actor may not know of it."""
    incident = case_row(number, by=by)
    hit = affected(incident)
    case = snapshot(incident, hit)
    procedure = procedure_of(incident)
    inside = may_see_inside(by)
    # Whoever is no contact put his files on the record for the office alone.
    files = [row for row in _files(incident) if inside or not row.internal]
    found = CaseFile(
        incident=incident,
        procedure=procedure,
        case=case,
        by=by,
        at=at,
        inside=inside,
        verbs=open_verbs(procedure, case, by),
        clocks=step_clocks(incident, now=at),
        entries=entries(incident.ledger.key),
        attachments=files,
        answers=[_answered(row, incident.number) for row in hit],
    )
    if any(row.fate for row in files):
        found.removed = tombstones(incident.number)
    if inside:
        _look_around(found)
    elif by.holds(CONTACT):
        found.answers = [row for row in found.answers if row.key == by.agency]
    return found


def _look_around(found: CaseFile) -> None:
    """What lies above, below and before the case; only the office sees it."""
    incident = found.incident
    found.earlier = earlier_at(incident, by=found.by, within=LOOKED_BACK)
    if incident.site is not None and incident.site.upstream_id is not None:
        found.upstream = known_above(str(incident.site_id))
    if getattr(incident, "has_diagnoses", True):
        found.diagnoses = diagnoses_of(incident.pk)
    if incident.deviation_count:
        found.deviations = _deviations(incident.pk)
    if incident.restricted:
        found.duties = duties_of(incident)
    if incident.has_children:
        below = visible(found.by).filter(parent=incident).select_related("agency", "site")
        found.children = list(below.order_by("number"))
        found.answers += _answers_below(found.children)


def _files(incident: Incident) -> list[Attachment]:
    return _files_of(incident.pk) if getattr(incident, "has_files", True) else []


@prepared
def _files_of(incident: int) -> QuerySet[Attachment]:
    return Attachment.objects.filter(incident=incident).order_by("id")


@prepared
def _deviations(incident: int) -> QuerySet[Deviation]:
    return Deviation.objects.filter(incident=incident).order_by("ordinal")


def _answers_below(children: list[Incident]) -> list[Answered]:
    """The confirmations kept by the reports that follow this case. One query."""
    numbers = {child.pk: child.number for child in children}
    rows = AffectedAgency.objects.filter(incident__in=numbers).select_related("agency")
    return [_answered(row, numbers[row.incident_id]) for row in rows.order_by("id")]


def _answered(row: AffectedAgency, number: str) -> Answered:
    return Answered(
        row.agency.key,
        row.agency.name,
        number,
        row.result,
        row.answered_at,
        row.informant,
        row.channel,
    )


def reasons_back(found: CaseFile) -> str:
    """Why the case came (back) to its present step, as it was written; "" when it came onward."""
    for entry in reversed(found.entries):
        if entry.kind in (Kind.RETURNED.value, Kind.DECLINED.value):
            return str(entry.data.get("note") or entry.data.get("reason") or "")
        if entry.kind in (Kind.RELEASED.value, Kind.REPORTED.value):
            return ""
        if entry.kind == Kind.REOPENED.value:
            return str(Answer.STILL_DOWN.value)
    return ""
