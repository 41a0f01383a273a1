"""The daily root: one short value that binds every stream and document to what it was that day.

A chain of entries shows from within whether it was bent, but not whether its tail was cut off or
the whole of it was written anew. A root that lies elsewhere (the anchor) shows that too.
"""

from bisect import insort
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from typing import Any, Final

from sigap.domain.errors import words
from sigap.domain.ledger import CHANGED, CUT, DROPPED, Break, canonical, genesis, moment

STREAM: Final = "aliran"
DOCUMENT: Final = "naskah"
FIRST: Final = genesis("lembar")
"""What the first sheet has as the one before."""
FORMAT: Final = "sigap-lembar/1"

Signed = Callable[[str, bytes, str], bool]
"""Whether the signature (hex) of this text was made with the key that belongs to `key` (hex)."""
Standing = dict[tuple[str, str], "Leaf"]


@dataclass(frozen=True, slots=True, order=True)
class Leaf:
    """How far one thing had come: a stream's length and head, a document's SHA-256."""

    kind: str
    name: str
    length: int
    digest: str

    @property
    def place(self) -> tuple[str, str]:
        return self.kind, self.name

    def written(self) -> list[str | int]:
        return [self.kind, self.name, self.length, self.digest]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of an inclusion proof: the neighbour's hash (hex) and on which side it stands."""

    left: bool
    digest: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """One daily sheet: what stood that day, bound to the sheet before, and who signed it.

    `tree` is the Merkle root over everything that stood, `leaves` only what changed since the
    sheet before, `changes` their hash. `digest` is the daily root itself. All hashes in hex.
    """

    no: int
    day: date
    sealed_at: datetime
    streams: int
    entries: int
    documents: int
    tree: str
    changes: str
    prev: str
    digest: str = ""
    key: str = ""
    signature: str = ""
    leaves: tuple[Leaf, ...] = field(default=())

    def statement(self) -> dict[str, Any]:
        """What is hashed and signed."""
        return {
            "no": self.no,
            "day": self.day.isoformat(),
            "sealed_at": moment(self.sealed_at),
            "streams": self.streams,
            "entries": self.entries,
            "documents": self.documents,
            "tree": self.tree,
            "changes": self.changes,
            "prev": self.prev,
        }

    def written(self) -> dict[str, Any]:
        """The sheet as it is handed out, ready for JSON."""
        return {
            "format": FORMAT,
            "statement": self.statement(),
            "root": self.digest,
            "key": self.key,
            "signature": self.signature,
            "leaves": [leaf.written() for leaf in self.leaves],
        }


def read_sheet(value: Any) -> Sheet:
    """The sheet that `Sheet.written` wrote; ValueError for anything else.

    Whether it is genuine is another question: `is_signed`, `against_anchor`.
    """
    try:
        if value["format"] != FORMAT:
            raise ValueError(value["format"])
        told = value["statement"]
        sheet = Sheet(
            **told
            | {
                "day": date.fromisoformat(told["day"]),
                "sealed_at": datetime.fromisoformat(told["sealed_at"]),
            },
            digest=value["root"],
            key=value["key"],
            signature=value["signature"],
            leaves=tuple(Leaf(*leaf) for leaf in value["leaves"]),
        )
        if canonical(sheet.written()) != canonical(value):
            raise ValueError("more or other values than a sheet has")
        changes_of(sheet.leaves)
    except (AttributeError, KeyError, RecursionError, TypeError, ValueError) as error:
        raise ValueError("no daily sheet") from error
    return sheet


def root_of(sheet: Sheet) -> str:
    """The daily root: SHA-256 (hex) over the statement of the sheet."""
    return sha256(canonical(sheet.statement())).hexdigest()


def signed_text(root: str) -> bytes:
    """What the installation signs: never a bare hash, which could be meant for something else."""
    return f"{FORMAT}\n{root}\n".encode()


def changes_of(leaves: Iterable[Leaf]) -> str:
    """The hash (hex) of what changed since the sheet before, in whatever order it is given."""
    return sha256(canonical([leaf.written() for leaf in sorted(leaves)])).hexdigest()


def tree_of(leaves: Iterable[Leaf]) -> str:
    """The Merkle root (hex) over the leaves, in whatever order they are given.

    Leaves and nodes are hashed apart (RFC 6962), so that no node can be passed off as a leaf.
    """
    tree = _Tree()
    tree.put(leaves)
    return tree.top()


def proof(leaves: Iterable[Leaf], place: tuple[str, str]) -> tuple[Step, ...]:
    """What shows that the leaf at `place` is under the root, without showing any other.

    From the leaf upwards. KeyError when there is no such leaf.
    """
    ordered = sorted(leaves)
    index = next((i for i, leaf in enumerate(ordered) if leaf.place == place), None)
    if index is None:
        raise KeyError(place)
    return tuple(_path([_leaf_hash(leaf) for leaf in ordered], index))


def proves(leaf: Leaf, steps: Iterable[Step], tree: str) -> bool:
    """Whether the steps lead from this leaf to this root."""
    found = _leaf_hash(leaf)
    for step in steps:
        other = bytes.fromhex(step.digest)
        found = _node(other, found) if step.left else _node(found, other)
    return found.hex() == tree


def _leaf_hash(leaf: Leaf) -> bytes:
    return sha256(b"\x00" + canonical(leaf.written())).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def _split(count: int) -> int:
    """The largest power of two below `count`."""
    return 1 << ((count - 1).bit_length() - 1)


class _Tree:
    """What stands, kept in order, so that sheet after sheet only the inner nodes are made anew."""

    def __init__(self) -> None:
        self._places: list[tuple[str, str]] = []
        self._hashes: dict[tuple[str, str], bytes] = {}

    def put(self, leaves: Iterable[Leaf]) -> None:
        for leaf in leaves:
            if leaf.place not in self._hashes:
                insort(self._places, leaf.place)
            self._hashes[leaf.place] = _leaf_hash(leaf)

    def top(self) -> str:
        return _top([self._hashes[place] for place in self._places]).hex()


def _top(hashes: Sequence[bytes]) -> bytes:
    if not hashes:
        return sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    middle = _split(len(hashes))
    return _node(_top(hashes[:middle]), _top(hashes[middle:]))


def _path(hashes: Sequence[bytes], index: int) -> Iterator[Step]:
    if len(hashes) == 1:
        return
    middle = _split(len(hashes))
    if index < middle:
        yield from _path(hashes[:middle], index)
        yield Step(False, _top(hashes[middle:]).hex())
    else:
        yield from _path(hashes[middle:], index - middle)
        yield Step(True, _top(hashes[:middle]).hex())


def drawn_up(
    stands: Iterable[Leaf], before: Standing, last: Sheet | None, *, day: date, at: datetime
) -> Sheet:
    """The next sheet, not yet signed, over everything that stands at `at`.

    `before` is what stood on the sheet `last`. What stood then and is no longer named stays under
    the root as it was: nothing leaves the record by not being mentioned.
    """
    named = {leaf.place: leaf for leaf in stands}
    standing = before | named
    leaves = tuple(sorted(leaf for place, leaf in named.items() if before.get(place) != leaf))
    streams = [leaf for leaf in standing.values() if leaf.kind == STREAM]
    return Sheet(
        no=last.no + 1 if last else 1,
        day=day,
        sealed_at=at,
        streams=len(streams),
        entries=sum(leaf.length for leaf in streams),
        documents=len(standing) - len(streams),
        tree=tree_of(standing.values()),
        changes=changes_of(leaves),
        prev=last.digest if last else FIRST,
        leaves=leaves,
    )


def standing_after(sheets: Iterable[Sheet]) -> Standing:
    """What stood on the last of these sheets, each thing as the newest of them names it."""
    return {leaf.place: leaf for sheet in sheets for leaf in sheet.leaves}


def bent_sheets(sheets: Iterable[Sheet], signed: Signed) -> Iterator[tuple[int, Break]]:
    """(number, first fault) of every sheet that is not what was sealed and signed, in order."""
    tree = _Tree()
    no, prev = 1, FIRST
    for sheet in sheets:
        tree.put(sheet.leaves)
        found = _fault_of(sheet, no, prev, tree, signed)
        if found:
            yield sheet.no, found
        no, prev = sheet.no + 1, sheet.digest


def _fault_of(sheet: Sheet, no: int, prev: str, tree: "_Tree", signed: Signed) -> Break | None:
    if sheet.no != no:
        return sheet_lost(no)
    if sheet.digest != root_of(sheet):
        return _break(sheet.no, CHANGED, _RESTATED)
    if sheet.prev != prev:
        return _break(sheet.no, CHANGED, _UNTIED)
    if not is_signed(sheet, signed):
        return _break(sheet.no, CHANGED, _UNSIGNED)
    if sheet.changes != changes_of(sheet.leaves):
        return _break(sheet.no, CHANGED, _RELISTED)
    if sheet.tree != tree.top():
        return _break(sheet.no, CHANGED, _REPLANTED)
    return None


def is_signed(sheet: Sheet, signed: Signed) -> bool:
    """Whether the sheet bears the signature of its own key over its own root."""
    return signed(sheet.key, signed_text(sheet.digest), sheet.signature)


def is_genuine(sheet: Sheet, signed: Signed) -> bool:
    """Whether a sheet by itself is what was signed: statement, root, list of changes.

    One without its list is genuine too: the root binds what the list said.
    """
    listed = not sheet.leaves or sheet.changes == changes_of(sheet.leaves)
    return listed and sheet.digest == root_of(sheet) and is_signed(sheet, signed)


def against_anchor(anchor: Sheet, kept: Mapping[int, Sheet], signed: Signed) -> Break | None:
    """What an anchor (a sheet that was kept elsewhere) finds in the sheets kept here."""
    if not is_genuine(anchor, signed):
        return _break(anchor.no, CHANGED, _BAD_ANCHOR)
    here = kept.get(anchor.no)
    if here is None:
        return sheet_lost(anchor.no)
    if (here.digest, here.key) != (anchor.digest, anchor.key):
        return _break(anchor.no, CHANGED, _UNANCHORED)
    return None


def leaf_fault(leaf: Leaf, no: int, length: int | None, digest: str | None) -> Break | None:
    """What became of a thing since sheet `no`: `length` it has now, `digest` it had at that place.

    `length` None: the thing is gone. Growth of a stream is no fault.
    """
    params = {"no": no, "length": leaf.length}
    if length is None:
        return Break(1, DROPPED, _GONE if leaf.kind == STREAM else _PAPER_GONE, params)
    if leaf.kind == DOCUMENT:
        return None if digest == leaf.digest else Break(1, CHANGED, _SWAPPED_PAPER, params)
    if length < leaf.length:
        return Break(length + 1, CUT, _CUT, params | {"seq": length + 1})
    return None if digest == leaf.digest else Break(leaf.length, CHANGED, _REWRITTEN, params)


def sheet_lost(no: int) -> Break:
    """The break of a sheet that was there once."""
    return _break(no, DROPPED, words("Lembar harian nomor %(no)s tidak ada lagi."))


def _break(no: int, kind: str, template: str) -> Break:
    return Break(no, kind, template, {"no": no})


_RESTATED = words("Isi lembar harian nomor %(no)s tidak cocok dengan akarnya.")
_UNTIED = words("Lembar harian nomor %(no)s tidak bersambung dengan lembar sebelumnya.")
_UNSIGNED = words("Tanda tangan lembar harian nomor %(no)s tidak sah.")
_RELISTED = words("Daftar perubahan pada lembar harian nomor %(no)s bukan yang disegel.")
_REPLANTED = words("Keadaan pada lembar harian nomor %(no)s tidak cocok dengan akarnya.")
_BAD_ANCHOR = words(
    "Jangkar nomor %(no)s sendiri tidak sah: isi, akar atau tanda tangannya berubah."
)
_UNANCHORED = words(
    "Lembar harian nomor %(no)s bukan yang disimpan sebagai jangkar: catatan ditulis ulang."
)
_GONE = words("Seluruh aliran hilang; pada lembar harian nomor %(no)s panjangnya %(length)s.")
_PAPER_GONE = words("Naskah ini hilang; ia tercatat pada lembar harian nomor %(no)s.")
_SWAPPED_PAPER = words("Naskah ini bukan lagi yang disegel pada lembar harian nomor %(no)s.")
_CUT = words(
    "Ekor catatan terpotong sesudah lembar harian nomor %(no)s: nomor %(seq)s sampai %(length)s"
    " tidak ada lagi."
)
_REWRITTEN = words(
    "Catatan sampai nomor %(length)s ditulis ulang sesudah lembar harian nomor %(no)s."
)
