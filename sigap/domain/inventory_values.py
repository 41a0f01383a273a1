"""Reads what was typed, sent or imported into the plain values of a picture, and writes them out.

Reading what was written gives the same value: an export can be imported again.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from ipaddress import ip_address, ip_interface, ip_network
from typing import Any, Final

from sigap.domain.errors import Fault, required, unknown_choice, unprintable, words
from sigap.domain.inventory import Column, Kind, Picture, Type

KEY_SHAPE: Final = re.compile(r"[a-z0-9]+(?:[.-]+[a-z0-9]+)*")
_SPEED: Final = re.compile(r"(\d+(?:[.,]\d+)?)\s*(?:([kmgt])?\s*(?:b(?:it)?(?:ps|/s)?)?)?", re.I)
_TIMES: Final = {"": 1, "k": 10**3, "m": 10**6, "g": 10**9, "t": 10**12}
_YES: Final = frozenset({"ya", "y", "yes", "true", "1", "aktif", "active", "dipakai", "x", "benar"})
_NO: Final = frozenset(
    {"tidak", "t", "n", "no", "false", "0", "nonaktif", "inactive", "dilepas", "salah", "-"}
)
_DAY_FIRST: Final = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
MOST_SPEED: Final = 10**15
MOST_ADDRESSES: Final = 64
MOST_POINTS: Final = 2000


class Unreadable(Exception):
    """What was given is no value of this column; `fault` says why and what would be right."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(str(fault))
        self.fault = fault


def read_value(column: Column, given: Any) -> Any:
    """The plain value of what was given for one column; raises Unreadable.

    Nothing given is the column's empty value, also where it is needed: `read_item` says that.
    """
    text = "" if given is None else given
    if isinstance(text, str):
        text = text.strip()
        if wrong := unprintable(text):
            raise Unreadable(wrong)
        if not text:
            return Column(column.key, "", column.type).empty
    return _READERS[column.type](column, text)


def read_item(kind: Kind, given: Mapping[str, Any]) -> tuple[Picture, dict[str, Fault]]:
    """The columns that were given, read, and what is wrong by column."""
    read: Picture = {}
    faults: dict[str, Fault] = {}
    for key, value in given.items():
        column = kind.column(key)
        if column is None:
            template = words("Isian ini tidak dikenal.")
            faults[key[:80]] = Fault("field-unknown", template)
            continue
        try:
            read[key] = read_value(column, value)
        except Unreadable as wrong:
            faults[key] = wrong.fault
            continue
        if column.needed and read[key] in ("", None):
            faults[key] = required()
    return read, faults


def new_item(kind: Kind, read: Mapping[str, Any]) -> tuple[Picture, dict[str, Fault]]:
    """A whole picture out of what was given of a new item, and what it lacks."""
    picture = {each.key: read.get(each.key, each.empty) for each in kind.columns}
    lacks = {
        each.key: required()
        for each in kind.columns
        if each.needed and picture[each.key] in ("", None)
    }
    return picture, lacks


def written(column: Column, value: Any) -> str:
    """The value as one text that `read_value` reads back: for forms, exports and lists."""
    if value is None or value == "":
        return ""
    if column.type is Type.FLAG:
        return "ya" if value else "tidak"
    if column.type is Type.SPEED:
        return speed_words(value)
    if column.type is Type.ADDRESSES:
        return " ".join(value)
    if column.type is Type.ROUTE:
        return "; ".join(f"{lat},{lon}" for lat, lon in value)
    return str(value)


def speed_words(bps: int) -> str:
    """A capacity as people write it, without loss: "1 Gbps", "1500 kbps", "7 bps"."""
    for times, unit in ((10**12, "Tbps"), (10**9, "Gbps"), (10**6, "Mbps"), (10**3, "kbps")):
        if bps >= times and bps % times == 0:
            return f"{bps // times} {unit}"
    return f"{bps} bps"


def _wrong(code: str, template: str, **params: Any) -> Unreadable:
    return Unreadable(Fault(code, template, params))


def _text(column: Column, given: Any) -> str:
    if isinstance(given, bool) or not isinstance(given, str | int | float | Decimal):
        raise _wrong("not-a-text", words("Isi dengan teks."))
    text = str(given)
    if column.type is not Type.LONG:
        text = " ".join(text.split())
    if len(text) > column.most:
        raise _wrong("length", words("Paling banyak %(most)s huruf."), most=column.most)
    if column.key == "key" and not KEY_SHAPE.fullmatch(text):
        raise _wrong(
            "key-unusable",
            words("Kunci harus huruf kecil, angka, dan tanda hubung, dan belum dipakai."),
        )
    return text


def _choice(column: Column, given: Any) -> str:
    text = str(given).strip()
    plain = text.casefold()
    for key, label in column.choices.items():
        if plain in (key.casefold(), label.casefold()):
            return key
    raise Unreadable(unknown_choice(text, column.choices))


def _ref(column: Column, given: Any) -> str:
    text = str(given).strip()
    if len(text) > 200:
        raise _wrong("length", words("Paling banyak %(most)s huruf."), most=200)
    return text


def _whole(column: Column, given: Any) -> int:
    try:
        number = int(str(given).removesuffix(".0"))
    except ValueError:
        raise _wrong("not-a-number", words("Isi dengan angka bulat.")) from None
    if not column.least <= number <= column.most:
        template = words("Isi %(least)s sampai %(most)s.")
        raise _wrong("out-of-range", template, least=column.least, most=column.most)
    return number


def _speed(_column: Column, given: Any) -> int:
    found = _SPEED.fullmatch(str(given).strip())
    if found is None:
        template = words("Tulis kecepatan dengan satuannya, misalnya 100 Mbps atau 1 Gbps.")
        raise _wrong("not-a-speed", template)
    number, unit = found.groups()
    bps = Decimal(number.replace(",", ".")) * _TIMES[(unit or "").lower()]
    if bps > MOST_SPEED:
        raise _wrong("out-of-range", words("Kecepatan ini lebih dari yang mungkin."))
    return int(bps)


def _degrees(column: Column, given: Any) -> str:
    try:
        number = Decimal(str(given).strip().replace(",", "."))
        if not number.is_finite():
            raise InvalidOperation
    except InvalidOperation:
        template = words("Tulis derajat desimal, misalnya -6.238270.")
        raise _wrong("not-degrees", template) from None
    if abs(number) > column.most:
        template = words("Koordinat harus di antara -%(most)s dan %(most)s derajat.")
        raise _wrong("coordinate-range", template, most=column.most)
    return str(number.quantize(Decimal("0.000001")))


def _day(_column: Column, given: Any) -> str:
    if isinstance(given, date):
        return given.isoformat()[:10]
    text = str(given).strip()
    try:
        if found := _DAY_FIRST.fullmatch(text):
            day, month, year = map(int, found.groups())
            return date(year, month, day).isoformat()
        return date.fromisoformat(text[:10] if text[10:] == " 00:00:00" else text).isoformat()
    except ValueError:
        template = words("Tulis tanggal, misalnya 2026-11-23 atau 23/11/2026.")
        raise _wrong("not-a-day", template) from None


def _flag(_column: Column, given: Any) -> bool:
    plain = str(given).strip().casefold()
    if plain in _YES or plain in _NO:
        return plain in _YES
    raise _wrong("not-yes-or-no", words("Isi ya atau tidak."))


def _address(_column: Column, given: Any) -> str:
    try:
        return str(ip_address(str(given).strip().split("/")[0]))
    except ValueError:
        raise _wrong("not-an-address", words("Tulis alamat IP, misalnya 10.32.1.2.")) from None


def _addresses(_column: Column, given: Any) -> list[str]:
    texts = given if isinstance(given, list) else re.split(r"[\s,;]+", str(given).strip())
    if len(texts) > MOST_ADDRESSES:
        raise _wrong("too-many", words("Paling banyak %(most)s alamat."), most=MOST_ADDRESSES)
    try:
        return list(dict.fromkeys(str(ip_interface(str(text))) for text in texts if text))
    except ValueError:
        template = words("Tulis alamat dengan panjang prefiksnya, misalnya 10.32.1.2/30.")
        raise _wrong("not-an-address", template) from None


def _network(_column: Column, given: Any) -> str:
    try:
        return str(ip_network(str(given).strip()))
    except ValueError:
        template = words("Tulis prefiks tanpa bagian inang, misalnya 10.32.1.0/24.")
        raise _wrong("not-a-network", template) from None


def _mac(_column: Column, given: Any) -> str:
    figures = re.sub(r"[^0-9a-f]", "", str(given).casefold())
    if len(figures) != 12 or not re.fullmatch(r"[0-9a-fA-F:.\- ]+", str(given).strip()):
        raise _wrong("not-a-mac", words("Tulis alamat MAC, misalnya 00:53:00:ab:cd:ef."))
    return ":".join(figures[at : at + 2] for at in range(0, 12, 2))


def _route(_column: Column, given: Any) -> list[list[float]]:
    points = given
    if isinstance(given, str):
        points = [point.split(",") for point in given.split(";") if point.strip()]
    if not isinstance(points, list) or len(points) > MOST_POINTS:
        raise _wrong("not-a-route", words("Tulis titik jalur sebagai lintang,bujur; …"))
    route: list[list[float]] = []
    for point in points:
        if not isinstance(point, list) or len(point) != 2:
            raise _wrong("not-a-route", words("Tulis titik jalur sebagai lintang,bujur; …"))
        lat, lon = (
            float(_degrees(Column("", "", most=most), part))
            for part, most in zip(point, (90, 180), strict=True)
        )
        route.append([lat, lon])
    return route


_READERS: Final[Mapping[Type, Callable[[Column, Any], Any]]] = {
    Type.TEXT: _text,
    Type.LONG: _text,
    Type.CHOICE: _choice,
    Type.REF: _ref,
    Type.WHOLE: _whole,
    Type.SPEED: _speed,
    Type.DEGREES: _degrees,
    Type.DAY: _day,
    Type.FLAG: _flag,
    Type.ADDRESS: _address,
    Type.ADDRESSES: _addresses,
    Type.NETWORK: _network,
    Type.MAC: _mac,
    Type.ROUTE: _route,
}
