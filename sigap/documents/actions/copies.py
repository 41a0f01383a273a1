"""Writes on who gets a copy (tembusan) of the letters of each kind."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from sigap.documents.actions.numbers import STREAM
from sigap.documents.models import CopyRule
from sigap.domain.actor import SYSTEM_ADMIN, Actor
from sigap.domain.errors import Fault, Invalid, NotAllowed, unprintable, words
from sigap.people.actions.record import write_down

MOST_RECIPIENTS: Final = 10
LONGEST_RECIPIENT: Final = 200


def add_copies(rows: Iterable[Mapping[str, Any]]) -> int:
    """Add the rules of kinds that have none; answers how many. What the office set stays."""
    known = set(CopyRule.objects.values_list("kind", flat=True))
    missing = [CopyRule(**row) for row in rows if row["kind"] not in known]
    return len(CopyRule.objects.bulk_create(missing))


@transaction.atomic
def set_copies(kind: str, *, recipients: Sequence[str], at: datetime, by: Actor) -> CopyRule:
    """Who gets a copy of papers of this kind from now on; none stands for nobody.

    Blank lines are left out. Papers made before keep what they have. Raises Invalid for lines that
    cannot be printed, NotAllowed for anyone but the administrator.
    """
    if not by.holds(SYSTEM_ADMIN):
        raise NotAllowed("admins-only", words("Tembusan diatur oleh Administrator Aplikasi."))
    lines = [line.strip() for line in recipients if line.strip()]
    if fault := _fault(lines):
        raise Invalid({"recipients": fault})
    row, _new = CopyRule.objects.update_or_create(kind=kind, defaults={"recipients": lines})
    write_down(STREAM, [("tembusan-diatur", {"kind": kind, "recipients": lines})], at=at, by=by)
    return row


def _fault(lines: list[str]) -> Fault | None:
    if fault := unprintable("\n".join(lines)):
        return fault
    if any(len(line) > LONGEST_RECIPIENT for line in lines):
        return Fault(
            "too-long", words("Paling banyak %(most)s huruf."), {"most": str(LONGEST_RECIPIENT)}
        )
    if len(lines) > MOST_RECIPIENTS:
        return Fault(
            "too-many", words("Paling banyak %(most)s baris."), {"most": str(MOST_RECIPIENTS)}
        )
    return None
