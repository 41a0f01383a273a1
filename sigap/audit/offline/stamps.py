"""Timestamp tokens (RFC 3161), with the standard library alone: what they are about, and when.

Who signed a token, and whether that signature holds, needs more than this.
"""

from collections.abc import Iterator
from hashlib import new

TOKEN, ATTRIBUTE = "1.2.840.113549.1.9.16.1.4", "1.2.840.113549.1.9.4"
HASHES = {
    "2.16.840.1.101.3.4.2.1": "sha256",
    "2.16.840.1.101.3.4.2.2": "sha384",
    "2.16.840.1.101.3.4.2.3": "sha512",
}
SEQUENCE, SET, OCTETS, NAME, TIME, FIRST = 0x30, 0x31, 0x04, 0x06, 0x18, 0xA0
_Part = tuple[int, bytes]


def stamped(token: bytes, digest: bytes) -> str:
    """The moment (UTC) at which a server stamped this SHA-256; ValueError says what does not fit.

    The token's own digest of what it says has to be right too, so that a moment which was merely
    written over is found.
    """
    (outer,) = _parts(token)
    _, wrapped = _within(outer, SEQUENCE)[:2]
    (signed,) = _within(wrapped, FIRST)
    inside = _within(signed, SEQUENCE)
    kind, held = _within(inside[2], SEQUENCE)[:2]
    (content,) = _within(held, FIRST)
    if _name(kind) != TOKEN or content[0] != OCTETS:
        raise ValueError("bukan stempel waktu")
    (info,) = _parts(content[1])
    said = _within(info, SEQUENCE)
    algorithm, imprint = _within(said[2], SEQUENCE)
    if HASHES.get(_name(_within(algorithm, SEQUENCE)[0])) != "sha256" or imprint[1] != digest:
        raise ValueError("stempelnya tentang isi yang lain")
    if not all(content[1] and _covers(each, content[1]) for each in _within(inside[-1], SET)):
        raise ValueError("isi stempelnya diubah")
    return _moment(next(text for tag, text in said if tag == TIME))


def _covers(signer: _Part, content: bytes) -> bool:
    """Whether the digest among the attributes that the server signed is that of the content."""
    told = _within(signer, SEQUENCE)
    algorithm = HASHES.get(_name(_within(told[2], SEQUENCE)[0]), "")
    for attribute in _within(told[3], FIRST):
        name, values = _within(attribute, SEQUENCE)
        if _name(name) == ATTRIBUTE and algorithm:
            (value,) = _within(values, SET)
            return value == (OCTETS, new(algorithm, content).digest())
    return False


def _moment(text: bytes) -> str:
    told = text.decode("ascii")
    plain = told.removesuffix("Z").partition(".")[0]
    if len(plain) != 14 or not plain.isdigit() or not told.endswith("Z"):
        raise ValueError("saat stempelnya tidak terbaca")
    day = f"{plain[:4]}-{plain[4:6]}-{plain[6:8]}"
    return f"{day} {plain[8:10]}:{plain[10:12]}:{plain[12:]} UTC"


def _within(part: _Part, tag: int) -> list[_Part]:
    if part[0] != tag:
        raise ValueError("bukan stempel waktu")
    return list(_parts(part[1]))


def _parts(der: bytes) -> Iterator[_Part]:
    """The values (tag, content) that stand one after another, to the last byte."""
    place = 0
    while place < len(der):
        if place + 2 > len(der):
            raise ValueError("terpotong")
        tag, size, place = der[place], der[place + 1], place + 2
        if size > 0x84 or size == 0x80:
            raise ValueError("bukan stempel waktu")
        if size > 0x80:
            more = size - 0x80
            size, place = int.from_bytes(der[place : place + more], "big"), place + more
        if place + size > len(der):
            raise ValueError("terpotong")
        yield tag, der[place : place + size]
        place += size


def _name(part: _Part) -> str:
    """An object identifier as its numbers."""
    if part[0] != NAME or not part[1]:
        raise ValueError("bukan stempel waktu")
    numbers, value = [str(part[1][0] // 40), str(part[1][0] % 40)], 0
    if part[1][0] >= 80:
        numbers = ["2", str(part[1][0] - 80)]
    for each in part[1][1:]:
        value = value << 7 | each & 0x7F
        if not each & 0x80:
            numbers.append(str(value))
            value = 0
    return ".".join(numbers)
