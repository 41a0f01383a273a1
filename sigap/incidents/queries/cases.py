"""Rows to facts: one case as the domain sees it, and the rules of who may see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from django.db.models import Exists, OuterRef, Q, QuerySet

from sigap.audit.queries import entries
from sigap.domain import machine
from sigap.domain.actor import CONTACT, OFFICE, Actor
from sigap.domain.case import Case, Event, Kind, Status, replay
from sigap.domain.errors import NotFound, words
from sigap.domain.procedure import Procedure
from sigap.incidents.models import (
    AffectedAgency,
    Attachment,
    CaseDiagnosis,
    CyberDuty,
    Deviation,
    Incident,
    StepVisit,
)
from sigap.incidents.queries.procedures import pinned
from sigap.kit.prepared import prepared

_AT_WORK = (Status.RUNNING.value, Status.ON_HOLD.value)
# What a page needs beside the case, and whoever answers an act with it.
_NAMED = ("agency", "site", "parent", "ledger", "device", "category")


class Pinned(Protocol):
    """A case, as a row of its own or as a line of a list."""

    @property
    def procedure_id(self) -> int: ...


def procedure_of(incident: Pinned) -> Procedure:
    """The version of the SOP this case is pinned to."""
    return pinned(incident.procedure_id)


def may_see_inside(by: Actor) -> bool:
    """Whether diagnoses, outputs and internal files may be shown to this actor (rules.md §7)."""
    return by.holds(*OFFICE)


def visible(by: Actor) -> QuerySet[Incident]:
    """The cases this actor may know of.

    Of a fault of cyber origin only those know who steer and supervise, whoever its present step
    waits for, and whoever has carried out a step of it (SOP ruling 13).
    """
    rows = Incident.objects.all()
    if by.holds(*machine.INFORMED):
        return rows
    if by.holds(*OFFICE):
        given = Q(role__in=by.roles, assignee__in=("", by.key), status__in=_AT_WORK)
        # His own step, that is: an operator ends another's visit by merging a report.
        worked = StepVisit.objects.filter(
            incident__restricted=True, role__in=by.roles, left_by__key=by.key
        )
        return rows.filter(Q(restricted=False) | given | Q(pk__in=worked.values("incident")))
    if by.holds(CONTACT) and by.agency:
        # The agency that reported is the first of those affected.
        touched = AffectedAgency.objects.filter(agency__key=by.agency)
        return rows.filter(restricted=False, pk__in=touched.values("incident"))
    return rows.none()


@dataclass(frozen=True, slots=True)
class Sight:
    """What of an actor, beside who he is, decides which cases he may know of and works on.

    For reads that are composed once for all actors of one sight.
    """

    roles: frozenset[str]
    limits: frozenset[tuple[str, frozenset[str]]]

    @classmethod
    def of(cls, by: Actor) -> "Sight":
        """The sight of this actor."""
        return cls(by.roles, frozenset(by.limits.items()))

    def actor(self, key: str | None, agency: str | None) -> Actor:
        """Somebody of this sight, as far as `visible` looks."""
        offices = dict.fromkeys(sorted(self.roles), "")
        return Actor(key or "", "", offices, agency, limits=dict(self.limits))


def may_know(incident: Incident, by: Actor) -> bool:
    """Whether `visible` holds this case; asks the database only where the row cannot tell."""
    if by.holds(*machine.INFORMED) or (by.holds(*OFFICE) and not incident.restricted):
        return True
    return visible(by).filter(pk=incident.pk).exists()


def case_row(number: str, *, by: Actor | None) -> Incident:
    """One case with what its page needs beside it; NotFound if not visible.

    One query; a second one where it takes more than the row to know whether it is visible. `by`
    None stands for whoever runs the installation.
    """
    return _known(_to_show(number), number, by)


def locked(number: str, *, by: Actor | None = None) -> Incident:
    """One case with what an act needs, locked until the transaction ends.

    The ledger of the case is locked with it.

    Without `by` the row is fetched for the system's own bookkeeping, whoever acts.
    """
    return _known(_to_act_on(number), number, by)


def locked_below_parent(number: str, *, by: Actor) -> Incident:
    """A case locked after its parent: the one order in which families are locked."""
    parent = visible(by).filter(number=number).values_list("parent__number", flat=True).first()
    if parent:
        locked(parent)
    return locked(number, by=by)


@prepared
def _to_show(number: str) -> QuerySet[Incident]:
    files = Attachment.objects.filter(incident=OuterRef("pk"))
    looks = CaseDiagnosis.objects.filter(incident=OuterRef("pk"))
    rows = Incident.objects.filter(number=number).annotate(
        has_files=Exists(files), has_diagnoses=Exists(looks)
    )
    return rows.select_related(*_NAMED)


@prepared
def _to_act_on(number: str) -> QuerySet[Incident]:
    rows = Incident.objects.filter(number=number).select_related(*_NAMED)
    # The ledger too: of a row that is only joined, PostgreSQL shows whoever waited for the lock
    # what it was before the wait.
    return rows.select_for_update(of=("self", "ledger"))


def known(incident: Incident, *, by: Actor) -> Incident:
    """The case itself; NotFound where it is not visible to this actor."""
    return _known([incident], incident.number, by)


def _known(found: list[Incident], number: str, by: Actor | None) -> Incident:
    for row in found:
        if by is None or may_know(row, by):
            return row
    raise _unknown(number)


def _unknown(number: str) -> NotFound:
    return NotFound("incident-not-found", words("Perkara %(number)s tidak ada."), number=number)


def snapshot(incident: Incident, hit: Sequence[AffectedAgency] | None = None) -> Case:
    """The present state from the rows; equal to a replay of the case's ledger.

    `hit` are the affected agencies, where the caller has read them already.
    """
    answers = {row.agency.key: row.result for row in (affected(incident) if hit is None else hit)}
    children: frozenset[str] = frozenset()
    if incident.has_children:
        children = frozenset(
            Incident.objects.filter(parent=incident).values_list("number", flat=True)
        )
    deviations: dict[int, bool] = {}
    if incident.deviation_count:
        rows = Deviation.objects.filter(incident=incident)
        deviations = {row.ordinal: row.ratified_at is not None for row in rows}
    return Case(
        status=Status(incident.status),
        step=incident.step,
        agency=incident.agency.key,
        visit=incident.visit,
        rounds=dict(incident.rounds),
        received=incident.received,
        sender=incident.sender or None,
        skipped=frozenset(incident.skipped),
        hold=incident.hold_reason or None,
        answers=answers,
        parent=incident.parent.number if incident.parent else None,
        children=children,
        deviations=deviations,
        restricted=incident.restricted,
        duties=_duties(incident) if incident.restricted else {},
        rung=incident.rung,
        escalated=frozenset(incident.escalated),
        authors=dict(incident.authors),
    )


def _duties(incident: Incident) -> dict[str, bool]:
    rows = CyberDuty.objects.filter(incident=incident)
    return {row.duty: row.fulfilled_at is not None for row in rows}


def affected(incident: Incident) -> list[AffectedAgency]:
    """The agencies a case hits, the reporting one first. One query."""
    return _affected(incident.pk)


@prepared
def _affected(incident: int) -> QuerySet[AffectedAgency]:
    rows = AffectedAgency.objects.filter(incident=incident)
    return rows.select_related("agency").order_by("id")


def replayed(incident: Incident) -> Case:
    """The present state as the ledger alone tells it."""
    return replay(Event(Kind(e.kind), e.data) for e in entries(incident.ledger.key))


def allowed(incident: Incident, case: Case, by: Actor) -> tuple[str, ...]:
    """The acts open to this actor now."""
    return machine.open_verbs(procedure_of(incident), case, by)
