"""Writes on appointments: the decrees that put people in offices, and their end (SOP ruling 6)."""

import re
from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from sigap.domain.actor import CONTACT, Actor
from sigap.domain.errors import Fault, Invalid, Refused, words
from sigap.people.actions.record import PEOPLE_STREAM, require_admin, too_long, write_down
from sigap.people.models import APPOINTMENT_KINDS, Appointment, Position, User

_STEP = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


@transaction.atomic
def appoint(
    user: User,
    position: Position,
    *,
    kind: str = "definitif",
    starts_at: datetime,
    ends_at: datetime | None = None,
    decree_number: str = "",
    decree_on: date | None = None,
    scope: str = "",
    steps: Collection[str] = (),
    at: datetime,
    by: Actor,
) -> Appointment:
    """Put a person in an office from a moment to a moment, by decree (SOP ruling 6).

    `scope` is a limit as papers print it; `steps` are the keys of the only steps the person may
    carry out in this office, none for all. Raises Invalid for faulty fields, Refused when the
    person already has this office in that time or a single seat has another substantive holder.
    """
    require_admin(by)
    position = Position.objects.select_for_update().get(pk=position.pk)
    row = Appointment(
        user=user,
        position=position,
        kind=kind,
        decree_number=decree_number.strip(),
        decree_on=decree_on,
        scope=scope.strip(),
        steps=" ".join(dict.fromkeys(steps)),
        starts_at=starts_at,
        ends_at=ends_at,
    )
    faults = _appointment_faults(row)
    if faults:
        raise Invalid(faults)
    _refuse_clash(row)
    row.save(force_insert=True)
    write_down(PEOPLE_STREAM, [("jabatan-diisi", _told(row))], at=at, by=by)
    return row


@transaction.atomic
def end_appointment(
    appointment: Appointment, *, ends_at: datetime, at: datetime, by: Actor
) -> Appointment:
    """End an appointment at `ends_at`; what was done in it keeps its capacity.

    What still waits for the person in this office is handed over by the worker
    (incidents.actions.successions). Raises Refused when it has already ended, Invalid when the
    end is not after the start.
    """
    require_admin(by)
    row = (
        Appointment.objects.select_for_update(of=("self",))
        .select_related("user", "position")
        .get(pk=appointment.pk)
    )
    if row.ends_at is not None and row.ends_at <= at:
        raise Refused(
            "appointment-ended", words("Penugasan %(name)s sudah berakhir."), name=row.user.name
        )
    row.ends_at = ends_at
    faults = _appointment_faults(row)
    if faults:
        raise Invalid(faults)
    row.save(update_fields=["ends_at"])
    write_down(PEOPLE_STREAM, [("jabatan-diakhiri", _told(row))], at=at, by=by)
    return row


def _appointment_faults(row: Appointment) -> dict[str, Fault]:
    faults: dict[str, Fault] = {}
    if row.kind not in APPOINTMENT_KINDS:
        faults["kind"] = Fault(
            "kind-unknown",
            words("Jenis penugasan “%(kind)s” tidak ada; yang ada: definitif, plt, plh."),
            {"kind": row.kind},
        )
    if row.ends_at is not None and row.ends_at <= row.starts_at:
        faults["ends_at"] = Fault(
            "ends-before-start", words("Waktu berakhir harus sesudah waktu mulai.")
        )
    for name, text, most in (
        ("decree_number", row.decree_number, 100),
        ("scope", row.scope, 300),
        ("steps", row.steps, 600),
    ):
        if len(text) > most:
            faults[name] = too_long(most)
    if row.steps and not all(map(_STEP.fullmatch, row.steps.split())):
        template = words("Pilih langkah dari daftar, misalnya disposisi.")
        faults["steps"] = Fault("unknown-step", template)
    if not row.user.is_active:
        template = words("Akun %(name)s dinonaktifkan; aktifkan dahulu.")
        faults["user"] = Fault("account-barred", template, {"name": row.user.name})
    if row.position.role == CONTACT and row.user.agency_id is None:
        faults["user"] = Fault(
            "contact-without-agency",
            words("Narahubung harus terdaftar pada satu Perangkat Daerah lebih dahulu."),
        )
    return faults


def _refuse_clash(row: Appointment) -> None:
    """Refuse an appointment that overlaps one with which it cannot stand together."""
    overlapping = Appointment.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=row.starts_at), position=row.position
    )
    if row.ends_at is not None:
        overlapping = overlapping.filter(starts_at__lt=row.ends_at)
    if overlapping.filter(user=row.user).exists():
        raise Refused(
            "already-appointed",
            words("%(name)s sudah menjabat %(title)s pada masa itu."),
            name=row.user.name,
            title=row.position.title,
        )
    if not row.position.single_seat or row.kind != "definitif":
        return
    holder = overlapping.filter(kind="definitif").select_related("user").first()
    if holder is not None:
        raise Refused(
            "seat-taken",
            words("%(title)s masih dijabat %(name)s; akhiri dahulu penugasan itu."),
            title=row.position.title,
            name=holder.user.name,
        )


def _told(row: Appointment) -> dict[str, str]:
    return {
        "username": row.user.username,
        "position": row.position.key,
        "kind": row.kind,
        "decree": row.decree_number,
        "decree_on": row.decree_on.isoformat() if row.decree_on else "",
        "scope": row.scope,
        "steps": row.steps,
        "starts_at": row.starts_at.isoformat(),
        "ends_at": row.ends_at.isoformat() if row.ends_at else "",
    }
