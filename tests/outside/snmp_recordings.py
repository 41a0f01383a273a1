"""Reads recorded devices: snmprec (OID|tag|value) and the output of snmpwalk."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

INTEGER, OCTETS, NULL, OID = 0x02, 0x04, 0x05, 0x06
IP, COUNTER32, GAUGE32, TICKS, OPAQUE, COUNTER64 = 0x40, 0x41, 0x42, 0x43, 0x44, 0x46

Oid = tuple[int, ...]


class Value(NamedTuple):
    """A value as it goes over the wire: its tag, and a number, octets or an OID."""

    tag: int
    content: int | bytes | Oid


WALKED = {
    "INTEGER": INTEGER,
    "Gauge32": GAUGE32,
    "Unsigned32": GAUGE32,
    "Counter32": COUNTER32,
    "Counter64": COUNTER64,
    "Timeticks": TICKS,
}
LINE = re.compile(r"^\.?(\d+(?:\.\d+)+) = (.*)$", re.S)


def oid_of(text: str) -> Oid:
    return tuple(int(part) for part in text.strip().strip(".").split("."))


def recording(path: Path) -> dict[Oid, Value]:
    """Every object of a recorded device, by OID; lines that say nothing are left out."""
    read = _snmprec if path.suffix == ".snmprec" else _snmpwalk
    return dict(read(path.read_bytes().decode("latin-1")))


def _snmprec(text: str) -> Iterator[tuple[Oid, Value]]:
    for line in text.split("\n"):
        oid, _, rest = line.partition("|")
        tag, _, raw = rest.partition("|")
        if oid[:1].isdigit() and tag:
            yield oid_of(oid), _recorded(tag, raw)


def _recorded(tag: str, raw: str) -> Value:
    plain = tag.partition(":")[0]
    number, hexed = int(plain.rstrip("x")), plain.endswith("x")
    if ":" in tag:  # a value that a simulator would make up: "initial=5,scale=…"
        made = re.search(r"initial=(\d+)", raw)
        raw = made[1] if made else "0"
    octets = bytes.fromhex(raw) if hexed else raw.encode("latin-1")
    if number == IP:
        return Value(IP, octets if hexed else bytes(int(part) for part in raw.split(".")))
    if number in (OCTETS, OPAQUE):
        return Value(number, octets)
    if number == OID:
        return Value(OID, oid_of(raw))
    return Value(number, b"" if number == NULL else int(raw or 0))


def _snmpwalk(text: str) -> Iterator[tuple[Oid, Value]]:
    for entry in re.split(r"\n(?=\.\d+\.)", text):
        if match := LINE.match(entry.rstrip("\n")):
            yield oid_of(match[1]), _walked(match[2])


def _walked(said: str) -> Value:
    kind, found, raw = said.partition(": ")
    if kind in WALKED and (number := re.search(r"-?\d+", raw)):
        return Value(WALKED[kind], int(number[0]))
    if kind == "Hex-STRING" or kind == "BITS":
        digits = re.match(r"(?:[0-9A-Fa-f]{2}\s+)*(?:[0-9A-Fa-f]{2}\b)?", raw)
        return Value(OCTETS, bytes.fromhex(digits[0] if digits else ""))
    if kind == "OID":
        return Value(OID, oid_of(raw) if raw.strip(".")[:1].isdigit() else (0, 0))
    if kind in ("IpAddress", "Network Address"):
        base = 10 if "." in raw else 16
        return Value(IP, bytes(int(part, base) for part in re.split("[.:]", raw.strip())))
    if re.fullmatch(r"\d+", said):  # snmpwalk -Ot writes TimeTicks without their name
        return Value(TICKS, int(said))
    text = raw if found and kind == "STRING" else said
    if len(text) >= 2 and text[0] == text[-1] == '"':
        text = text[1:-1]
    return Value(OCTETS, text.encode("latin-1"))
