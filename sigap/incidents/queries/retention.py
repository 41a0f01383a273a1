"""Reads of the archive: which class a case belongs to, what may be destroyed, what was."""

from collections.abc import Iterator
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from sigap.domain import machine, retention
from sigap.domain.actor import Actor
from sigap.domain.case import Status
from sigap.domain.retention import Fate, Retention
from sigap.incidents.models import ArchiveClass, Disposal, DisposalItem, Incident, Redaction
from sigap.incidents.models.retention import APPROVED, PROPOSED
from sigap.incidents.queries.cases import visible

ENDED = (Status.CLOSED.value, Status.TRANSFERRED.value, Status.CANCELLED.value)


def archive_classes() -> list[ArchiveClass]:
    """Every class of the schedule, by code. One query."""
    return list(ArchiveClass.objects.all())


def rule_of(row: ArchiveClass) -> Retention:
    """The schedule of a class."""
    return Retention(row.active_years, row.inactive_years, Fate(row.fate))


def class_of(incident: Incident, classes: list[ArchiveClass]) -> ArchiveClass | None:
    """The class of a case, and so of its papers; None: kept until the office names one."""
    if incident.restricted:
        return next((row for row in classes if row.cyber), None)
    key = incident.procedure.key
    return next((row for row in classes if key in row.procedures), None)


def may_list(row: ArchiveClass, by: Actor) -> bool:
    """Whether this actor may know which cases of the class there are (SOP ruling 13)."""
    return not row.cyber or by.holds(*machine.INFORMED)


def day_of(at: datetime) -> date:
    """The day of a moment on the office's clock."""
    return at.astimezone(ZoneInfo(settings.TIME_ZONE)).date()


def candidates(row: ArchiveClass, *, at: datetime) -> QuerySet[Incident]:
    """The cases of this class whose years are over and that stand on no list yet, oldest first.

    A case whose reports still follow it waits until their years are over too.
    """
    before = retention.ended_before(rule_of(row), day_of(at))
    if before is None:
        return Incident.objects.none()
    moment = datetime.combine(before, time(), ZoneInfo(settings.TIME_ZONE))
    listed = DisposalItem.objects.filter(
        number=OuterRef("number"), done_at=None, disposal__state__in=(PROPOSED, APPROVED)
    )
    younger = Incident.objects.filter(parent=OuterRef("pk")).exclude(finished_at__lt=moment)
    rows = Incident.objects.filter(_belongs(row), status__in=ENDED, finished_at__lt=moment)
    return rows.filter(~Exists(listed), ~Exists(younger)).order_by("finished_at", "id")


def _belongs(row: ArchiveClass) -> Q:
    ours = Q(restricted=False, procedure__key__in=row.procedures)
    return ours | Q(restricted=True) if row.cyber else ours


def disposals(limit: int) -> list[Disposal]:
    """The newest lists, newest first."""
    return list(Disposal.objects.select_related("archive_class").order_by("-id")[:limit])


def redactions(by: Actor) -> QuerySet[Redaction]:
    """The requests to hide data in cases that this actor may know of, newest first."""
    numbers = visible(by).values("number")
    return Redaction.objects.filter(number__in=numbers).order_by("-id")


def awaiting() -> QuerySet[DisposalItem]:
    """What was approved and is still to be destroyed; reports before the case they follow."""
    return DisposalItem.objects.filter(done_at=None, trouble="", disposal__state=APPROVED).order_by(
        "id"
    )


def counted(classes: list[ArchiveClass], *, at: datetime) -> Iterator[tuple[ArchiveClass, int]]:
    """Each class with how many of its cases may be destroyed now. A query each."""
    for row in classes:
        yield row, candidates(row, at=at).count()
