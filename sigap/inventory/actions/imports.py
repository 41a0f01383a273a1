"""Writes of an import: keep a file that was read, carry it out all or nothing, take it back."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import sha256
from itertools import groupby
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError

from sigap.domain.actor import Actor
from sigap.domain.errors import Fault, Invalid, NotFound, Refused, Stale, words
from sigap.domain.inventory import KINDS, differences
from sigap.domain.inventory_import import Act, Plan, Planned, Sheet
from sigap.domain.inventory_import import plan as planned
from sigap.domain.inventory_model import Picture
from sigap.domain.ledger import canonical
from sigap.inventory.actions.record import (
    Change,
    digest_of,
    record,
    require_keeper,
    take_inventory,
)
from sigap.inventory.models import Import, Site, Source, Version
from sigap.inventory.pictures import TABLES, Item, places_of, put, references
from sigap.inventory.queries.imports import outcome, sheets_of, stored_sheets
from sigap.inventory.queries.register import Whole

CHECKED, DONE, UNDONE, DISCARDED = "diperiksa", "dijalankan", "dibatalkan", "dibuang"
_AT_ONCE = 500
_MOST_REASONS = 20


@transaction.atomic
def keep_import(
    name: str, sheets: Sequence[Sheet], *, content: bytes, at: datetime, by: Actor
) -> Import:
    """Keep what was read of a file, to be looked at and carried out later; nothing else happens."""
    require_keeper(by)
    digest = sha256(content).hexdigest()
    row = Import(name=name[-200:] or "-", digest=digest, made_at=at, made_by=by.signature())
    row.sheets = stored_sheets(sheets)
    row.save(force_insert=True)
    return row


@transaction.atomic
def carry_out(run: Import, *, seen: str | None = None, at: datetime, by: Actor) -> Plan:
    """Do what the file says, all or nothing, and answer what was done.

    `seen` is the outcome that the person agreed to (queries.imports.outcome): Stale is raised when
    it would be another one now. Invalid when a row is refused, Refused when it was carried out.
    """
    require_keeper(by)
    stream = take_inventory()
    row = _locked(run)
    if row.state != CHECKED:
        raise Refused("import-over", words("Impor ini sudah dijalankan atau dibuang."))
    found = planned(sheets_of(row), Whole())
    if seen is not None and outcome(found) != seen:
        template = words("Inventaris berubah sejak berkas diperiksa; periksa hasilnya sekali lagi.")
        raise Stale("stale", template)
    _require_sound(found)
    changes = [_change(each) for each in found.rows if each.act is not Act.SAME]
    _write(each for each in found.rows if each.act is not Act.SAME)
    entry = ("impor-dijalankan", _told(row, found, changes))
    record(stream, changes, [entry], at=at, by=by, run=row)
    row.state, row.done_at = DONE, at
    row.told = {act.value: found.count(act) for act in Act}
    # The versions tell it now; names and telephones need not rest in two places.
    row.sheets = []
    row.save(update_fields=["state", "done_at", "told", "sheets"])
    return found


@transaction.atomic
def discard_import(run: Import, *, at: datetime, by: Actor) -> None:
    """Put a file aside that is not to be carried out."""
    require_keeper(by)
    row = _locked(run)
    if row.state != CHECKED:
        raise Refused("import-over", words("Impor ini sudah dijalankan atau dibuang."))
    row.state, row.undone_at = DISCARDED, at
    if not Source.objects.filter(run=row).exists():
        # Of a source it is kept, to know the same thing again in the following night.
        row.sheets = []
    row.save(update_fields=["state", "undone_at", "sheets"])


@transaction.atomic
def take_back(run: Import, *, at: datetime, by: Actor) -> None:
    """Undo the last import: what it changed is as before, what it added is gone.

    Refused, with every reason, when a later import stands above it, when something it wrote was
    changed since, or when something else refers to what it added by now. The versions it wrote
    stay in the history.
    """
    require_keeper(by)
    stream = take_inventory()
    row = _locked(run)
    _require_last(row)
    versions = list(Version.objects.filter(run=row).order_by("pk"))
    changed = [f"{each.kind}/{each.key}" for each in versions if each.valid_to is not None]
    if changed:
        raise _not_undone(
            words("Tidak dapat dibatalkan: sudah diubah sesudah impor ini: %(what)s"), changed
        )
    earlier = _earlier(versions)
    changes = [
        Change(
            "diubah" if each.act == "diubah" else "dihapus",
            each.kind,
            each.key,
            each.row,
            earlier.get((each.kind, each.key)),
        )
        for each in versions
    ]
    _restore([each for each in changes if each.after is not None])
    _remove([each for each in changes if each.after is None])
    told = {"import": row.pk, "name": row.name, "items": len(changes)}
    record(stream, changes, [("impor-dibatalkan", told)], at=at, by=by)
    row.state, row.undone_at = UNDONE, at
    row.save(update_fields=["state", "undone_at"])


def _require_sound(found: Plan) -> None:
    if found.count(Act.REFUSE):
        template = words("%(count)s baris ditolak; perbaiki berkasnya lalu impor lagi.")
        fault = Fault("rows-refused", template, {"count": found.count(Act.REFUSE)})
        raise Invalid({"file": fault})
    if not found.sound:
        template = words("Tidak ada yang berubah: isinya sama dengan inventaris.")
        raise Refused("import-idle", template)


def _change(row: Planned) -> Change:
    act = "dibuat" if row.act is Act.ADD else "diubah"
    before = dict(row.before) if row.before is not None else None
    return Change(act, row.kind, row.key, before, row.after)


def _locked(run: Import) -> Import:
    row = Import.objects.select_for_update().filter(pk=run.pk).first()
    if row is None:
        raise NotFound("import-unknown", words("Impor itu tidak ada."))
    return row


def _told(row: Import, found: Plan, changes: Sequence[Change]) -> dict[str, Any]:
    """One entry for the whole file; `digest` binds the versions that it wrote, in their order."""
    marks = [digest_of(each.after) for each in changes if each.after is not None]
    counts = {act.value: found.count(act) for act in Act}
    told = {"import": row.pk, "name": row.name, "file": row.digest}
    return told | {"counts": counts, "digest": sha256(canonical(marks)).hexdigest()}


def _write(rows: Iterable[Planned]) -> None:
    """Write what is added and changed, kind by kind in the order of references."""
    for kind, group in groupby(rows, key=lambda each: each.kind):
        listed = list(group)
        added = [each.after for each in listed if each.act is Act.ADD]
        changed = [each for each in listed if each.act is Act.CHANGE]
        _insert(kind, added)
        columns = {name for each in changed for name in each.changes}
        _update(kind, {each.key: each.after for each in changed}, columns)


def _insert(kind: str, pictures: Sequence[Picture]) -> None:
    first = pictures
    if kind == "site":
        # Sites of one file may hang below each other: they are hung up once all are there.
        first = [picture | {"upstream": ""} for picture in pictures]
    table: Any = TABLES[kind]
    places = places_of(references(KINDS[kind], first))
    rows = [put(kind, table(), picture, places) for picture in first]
    table._default_manager.bulk_create(rows, batch_size=_AT_ONCE)
    if kind == "site":
        hung = {each["key"]: each for each in pictures if each["upstream"]}
        _update(kind, hung, {"upstream"})


def _update(kind: str, pictures: dict[str, Picture], columns: set[str]) -> None:
    """Write these columns alone: a statement over all of them would take ten times as long."""
    table: Any = TABLES[kind]
    places = places_of(references(KINDS[kind], pictures.values()))
    written = sorted({*columns, "letters"})
    for keys in _bites(list(pictures)):
        rows: list[Item] = list(table._default_manager.filter(key__in=keys))
        for row in rows:
            put(kind, row, pictures[row.key], places)
        table._default_manager.bulk_update(rows, written, batch_size=100)


def _bites(keys: list[str]) -> Iterable[list[str]]:
    return (keys[start : start + _AT_ONCE] for start in range(0, len(keys), _AT_ONCE))


def _require_last(row: Import) -> None:
    if row.state != DONE:
        raise Refused("import-not-done", words("Impor ini tidak sedang berlaku."))
    later = Import.objects.filter(state=DONE, done_at__gte=row.done_at).exclude(pk=row.pk)
    if later.filter(pk__gt=row.pk).exists() or later.filter(done_at__gt=row.done_at).exists():
        raise Refused("import-not-last", words("Batalkan dulu impor yang lebih baru."))


def _earlier(versions: Sequence[Version]) -> dict[tuple[str, str], Picture]:
    """How each item was just before the import; what it added is not there."""
    found: dict[tuple[str, str], Picture] = {}
    by_kind: dict[str, list[Version]] = defaultdict(list)
    for each in versions:
        if each.act == "diubah":
            by_kind[each.kind].append(each)
    for kind, listed in by_kind.items():
        first = {each.key: each.pk for each in listed}
        for keys in _bites(list(first)):
            for row in Version.objects.filter(kind=kind, key__in=keys).order_by("pk"):
                if row.pk < first[row.key]:
                    found[kind, row.key] = row.row
    missing = [
        f"{each.kind}/{each.key}"
        for each in versions
        if each.act == "diubah" and (each.kind, each.key) not in found
    ]
    if missing:
        raise _not_undone(
            words("Tidak dapat dibatalkan: keadaan sebelumnya tidak tercatat: %(what)s"), missing
        )
    return found


def _restore(changes: Sequence[Change]) -> None:
    for kind in KINDS:
        listed = [each for each in changes if each.kind == kind]
        columns = {
            name for each in listed for name in differences(each.before or {}, each.after or {})
        }
        _update(kind, {each.key: each.after for each in listed if each.after}, columns)


def _remove(changes: Sequence[Change]) -> None:
    """Take away what the import added; what others refer to by now cannot go."""
    for kind in reversed(list(KINDS)):
        keys = [each.key for each in changes if each.kind == kind]
        if kind == "site":
            Site.objects.filter(key__in=keys).update(upstream=None)
        try:
            for some in _bites(keys):
                TABLES[kind]._default_manager.filter(key__in=some).delete()
        except ProtectedError as held:
            names = sorted({str(each) for each in held.protected_objects})
            raise _not_undone(
                words("Tidak dapat dibatalkan: sudah dipakai oleh: %(what)s"), names
            ) from held


def _not_undone(template: str, what: Sequence[str]) -> Refused:
    shown = ", ".join(what[:_MOST_REASONS]) + (" …" if len(what) > _MOST_REASONS else "")
    return Refused("import-not-undone", template, what=shown)
