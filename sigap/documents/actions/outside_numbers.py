"""Numbers that others give: typed in as the registry (TU) or SRIKANDI wrote them."""

from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from sigap.documents.actions.numbers import LONGEST_ABOUT, STREAM, check_day
from sigap.documents.models import ISSUERS, NumberEntry, Paper
from sigap.domain import spoken
from sigap.domain.actor import KABID, KASI, OPERATOR, SYSTEM_ADMIN, Actor
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
from sigap.people.actions.record import write_down

RECORDERS: Final = (KABID, KASI, OPERATOR, SYSTEM_ADMIN)
_LONGEST: Final = {"written": 160, "reference": 200, "about": LONGEST_ABOUT, "backdate_reason": 300}


@transaction.atomic
def record_outside_number(
    kind: str,
    *,
    written: str,
    issuer: str,
    reference: str = "",
    about: str,
    number: str = "",
    on: date,
    backdate_reason: str = "",
    at: datetime,
    by: Actor,
) -> NumberEntry:
    """Put a number on the register that TU or SRIKANDI gave; it is kept as it was typed.

    `on` is the day the number was given for; a day gone by needs a reason. Raises Invalid, also
    where that number of that issuer is on the register already, NotAllowed.
    """
    _require_recorder(by)
    typed = {
        "written": written.strip(),
        "reference": reference.strip(),
        "about": about.strip(),
        "backdate_reason": backdate_reason.strip(),
    }
    _require_sound(kind, typed, issuer)
    check_day(on, at.astimezone(ZoneInfo(settings.TIME_ZONE)).date(), typed["backdate_reason"])
    told = {"number": typed["written"], "kind": kind, "issuer": issuer, "on": on.isoformat()}
    write_down(STREAM, [("nomor-dicatat", told)], at=at, by=by)
    return NumberEntry.objects.create(
        **typed,
        kind=kind,
        on=on,
        state="dipakai",
        issuer=issuer,
        number=number,
        issued_at=at,
        issued_by=by.signature(),
    )


def _require_recorder(by: Actor) -> None:
    told = words("Nomor dari luar dicatat oleh Kepala Bidang, Kepala Seksi, operator, atau admin.")
    if not by.holds(*RECORDERS):
        raise NotAllowed("may-not-number", told)


def _require_sound(kind: str, typed: dict[str, str], issuer: str) -> None:
    faults = {name: required() for name in ("written", "about") if not typed[name]}
    if not kind.strip():
        faults["kind"] = required()
    if issuer not in ISSUERS[1:]:
        faults["issuer"] = Fault("unknown-choice", words("Pilih TU atau SRIKANDI."))
    for name, value in typed.items():
        if len(value) > _LONGEST[name]:
            told = {"most": str(_LONGEST[name])}
            faults[name] = Fault("too-long", words("Paling banyak %(most)s huruf."), told)
        elif fault := unprintable(value):
            faults[name] = fault
    used = NumberEntry.objects.filter(written=typed["written"], issuer=issuer, state="dipakai")
    if "written" not in faults and used.exists():
        template = words("Nomor ini sudah ada pada register.")
        faults["written"] = Fault("number-taken", template)
    if faults:
        raise Invalid(faults)


@transaction.atomic
def give_number(
    code: str,
    *,
    written: str,
    reference: str,
    on: date,
    backdate_reason: str,
    at: datetime,
    by: Actor,
) -> Paper:
    """Give a waiting paper the number that came from elsewhere; it can then be drawn and signed.

    The paper bears the day of its number. Raises NotFound, Refused when it waits for none.
    """
    rows = Paper.objects.select_for_update(of=("self",)).filter(code=code)
    paper = rows.first()
    if paper is None:
        raise NotFound("paper-not-found", words("Naskah itu tidak ada pada perkara ini."))
    if not paper.awaits:
        raise Refused("number-not-awaited", words("Naskah ini tidak menunggu nomor."))
    paper.entry = record_outside_number(
        paper.kind,
        written=written,
        issuer=paper.awaits,
        reference=reference,
        about=f"{paper.title} {paper.number}"[:LONGEST_ABOUT],
        number=paper.number,
        on=on,
        backdate_reason=backdate_reason,
        at=at,
        by=by,
    )
    paper.awaits = ""
    heading = {**paper.facts["naskah"], **_dated(paper.entry.written, on)}
    paper.facts = {**paper.facts, "naskah": heading}
    paper.save(update_fields=["entry", "awaits", "facts"])
    return paper


def _dated(written: str, on: date) -> dict[str, Any]:
    return {
        "nomor": written,
        "tanggal": spoken.day(on, weekday=False),
        "hari": {"year": on.year, "month": on.month, "day": on.day},
    }
