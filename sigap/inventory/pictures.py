"""Rows of the inventory as pictures (domain.inventory), and pictures as rows."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.db import models
from django.db.models import QuerySet

from sigap.domain.interfacenames import key_of_port, normalised
from sigap.domain.inventory import KINDS
from sigap.domain.inventory_model import Column, Kind, Picture, Type
from sigap.inventory.models import (
    Circuit,
    Device,
    Interface,
    Link,
    Prefix,
    Service,
    Site,
    Vlan,
)
from sigap.people.models import Agency

Item = Site | Device | Interface | Circuit | Link | Vlan | Prefix | Service

TABLES: Final[Mapping[str, type[Item]]] = {
    "site": Site,
    "device": Device,
    "interface": Interface,
    "circuit": Circuit,
    "link": Link,
    "vlan": Vlan,
    "prefix": Prefix,
    "service": Service,
}
# Referred to, and kept elsewhere: a service class is a key in a column of its own.
_OTHER: Final[Mapping[str, type[models.Model]]] = {"agency": Agency}
Places = Mapping[tuple[str, str], int]
"""The primary key of what a reference names, by kind and key."""


def with_references(kind: str) -> QuerySet[Item]:
    """The rows of a kind with everything that their pictures name, in one query."""
    related = [each.key for each in KINDS[kind].columns if _is_relation(each)]
    return TABLES[kind]._default_manager.select_related(*related)


def picture_of(kind: str, row: Item) -> Picture:
    """The row as a picture. No query when it comes from `with_references`."""
    return {column.key: _plain(column, row) for column in KINDS[kind].columns}


def _plain(column: Column, row: Item) -> Any:
    value = getattr(row, column.key)
    if _is_relation(column):
        return value.key if value is not None else ""
    if column.type is Type.DEGREES:
        return f"{value:.6f}" if value is not None else ""
    if column.type is Type.DAY:
        return value.isoformat() if value is not None else ""
    if column.type is Type.ADDRESS:
        return value or ""
    return value


def put(kind: str, row: Item, picture: Mapping[str, Any], places: Places) -> Item:
    """Write a picture into a row, which is not saved. `places` knows every reference in it."""
    for column in KINDS[kind].columns:
        value = picture[column.key]
        if _is_relation(column):
            setattr(row, f"{column.key}_id", places[column.to, value] if value else None)
        elif column.type is Type.DEGREES:
            setattr(row, column.key, Decimal(value) if value else None)
        elif column.type is Type.DAY:
            setattr(row, column.key, date.fromisoformat(value) if value else None)
        elif column.type is Type.ADDRESS:
            setattr(row, column.key, value or None)
        else:
            setattr(row, column.key, value)
    if isinstance(row, Interface):
        row.norm = normalised(row.name)
        row.key = key_of_port(str(picture["device"]), row.name)
    return row


def references(kind: Kind, pictures: Iterable[Mapping[str, Any]]) -> dict[str, set[str]]:
    """The keys that these pictures name, by the kind they are of."""
    named: dict[str, set[str]] = {}
    pictures = list(pictures)
    for column in kind.columns:
        if _is_relation(column):
            keys = {picture[column.key] for picture in pictures if picture[column.key]}
            named.setdefault(column.to, set()).update(keys)
    return named


def places_of(named: Mapping[str, Iterable[str]]) -> dict[tuple[str, str], int]:
    """The primary keys of these keys, a query for each kind that is named at all."""
    found: dict[tuple[str, str], int] = {}
    for kind, keys in named.items():
        wanted = list(keys)
        if not wanted:
            continue
        table: type[models.Model] = TABLES.get(kind) or _OTHER[kind]
        rows = table._default_manager.filter(key__in=wanted).values_list("key", "pk")
        found |= {(kind, key): pk for key, pk in rows}
    return found


def _is_relation(column: Column) -> bool:
    return column.type is Type.REF and (column.to in TABLES or column.to in _OTHER)
