"""A fault of cyber origin: no ordinary case, and the notices that the law wants (SOP ruling 13)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from sigap.domain.actor import Actor
from sigap.domain.case import Case, Duty, Event, Kind
from sigap.domain.errors import Fault, Invalid, required, unknown_choice, words
from sigap.domain.machine.verbs import require_open
from sigap.domain.procedure import Procedure

# Calendar time from the moment the fault was found to be of cyber origin: nights and holidays
# count. Both duties are the office's own; the product keeps the clock and the record of what was
# done, it sends nothing to anybody.
NOTICE_WITHIN: Final[Mapping[Duty, timedelta]] = {
    Duty.BSSN: timedelta(hours=24),  # BSSN 1/2024 art. 15: notice of a cyber incident, 1x24 jam
    Duty.PERSONAL_DATA: timedelta(hours=72),  # UU 27/2022: exposed personal data, 3x24 jam
}
NOTICE_NAMES: Final[Mapping[str, str]] = {
    Duty.BSSN: words("insiden siber (BSSN, 1x24 jam)"),
    Duty.PERSONAL_DATA: words("kebocoran data pribadi (UU PDP, 3x24 jam)"),
}
REMIND_BEFORE: Final = timedelta(hours=6)

_LONGEST_REFERENCE = 200
_OLDEST = timedelta(days=366)


def restrict(
    procedure: Procedure,
    case: Case,
    by: Actor,
    *,
    reason: str,
    personal_data: bool,
    found_at: datetime | None,
    at: datetime,
) -> tuple[Event, ...]:
    """Switch the case to restricted visibility and start the clocks of its notices.

    The clocks run from `found_at`, when the origin (or the exposure of personal data) came to
    light; None means now. On a case that is restricted already only the exposure of personal data
    can be added. The ledger keeps the due moments, so that a later change of the law moves none.
    """
    require_open("restrict", procedure, case, by)
    faults = {} if reason.strip() else {"reason": required()}
    if case.restricted and not personal_data:
        template = words(
            "Perkara ini sudah terbatas; yang masih dapat dicatat: data pribadi bocor."
        )
        faults["personal_data"] = Fault("nothing-new", template)
    if found_at is not None and (wrong := _wrong_moment(found_at, at)):
        faults["found_at"] = wrong
    if faults:
        raise Invalid(faults)
    wanted = (Duty.BSSN, Duty.PERSONAL_DATA) if personal_data else (Duty.BSSN,)
    found = found_at or at
    data = {
        "reason": reason.strip(),
        "personal_data": personal_data,
        "found_at": found.isoformat(),
        "duties": {
            str(duty): (found + NOTICE_WITHIN[duty]).isoformat()
            for duty in wanted
            if duty not in case.duties
        },
    }
    return (Event(Kind.RESTRICTED, data),)


def _wrong_moment(found_at: datetime, at: datetime) -> Fault | None:
    # A clock a minute ahead of ours is no lie.
    if found_at > at + timedelta(minutes=1):
        return Fault("in-future", words("Waktu diketahui tidak boleh sesudah saat ini."))
    if at - found_at > _OLDEST:
        return Fault(
            "too-old", words("Waktu diketahui lebih dari setahun lalu; periksa tanggalnya.")
        )
    return None


def notify(
    procedure: Procedure, case: Case, by: Actor, *, duty: str, reference: str
) -> tuple[Event, ...]:
    """Record that a notice was given, by the number under which it can be found again.

    Also after the case has ended: the duty does not end with the disruption.
    """
    require_open("notify", procedure, case, by)
    faults = {}
    if duty not in case.open_duties:
        faults["duty"] = unknown_choice(duty, case.open_duties)
    if not reference.strip():
        template = words("Isi nomor surat atau nomor tiket pemberitahuan, misalnya 500.12/77/TIK.")
        faults["reference"] = Fault("required", template)
    elif len(reference.strip()) > _LONGEST_REFERENCE:
        faults["reference"] = Fault(
            "too-long",
            words("Terlalu panjang: %(length)s huruf; paling banyak %(limit)s."),
            {"length": len(reference.strip()), "limit": _LONGEST_REFERENCE},
        )
    if faults:
        raise Invalid(faults)
    return (Event(Kind.NOTIFIED, {"duty": duty, "reference": reference.strip()}),)
