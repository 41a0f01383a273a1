"""Carries out approved lists: cases whose years are over go, and leave a tombstone each."""

import logging
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from sigap.audit.actions.alterations import Left, alter_entries
from sigap.audit.models import Entry
from sigap.documents.actions.destroying import destroy_papers, forget_content
from sigap.domain import retention
from sigap.domain.actor import SYSTEM
from sigap.domain.alterations import DESTROYED
from sigap.domain.errors import NotFound, words
from sigap.incidents.actions.removing import forget_removals
from sigap.incidents.actions.retention import finish_disposal
from sigap.incidents.files import path_of
from sigap.incidents.models import (
    Attachment,
    Disposal,
    DisposalItem,
    FileRemoval,
    Incident,
    Redaction,
    RemovedFile,
    SigningAttempt,
    Tombstone,
)
from sigap.incidents.models.removing import GONE as GONE_FILE
from sigap.incidents.models.retention import DONE as FINISHED
from sigap.incidents.models.retention import PROPOSED
from sigap.incidents.queries.cases import locked
from sigap.incidents.queries.retention import (
    ENDED,
    archive_classes,
    awaiting,
    class_of,
    day_of,
    rule_of,
)
from sigap.incidents.queries.sealing import documents_of
from sigap.incidents.search import drop_incident
from sigap.kit.claims import claim
from sigap.monitoring.actions.diagnosing import forget_with_case
from sigap.notifications.actions.forgetting import forget_news_of

logger = logging.getLogger(__name__)

MOST: Final = 10
LEASE: Final = timedelta(minutes=10)
# What hangs on a case, in the order in which it can go.
BELONGINGS: Final = (
    *("choices", "diagnoses"),
    *("letters", "attachments", "visits", "holds", "affected", "deviations", "duties"),
    "summons",
)

NOT_DUE: Final = words("Belum waktunya dimusnahkan menurut jadwal yang berlaku sekarang.")
HAS_REPORTS: Final = words("Masih ada laporan yang mengikutinya.")
GONE: Final = words("Perkara ini tidak ada lagi.")


class LeftOut(Exception):
    """A case that stays after all; the message says why."""


def carry_out_disposals(*, at: datetime) -> int:
    """Destroy a few cases of approved lists, then bytes that nothing refers to; answers how many.

    Each case in a transaction of its own that looks again: what is not due by the schedule of
    today stays, and the list says why.
    """
    rows = claim(awaiting(), at=at, lease=LEASE, limit=MOST)
    done = sum(_carried_out(row, at=at) for row in rows)
    return done + clear_files(at=at)


def _carried_out(item: DisposalItem, *, at: datetime) -> bool:
    disposal = Disposal.objects.select_related("archive_class").get(pk=item.disposal_id)
    try:
        with transaction.atomic():
            destroy_case(item, disposal, at=at)
    except LeftOut as why:
        DisposalItem.objects.filter(pk=item.pk).update(trouble=str(why)[:300])
    except Exception:
        logger.exception("case %s could not be destroyed; tried again", item.number)
        return False
    finish_disposal(disposal)
    return True


def destroy_case(item: DisposalItem, disposal: Disposal, *, at: datetime) -> Tombstone:
    """Destroy one case of an approved list: rows, papers, news, and what its ledger says.

    Must run in a transaction. The chain of its ledger stays whole. Raises LeftOut.
    """
    incident = _due(item, disposal, at=at)
    tomb = _tombstone(incident, item, disposal, at=at)
    entries = Entry.objects.filter(stream=incident.ledger_id).select_related("stream")
    left = [Left(entry, {}, {}) for entry in entries.order_by("seq")]
    told = {
        "number": tomb.number,
        "code": tomb.class_code,
        "rule": disposal.rule,
        "ended_on": tomb.ended_on.isoformat(),
        "list": disposal.pk,
        "decree": disposal.decree,
        "proposed_by": disposal.proposed_by,
        "approved_by": disposal.decided_by,
        "documents": tomb.papers,
        "files": tomb.files,
    }
    tomb.entries = len(left)
    tomb.act = alter_entries(left, DESTROYED, told, at=at, by=SYSTEM.signature()).seq
    _remove(incident)
    tomb.save(force_insert=True)
    DisposalItem.objects.filter(pk=item.pk).update(done_at=at, claimed_until=None)
    return tomb


def _due(item: DisposalItem, disposal: Disposal, *, at: datetime) -> Incident:
    """The case, locked, if it may still go: the schedule may have been lengthened meanwhile."""
    try:
        incident = locked(item.number)
    except NotFound:
        raise LeftOut(GONE) from None
    row = class_of(incident, archive_classes())
    ended = incident.finished_at
    if row is None or row.pk != disposal.archive_class_id or ended is None:
        raise LeftOut(NOT_DUE)
    due_from = retention.due_from(rule_of(row), day_of(ended))
    if incident.status not in ENDED or due_from is None or day_of(at) < due_from:
        raise LeftOut(NOT_DUE)
    if incident.children.exists():
        raise LeftOut(HAS_REPORTS)
    return incident


def _tombstone(
    incident: Incident, item: DisposalItem, disposal: Disposal, *, at: datetime
) -> Tombstone:
    files = incident.attachments.order_by("id").values_list("sha256", flat=True)
    return Tombstone(
        number=incident.number,
        disposal=disposal,
        class_code=disposal.archive_class.code,
        procedure=incident.procedure.key,
        version=incident.procedure.version,
        agency=incident.agency.key,
        reported_on=day_of(incident.reported_at),
        ended_on=item.ended_on,
        files=list(dict.fromkeys(files)),
        papers=documents_of(incident.number),
        destroyed_at=at,
    )


def _remove(incident: Incident) -> None:
    destroy_papers(incident.number)
    forget_news_of(incident.number)
    forget_removals(incident.number)
    SigningAttempt.objects.filter(number=incident.number).delete()
    forget_with_case(incident.diagnoses.exclude(key="").values_list("key", flat=True))
    for name in BELONGINGS:
        getattr(incident, name).all().delete()
    drop_incident(incident)
    incident.delete()


def clear_files(*, at: datetime) -> int:
    """Remove bytes of destroyed cases and hidden papers that nothing refers to; answers how many.

    A case is done when all its bytes are gone: a worker that dies on the way begins again.
    """
    tombs = Tombstone.objects.filter(cleared_at=None).order_by("id")[:MOST]
    hidden = Redaction.objects.filter(state=FINISHED, cleared_at=None).order_by("id")[:MOST]
    decided = FileRemoval.objects.filter(cleared_at=None).exclude(state=PROPOSED)
    rows: list[Tombstone | Redaction | FileRemoval] = [*tombs, *hidden]
    rows += decided.order_by("id")[:MOST]
    return sum(_cleared(row, at=at) for row in rows)


def _contents(row: Tombstone | Redaction | FileRemoval) -> list[str]:
    """The files (SHA-256) that may have to go; what something still refers to stays."""
    if isinstance(row, Tombstone):
        return list(row.files)
    if isinstance(row, Redaction):
        return []
    return [sha256 for pair in row.files.values_list("sha256", "copy_sha256") for sha256 in pair]


def _is_used(sha256: str) -> bool:
    """Whether a case still has this file, or a list that waits brings it as a copy."""
    waiting = RemovedFile.objects.filter(copy_sha256=sha256, removal__state=PROPOSED)
    there = Attachment.objects.filter(sha256=sha256).exclude(fate=GONE_FILE)
    return there.exists() or waiting.exists()


def _cleared(row: Tombstone | Redaction | FileRemoval, *, at: datetime) -> bool:
    try:
        for sha256 in filter(None, _contents(row)):
            if not _is_used(sha256):
                path_of(sha256).unlink(missing_ok=True)
        for sha256 in row.papers.values():
            forget_content(sha256)
    except OSError as error:
        logger.warning("files of %s could not be removed: %s", row.number, error.strerror)
        return False
    rows = type(row)._default_manager.filter(pk=row.pk, cleared_at=None)
    return bool(rows.update(cleared_at=at))
