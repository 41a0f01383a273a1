"""What a column and a kind of the inventory are; the kinds themselves stand in inventory.py."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

Picture = dict[str, Any]


class Type(StrEnum):
    """What a column holds, and so how it is read and shown."""

    TEXT = "text"
    LONG = "long"
    CHOICE = "choice"
    REF = "ref"
    WHOLE = "whole"
    SPEED = "speed"
    DEGREES = "degrees"
    DAY = "day"
    FLAG = "flag"
    ADDRESS = "address"
    ADDRESSES = "addresses"
    NETWORK = "network"
    MAC = "mac"
    ROUTE = "route"


EMPTY: Final[Mapping[Type, Any]] = {
    Type.WHOLE: None,
    Type.SPEED: None,
    Type.FLAG: False,
    Type.ADDRESSES: [],
    Type.ROUTE: [],
}
"""What stands in a picture where nothing is known; "" for the types not listed."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its key in pictures and the API, its heading, what it takes.

    `most` limits the letters of a text or the value of a number; `to` is the kind that a REF
    names; `also` are further headings under which an import finds it.
    """

    key: str
    label: str
    type: Type = Type.TEXT
    needed: bool = False
    most: int = 200
    least: int = 0
    choices: Mapping[str, str] = field(default_factory=dict)
    to: str = ""
    also: tuple[str, ...] = ()
    first: Any = None
    hint: str = ""

    @property
    def empty(self) -> Any:
        """What stands here in a new item of which nothing is said."""
        if self.first is not None:
            return self.first
        value = EMPTY.get(self.type, "")
        return list(value) if isinstance(value, list) else value


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of item. `word` stands in addresses and files, `label` on pages.

    `state` is the column that says whether an item is out of use, `out` its value then, `back`
    the one that brings it back.
    """

    key: str
    word: str
    label: str
    columns: tuple[Column, ...]
    state: str = "active"
    out: Any = False
    back: Any = True
    also: tuple[str, ...] = ()

    def column(self, key: str) -> Column | None:
        """The column of this key, if there is one."""
        return next((each for each in self.columns if each.key == key), None)

    def is_out(self, picture: Mapping[str, Any]) -> bool:
        """Whether the item is out of use."""
        return bool(picture.get(self.state) == self.out)
