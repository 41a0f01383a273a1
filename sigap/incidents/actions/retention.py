"""Writes on the retention schedule, and on lists of what is to be destroyed by it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from sigap.domain.actor import HEAD, KABID, KASI, OPERATOR, SYSTEM_ADMIN, Actor
from sigap.domain.alterations import STREAM
from sigap.domain.errors import (
    Fault,
    Invalid,
    NotAllowed,
    NotFound,
    Refused,
    required,
    unprintable,
    words,
)
from sigap.domain.retention import retention
from sigap.incidents.models import ArchiveClass, Disposal, DisposalItem, Incident
from sigap.incidents.models.retention import APPROVED, DONE, PROPOSED, REJECTED
from sigap.incidents.queries.retention import candidates, day_of, may_list
from sigap.people.actions.record import write_down

PROPOSERS: Final = (KABID, KASI, OPERATOR, SYSTEM_ADMIN)
APPROVERS: Final = (HEAD, KABID)
MOST_ON_A_LIST: Final = 500
_LONGEST: Final = {"reason": 300, "source": 300, "decree": 200, "note": 300}


def load_classes(rows: Iterable[Mapping[str, Any]], *, at: datetime, by: Actor) -> int:
    """Add the classes that are not there; answers how many. What the office set stays."""
    known = set(ArchiveClass.objects.values_list("key", flat=True))
    missing = [
        ArchiveClass(**row, changed_at=at, changed_by=by.signature())
        for row in rows
        if row["key"] not in known
    ]
    return len(ArchiveClass.objects.bulk_create(missing))


@transaction.atomic
def change_class(
    key: str,
    *,
    active_years: int,
    inactive_years: int,
    fate: str,
    source: str,
    at: datetime,
    by: Actor,
) -> ArchiveClass:
    """Set the years and the fate of a class; `source` says where they stand. Lists that are
    approved already are looked at again when they are carried out.
    """
    if not by.holds(SYSTEM_ADMIN):
        raise NotAllowed("admins-only", words("Jadwal retensi diatur Administrator Aplikasi."))
    rule = retention(active_years, inactive_years, fate)
    require_text(source=source)
    row = ArchiveClass.objects.select_for_update().filter(key=key).first()
    if row is None:
        raise NotFound("class-not-found", words("Kelas arsip itu tidak ada."))
    row.active_years, row.inactive_years = rule.active_years, rule.inactive_years
    row.fate, row.source = rule.fate.value, source.strip()
    row.changed_at, row.changed_by = at, by.signature()
    row.save()
    told = {"key": key, "code": row.code, "source": row.source, **_written(row)}
    write_down(STREAM, [("kelas-arsip-diatur", told)], at=at, by=by)
    return row


def _written(row: ArchiveClass) -> dict[str, Any]:
    return {
        "active_years": row.active_years,
        "inactive_years": row.inactive_years,
        "fate": row.fate,
    }


@transaction.atomic
def propose_disposal(
    key: str, numbers: Sequence[str], *, reason: str, at: datetime, by: Actor
) -> Disposal:
    """List cases of a class for destruction; nothing is destroyed before another person approves.

    Raises Invalid where a case is not due, stands on a list already, or is none of this class.
    """
    if not by.holds(*PROPOSERS):
        raise NotAllowed(
            "may-not-propose", words("Daftar musnah dibuat Kepala, operator, atau admin.")
        )
    require_text(reason=reason)
    row = ArchiveClass.objects.select_for_update().filter(key=key).first()
    if row is None or not may_list(row, by):
        raise NotFound("class-not-found", words("Kelas arsip itu tidak ada."))
    wanted = list(dict.fromkeys(numbers))
    due = list(candidates(row, at=at).filter(number__in=wanted))
    _require_due(wanted, due)
    disposal = Disposal.objects.create(
        archive_class=row,
        rule=_written(row),
        reason=reason.strip(),
        proposed_at=at,
        proposed_by=by.signature(),
    )
    DisposalItem.objects.bulk_create(_items(disposal, due))
    told = {"list": disposal.pk, "code": row.code, "numbers": wanted, "reason": disposal.reason}
    write_down(STREAM, [("musnah-diusulkan", told)], at=at, by=by)
    return disposal


def _require_due(wanted: list[str], due: list[Incident]) -> None:
    if not wanted or len(wanted) > MOST_ON_A_LIST:
        template = words("Pilih 1 sampai %(most)s perkara.")
        raise Invalid({"numbers": Fault("how-many", template, {"most": MOST_ON_A_LIST})})
    missing = set(wanted) - {incident.number for incident in due}
    if missing:
        template = words("Belum waktunya dimusnahkan, atau sudah terdaftar: %(numbers)s.")
        shown = {"numbers": ", ".join(sorted(missing)[:10])}
        raise Invalid({"numbers": Fault("not-due", template, shown)})


def _items(disposal: Disposal, due: list[Incident]) -> list[DisposalItem]:
    # Reports before the case that they follow: a row goes only when nothing hangs on it.
    return [
        DisposalItem(disposal=disposal, number=each.number, ended_on=day_of(each.finished_at))
        for each in sorted(due, key=lambda each: (each.has_children, each.pk))
        if each.finished_at is not None
    ]


@transaction.atomic
def decide_disposal(
    pk: int, *, approve: bool, decree: str, note: str, at: datetime, by: Actor
) -> Disposal:
    """Approve a list (with the number of the decree) or reject it; whoever made it may not.

    A list is approved as a whole. Raises Refused when it was decided before.
    """
    if not by.holds_fully(*APPROVERS):
        raise NotAllowed(
            "may-not-approve", words("Daftar musnah disetujui Kepala Dinas atau Kepala Bidang.")
        )
    row = Disposal.objects.select_for_update().filter(pk=pk).first()
    if row is None:
        raise NotFound("list-not-found", words("Daftar musnah itu tidak ada."))
    if row.state != PROPOSED:
        raise Refused("list-decided", words("Daftar musnah ini sudah diputuskan."))
    if row.proposed_by["key"] == by.key:
        raise NotAllowed(
            "own-list", words("Daftar musnah tidak dapat disetujui oleh yang membuatnya.")
        )
    require_text(**({"decree": decree} if approve else {"note": note}))
    row.state = APPROVED if approve else REJECTED
    row.decided_at, row.decided_by = at, by.signature()
    row.decree, row.decision_note = decree.strip() if approve else "", note.strip()[:300]
    row.save()
    told = {"list": row.pk, "decree": row.decree, "note": row.decision_note}
    kind = "musnah-disetujui" if approve else "musnah-ditolak"
    write_down(STREAM, [(kind, told)], at=at, by=by)
    return row


def finish_disposal(disposal: Disposal) -> None:
    """Call a list done when nothing on it waits any more."""
    if not disposal.items.filter(done_at=None, trouble="").exists():
        Disposal.objects.filter(pk=disposal.pk, state=APPROVED).update(state=DONE)


def require_text(**texts: str) -> None:
    """Refuse texts (by field) that are blank, too long for their column, or cannot be shown."""
    faults: dict[str, Fault] = {}
    for name, text in texts.items():
        if not text.strip():
            faults[name] = required()
        elif len(text.strip()) > _LONGEST[name]:
            told = {"most": str(_LONGEST[name])}
            faults[name] = Fault("too-long", words("Paling banyak %(most)s huruf."), told)
        elif fault := unprintable(text):
            faults[name] = fault
    if faults:
        raise Invalid(faults)
