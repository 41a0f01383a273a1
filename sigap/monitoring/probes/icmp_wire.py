"""ICMP echo as bytes: what is sent, and what came back or why nothing could (RFC 792, RFC 4443)."""

import struct
from dataclasses import dataclass
from typing import Final

from sigap.domain.answers import Answer

ECHO: Final = {4: 8, 6: 128}
REPLY: Final = {4: 0, 6: 129}
UNREACHABLE: Final = {4: 3, 6: 1}
EXCEEDED: Final = {4: 11, 6: 3}
# Codes of "unreachable" by which a router says that it is forbidden, not that there is no way.
_FORBIDDEN: Final = {4: (9, 10, 13), 6: (1, 5, 6)}
_PORT: Final = {4: 3, 6: 4}
_PROTOCOL: Final = {4: 1, 6: 58}
_HEADER: Final = struct.Struct("!BBHHH")
# Who sent it, which try of which target: no other program's echo can be taken for ours.
_PAYLOAD: Final = struct.Struct("!8sIHH")
SIZE: Final = _HEADER.size + _PAYLOAD.size


@dataclass(frozen=True, slots=True)
class Heard:
    """One packet that is about an echo of ours: which one, and how it went."""

    index: int
    attempt: int
    answer: Answer


def checksum(data: bytes) -> int:
    """The Internet checksum of an even number of bytes (RFC 1071)."""
    total: int = sum(struct.unpack(f"!{len(data) // 2}H", data))
    total = (total & 0xFFFF) + (total >> 16)
    return ~(total + (total >> 16)) & 0xFFFF


def echo(
    version: int, cookie: bytes, index: int, attempt: int, identity: int, padding: int = 0
) -> bytes:
    """One echo request with an even number of octets more than it needs.

    The kernel fills in the checksum of version 6, and of a ping socket.
    """
    payload = _PAYLOAD.pack(cookie, index, attempt, 0) + bytes(padding)
    number = index & 0xFFFF
    bare = _HEADER.pack(ECHO[version], 0, 0, identity, number) + payload
    if version == 6:
        return bare
    return _HEADER.pack(ECHO[version], 0, checksum(bare), identity, number) + payload


def heard(version: int, cookie: bytes, identity: int, packet: bytes) -> Heard | None:
    """What an ICMP message says of an echo of ours; None for anybody else's."""
    if len(packet) < _HEADER.size:
        return None
    kind, code = packet[0], packet[1]
    if kind == REPLY[version]:
        return ours(cookie, packet, Answer.OK)
    if kind == UNREACHABLE[version]:
        answer = unreachable(version, code)
    elif kind == EXCEEDED[version]:
        answer = Answer.LOOP
    else:
        return None
    quote = _quoted(version, packet[_HEADER.size :])
    if len(quote) >= SIZE:
        return ours(cookie, quote, answer)
    return _by_header(version, identity, quote, answer)


def ours(cookie: bytes, packet: bytes, answer: Answer) -> Heard | None:
    """This echo request or reply as one of ours, None when another program sent it."""
    if len(packet) < SIZE:
        return None
    sent_by, index, attempt, _ = _PAYLOAD.unpack_from(packet, _HEADER.size)
    return Heard(index, attempt, answer) if sent_by == cookie else None


def unreachable(version: int, code: int) -> Answer:
    """What "destination unreachable" with this code means."""
    if code in _FORBIDDEN[version]:
        return Answer.FILTERED
    return Answer.REFUSED if code == _PORT[version] else Answer.NO_ROUTE


def within_ip(packet: bytes) -> bytes:
    """The ICMP message inside an IPv4 packet, as a raw socket gives it."""
    return packet[(packet[0] & 0x0F) * 4 :] if packet else b""


def _quoted(version: int, quote: bytes) -> bytes:
    """The ICMP packet that a complaint is about; empty when it is about another protocol."""
    if version == 4:
        return within_ip(quote) if len(quote) >= 20 and quote[9] == _PROTOCOL[4] else b""
    return quote[40:] if len(quote) >= 40 and quote[6] == _PROTOCOL[6] else b""


def _by_header(version: int, identity: int, quote: bytes, answer: Answer) -> Heard | None:
    """Old routers quote the header only (RFC 792): our identity, and the index as its number."""
    if len(quote) < _HEADER.size:
        return None
    kind, _, _, sent_by, number = _HEADER.unpack_from(quote)
    ours = kind == ECHO[version] and sent_by == identity
    return Heard(number, 0, answer) if ours else None
