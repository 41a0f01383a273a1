"""Walks as tables: columns of cells by their index, as the MIBs write them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sigap.monitoring.probes.snmp_walk import Said, Walk

Column = Mapping[str, Said]


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a MIB; a column that the agent has not is empty."""

    columns: Mapping[int, Column] = field(default_factory=dict)

    def column(self, number: int) -> Column:
        return self.columns.get(number, {})

    def cell(self, number: int, index: str) -> Said:
        return self.column(number).get(index)

    def indexes(self) -> list[str]:
        """Every index of any column, in the order in which they were first told."""
        return list(dict.fromkeys(index for cells in self.columns.values() for index in cells))


def table(walk: Walk) -> Table:
    """The walk of a table's entry ("…2.2.1") as its columns."""
    columns: dict[str, dict[str, Said]] = {}
    skip = len(walk.root) + 1
    for oid, value in walk.rows.items():
        number, _, index = oid[skip:].partition(".")
        column = columns.get(number)
        if column is None:
            column = columns[number] = {}
        column[index] = value
    return Table({int(number): cells for number, cells in columns.items() if number.isdigit()})


def numbers(index: str) -> tuple[int, ...]:
    """An index as its numbers; () when it is none."""
    parts = index.split(".") if index else []
    return tuple(int(part) for part in parts) if all(part.isdigit() for part in parts) else ()


def told_address(parts: tuple[int, ...]) -> bytes | None:
    """The address in an index that has its length before it, or the bare four of IPv4."""
    if len(parts) not in (4, 16) or any(part > 255 for part in parts):
        return None
    return bytes(parts)
