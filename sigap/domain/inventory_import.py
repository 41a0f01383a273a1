"""What an import file would do to the inventory: added, changed, left as it is, refused and why.

Rows may refer to rows of the same file, whatever their order. An empty cell leaves what is there;
"-" empties it. A new item takes what the file does not say from the columns' first values.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from sigap.domain.errors import Fault, words
from sigap.domain.inventory import KINDS, differences
from sigap.domain.inventory_model import Column, Kind, Picture, Type
from sigap.domain.inventory_rules import Faults, Known, key_of, settled, unmoved
from sigap.domain.inventory_values import new_item, read_item, written

CLEAR: Final = "-"
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_NOT_A_WORD: Final = re.compile(r"[^a-z0-9]+")


class Act(StrEnum):
    """What becomes of a row."""

    ADD = "tambah"
    CHANGE = "ubah"
    SAME = "sama"
    REFUSE = "tolak"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of a file: its kind, its headings, and its rows with the line each stands in."""

    kind: str
    name: str
    headings: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


@dataclass(slots=True)
class Planned:
    """What one row would do. `before` is None for what is new; `faults` are by column."""

    sheet: str
    line: int
    kind: str
    key: str
    act: Act
    before: Mapping[str, Any] | None = None
    after: Picture = field(default_factory=dict)
    faults: Faults = field(default_factory=dict)

    @property
    def changes(self) -> dict[str, tuple[Any, Any]]:
        """The columns that would change, each with its old and its new value."""
        return differences(self.before, self.after) if self.before is not None else {}


@dataclass(frozen=True, slots=True)
class Plan:
    """What a whole file would do, row by row; `ignored` are headings that mean nothing here."""

    rows: tuple[Planned, ...]
    ignored: tuple[str, ...]

    def count(self, act: Act) -> int:
        """How many rows would do this."""
        return sum(row.act is act for row in self.rows)

    @property
    def sound(self) -> bool:
        """Whether the file can be carried out: nothing is refused and something is to be done."""
        return not self.count(Act.REFUSE) and any(row.act is not Act.SAME for row in self.rows)


def columns_of(kind: Kind, headings: Sequence[str]) -> list[Column | None]:
    """The column that each heading means, by key, label or one of its other names; each once."""
    found: list[Column | None] = []
    for heading in headings:
        plain = _plain(heading)
        meant = next((each for each in kind.columns if plain in _names(each)), None)
        found.append(meant if meant not in found else None)
    return found


def kind_of(name: str, headings: Sequence[str]) -> str:
    """The kind that a table is of, by its own name or else by its headings; "" when unclear."""
    plain = _plain(name).split(" ")
    for kind in KINDS.values():
        if any(word in plain for word in (kind.word, *kind.also)):
            return kind.key
    fits: dict[str, int] = {}
    for kind in KINDS.values():
        found = {each.key for each in columns_of(kind, headings) if each}
        if all(each.key in found for each in kind.columns if each.needed):
            fits[kind.key] = len(found)
    best = sorted(fits, key=lambda key: -fits[key])
    clear = len(best) == 1 or (len(best) > 1 and fits[best[0]] > fits[best[1]])
    return best[0] if clear else ""


def plan(sheets: Iterable[Sheet], known: Known) -> Plan:
    """What these tables would do to the register. The order of rows never changes the answer."""
    order = list(KINDS)
    rows: list[Planned] = []
    ignored: list[str] = []
    after = _After(known)
    for sheet in sorted(sheets, key=lambda each: order.index(each.kind)):
        columns = columns_of(KINDS[sheet.kind], sheet.headings)
        ignored += [
            heading
            for heading, column in zip(sheet.headings, columns, strict=True)
            if column is None and heading.strip()
        ]
        for line, cells in sheet.rows:
            rows.append(_read(sheet, line, dict(_given(columns, cells)), known, after))
            after.lay(rows[-1])
    _refuse_twice(rows)
    for row in rows:
        _judge(row, after)
    return Plan(tuple(rows), tuple(dict.fromkeys(ignored)))


def export_row(kind: Kind, picture: Mapping[str, Any], *, quoted: bool) -> list[str]:
    """One row of an export. `quoted`: no spreadsheet computes what looks like a formula."""
    texts = [written(column, picture[column.key]) for column in kind.columns]
    return [quote(text) for text in texts] if quoted else texts


def quote(text: str) -> str:
    """The text behind an apostrophe where a spreadsheet would take it for a formula."""
    return f"'{text}" if text.startswith((*FORMULA, "'")) else text


def unquoted(text: str) -> str:
    """What `quote` was given."""
    return text[1:] if text.startswith("'") and text[1:].startswith((*FORMULA, "'")) else text


def _plain(text: str) -> str:
    return _NOT_A_WORD.sub(" ", text.casefold()).strip()


def _names(column: Column) -> set[str]:
    return {_plain(each) for each in (column.key, column.label, *column.also)}


def _given(
    columns: Sequence[Column | None], cells: Sequence[str]
) -> Iterable[tuple[str, str | None]]:
    for column, cell in zip(columns, cells, strict=False):
        text = unquoted(cell.strip())
        if column is None or not text:
            continue
        cleared = text == CLEAR and not column.needed and column.type is not Type.FLAG
        yield column.key, None if cleared else text


def _read(sheet: Sheet, line: int, given: dict[str, Any], known: Known, after: "_After") -> Planned:
    kind = KINDS[sheet.kind]
    read, faults = read_item(kind, given)
    if kind.key == "interface" and read.get("device"):
        read["device"] = after.find("device", read["device"]) or read["device"]
    part, lacks = new_item(kind, read)
    named = ("device", "name") if kind.key == "interface" else ("key",)
    key = "" if any(name in lacks or name in faults for name in named) else key_of(kind, part)
    before = known.picture(kind.key, key) if key else None
    if before is None:
        return Planned(sheet.name, line, kind.key, key, Act.ADD, None, part, {**lacks, **faults})
    whole = {**before, **read}
    return Planned(sheet.name, line, kind.key, key, Act.CHANGE, before, whole, faults)


def _refuse_twice(rows: Sequence[Planned]) -> None:
    seen: dict[tuple[str, str], int] = {}
    for row in rows:
        if not row.key:
            continue
        first = seen.setdefault((row.kind, row.key), row.line)
        if first != row.line:
            template = words("Baris %(line)s sudah menyebut yang sama.")
            row.faults["key"] = Fault("twice", template, {"line": first})


def _judge(row: Planned, after: "_After") -> None:
    kind = KINDS[row.kind]
    row.after, faults = settled(kind, row.after, after)
    if row.before is not None:
        faults = {**unmoved(kind, row.before, row.after), **faults}
    row.faults = {**faults, **row.faults}
    if row.faults:
        row.act = Act.REFUSE
    elif row.before is not None and not row.changes:
        row.act = Act.SAME


class _After:
    """The register as the file would leave it."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self._rows: dict[tuple[str, str], Picture] = {}
        self._named: dict[tuple[str, str], str] = {}
        self._serials: dict[tuple[str, str], list[str]] = {}

    def lay(self, row: Planned) -> None:
        """Let the row count as carried out, faulty or not: others are judged for themselves."""
        if not row.key or (row.kind, row.key) in self._rows:
            return
        self._rows[row.kind, row.key] = row.after
        name = str(row.after.get("name", "")).casefold()
        if name:
            other = self._named.setdefault((row.kind, name), row.key)
            if other != row.key:
                self._named[row.kind, name] = ""
        if row.kind == "device" and row.after["serial"]:
            mark = (row.after["vendor"].casefold(), row.after["serial"].casefold())
            self._serials.setdefault(mark, []).append(row.key)

    def picture(self, kind: str, key: str) -> Mapping[str, Any] | None:
        return self._rows.get((kind, key)) or self._known.picture(kind, key)

    def find(self, to: str, text: str) -> str:
        if (to, text) in self._rows:
            return text
        return self._known.find(to, text) or self._named.get((to, text.casefold()), "")

    def serial(self, vendor: str, serial: str) -> tuple[str, ...]:
        here = self._serials.get((vendor.casefold(), serial.casefold()), [])
        there = [
            each
            for each in self._known.serial(vendor, serial)
            if ("device", each) not in self._rows
        ]
        return (*here, *there)
