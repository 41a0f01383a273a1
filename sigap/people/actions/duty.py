"""Writes on the duty roster (piket): its pattern, and single shifts replaced, removed or added.

What was planned is never rewritten: a line is ended and another begun, a change is answered by a
later change. So who was on duty on a night long ago stays what it was.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, time, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.text import slugify

from sigap.audit import actions as audit
from sigap.audit.models import Stream
from sigap.domain.actor import KABID, KASI, SYSTEM_ADMIN, Actor
from sigap.domain.errors import Fault, Invalid, NotAllowed, Refused, required, unprintable, words
from sigap.domain.roster import ADDED, LONGEST, MOST_WEEKS, REMOVED, REPLACED
from sigap.domain.workcalendar import ONE_DAY, Span
from sigap.people.actions.record import SYSTEM_ROLE
from sigap.people.duty import Duty, duty_between, duty_of, may_stand
from sigap.people.models import DutyChange, DutyLine, DutyRoster, DutySwap, User
from sigap.people.models.duty import ZONES

DUTY_STREAM = "piket"
PLANNERS = (SYSTEM_ADMIN, KABID, KASI)

CORRECTED_WITHIN = timedelta(days=7)
"""How long after its end it may still be put right who really stood in a shift."""

MOST_LETTERS = 300


def require_planner(by: Actor) -> None:
    """Let those pass who draw up the roster: Kabid, Kasi, admin, the system; NotAllowed else."""
    if not by.holds(*PLANNERS, SYSTEM_ROLE):
        raise NotAllowed(
            "duty-planner-only",
            words(
                "Jadwal piket disusun oleh Kepala Bidang, Kepala Seksi, atau "
                "Administrator Aplikasi."
            ),
        )


def take_roster() -> Stream:
    """The lock under which rosters change, until the transaction ends: one change at a time."""
    return audit.take_stream(DUTY_STREAM)


@transaction.atomic
def open_roster(
    name: str, *, zone: str, covers: Sequence[str] = ("24x7",), at: datetime, by: Actor
) -> DutyRoster:
    """A new, empty roster that covers these service classes outside office hours."""
    require_planner(by)
    stream, name = take_roster(), " ".join(name.split())
    key = slugify(name)[:40]
    faults = _roster_faults(name, covers)
    if "name" not in faults and (not key or DutyRoster.objects.filter(key=key).exists()):
        faults["name"] = Fault(
            "name-taken", words("Nama ini sudah dipakai daftar piket lain; pilih yang lain.")
        )
    if zone not in ZONES:
        faults["zone"] = Fault("zone-unknown", words("Pilih zona waktu WIB, WITA, atau WIT."))
    if faults:
        raise Invalid(faults)
    roster = DutyRoster.objects.create(key=key, name=name, zone=zone, covers=list(covers))
    told = {"roster": key, "name": name, "zone": zone, "covers": roster.covers}
    audit.append(stream, [("daftar-piket-dibuat", told)], at=at, by=by.signature())
    return roster


@transaction.atomic
def change_roster(
    roster: DutyRoster, *, name: str, covers: Sequence[str], at: datetime, by: Actor
) -> None:
    """Another name, other service classes; the zone stays, and so does all that was planned."""
    require_planner(by)
    stream, name = take_roster(), " ".join(name.split())
    if faults := _roster_faults(name, covers):
        raise Invalid(faults)
    before = {"name": roster.name, "covers": roster.covers}
    roster.name, roster.covers = name, list(covers)
    roster.save(update_fields=["name", "covers"])
    told = {"roster": roster.key, "name": name, "covers": roster.covers, "before": before}
    audit.append(stream, [("daftar-piket-diubah", told)], at=at, by=by.signature())


@transaction.atomic
def add_turns(
    roster: DutyRoster,
    people: Sequence[User],
    *,
    weekdays: Collection[int],
    starts: time,
    ends: time,
    valid_from: date,
    valid_until: date | None = None,
    at: datetime,
    by: Actor,
) -> list[DutyLine]:
    """Let these people take turns week by week: the first in the week of `valid_from`.

    Weekdays count from Monday, 0; an end not after the start lies on the next day. Raises
    Invalid for what cannot be planned, also for a beginning in the past.
    """
    require_planner(by)
    stream, today = take_roster(), at.astimezone(ZoneInfo(roster.zone)).date()
    faults = _turn_faults(people, weekdays, valid_from, valid_until, today)
    if faults := faults | stranger_faults("people", people, at=at):
        raise Invalid(faults)
    planned = DutyLine.objects.bulk_create(
        DutyLine(
            roster=roster,
            user=user,
            weekday=weekday,
            starts=starts,
            ends=ends,
            weeks=len(people),
            anchor_on=valid_from + timedelta(weeks=turn),
            valid_from=valid_from,
            valid_until=valid_until,
        )
        for turn, user in enumerate(people)
        for weekday in sorted(weekdays)
    )
    acts = [("pola-piket-ditambah", _line_told(line)) for line in planned]
    audit.append(stream, acts, at=at, by=by.signature())
    return planned


@transaction.atomic
def end_lines(lines: Sequence[DutyLine], *, last_on: date, at: datetime, by: Actor) -> None:
    """Let the last shift of these lines begin on `last_on`; yesterday ends them at once."""
    require_planner(by)
    stream = take_roster()
    for line in lines:
        today = at.astimezone(ZoneInfo(line.roster.zone)).date()
        if last_on < today - ONE_DAY:
            template = words("Piket yang sudah lewat tidak diubah; isi kemarin atau sesudahnya.")
            raise Invalid({"last_on": Fault("in-the-past", template)})
        line.valid_until = last_on
    DutyLine.objects.bulk_update(lines, ["valid_until"])
    acts = [("pola-piket-diakhiri", _line_told(line)) for line in lines]
    audit.append(stream, acts, at=at, by=by.signature())


@transaction.atomic
def replace_shift(slot: str, user: User, *, reason: str, at: datetime, by: Actor) -> DutyChange:
    """Put another person in one shift, with the reason; swaps offered for it lapse."""
    require_planner(by)
    stream, duty = take_roster(), changeable(slot, at=at)
    faults = reason_faults(reason) | stranger_faults("user", [user], at=at)
    if user.pk == duty.user.pk:
        template = words("%(name)s memang sudah di jaga ini; pilih orang lain.")
        faults["user"] = Fault("same-person", template, {"name": user.name})
    if faults:
        raise Invalid(faults)
    refuse_twice(user, duty.shift.span, duty.roster)
    row = _changed(REPLACED, duty, reason, at, user=user)
    audit.append(stream, [("piket-diganti", change_told(row))], at=at, by=by.signature())
    return row


@transaction.atomic
def remove_shift(slot: str, *, reason: str, at: datetime, by: Actor) -> DutyChange:
    """Take one shift off the roster, with the reason; nobody stands in it."""
    require_planner(by)
    stream, duty = take_roster(), changeable(slot, at=at)
    if faults := reason_faults(reason):
        raise Invalid(faults)
    row = _changed(REMOVED, duty, reason, at)
    audit.append(stream, [("piket-dibatalkan", change_told(row))], at=at, by=by.signature())
    return row


@transaction.atomic
def add_shift(
    roster: DutyRoster, user: User, *, span: Span, reason: str, at: datetime, by: Actor
) -> DutyChange:
    """One shift beside the pattern, of a day at most, with the reason."""
    require_planner(by)
    stream = take_roster()
    faults = reason_faults(reason) | stranger_faults("user", [user], at=at)
    if not span.start < span.end <= span.start + LONGEST:
        template = words("Satu jaga paling lama 24 jam, dan selesai sesudah mulai.")
        faults["ends"] = Fault("shift-length", template)
    elif span.end <= at - CORRECTED_WITHIN:
        faults["day"] = _too_old()
    if faults:
        raise Invalid(faults)
    refuse_twice(user, span, roster)
    row = added(roster, user, span, reason=reason, at=at)
    row.save(force_insert=True)
    audit.append(stream, [("piket-ditambah", change_told(row))], at=at, by=by.signature())
    return row


def note_told(*, swaps: Iterable[DutySwap], changes: Iterable[DutyChange]) -> None:
    """Remember that those concerned have heard of these swaps, as they stand, and changes."""
    for swap in swaps:
        DutySwap.objects.filter(pk=swap.pk).update(told_state=swap.state)
    keys = [change.pk for change in changes]
    if keys:
        DutyChange.objects.filter(pk__in=keys).update(told=True)


def changeable(slot: str, *, at: datetime) -> Duty:
    """The shift of this name; Refused when it is not there (any more) or long over."""
    duty = duty_of(slot)
    if duty is None:
        raise Refused(
            "shift-gone", words("Jaga itu tidak ada lagi di jadwal; muat ulang halamannya.")
        )
    if duty.shift.end <= at - CORRECTED_WITHIN:
        fault = _too_old()
        raise Refused(fault.code, fault.template)
    return duty


def refuse_twice(user: User, span: Span, roster: DutyRoster, *, but: Collection[str] = ()) -> None:
    """Refused when this person already stands on this roster within the span.

    `but` are slots that do not count, because the person is about to give them away.
    """
    for duty in duty_between(span.start, span.end):
        same = duty.user.pk == user.pk and duty.roster.pk == roster.pk
        if same and duty.shift.slot not in but:
            raise Refused(
                "already-on-duty",
                words("%(name)s sudah piket di %(roster)s pada waktu itu; pilih orang lain."),
                name=user.name,
                roster=roster.name,
            )


def added(roster: DutyRoster, user: User, span: Span, *, reason: str, at: datetime) -> DutyChange:
    """The row of a shift beside the pattern, not yet stored."""
    return DutyChange(
        roster=roster,
        kind=ADDED,
        slot=f"+{uuid4().hex[:12]}",
        starts_at=span.start,
        ends_at=span.end,
        user=user,
        reason=reason.strip(),
        made_at=at,
    )


def reason_faults(reason: str) -> dict[str, Fault]:
    """What is wrong with a reason, by field."""
    return {"reason": required()} if not reason.strip() else text_faults("reason", reason)


def text_faults(field: str, text: str) -> dict[str, Fault]:
    """What is wrong with a line that may be left blank, by field."""
    if len(text.strip()) > MOST_LETTERS:
        template = words("Paling banyak %(most)s huruf.")
        return {field: Fault("too-long", template, {"most": MOST_LETTERS})}
    fault = unprintable(text)
    return {field: fault} if fault else {}


def stranger_faults(field: str, people: Iterable[User], *, at: datetime) -> dict[str, Fault]:
    """What is wrong with people who cannot be on a roster: barred, or not of this office."""
    able = {user.pk for user in may_stand(at=at)}
    for user in people:
        if user.pk not in able:
            template = words("%(name)s tidak aktif atau tidak memegang jabatan di kantor ini.")
            return {field: Fault("may-not-stand", template, {"name": user.name})}
    return {}


def change_told(row: DutyChange) -> dict[str, object]:
    """What the ledger keeps of a change of one shift."""
    return {
        "roster": row.roster.key,
        "slot": row.slot,
        "starts_at": row.starts_at.isoformat(),
        "ends_at": row.ends_at.isoformat(),
        "username": row.user.username if row.user else "",
        "relieves": row.relieves.username if row.relieves else "",
        "reason": row.reason,
    }


def _roster_faults(name: str, covers: Sequence[str]) -> dict[str, Fault]:
    faults: dict[str, Fault] = {}
    if not 3 <= len(name) <= 100:
        faults["name"] = Fault("name-length", words("Nama daftar piket diisi 3 sampai 100 huruf."))
    elif fault := unprintable(name):
        faults["name"] = fault
    if not covers:
        template = words("Pilih paling sedikit satu kelas layanan yang dijaga piket ini.")
        faults["covers"] = Fault("covers-nothing", template)
    return faults


def _turn_faults(
    people: Sequence[User],
    weekdays: Collection[int],
    valid_from: date,
    valid_until: date | None,
    today: date,
) -> dict[str, Fault]:
    faults: dict[str, Fault] = {}
    if not people:
        faults["people"] = Fault("nobody", words("Pilih paling sedikit satu petugas."))
    elif len(people) > MOST_WEEKS:
        template = words("Paling banyak %(most)s petugas dalam satu giliran.")
        faults["people"] = Fault("too-many", template, {"most": MOST_WEEKS})
    if not weekdays or not set(weekdays) <= set(range(7)):
        faults["weekdays"] = Fault("no-weekday", words("Pilih paling sedikit satu hari."))
    if valid_from < today:
        template = words("Pola baru berlaku paling awal hari ini; yang sudah lewat tidak diubah.")
        faults["valid_from"] = Fault("in-the-past", template)
    if valid_until is not None and valid_until < valid_from:
        template = words("Hari terakhir tidak boleh sebelum hari pertama.")
        faults["valid_until"] = Fault("ends-before-start", template)
    return faults


def _line_told(line: DutyLine) -> dict[str, object]:
    return {
        "roster": line.roster.key,
        "line": line.pk,
        "username": line.user.username,
        "weekday": line.weekday,
        "starts": line.starts.isoformat("minutes"),
        "ends": line.ends.isoformat("minutes"),
        "weeks": line.weeks,
        "anchor_on": line.anchor_on.isoformat(),
        "valid_from": line.valid_from.isoformat(),
        "valid_until": line.valid_until.isoformat() if line.valid_until else "",
    }


def _changed(
    kind: str, duty: Duty, reason: str, at: datetime, *, user: User | None = None
) -> DutyChange:
    return DutyChange.objects.create(
        roster=duty.roster,
        kind=kind,
        slot=duty.shift.slot,
        starts_at=duty.shift.start,
        ends_at=duty.shift.end,
        user=user,
        relieves=duty.user,
        reason=reason.strip(),
        made_at=at,
    )


def _too_old() -> Fault:
    template = words("Jaga itu sudah lewat lebih dari %(days)s hari; catatannya tidak diubah lagi.")
    return Fault("shift-past", template, {"days": CORRECTED_WITHIN.days})
