"""Writes on agencies: offices of the city that use the network."""

import re
from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from sigap.domain.actor import CONTACT, Actor
from sigap.domain.errors import Fault, Invalid, words
from sigap.people.actions.record import PEOPLE_STREAM, require_admin, write_down
from sigap.people.models import AGENCY_KINDS, Agency, Position

_KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@transaction.atomic
def add_agency(
    key: str,
    name: str,
    *,
    kind: str,
    short_name: str = "",
    aliases: Sequence[str] = (),
    valid_from: date | None = None,
    parent: Agency | None = None,
    at: datetime,
    by: Actor,
) -> Agency:
    """Register a Perangkat Daerah and the office of its contact; Invalid tells every fault."""
    require_admin(by)
    faults = _agency_faults(key, name, kind)
    if faults:
        raise Invalid(faults)
    agency = Agency.objects.create(
        key=key,
        name=name.strip(),
        kind=kind,
        short_name=short_name.strip(),
        aliases=list(aliases),
        valid_from=valid_from,
        parent=parent,
    )
    contact_seat(agency).save(force_insert=True)
    data = {"agency": key, "name": agency.name}
    write_down(PEOPLE_STREAM, [("perangkat-daerah-dibuat", data)], at=at, by=by)
    return agency


def contact_seat(agency: Agency) -> Position:
    """The office of the people who speak for this agency, not saved yet."""
    title = f"Narahubung {agency.name}"
    return Position(key=f"kontak-{agency.key}", title=title, role=CONTACT, agency=agency)


@transaction.atomic
def rename_agency(agency: Agency, name: str, *, at: datetime, by: Actor) -> None:
    """Give an agency the name of a new regulation; the old one stays findable as an alias."""
    require_admin(by)
    name = name.strip()
    if not name:
        raise Invalid({"name": Fault("name-missing", words("Nama Perangkat Daerah wajib diisi."))})
    if name == agency.name:
        return
    before = agency.name
    agency.aliases = [*(alias for alias in agency.aliases if alias != name), before]
    agency.name = name
    agency.save(update_fields=["name", "aliases", "letters"])
    data = {"agency": agency.key, "before": before, "after": name}
    write_down(PEOPLE_STREAM, [("perangkat-daerah-diganti-nama", data)], at=at, by=by)


def _agency_faults(key: str, name: str, kind: str) -> dict[str, Fault]:
    faults: dict[str, Fault] = {}
    if not _KEY.fullmatch(key) or Agency.objects.filter(key=key).exists():
        faults["key"] = Fault(
            "key-unusable",
            words("Kunci harus huruf kecil, angka, dan tanda hubung, dan belum dipakai."),
        )
    if not name.strip():
        faults["name"] = Fault("name-missing", words("Nama Perangkat Daerah wajib diisi."))
    if kind not in AGENCY_KINDS:
        faults["kind"] = Fault(
            "kind-unknown",
            words("Jenis “%(kind)s” tidak ada; yang ada: %(known)s."),
            {"kind": kind, "known": ", ".join(AGENCY_KINDS)},
        )
    return faults
