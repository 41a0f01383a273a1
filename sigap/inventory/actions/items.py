"""Writes on any item of the inventory: add one, change it, take it out of use, bring it back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from sigap.domain.actor import Actor
from sigap.domain.errors import Fault, Invalid, NotFound, Stale, words
from sigap.domain.inventory import KINDS
from sigap.domain.inventory_model import Kind, Picture
from sigap.domain.inventory_rules import key_of, settled, unmoved
from sigap.domain.inventory_values import new_item, read_item
from sigap.inventory.actions.record import Change, record, require_keeper, take_inventory
from sigap.inventory.pictures import TABLES, Item, picture_of, places_of, put, references
from sigap.inventory.queries.history import present
from sigap.inventory.queries.register import Asked, item


@transaction.atomic
def add_item(kind: str, values: Mapping[str, Any], *, at: datetime, by: Actor) -> Item:
    """Add an item of a kind. `values` by column: texts as typed, or plain values.

    Raises Invalid with every faulty column, NotAllowed unless a keeper of the inventory acts.
    """
    require_keeper(by)
    made = kind_named(kind)
    stream = take_inventory()
    whole, faults = judged_new(made, values)
    if faults:
        raise Invalid(faults)
    row = put(kind, TABLES[kind](), whole, places_of(references(made, [whole])))
    row.save(force_insert=True)
    record(stream, [Change("dibuat", kind, row.key, None, whole)], at=at, by=by)
    return row


@transaction.atomic
def change_item(
    kind: str,
    key: str,
    values: Mapping[str, Any],
    *,
    seen: int | None = None,
    at: datetime,
    by: Actor,
) -> Item:
    """Change the columns that `values` names and leave the others as they are.

    Nothing is written when nothing differs. With `seen`, the version a form was made from, Stale
    is raised when somebody changed the item since. Raises Invalid with every faulty column.
    """
    require_keeper(by)
    made = kind_named(kind)
    stream = take_inventory()
    row = item(kind, key)
    before = picture_of(kind, row)
    if seen is not None and seen != version_number(kind, key):
        template = words("Isi inventaris ini sudah diubah orang lain; periksa lalu simpan lagi.")
        raise Stale("stale", template)
    whole, faults = judged_change(made, before, values)
    if faults:
        raise Invalid(faults)
    if whole != before:
        put(kind, row, whole, places_of(references(made, [whole]))).save(force_update=True)
        act = _act(made, before, whole)
        record(stream, [Change(act, kind, key, before, whole)], at=at, by=by)
    return row


def retire_item(kind: str, key: str, *, at: datetime, by: Actor) -> Item:
    """Take an item out of use; it stays in the register and its history, and is never deleted."""
    made = kind_named(kind)
    return change_item(kind, key, {made.state: made.out}, at=at, by=by)


def restore_item(kind: str, key: str, *, at: datetime, by: Actor) -> Item:
    """Bring an item back into use."""
    made = kind_named(kind)
    return change_item(kind, key, {made.state: made.back}, at=at, by=by)


def version_number(kind: str, key: str) -> int:
    """The number of the version in force, for `seen`; 0 for an item without a history yet."""
    version = present(kind, key)
    return version.pk if version is not None else 0


def kind_named(kind: str) -> Kind:
    """The kind of this key; raises NotFound."""
    if kind not in KINDS:
        raise NotFound("kind-unknown", words("Jenis inventaris itu tidak ada."))
    return KINDS[kind]


def judged_new(made: Kind, values: Mapping[str, Any]) -> tuple[Picture, dict[str, Fault]]:
    """The picture that these values make of a new item, and what is wrong with it."""
    read, unread = read_item(made, values)
    picture, lacks = new_item(made, read)
    whole, wrong = settled(made, picture, Asked())
    faults = {**lacks, **wrong, **unread}
    named = ("device", "name") if made.key == "interface" else ("key",)
    if not faults.keys() & set(named):
        taken = TABLES[made.key]._default_manager.filter(key=key_of(made, whole)).exists()
        if taken:
            template = words("Kunci harus huruf kecil, angka, dan tanda hubung, dan belum dipakai.")
            faults[named[-1]] = Fault("key-unusable", template)
    return whole, faults


def judged_change(
    made: Kind, before: Picture, values: Mapping[str, Any]
) -> tuple[Picture, dict[str, Fault]]:
    """The picture that these values make of an item, and what is wrong with it."""
    read, unread = read_item(made, values)
    whole, wrong = settled(made, {**before, **read}, Asked())
    return whole, {**unmoved(made, before, whole), **wrong, **unread}


def _act(made: Kind, before: Picture, after: Picture) -> str:
    if made.is_out(before) == made.is_out(after):
        return "diubah"
    return "dilepas" if made.is_out(after) else "dikembalikan"
