"""How items of the inventory are named, addressed and told on pages."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.urls import register_converter
from django.utils.translation import gettext as _

from sigap.domain.inventory import KINDS, WORDS
from sigap.domain.inventory_model import Column, Kind, Type
from sigap.domain.inventory_values import written
from sigap.inventory.pictures import Item
from sigap.web.navigation import url
from sigap.web.voice import FILTERS

# What a list shows of each kind beside the name; the rest stands on the item's own page.
LISTED: Final[Mapping[str, tuple[str, ...]]] = {
    "site": ("kind", "agency", "district", "upstream"),
    "device": ("kind", "site", "management_address", "model"),
    "interface": ("device", "kind", "speed_bps", "addresses", "description"),
    "circuit": ("a_site", "b_site", "bandwidth_bps", "hotline", "valid_until"),
    "link": ("a_device", "b_device", "medium", "capacity_bps"),
    "vlan": ("vid", "site"),
    "prefix": ("name", "site", "vlan"),
    "service": ("agency", "site", "device"),
}


class InventoryWordConverter:
    """The words of the kinds as parts of an address; no other page has one of these words."""

    regex = "|".join(WORDS)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(InventoryWordConverter, "inventory")


@dataclass(frozen=True, slots=True)
class Cell:
    """One value as it is shown: its words, and where they lead."""

    label: str
    text: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One item in a list."""

    name: str
    href: str
    key: str
    out: bool
    trouble: bool
    cells: tuple[Cell, ...]


def page_of(kind: str, key: str) -> str:
    """The address of an item's page."""
    return url("inventory-item", KINDS[kind].word, key)


def line(kind: str, row: Item, *, without: str = "") -> Line:
    """An item as a line of a list. No query when it comes with its references.

    `without`: a column that says nothing on the page it is shown on.
    """
    made = KINDS[kind]
    state = getattr(row, made.state)
    columns = _columns(kind, without)
    return Line(
        name=str(row),
        href=page_of(kind, row.key),
        key=row.key,
        out=state == made.out,
        trouble=state == "rusak",
        cells=tuple(cell(column, row) for column in columns),
    )


def headings(kind: str, *, without: str = "") -> list[str]:
    """The headings over the cells of `line`."""
    return [_(column.label) for column in _columns(kind, without)]


def _columns(kind: str, without: str) -> list[Column]:
    names = [name for name in LISTED[kind] if name != without]
    return [column for name in names if (column := KINDS[kind].column(name))]


def cell(column: Column, row: Item) -> Cell:
    """One column of a row: what it refers to by name and with its address."""
    value = getattr(row, column.key)
    if column.type is Type.REF and column.to in KINDS:
        if value is None:
            return Cell(_(column.label), "")
        return Cell(_(column.label), str(value), page_of(column.to, value.key))
    if column.type is Type.REF and value is not None:
        return Cell(_(column.label), str(value))
    return Cell(_(column.label), said(column, value))


def said(column: Column, value: Any) -> str:
    """A plain value in the reader's words; "" where there is none."""
    if value is None or value == "":
        return ""
    if column.type is Type.CHOICE:
        return _(column.choices.get(value, value))
    if column.type is Type.FLAG:
        return _("ya") if value else _("tidak")
    if column.type is Type.DAY:
        return FILTERS["day"](value if isinstance(value, date) else date.fromisoformat(value))
    if column.type is Type.DEGREES:
        return f"{value}"
    return written(column, value)


def changes_said(kind: Kind, changes: Mapping[str, tuple[Any, Any]]) -> list[tuple[str, str, str]]:
    """(label, old, new) of the columns that changed, as a history or a dry run shows them."""
    told = []
    for name, (before, after) in changes.items():
        column = kind.column(name)
        if column is not None:
            told.append((_(column.label), said(column, before) or "–", said(column, after) or "–"))
    return told
