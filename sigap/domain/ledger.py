"""The sealed ledger: how an entry is sealed to the one before, and where a chain is broken."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from types import MappingProxyType
from typing import Any

from sigap.domain.errors import words

CHANGED = "changed"
DROPPED = "dropped"
SWAPPED = "swapped"
ADDED = "added"
CUT = "cut"

NONE_ALTERED: Mapping[int, "Alteration"] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Record:
    """One entry as it is stored; `seq` counts from 1 in each stream, `prev` is the seal before.

    `salt` is chance that is sealed in with the rest: once it is gone nobody can find out what an
    entry said by trying until a seal fits. Entries of before there were salts have "".
    """

    stream: str
    seq: int
    at: datetime
    kind: str
    actor: Mapping[str, Any]
    data: Mapping[str, Any]
    prev: str
    seal: str
    salt: str = ""


@dataclass(frozen=True, slots=True)
class Alteration:
    """What a recorded act left of an entry whose content had to go.

    `seal` is the entry's own, which stays in the chain; `now` the digest of what is left of it.
    """

    seal: str
    now: str


@dataclass(frozen=True, slots=True)
class Break:
    """The first place where a stream is not what was sealed.

    `seq` is the number of the entry concerned; `template` is an Indonesian sentence with
    %(name)s places that `params` fill.
    """

    seq: int
    kind: str
    template: str
    params: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.template % self.params


def plain(value: Any) -> Any:
    """`value` as JSON that every database gives back alike.

    Moments become ISO 8601 text in UTC with microseconds; a float without a fraction becomes an
    integer, because PostgreSQL reads 1e2 back as 100. TypeError or ValueError for what JSON or a
    database cannot hold: naive moments, NaN and infinities, keys that are not text, NUL, halves
    of a surrogate pair, and any other type.
    """
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, float):
        return int(value) if value.is_integer() else _finite(value)
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, Mapping):
        return {_text(key): plain(part) for key, part in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray):
        return [plain(part) for part in value]
    raise TypeError(f"the ledger cannot hold a {type(value).__name__}")


def moment(at: datetime) -> str:
    """An aware moment as the ledger writes it: 2026-11-23T02:15:00.000000Z."""
    if at.utcoffset() is None:
        raise ValueError("the ledger holds no moment without a time zone")
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def canonical(value: Any) -> bytes:
    """The one way to write `value`: UTF-8 JSON, keys sorted by code point, no spaces."""
    return _ENCODER.encode(plain(value)).encode()


def genesis(stream: str) -> str:
    """What the first entry of a stream has as `prev`, and the head of an empty stream."""
    return sha256(canonical({"genesis": stream})).hexdigest()


def seal(
    stream: str,
    seq: int,
    at: datetime,
    kind: str,
    actor: Mapping[str, Any],
    data: Mapping[str, Any],
    prev: str,
    salt: str = "",
) -> str:
    """SHA-256, in hexadecimal, over the canonical JSON of everything an entry says."""
    salted = {"salt": salt} if salt else {}
    entry = {
        "stream": stream,
        "seq": seq,
        "at": at,
        "kind": kind,
        "actor": actor,
        "data": data,
        "prev": prev,
        **salted,
    }
    return sha256(canonical(entry)).hexdigest()


def digest_of(record: Record) -> str:
    """SHA-256 in hex over an entry as it stands, its seal included: what an alteration leaves."""
    return sha256(canonical(asdict(record))).hexdigest()


def first_break(
    stream: str,
    records: Iterable[Record],
    head: str,
    length: int,
    altered: Mapping[int, Alteration] = NONE_ALTERED,
) -> Break | None:
    """The first entry that was changed, dropped, swapped, added or cut off; None if all is true.

    `records` are the stored entries in the order of their numbers, `head` the last seal and
    `length` the number of entries that the stream is known to have. One pass, a few records in
    memory at a time. An untouched stream is never blamed. What cannot show from within: a stream
    whose tail and head were both written anew; only a head kept elsewhere tells of that.

    `altered` are the entries of this stream, by number, whose content went by a recorded act: each
    must be exactly what that act left. Anything else, its return included, is a change.
    """
    rest = iter(records)
    expected = _Expected(stream, 1, genesis(stream), length, altered)
    last: Record | None = None
    for record in rest:
        if expected.seq > length:
            return _beyond(expected, record, head)
        if not expected.met_by(record):
            return _diagnose(expected, record, last, rest, head)
        last = record
        expected = _Expected(stream, expected.seq + 1, record.seal, length, altered)
    if expected.seq <= length:
        return _cut(expected.seq, length)
    if expected.prev != head:
        return _changed(length) if last else _headless()
    return None


@dataclass(frozen=True, slots=True)
class _Expected:
    """What the entry at this place of the chain must be."""

    stream: str
    seq: int
    prev: str
    length: int
    altered: Mapping[int, Alteration]

    def met_by(self, record: Record) -> bool:
        return record.seq == self.seq and record.prev == self.prev and self.sealed(record)

    def sealed(self, record: Record) -> bool:
        if record.stream != self.stream:
            return False
        left = self.altered.get(record.seq)
        return _is_left(record, left) if left else _is_sealed(record, record.seq)

    def owns(self, record: Record) -> bool:
        """Whether this is the true entry of this place, whatever number it now carries."""
        return (
            record.stream == self.stream
            and record.prev == self.prev
            and _is_sealed(record, self.seq)
        )

    def number_sealed_in(self, record: Record) -> int | None:
        """The number that the record was sealed under; None if its content is not what it was."""
        if record.stream != self.stream:
            return None
        numbers = range(1, max(self.length, self.seq) + 2)
        near = (record.seq, self.seq, self.seq + 1, self.seq - 1)
        return next((seq for seq in (*near, *numbers) if _is_sealed(record, seq)), None)


@dataclass(slots=True)
class _Ahead:
    """What the entries behind a break still hold.

    `true_seq` is the number that the true entry of this place now bears, if it is there;
    `repeated` says that another entry is sealed under the same number as the one found, and
    `joined` that the chain goes on from the one found.
    """

    true_seq: int | None = None
    repeated: bool = False
    joined: bool = False


def _diagnose(
    expected: _Expected, record: Record, last: Record | None, rest: Iterator[Record], head: str
) -> Break:
    """Say what happened at the first place where the chain does not go on as it must."""
    number = expected.number_sealed_in(record)
    ahead = _look_ahead(expected, record, number, rest, head)
    if number is None:
        return _added(expected.seq) if ahead.true_seq is not None else _changed(expected.seq)
    if number == expected.seq:
        return _relinked(expected, record, last, ahead)
    if ahead.true_seq is None:
        return _dropped(expected.seq) if number > expected.seq else _added(number)
    if ahead.repeated or not expected.seq < number <= expected.length:
        return _added(expected.seq)
    if record.seq != number and ahead.true_seq == expected.seq:
        return _changed(number)
    if record.seq == number and ahead.true_seq != expected.seq:
        return _changed(expected.seq)
    return _swapped(expected.seq, number)


def _beyond(expected: _Expected, record: Record, head: str) -> Break:
    """There are more entries than there were; the head tells whether this one is the intruder."""
    number = expected.number_sealed_in(record) if record.seal == head else None
    return _added(number or expected.seq)


def _relinked(expected: _Expected, record: Record, last: Record | None, ahead: _Ahead) -> Break:
    """The record bears the right number, but it is renumbered or not tied to the one before."""
    if ahead.true_seq is not None:
        return _added(expected.seq)
    if record.prev != expected.prev and last is not None and ahead.joined:
        # Sound in itself and the chain goes on from it: the one before was written anew.
        return _changed(last.seq)
    return _changed(expected.seq)


def _look_ahead(
    expected: _Expected, record: Record, number: int | None, rest: Iterator[Record], head: str
) -> _Ahead:
    ahead = _Ahead(joined=record.seal == head)
    for place, other in enumerate(rest):
        if place == 0 and other.prev == record.seal:
            ahead.joined = True
        if number is not None and _is_sealed(other, number):
            ahead.repeated = True
        if ahead.true_seq is None and expected.owns(other):
            ahead.true_seq = other.seq
    return ahead


def _is_left(record: Record, left: Alteration) -> bool:
    try:
        return record.seal == left.seal and digest_of(record) == left.now
    except (AttributeError, RecursionError, TypeError, ValueError, OverflowError):
        return False


def _is_sealed(record: Record, seq: int) -> bool:
    said = (record.at, record.kind, record.actor, record.data, record.prev, record.salt)
    try:
        found = seal(record.stream, seq, *said)
    except (AttributeError, RecursionError, TypeError, ValueError, OverflowError):
        return False
    return found == record.seal


def _changed(seq: int) -> Break:
    template = words("Catatan nomor %(seq)s telah diubah: isinya tidak cocok dengan segelnya.")
    return Break(seq, CHANGED, template, {"seq": seq})


def _dropped(seq: int) -> Break:
    template = words("Catatan nomor %(seq)s telah dihapus: nomor sesudahnya masih ada.")
    return Break(seq, DROPPED, template, {"seq": seq})


def _swapped(seq: int, other: int) -> Break:
    template = words("Catatan nomor %(seq)s tertukar tempat dengan catatan nomor %(other)s.")
    return Break(seq, SWAPPED, template, {"seq": seq, "other": other})


def _added(seq: int) -> Break:
    template = words("Pada nomor %(seq)s ada catatan yang disisipkan kemudian.")
    return Break(seq, ADDED, template, {"seq": seq})


def _cut(seq: int, length: int) -> Break:
    template = words("Ekor catatan terpotong: nomor %(seq)s sampai %(length)s tidak ada lagi.")
    return Break(seq, CUT, template, {"seq": seq, "length": length})


def _headless() -> Break:
    template = words("Aliran tanpa catatan ini mempunyai segel kepala yang tidak sah.")
    return Break(0, CHANGED, template)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("the keys of the ledger's JSON are text")
    if "\x00" in value:
        raise ValueError("the ledger cannot hold the character NUL")
    value.encode()
    return value


def _finite(value: float) -> float:
    if value != value or value in (float("inf"), float("-inf")):
        raise ValueError("the ledger cannot hold a number that is not finite")
    return value


_ENCODER = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
)
