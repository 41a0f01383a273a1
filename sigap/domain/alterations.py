"""Recorded acts that take content out of the ledger: what they must say, and how they are read.

The seal of an entry stays in the chain and the daily roots, so nothing else has to move. The act
itself is an entry of a stream of its own, which is never altered; it names each entry with its
seal and the digest of what is left of it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sigap.domain.ledger import Alteration, Record, digest_of

STREAM: Final = "arsip"
"""The stream of these acts."""
DESTROYED, REDACTED = KINDS = ("dimusnahkan", "disamarkan")

ByStream = dict[str, dict[int, Alteration]]


def named(record: Record) -> list[str | int]:
    """How an act names an entry: stream, number, seal, digest of what is left."""
    return [record.stream, record.seq, record.seal, digest_of(record)]


def alterations(acts: Iterable[tuple[str, Mapping[str, Any]]]) -> ByStream:
    """What the acts (kind and data, oldest first) left, by stream and number.

    A later act on the same entry counts. Whatever is not written as `named` writes it, and whatever
    speaks of the acts themselves, is passed over: then the entry must be as it was sealed.
    """
    found: ByStream = {}
    for kind, data in acts:
        listed = data.get("entries") if kind in KINDS else None
        for each in listed if isinstance(listed, list) else ():
            if _is_named(each):
                stream, seq, seal, now = each
                found.setdefault(stream, {})[seq] = Alteration(seal, now)
    return found


def _is_named(each: Any) -> bool:
    shape = [type(part) for part in each] if isinstance(each, list) else []
    return shape == [str, int, str, str] and each[0] != STREAM


@dataclass(frozen=True, slots=True)
class Removed:
    """What an act says of one file: what it was (SHA-256 in hex), and the copy in its place.

    `copy` is "" where nothing stands there.
    """

    sha256: str
    copy: str


def removed_files(acts: Iterable[tuple[str, Mapping[str, Any]]]) -> dict[str, list[Removed]]:
    """What became of single files, by their keys, the oldest act first."""
    found: dict[str, list[Removed]] = {}
    for kind, data in acts:
        listed = data.get("files") if kind == REDACTED else None
        for each in listed if isinstance(listed, list) else ():
            shape = [each.get(name) for name in ("key", "sha256", "copy")] if _named(each) else []
            if shape and all(isinstance(part, str) for part in shape):
                found.setdefault(shape[0], []).append(Removed(shape[1], shape[2]))
    return found


def _named(each: Any) -> bool:
    return isinstance(each, Mapping)


def content_now(recorded: str, acts: Iterable[Removed]) -> str | None:
    """The SHA-256 of what a file must be now; "" where it is gone, None where the acts do not fit.

    `recorded` is what it was when it was put on the case.
    """
    now = recorded
    for act in acts:
        if act.sha256 != now or not now:
            return None
        now = act.copy
    return now


def destroyed_documents(acts: Iterable[tuple[str, Mapping[str, Any]]]) -> dict[str, str]:
    """Name and SHA-256 (hex) of every document that went with these acts."""
    found: dict[str, str] = {}
    for kind, data in acts:
        if kind in KINDS and isinstance(data.get("documents"), Mapping):
            found |= data["documents"]
    return found
