"""Giving letter numbers: without gaps, each on the register, voided only with a reason."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, transaction

from sigap.documents.models import ISSUERS, Counter, NumberEntry, NumberRule
from sigap.domain.actor import KABID, KASI, SYSTEM_ADMIN, Actor
from sigap.domain.errors import (
    Fault,
    Invalid,
    NotAllowed,
    NotFound,
    Refused,
    required,
    unknown_choice,
    words,
)
from sigap.domain.numbering import COUNTED_BY, Number, Pattern, counter_key, pattern
from sigap.people.actions.record import write_down

STREAM = "naskah"
"""The ledger of how papers are made: numbering, voids, letterhead, templates."""

_VOIDERS = (KABID, KASI, SYSTEM_ADMIN)
LONGEST_ABOUT = 200


def take_number(
    kind: str,
    *,
    about: str,
    number: str = "",
    on: date | None = None,
    backdate_reason: str = "",
    at: datetime,
    by: Actor,
) -> NumberEntry:
    """The next number of this kind of paper, on the register; `number` is the case it is for.

    Runs in the caller's transaction: what is rolled back leaves no gap, and whoever comes next on
    the same count waits for it. `on` is the day the paper bears, today unless a reason is given.
    Raises NotFound for a kind that is not numbered, Invalid for a day that cannot be.
    """
    rule = NumberRule.objects.filter(kind=kind).first()
    if rule is None:
        raise NotFound(
            "kind-not-numbered", words("Naskah jenis “%(kind)s” tidak diberi nomor."), kind=kind
        )
    today = at.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
    day = on or today
    check_day(day, today, backdate_reason)
    entry = NumberEntry(
        kind=kind,
        on=day,
        state="dipakai",
        issuer="sigap",
        backdate_reason=backdate_reason.strip() if day != today else "",
        about=about[:LONGEST_ABOUT],
        number=number,
        issued_at=at,
        issued_by=by.signature(),
    )
    # Without a savepoint: while the count is locked every statement more makes others wait.
    with transaction.atomic(savepoint=False):
        _give(entry, rule)
        entry.save(force_insert=True)
    return entry


def _give(entry: NumberEntry, rule: NumberRule) -> None:
    """Put the next number of the entry's count on it."""
    counted_by = frozenset(rule.counted_by)
    entry.counter = counter_key(rule.kind, counted_by, Number(1, entry.on, rule.code, rule.unit))
    entry.n = _next(entry.counter)
    entry.written = pattern(rule.pattern).fill(Number(entry.n, entry.on, rule.code, rule.unit))


def _next(key: str) -> int:
    """The next running number of a count; its row stays locked until the transaction ends."""
    table = connection.ops.quote_name(Counter._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (key, last) VALUES (%s, 1) "
            f"ON CONFLICT (key) DO UPDATE SET last = {table}.last + 1 RETURNING last",
            [key],
        )
        (last,) = cursor.fetchone()
    return int(last)


def check_day(day: date, today: date, reason: str) -> None:
    """Refuse a day to come, and an earlier one that nobody gave a reason for."""
    if day > today:
        raise Invalid(
            {"on": Fault("in-future", words("Tanggal naskah tidak boleh sesudah hari ini."))}
        )
    if day < today and not reason.strip():
        raise Invalid(
            {
                "backdate_reason": Fault(
                    "required", words("Tanggal naskah sudah lewat; tulis alasannya.")
                )
            }
        )


def void_number(entry: NumberEntry, *, reason: str, at: datetime, by: Actor) -> NumberEntry:
    """Declare a number void; it stays on the register with the reason and is never given again."""
    if not by.holds(*_VOIDERS):
        raise NotAllowed(
            "may-not-void", words("Nomor dibatalkan oleh Kepala Bidang, Kepala Seksi, atau admin.")
        )
    if not reason.strip():
        raise Invalid({"reason": required()})
    with transaction.atomic():
        row = NumberEntry.objects.select_for_update().get(pk=entry.pk)
        if row.state == "batal":
            raise Refused(
                "number-void", words("Nomor %(written)s sudah dibatalkan."), written=row.written
            )
        row.state, row.voided_at, row.voided_by = "batal", at, by.signature()
        row.void_reason = reason.strip()[:300]
        told = {"number": row.written, "kind": row.kind, "reason": row.void_reason}
        write_down(STREAM, [("nomor-dibatalkan", told)], at=at, by=by)
        row.save(update_fields=["state", "voided_at", "voided_by", "void_reason"])
    return row


def add_rules(rows: Iterable[Mapping[str, Any]]) -> int:
    """Add the rules of kinds that have none; answers how many. What the office set stays."""
    known = set(NumberRule.objects.values_list("kind", flat=True))
    missing = [NumberRule(**row) for row in rows if row["kind"] not in known]
    return len(NumberRule.objects.bulk_create(missing))


@transaction.atomic
def set_rule(
    kind: str,
    *,
    text: str,
    code: str,
    unit: str,
    counted_by: list[str],
    issuer: str = "sigap",
    at: datetime,
    by: Actor,
) -> NumberRule:
    """How papers of this kind are numbered from now on; numbers given before stay as they are.

    With another `issuer` than "sigap" papers wait until their number is typed in.

    Raises Invalid for a pattern that would mislead, NotAllowed for anyone but the administrator.
    """
    if not by.holds(SYSTEM_ADMIN):
        raise NotAllowed("admins-only", words("Penomoran diatur oleh Administrator Aplikasi."))
    made: Pattern = pattern(text)
    unknown = set(counted_by) - set(COUNTED_BY)
    if unknown:
        raise Invalid(
            {"counted_by": Fault("unknown-choice", words("Pilih tahun, kode, atau unit."))}
        )
    if issuer not in ISSUERS:
        raise Invalid({"issuer": unknown_choice(issuer, ISSUERS)})
    values = {
        "issuer": issuer,
        "pattern": made.text,
        "code": code.strip(),
        "unit": unit.strip(),
        "counted_by": sorted(counted_by),
    }
    row, _new = NumberRule.objects.update_or_create(kind=kind, defaults=values)
    write_down(STREAM, [("penomoran-diatur", {"kind": kind, **values})], at=at, by=by)
    return row
