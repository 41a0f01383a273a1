"""One case with all that was ever recorded of it, read once: what its berkas is made from."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sigap.audit.models import Entry
from sigap.audit.queries import entries
from sigap.documents.models import ISSUED, Paper
from sigap.domain.actor import Actor
from sigap.domain.errors import NotAllowed, words
from sigap.domain.procedure import Procedure
from sigap.incidents.models import (
    AffectedAgency,
    Attachment,
    CaseDiagnosis,
    CaseLetter,
    CyberDuty,
    Deviation,
    Incident,
    StepVisit,
)
from sigap.incidents.queries.cases import affected, case_row, may_see_inside, procedure_of
from sigap.incidents.queries.clocks import StepClock, step_clocks
from sigap.incidents.queries.diagnosing import every_look

LETTER: Final = "konfirmasi"
"""The kind of paper that goes to an agency."""
RECEIPT: Final = "tanda-terima"
"""The kind of paper that the agency gets that reported."""
_OFFICE_ONLY: Final = words("Berkas perkara hanya untuk petugas dan auditor.")


@dataclass(frozen=True, slots=True)
class Dossier:
    """The rows of one case as they stood at `at`; `entries` is the whole ledger, oldest first."""

    incident: Incident
    procedure: Procedure
    at: datetime
    entries: list[Entry]
    clocks: list[StepClock]
    affected: list[AffectedAgency]
    attachments: list[Attachment]
    deviations: list[Deviation]
    duties: list[CyberDuty]
    letters: list[CaseLetter]
    children: list[str]
    papers: list[Paper]
    diagnoses: list[CaseDiagnosis]

    @property
    def names(self) -> dict[str, str]:
        """The names of the agencies this case touches, by key."""
        return {row.agency.key: row.agency.name for row in self.affected}

    @property
    def ended(self) -> list[StepVisit]:
        """The visits that gave an output, in order."""
        visits = [clock.visit for clock in self.clocks]
        return [visit for visit in visits if visit.output is not None and visit.left_at is not None]


def dossier(number: str, *, by: Actor | None, at: datetime) -> Dossier:
    """Everything about one case; `by` None stands for the installation itself.

    Raises NotFound where this actor may not know of the case, NotAllowed for whoever may not look
    inside. About ten queries, however long the case.
    """
    incident = case_row(number, by=by)
    if by is not None and not may_see_inside(by):
        raise NotAllowed("office-only", _OFFICE_ONLY)
    # The ledger first: rows that are written meanwhile only make the story longer than its record.
    told = [row for row in entries(incident.ledger.key) if row.seq <= incident.ledger.length]
    return Dossier(
        incident=incident,
        procedure=procedure_of(incident),
        at=at,
        entries=told,
        clocks=step_clocks(incident, now=at),
        affected=affected(incident),
        attachments=list(incident.attachments.order_by("id")),
        deviations=list(incident.deviations.order_by("ordinal")),
        duties=list(incident.duties.order_by("due_at", "id")),
        letters=_letters(incident),
        children=list(incident.children.order_by("number").values_list("number", flat=True)),
        papers=issued_papers(incident.number),
        diagnoses=every_look(incident),
    )


def _letters(incident: Incident) -> list[CaseLetter]:
    rows = CaseLetter.objects.filter(incident=incident).select_related("attachment")
    return list(rows.order_by("on", "id"))


def issued_papers(number: str) -> list[Paper]:
    """The papers of a case that were issued, with numbers and signatures. Two queries.

    As they were made, the receipt first, whenever somebody asked for it.
    """
    rows = Paper.objects.filter(number=number, state=ISSUED).order_by("id")
    related = rows.select_related("entry", "template", "shared")
    return sorted(related.prefetch_related("signatures"), key=lambda row: row.kind != RECEIPT)


def papers_shown(incident: Incident, *, by: Actor) -> list[Paper]:
    """The papers of a case that this actor may open."""
    return shown_to(issued_papers(incident.number), by)


def shown_to(rows: list[Paper], by: Actor) -> list[Paper]:
    """All of these papers to the office; to a contact the letters and receipt of the own agency."""
    if may_see_inside(by):
        return rows
    own = [row for row in rows if row.kind in (LETTER, RECEIPT)]
    return [row for row in own if row.dedupe_key.rpartition("/")[2] == by.agency]
