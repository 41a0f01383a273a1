"""Writes on service classes: what each promises, and which agencies have one."""

import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from sigap.domain.actor import Actor
from sigap.domain.errors import Fault, Invalid, words
from sigap.people.actions.record import PEOPLE_STREAM, require_admin, write_down
from sigap.people.models import Agency, ServiceClass, WorkingCalendar
from sigap.people.worktime import forget_calendars

_KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LONGEST_TARGET = 60 * 24 * 30


@transaction.atomic
def keep_service_class(
    key: str,
    *,
    name: str,
    calendar: str,
    share: Decimal | None,
    step_targets: Mapping[str, int],
    covers_out_of_hours: bool,
    at: datetime,
    by: Actor,
    new: bool = False,
) -> ServiceClass:
    """Make a service class, or change the one of this key; answers with the row.

    `calendar` is the key of a calendar, `share` the aimed-for part of every SOP standard (0 to 1),
    `step_targets` minutes of working time by step key. It counts for every step that begins from
    here on. Raises Invalid with every faulty field.
    """
    require_admin(by)
    row = ServiceClass.objects.select_for_update().filter(key=key).first()
    faults = _faults(key, name, calendar, share, step_targets)
    if new and row is not None:
        faults["key"] = Fault("key-taken", words("Kunci ini sudah dipakai kelas layanan lain."))
    if faults:
        raise Invalid(faults)
    kind = "kelas-layanan-dibuat" if row is None else "kelas-layanan-diubah"
    row = row or ServiceClass(key=key, position=ServiceClass.objects.count())
    row.name, row.calendar_id, row.share = name.strip(), calendar, share
    row.step_targets = dict(sorted(step_targets.items()))
    row.covers_out_of_hours = covers_out_of_hours
    row.save()
    write_down(PEOPLE_STREAM, [(kind, _told(row))], at=at, by=by)
    _forget()
    return row


def _told(row: ServiceClass) -> dict[str, Any]:
    return {
        "service_class": row.key,
        "name": row.name,
        "calendar": row.calendar_id,
        "share": None if row.share is None else str(row.share),
        "step_targets": row.step_targets,
        "covers_out_of_hours": row.covers_out_of_hours,
    }


@transaction.atomic
def set_agency_class(agency: Agency, key: str, *, at: datetime, by: Actor) -> None:
    """Say by which service class an agency is served; "" gives it back to the default one."""
    require_admin(by)
    check_class(key)
    before = Agency.objects.select_for_update().get(pk=agency.pk).service_class
    if before == key:
        return
    agency.service_class = key
    agency.save(update_fields=["service_class"])
    data = {"agency": agency.key, "before": before, "after": key}
    write_down(PEOPLE_STREAM, [("kelas-layanan-ditetapkan", data)], at=at, by=by)


def check_class(key: str) -> None:
    """Let "" and the key of a service class pass; raise Invalid for any other."""
    if key and not ServiceClass.objects.filter(key=key).exists():
        template = words("Tidak ada kelas layanan “%(value)s”.")
        raise Invalid({"service_class": Fault("choice-unknown", template, {"value": key[:80]})})


def _faults(
    key: str,
    name: str,
    calendar: str,
    share: Decimal | None,
    step_targets: Mapping[str, int],
) -> dict[str, Fault]:
    faults: dict[str, Fault] = {}
    if not _KEY.fullmatch(key) or len(key) > 40:
        faults["key"] = Fault(
            "key-unusable",
            words("Kunci harus huruf kecil, angka, dan tanda hubung, paling banyak 40."),
        )
    if not name.strip():
        faults["name"] = Fault("name-missing", words("Nama kelas layanan wajib diisi."))
    elif len(name) > 100:
        faults["name"] = Fault("too-long", words("Paling banyak %(limit)s huruf."), {"limit": 100})
    if not WorkingCalendar.objects.filter(key=calendar).exists():
        faults["calendar"] = Fault("choice-unknown", words("Pilih salah satu kalender kerja."))
    if share is not None and not 0 < share <= 1:
        faults["share"] = Fault("out-of-range", words("Isi 1 sampai 100 persen, atau kosongkan."))
    for step, minutes in step_targets.items():
        if not 1 <= minutes <= _LONGEST_TARGET:
            faults[f"step-{step}"] = Fault(
                "out-of-range",
                words("Isi menit kerja, 1 sampai %(most)s, atau kosongkan."),
                {"most": _LONGEST_TARGET},
            )
    return faults


def _forget() -> None:
    forget_calendars()
    transaction.on_commit(forget_calendars)
