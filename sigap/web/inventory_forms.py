"""Forms of the inventory: one field for each column, as typed or as the item stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from sigap.domain.errors import Fault
from sigap.domain.inventory_model import Column, Kind, Type
from sigap.domain.inventory_values import written
from sigap.people.worktime import service_classes
from sigap.web.choices import agencies


@dataclass(frozen=True, slots=True)
class Field:
    """One field: how it is asked, what stands in it, what was wrong with it.

    `control`: text, long, select, check, day or ref (with suggestions of the kind `word`).
    """

    name: str
    label: str
    control: str
    value: str
    hint: str
    optional: bool
    choices: list[tuple[str, str]]
    fault: Fault | None
    fixed: bool = False
    word: str = ""


def fields(
    kind: Kind,
    values: Mapping[str, Any],
    faults: Mapping[str, Fault] | None = None,
    *,
    fixed: tuple[str, ...] = (),
) -> list[Field]:
    """The fields of a kind with these values: texts as typed, or plain values of a picture."""
    return [
        _field(column, values.get(column.key, ""), (faults or {}).get(column.key), fixed)
        for column in kind.columns
    ]


def typed(kind: Kind, sent: QueryDict) -> dict[str, str]:
    """What a form sent, by column; a box that was not ticked is "tidak"."""
    values = {column.key: sent.get(column.key, "") for column in kind.columns if column.key in sent}
    for column in kind.columns:
        if column.type is Type.FLAG:
            values[column.key] = "ya" if sent.get(column.key) else "tidak"
    return values


def fixed_columns(kind: Kind) -> tuple[str, ...]:
    """The columns that an item keeps for good."""
    return ("device",) if kind.key == "interface" else ("key",)


def _field(column: Column, value: Any, fault: Fault | None, fixed: tuple[str, ...]) -> Field:
    text = value if isinstance(value, str) else written(column, value)
    return Field(
        name=column.key,
        label=_(column.label),
        control=_control(column),
        value=text,
        hint=_(column.hint) if column.hint else "",
        optional=not column.needed,
        choices=_choices(column),
        fault=fault,
        fixed=column.key in fixed,
        word=column.to if column.type is Type.REF else "",
    )


def _control(column: Column) -> str:
    if column.type is Type.REF:
        return "select" if column.to in ("agency", "service_class") else "ref"
    named = {Type.LONG: "long", Type.CHOICE: "select", Type.FLAG: "check", Type.DAY: "day"}
    return named.get(column.type, "text")


def _choices(column: Column) -> list[tuple[str, str]]:
    if column.to == "agency":
        return [(each.key, each.name) for each in agencies()]
    if column.to == "service_class":
        return [(key, each.name) for key, each in service_classes().items()]
    return [(key, _(label)) for key, label in column.choices.items()]
