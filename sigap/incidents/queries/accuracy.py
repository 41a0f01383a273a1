"""How often what was proposed is what was chosen, and what turned out to be the cause."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from sigap.domain.actor import Actor
from sigap.incidents.models import CaseDiagnosis, ProposalChoice
from sigap.incidents.models.diagnosis import REPORTED
from sigap.incidents.queries.cases import visible

FEW: Final = 20
"""Fewer cases than this say little, and the page says so."""
REACHES: Final = {"30-hari": 30, "90-hari": 90, "1-tahun": 365}
MOST: Final = 5000


@dataclass(slots=True)
class Tally:
    """Numbers of the cases behind one figure: those that agree, and those that do not."""

    agreed: list[str] = field(default_factory=list)
    differed: list[str] = field(default_factory=list)

    def note(self, number: str, agreed: bool | None) -> None:
        """Count a case; None is not counted."""
        if agreed is not None:
            (self.agreed if agreed else self.differed).append(number)

    @property
    def count(self) -> int:
        return len(self.agreed) + len(self.differed)

    @property
    def share(self) -> float | None:
        """From 0 to 1, None where nothing was counted."""
        return len(self.agreed) / self.count if self.count else None

    @property
    def says_little(self) -> bool:
        return self.count < FEW


@dataclass(slots=True)
class Fault:
    """One kind of fault as it was proposed: the way that was chosen, the cause that was named."""

    fault: str
    way: Tally = field(default_factory=Tally)
    cause: Tally = field(default_factory=Tally)


@dataclass(slots=True)
class Accuracy:
    """What a stretch of time shows. `confirmed` counts only cases that have ended, each once."""

    looks: int
    failed: int
    way: Tally = field(default_factory=Tally)
    category: Tally = field(default_factory=Tally)
    confirmed: Tally = field(default_factory=Tally)
    faults: dict[str, Fault] = field(default_factory=dict)
    confidences: dict[str, Tally] = field(default_factory=dict)
    uncompared: int = 0
    cut: bool = False


def accuracy(*, since: datetime, by: Actor) -> Accuracy:
    """The choices of the cases this actor may know of, since a moment. Three queries.

    The newest MOST choices at the most; `cut` says that there were more.
    """
    rows = ProposalChoice.objects.filter(at__gte=since, incident__in=visible(by))
    known = list(rows.select_related("incident").order_by("-at", "-id")[: MOST + 1])
    looks = CaseDiagnosis.objects.filter(done_at__gte=since, occasion=REPORTED)
    found = Accuracy(
        looks=looks.count(),
        failed=looks.exclude(failure="").count(),
        cut=len(known) > MOST,
    )
    _count(found, known[:MOST])
    return found


def since_of(reach: str, at: datetime) -> tuple[str, datetime]:
    """The reach that is meant, 90 days for anything unknown, and the moment it begins."""
    known = reach if reach in REACHES else "90-hari"
    return known, at - timedelta(days=REACHES[known])


def _count(found: Accuracy, rows: Iterable[ProposalChoice]) -> None:
    settled: set[int] = set()
    for row in rows:
        number, fault = row.incident.number, found.faults.setdefault(row.fault, Fault(row.fault))
        if row.way_agreed is None and row.category_agreed is None:
            found.uncompared += 1
        found.way.note(number, row.way_agreed)
        fault.way.note(number, row.way_agreed)
        found.category.note(number, row.category_agreed)
        found.confidences.setdefault(row.confidence, Tally()).note(number, row.way_agreed)
        # The newest word on the cause is the one that held.
        if row.category and row.incident.finished_at and row.incident_id not in settled:
            settled.add(row.incident_id)
            found.confirmed.note(number, row.category_agreed)
            fault.cause.note(number, row.category_agreed)
