"""Writes on offices: what they are called, whom they hang below, whether they are in use."""

import re
from datetime import date, datetime

from django.db import transaction

from sigap.domain.actor import ROLES, Actor
from sigap.domain.errors import Fault, Invalid, Refused, words
from sigap.people.actions.record import PEOPLE_STREAM, require_admin, too_long, write_down
from sigap.people.models import Agency, Position, PositionTitle
from sigap.people.persons import day_of
from sigap.people.queries import in_force
from sigap.people.seats import is_above, titles_of

_KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@transaction.atomic
def add_position(
    key: str,
    title: str,
    role: str,
    *,
    agency: Agency | None = None,
    superior: Position | None = None,
    single_seat: bool = False,
    at: datetime,
    by: Actor,
) -> Position:
    """Create an office. A single seat takes one substantive holder at a time."""
    require_admin(by)
    faults: dict[str, Fault] = {}
    if not _KEY.fullmatch(key) or Position.objects.filter(key=key).exists():
        faults["key"] = Fault(
            "key-unusable",
            words("Kunci harus huruf kecil, angka, dan tanda hubung, dan belum dipakai."),
        )
    faults |= _title_faults(title)
    if role not in ROLES:
        faults["role"] = Fault(
            "role-unknown",
            words("Peran “%(role)s” tidak ada; yang ada: %(known)s."),
            {"role": role, "known": ", ".join(ROLES)},
        )
    if faults:
        raise Invalid(faults)
    position = Position.objects.create(
        key=key,
        title=title.strip(),
        role=role,
        agency=agency,
        superior=superior,
        single_seat=single_seat,
    )
    data = {"position": key, "title": position.title, "role": role}
    write_down(PEOPLE_STREAM, [("jabatan-dibuat", data)], at=at, by=by)
    return position


@transaction.atomic
def rename_position(
    position: Position,
    title: str,
    *,
    since: date | None = None,
    source: str = "",
    at: datetime,
    by: Actor,
) -> None:
    """Change an office's title from a day on (today where none is said), by its regulation.

    Papers and entries already made keep the words they were made with. Invalid for a day that
    has not come or lies before the last renaming.
    """
    require_admin(by)
    position = Position.objects.select_for_update().get(pk=position.pk)
    title, since = " ".join(title.split()), since or day_of(at)
    known = titles_of(position)
    last = known[-1].since if known else None
    faults = _title_faults(title)
    if since > day_of(at):
        template = words("Tanggal ini belum tiba; ganti nama pada harinya.")
        faults["since"] = Fault("not-yet", template)
    elif last is not None and since < last:
        template = words("Jabatan ini terakhir berganti nama pada %(last)s; isi hari sesudahnya.")
        faults["since"] = Fault("before-last", template, {"last": last.isoformat()})
    if len(source) > 200:
        faults["source"] = too_long(200)
    if faults:
        raise Invalid(faults)
    if not known:
        PositionTitle.objects.create(position=position, title=position.title)
    PositionTitle.objects.create(position=position, title=title, since=since, source=source.strip())
    data = {"position": position.key, "before": position.title, "after": title}
    told = data | {"since": since.isoformat(), "source": source.strip()}
    position.title = title
    position.save(update_fields=["title"])
    write_down(PEOPLE_STREAM, [("jabatan-diganti-nama", told)], at=at, by=by)


@transaction.atomic
def place_position(
    position: Position, superior: Position | None, *, at: datetime, by: Actor
) -> None:
    """Hang an office below another one, or below none. Invalid where that closed a circle."""
    require_admin(by)
    position = Position.objects.select_for_update().get(pk=position.pk)
    if superior is not None and is_above(position, superior):
        template = words("%(title)s berada di bawah jabatan ini sendiri; pilih yang lain.")
        fault = Fault("own-subordinate", template, {"title": superior.title})
        raise Invalid({"superior": fault})
    position.superior = superior
    position.save(update_fields=["superior"])
    data = {"position": position.key, "superior": superior.key if superior else ""}
    write_down(PEOPLE_STREAM, [("jabatan-dipindahkan", data)], at=at, by=by)


@transaction.atomic
def close_position(position: Position, *, at: datetime, by: Actor) -> None:
    """Take an office that no longer exists out of use; its history stays.

    Refused while anybody sits in it or it stands above an office in use.
    """
    require_admin(by)
    position = Position.objects.select_for_update().get(pk=position.pk)
    sitting = position.appointments.filter(in_force(at)).select_related("user").first()
    if sitting is not None:
        raise Refused(
            "seat-taken",
            words("%(title)s masih dijabat %(name)s; akhiri dahulu penugasan itu."),
            title=position.title,
            name=sitting.user.name,
        )
    below = position.subordinates.filter(active=True).first()
    if below is not None:
        raise Refused(
            "has-subordinates",
            words("%(below)s masih berada di bawah %(title)s; pindahkan dahulu."),
            title=position.title,
            below=below.title,
        )
    position.active = False
    position.save(update_fields=["active"])
    write_down(PEOPLE_STREAM, [("jabatan-ditutup", {"position": position.key})], at=at, by=by)


def _title_faults(title: str) -> dict[str, Fault]:
    if not title.strip():
        return {"title": Fault("title-missing", words("Nama jabatan wajib diisi."))}
    return {"title": too_long(200)} if len(title.strip()) > 200 else {}
