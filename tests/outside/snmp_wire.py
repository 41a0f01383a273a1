"""The SNMP v1/v2c messages an agent reads and writes (RFC 1157, 3416), in BER."""

from collections.abc import Iterable
from typing import NamedTuple

from tests.outside.snmp_recordings import INTEGER, NULL, OCTETS, OID, Oid, Value

SEQUENCE = 0x30
GET, GETNEXT, RESPONSE, GETBULK = 0xA0, 0xA1, 0xA2, 0xA5
NO_SUCH_OBJECT, END_OF_VIEW = Value(0x80, b""), Value(0x82, b"")

Bound = tuple[Oid, Value]


class Asked(NamedTuple):
    """A request: version 0 is v1, 1 is v2c; `first` and `second` are the PDU's two numbers."""

    version: int
    community: str
    kind: int
    number: int
    first: int
    second: int
    oids: tuple[Oid, ...]


def _length(size: int) -> bytes:
    if size < 128:
        return bytes((size,))
    octets = size.to_bytes((size.bit_length() + 7) // 8)
    return bytes((0x80 | len(octets),)) + octets


def wrapped(tag: int, content: bytes) -> bytes:
    return bytes((tag,)) + _length(len(content)) + content


def _oid(oid: Oid) -> bytes:
    out = bytearray((oid[0] * 40 + oid[1],))
    for part in oid[2:]:
        septets = [part & 0x7F]
        while part := part >> 7:
            septets.append(0x80 | (part & 0x7F))
        out += bytes(reversed(septets))
    return bytes(out)


def encoded(value: Value) -> bytes:
    content = value.content
    if isinstance(content, int):
        content = content.to_bytes(content.bit_length() // 8 + 1, signed=True)
    elif isinstance(content, tuple):
        content = _oid(content)
    return wrapped(value.tag, content)


def bound(pair: Bound) -> bytes:
    """One line of an answer."""
    return wrapped(SEQUENCE, wrapped(OID, _oid(pair[0])) + encoded(pair[1]))


def answer(asked: Asked, lines: Iterable[bytes], error: int = 0, at: int = 0) -> bytes:
    """The whole datagram."""
    numbers = b"".join(encoded(Value(INTEGER, number)) for number in (asked.number, error, at))
    pdu = wrapped(RESPONSE, numbers + wrapped(SEQUENCE, b"".join(lines)))
    head = encoded(Value(INTEGER, asked.version))
    community = wrapped(OCTETS, asked.community.encode("latin-1"))
    return wrapped(SEQUENCE, head + community + pdu)


def _piece(data: bytes, at: int) -> tuple[int, bytes, int]:
    """Tag, content and the place after it."""
    tag, size, at = data[at], data[at + 1], at + 2
    if size & 0x80:
        octets = size & 0x7F
        size, at = int.from_bytes(data[at : at + octets]), at + octets
    return tag, data[at : at + size], at + size


def _pieces(data: bytes) -> list[tuple[int, bytes]]:
    found, at = [], 0
    while at < len(data):
        tag, content, at = _piece(data, at)
        found.append((tag, content))
    return found


def _oid_in(content: bytes) -> Oid:
    parts, number = [content[0] // 40, content[0] % 40], 0
    for octet in content[1:]:
        number = (number << 7) | (octet & 0x7F)
        if not octet & 0x80:
            parts.append(number)
            number = 0
    return tuple(parts)


def asked_in(datagram: bytes) -> Asked:
    """The request in a datagram; ValueError or IndexError when it is none of v1 or v2c."""
    (version, community, (kind, pdu)) = _pieces(_piece(datagram, 0)[1])
    if kind not in (GET, GETNEXT, GETBULK):
        raise ValueError(kind)
    number, first, second, lines = _pieces(pdu)
    oids = tuple(_oid_in(_pieces(line)[0][1]) for _, line in _pieces(lines[1]))
    numbers = (int.from_bytes(part[1], signed=True) for part in (number, first, second))
    return Asked(version[1][0], community[1].decode("latin-1"), kind, *numbers, oids)


__all__ = ["NULL", "Asked", "Bound", "answer", "asked_in", "bound"]
