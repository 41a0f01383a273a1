"""Letter numbers: an office's own pattern, filled in and read back, and the counter it uses.

A real number of Kota Bekasi is `800.1.3.3/6316/BKPSDM.Adap`: archive code, running number, unit;
no year in it, and a new count every year.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from sigap.domain.errors import Fault, Invalid, words

LONGEST: Final = 120
MONTHS: Final = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
PLACES: Final = {
    "n": words("nomor urut, misalnya {n} atau {n:4} untuk 0017"),
    "kode": words("kode klasifikasi arsip"),
    "unit": words("unit pengolah"),
    "tahun": words("tahun empat angka"),
    "bulan": words("bulan angka Romawi"),
    "bulan_angka": words("bulan dua angka"),
}
"""What may stand between braces in a pattern."""

COUNTED_BY: Final = ("tahun", "kode", "unit")
"""What may begin a count anew; a counter by nothing runs on for ever."""

_PLACE = re.compile(r"\{([^{}]*)\}")
_DIGITS: Final = 9


@dataclass(frozen=True, slots=True)
class Number:
    """What a number is made of: the running number, the day it stands for, code and unit."""

    n: int
    on: date
    code: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern that can be filled in; `parts` are literal texts and places in turn.

    `width` is the least number of digits of the running number.
    """

    text: str
    parts: tuple[str, ...]
    width: int = 1

    def fill(self, number: Number) -> str:
        """The number as it is written. Two running numbers are never written alike."""
        values = self._values(number)
        return "".join(values[part] if place else part for place, part in self._turns())

    def running_number(self, written: str, *, code: str, unit: str) -> int | None:
        """The running number in a number written by this pattern, None where it is not one."""
        found = re.fullmatch(self._expression(code, unit), written)
        return int(found["n"]) if found else None

    def _values(self, number: Number) -> Mapping[str, str]:
        if number.n < 1:
            raise ValueError("a running number begins at 1")
        return {
            "n": f"{number.n:0{self.width}d}",
            "kode": number.code,
            "unit": number.unit,
            "tahun": f"{number.on.year:04d}",
            "bulan": MONTHS[number.on.month - 1],
            "bulan_angka": f"{number.on.month:02d}",
        }

    def _expression(self, code: str, unit: str) -> str:
        known = {
            "n": f"(?P<n>[0-9]{{{self.width},{_DIGITS}}})",
            "kode": re.escape(code),
            "unit": re.escape(unit),
            "tahun": r"[0-9]{4}",
            "bulan": "(?:" + "|".join(MONTHS) + ")",
            "bulan_angka": r"[0-9]{2}",
        }
        return "".join(known[part] if place else re.escape(part) for place, part in self._turns())

    def _turns(self) -> list[tuple[bool, str]]:
        """The parts with whether each is a place: every second one, a literal text first."""
        return [(index % 2 == 1, part) for index, part in enumerate(self.parts)]


def pattern(text: str) -> Pattern:
    """Read a pattern such as `{kode}/{n}/{unit}`; Invalid at "pattern" says what is wrong.

    It must hold {n} exactly once, and nothing that could be taken for a digit of it beside it.
    """
    text = text.strip()
    parts: list[str] = []
    names: list[str] = []
    width, at = 1, 0
    for found in _PLACE.finditer(text):
        name, _, digits = found[1].partition(":")
        if name not in PLACES or (digits and (name != "n" or digits not in "123456789")):
            raise _wrong(
                words("“{%(place)s}” tidak dikenal; yang ada: %(known)s."),
                place=found[1],
                known=", ".join(f"{{{each}}}" for each in PLACES),
            )
        if digits:
            width = int(digits)
        parts += [text[at : found.start()], name]
        names.append(name)
        at = found.end()
    parts.append(text[at:])
    literal = "".join(parts[::2])
    if "{" in literal or "}" in literal:
        raise _wrong(words("Ada kurung kurawal yang tidak berpasangan."))
    if names.count("n") != 1:
        raise _wrong(words("Tulis {n} tepat satu kali, misalnya {kode}/{n}/{unit}."))
    if len(text) > LONGEST:
        raise _wrong(words("Paling banyak %(most)s huruf."), most=LONGEST)
    if _touches_a_digit(parts):
        raise _wrong(words("Beri pemisah di kiri dan kanan {n}, misalnya garis miring."))
    return Pattern(text, tuple(parts), width)


def _touches_a_digit(parts: list[str]) -> bool:
    """Whether the running number stands beside a digit, or beside a place that may bring one."""
    place = next(index for index in range(1, len(parts), 2) if parts[index] == "n")
    before, after = parts[place - 1], parts[place + 1]
    open_left = not before and place > 1
    open_right = not after and place + 2 < len(parts)
    return open_left or open_right or before[-1:].isdigit() or after[:1].isdigit()


def _wrong(template: str, **params: object) -> Invalid:
    return Invalid({"pattern": Fault("bad-pattern", template, params)})


def counter_key(kind: str, counted_by: frozenset[str], number: Number) -> str:
    """The name of the counter that a number of this kind is taken from.

    Numbers that share what the count begins anew by, and nothing else, share a counter.
    """
    values = {"tahun": number.on.year, "kode": number.code, "unit": number.unit}
    told = {name: values[name] for name in COUNTED_BY if name in counted_by}
    return json.dumps([kind, told], ensure_ascii=False)
