"""Drafts: papers that have a number and wait for the signature of whoever ends their step."""

from datetime import date, datetime

from django.db import transaction

from sigap.documents.actions.numbers import STREAM
from sigap.documents.models import DRAFT, DROPPED, NumberEntry, NumberRule, Paper
from sigap.domain.actor import Actor
from sigap.domain.errors import words
from sigap.domain.numbering import Number, counter_key, pattern
from sigap.people.actions.record import write_down

UNUSED = words("Naskahnya tidak jadi terbit.")
OTHER_DAY = words("Naskahnya baru jadi pada hari lain, yang memberinya nomor lain.")


def redate_number(entry: NumberEntry, *, on: date, at: datetime, by: Actor) -> bool:
    """Let a draft's number bear the day `on`; False where that day has another number.

    That is so when the pattern names the day's month or year, or counts by it: the number is then
    void, with the reason, and another is to be taken.
    """
    if entry.on == on:
        return True
    rule = NumberRule.objects.filter(kind=entry.kind).first()
    if rule is not None and entry.n is not None:
        then = Number(entry.n, on, rule.code, rule.unit)
        same_count = counter_key(rule.kind, frozenset(rule.counted_by), then) == entry.counter
        if same_count and pattern(rule.pattern).fill(then) == entry.written:
            entry.on, entry.backdate_reason = on, ""
            entry.save(update_fields=["on", "backdate_reason"])
            return True
    _void(entry, OTHER_DAY, at=at, by=by)
    return False


@transaction.atomic
def drop_draft(paper: Paper, *, at: datetime, by: Actor) -> bool:
    """Give a draft up that its step did not end with; its number is void and stays on the register.

    False when it was issued or dropped meanwhile.
    """
    if not Paper.objects.filter(pk=paper.pk, state=DRAFT).update(state=DROPPED):
        return False
    if paper.entry is not None:
        _void(paper.entry, UNUSED, at=at, by=by)
    return True


def _void(entry: NumberEntry, reason: str, *, at: datetime, by: Actor) -> None:
    changed = {"state": "batal", "voided_at": at, "voided_by": by.signature()}
    NumberEntry.objects.filter(pk=entry.pk, state="dipakai").update(**changed, void_reason=reason)
    told = {"number": entry.written, "kind": entry.kind, "reason": reason}
    write_down(STREAM, [("nomor-dibatalkan", told)], at=at, by=by)
