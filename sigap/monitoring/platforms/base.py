"""What may be asked of a platform over SSH, word for word, and how its answers are read.

Nothing else is ever typed on a device: a command is in the list of its platform or it is refused.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sigap.domain.deviceview import DeviceView
from sigap.domain.devicewords import text_of
from sigap.domain.errors import Fault, Invalid, words

Row = Mapping[str, Any]
Rows = Sequence[Row]
Reader = Callable[[Rows], DeviceView]

PORT: Final = "{interface}"
# One word: no blank, quotation mark, semicolon, pipe or line break ever reaches a device.
_PORT_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/:-]{0,47}")


def nothing(_rows: Rows) -> DeviceView:
    """The reader of a command that people read themselves."""
    return DeviceView()


@dataclass(frozen=True, slots=True)
class Command:
    """One command that only shows. `routine` ones make the picture of the device.

    `text` is exact; it may hold {interface}, which is then a port out of the inventory.
    """

    text: str
    read: Reader = nothing
    routine: bool = False

    @property
    def needs_port(self) -> bool:
        return PORT in self.text


@dataclass(frozen=True, slots=True)
class Platform:
    """One family of devices: netmiko's driver, its list, and the words of its refusals."""

    key: str
    driver: str
    commands: tuple[Command, ...]
    unknown: re.Pattern[str]
    denied: re.Pattern[str]

    @property
    def routine(self) -> tuple[Command, ...]:
        return tuple(command for command in self.commands if command.routine)

    def command(self, text: str) -> Command:
        """The command of the list; `Invalid` for any other text."""
        for command in self.commands:
            if command.text == text:
                return command
        told = words("“%(command)s” tidak ada dalam daftar perintah baca untuk %(platform)s.")
        fault = Fault("command-not-listed", told, {"command": text[:80], "platform": self.key})
        raise Invalid({"command": fault})


def line(command: Command, port: str = "") -> str:
    """What is typed; `Invalid` when the port's name is missing or could be anything but a name."""
    if not command.needs_port:
        return command.text
    if not _PORT_NAME.fullmatch(port):
        told = words("Nama antarmuka “%(name)s” tidak dapat dipakai dalam perintah.")
        raise Invalid({"interface": Fault("bad-interface", told, {"name": port[:60]})})
    return command.text.replace(PORT, port)


def told(row: Row, key: str) -> str:
    """One cell as text; "" where the template has none. Of a list, its first."""
    cell = row.get(key)
    if isinstance(cell, list):
        cell = cell[0] if cell else ""
    return text_of(cell)


def first(rows: Rows) -> Row:
    """The first row, or an empty one."""
    return rows[0] if rows else {}
