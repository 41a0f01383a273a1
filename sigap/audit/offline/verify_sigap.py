"""Checks a record exported by Sigap. Needs Python 3.11 or newer and nothing else.

    python verify_sigap.py [--anchor LEMBAR.json]... [--key KUNCI] [--json] [MAP]

Exit codes: 0 nothing was changed, 1 something was, 2 wrong use. It is written apart from Sigap's
own checks on purpose: two readings of the same record that must agree.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from sigap.audit.offline.ed25519 import is_signed
from sigap.audit.offline.stamps import stamped

RECORD, SHEETS, PAPERS, STAMPS = "catatan.jsonl", "lembar.jsonl", "naskah", "stempel"
FORMAT, ENDINGS = "sigap-lembar/1", (".pdf", ".jpg", ".png")
ENTRY = {"stream", "seq", "at", "kind", "actor", "data", "prev", "seal"}
HEAD = {"stream", "length", "head"}
ACTS, ALTERING = "arsip", ("dimusnahkan", "disamarkan")
SHEET = {"format", "statement", "root", "key", "signature", "leaves"}
CHANGED, DROPPED, SWAPPED, ADDED, CUT = "changed", "dropped", "swapped", "added", "cut"


@dataclass(frozen=True)
class Fault:
    """One thing that is not what was sealed; `line` counts from 1, 0 where it is no line."""

    place: str
    seq: int
    kind: str
    reason: str
    line: int = 0


@dataclass
class Record:
    """An exported record as it was read; `faults` are lines that could not be read as sealed."""

    papers: Path
    stamps: Path
    stamped: dict[int, str] = field(default_factory=dict)
    heads: dict[str, tuple[int, str]] = field(default_factory=dict)
    entries: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    seals: dict[tuple[str, Any], str] = field(default_factory=dict)
    sheets: list[dict[str, Any]] = field(default_factory=list)
    left: dict[tuple[str, int], list[str]] = field(default_factory=dict)
    gone: dict[str, Any] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


def canonical(value: Any) -> bytes:
    """The one way to write a value: UTF-8 JSON, keys sorted, no spaces."""
    return json.dumps(
        value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
    ).encode()


def digest(value: Any) -> str:
    """SHA-256 in hex of the canonical JSON."""
    return sha256(canonical(value)).hexdigest()


def examine(folder: Path, anchors: Iterable[Any] = (), key: str = "") -> tuple[Record, list[Fault]]:
    """This record and its faults; `anchors` are sheets kept elsewhere, `key` is who must sign."""
    record = read(folder)
    faults = [*record.faults]
    for name in sorted({*record.heads, *record.entries}):
        faults += stream_faults(name, record)
    faults += [*sheet_faults(record.sheets, key), *stamp_faults(record)]
    told = [(sheet["statement"]["no"], sheet["leaves"]) for sheet in record.sheets]
    for anchor in anchors:
        found = anchor_fault(anchor, record.sheets, key)
        if found:
            faults.append(found)
            if not sheet_fault(anchor):
                told.append((anchor["statement"]["no"], anchor["leaves"]))
    return record, [*faults, *leaf_faults(told, record)]


def read(folder: Path) -> Record:
    """Read the files line by line; a line that is not written the canonical way is named."""
    record, after = Record(folder / PAPERS, folder / STAMPS), "awal"
    for file, line, value in (*_lines(folder / RECORD), *_lines(folder / SHEETS)):
        names = set(value) if isinstance(value, dict) else set()
        entry = names - {"salt"} == ENTRY
        if names == HEAD and [type(value[name]) for name in ("stream", "length")] == [str, int]:
            name, after = value["stream"], f"kepala aliran {value['stream']}"
            if name in record.heads:
                record.faults.append(
                    Fault(name, 0, ADDED, "Kepala aliran tercatat dua kali.", line)
                )
            record.heads[name] = value["length"], value["head"]
        elif entry and [type(value[name]) for name in ("stream", "seq")] == [str, int]:
            record.seals.setdefault((value["stream"], value["seq"]), value["seal"])
            record.entries.setdefault(value["stream"], []).append(value | {"line": line})
            after = f"{value['stream']} nomor {value['seq']}"
        elif is_sheet(value):
            record.sheets.append(value)
            after = f"lembar nomor {value['statement']['no']}"
        else:
            reason = f"Baris {line} {file} rusak atau diubah (sesudah {after})."
            record.faults.append(Fault(file, line, CHANGED, reason, line))
    note_acts(record)
    return record


def note_acts(record: Record) -> None:
    """Note what recorded acts have taken out of the record: of entries, and whole documents."""
    for row in record.entries.get(ACTS, []):
        data = row["data"] if row["kind"] in ALTERING and isinstance(row["data"], dict) else {}
        for each in data["entries"] if isinstance(data.get("entries"), list) else ():
            shape = [type(part) for part in each] if isinstance(each, list) else []
            if shape == [str, int, str, str] and each[0] != ACTS:
                record.left[each[0], each[1]] = each[2:]
        record.gone |= data["documents"] if isinstance(data.get("documents"), dict) else {}


def _lines(path: Path) -> Iterator[tuple[str, int, Any]]:
    # The last line ends too: what stands behind the last end is a line that was cut.
    *lines, rest = path.read_bytes().split(b"\n")
    for number, line in enumerate([*lines, rest + b" "] if rest else lines, start=1):
        try:
            value = json.loads(line)
            genuine = canonical(value) == line
        except (RecursionError, UnicodeError, ValueError):
            genuine = False
        yield path.name, number, value if genuine else None


def is_sheet(value: Any) -> bool:
    """Whether this has the shape of a daily sheet."""
    try:
        shapes = [[type(part) for part in leaf] for leaf in value["leaves"]]
        return (
            set(value) == SHEET
            and value["format"] == FORMAT
            and type(value["statement"]["no"]) is int
            and all(shape == [str, str, int, str] for shape in shapes)
            and all(isinstance(value[name], str) for name in ("root", "key", "signature"))
        )
    except (KeyError, TypeError):
        return False


def genesis(name: str) -> str:
    """What the first entry of a stream has as the seal before."""
    return digest({"genesis": name})


def is_sealed(row: dict[str, Any], record: Record) -> bool:
    """Whether an entry is what its seal says, or just what a recorded act left of it."""
    said = {name: row[name] for name in row if name != "line"}
    left = record.left.get((row["stream"], row["seq"]))
    if left:
        return "salt" not in said and left == [row["seal"], digest({**said, "salt": ""})]
    mark = said.pop("seal")
    return bool(digest(said) == mark)


def stream_faults(name: str, record: Record) -> list[Fault]:
    """The first place where this stream is not what was sealed, or nothing."""
    rows = record.entries.get(name, [])
    if name not in record.heads:
        return [Fault(name, 1, ADDED, "Aliran ini tidak punya kepala.", rows[0]["line"])]
    length, head = record.heads[name]
    prev = genesis(name)
    for place, row in enumerate(rows, start=1):
        if place > length:
            return [_fault(row, place, ADDED, "melebihi panjang alirannya")]
        if row["seq"] != place or row["prev"] != prev or not is_sealed(row, record):
            return [_diagnosed(rows, place, prev, record)]
        prev = row["seal"]
    if len(rows) < length:
        reason = f"Ekor terpotong: nomor {len(rows) + 1} sampai {length} tidak ada."
        return [Fault(name, len(rows) + 1, CUT, reason)]
    if prev != head:
        return [Fault(name, length, CHANGED, "Segel kepala tidak cocok dengan catatan terakhir.")]
    return []


def _diagnosed(rows: list[dict[str, Any]], place: int, prev: str, record: Record) -> Fault:
    row, behind = rows[place - 1], rows[place:]
    here = [each for each in behind if each["seq"] == place and each["prev"] == prev]
    true, sealed = any(is_sealed(each, record) for each in here), is_sealed(row, record)
    if not sealed or row["seq"] == place:
        if true:
            return _fault(row, place, ADDED, "disisipkan kemudian")
        if sealed and place > 1 and behind and behind[0]["prev"] == row["seal"]:
            return _fault(rows[place - 2], place - 1, CHANGED, "diubah dan disegel ulang")
        return _fault(row, place, CHANGED, "diubah: isinya tidak cocok dengan segelnya")
    if row["seq"] > place and not true:
        return _fault(row, place, DROPPED, "dihapus: nomor sesudahnya masih ada")
    if row["seq"] < place or any(other["seq"] == row["seq"] for other in behind):
        return _fault(row, place, ADDED, "disisipkan kemudian")
    return _fault(row, place, SWAPPED, f"tertukar tempat dengan nomor {row['seq']}")


def _fault(row: dict[str, Any], seq: int, kind: str, what: str) -> Fault:
    return Fault(row["stream"], seq, kind, f"Catatan nomor {seq} {what}.", row["line"])


def sheet_fault(sheet: dict[str, Any]) -> str:
    """What is wrong with a sheet by itself; "" when it is what was signed."""
    if digest(sheet["statement"]) != sheet["root"]:
        return "isinya tidak cocok dengan akarnya"
    if not is_signed(sheet["key"], f"{FORMAT}\n{sheet['root']}\n".encode(), sheet["signature"]):
        return "tanda tangannya tidak sah"
    return ""


def sheet_faults(sheets: list[dict[str, Any]], key: str) -> Iterator[Fault]:
    """The first fault of every sheet that is not what was sealed and signed."""
    standing: dict[tuple[str, str], list[Any]] = {}
    no, prev = 1, genesis("lembar")
    for sheet in sheets:
        told = sheet["statement"]
        standing |= {(leaf[0], leaf[1]): leaf for leaf in sheet["leaves"]}
        what = sheet_fault(sheet)
        if told["no"] != no:
            yield _of_sheet(no, DROPPED, f"hilang atau tertukar: di tempatnya nomor {told['no']}")
        elif not what and told["prev"] != prev:
            what = "tidak bersambung dengan lembar sebelumnya"
        elif not what and key and sheet["key"] != key:
            what = "ditandatangani dengan kunci lain"
        elif not what and told["changes"] != digest(sorted(sheet["leaves"])):
            what = "daftar perubahannya bukan yang disegel"
        elif not what and told["tree"] != tree(standing.values()):
            what = "keadaan semua aliran tidak cocok dengan akarnya"
        if what:
            yield _of_sheet(told["no"], CHANGED, what)
        no, prev = told["no"] + 1, sheet["root"]


def anchor_fault(anchor: Any, sheets: list[dict[str, Any]], key: str) -> Fault | None:
    """What a sheet that was kept elsewhere finds in the sheets of the record."""
    no = anchor["statement"]["no"]
    what = sheet_fault(anchor)
    if not what and key and anchor["key"] != key:
        what = "ditandatangani dengan kunci lain"
    leaves = anchor["leaves"]
    if not what and leaves and digest(sorted(leaves)) != anchor["statement"]["changes"]:
        what = "daftar perubahannya bukan yang disegel"
    if what:
        return Fault(f"jangkar/{no}", no, CHANGED, f"Jangkar nomor {no}: {what}.")
    here = [sheet for sheet in sheets if sheet["statement"]["no"] == no]
    if not here:
        return _of_sheet(no, DROPPED, "tidak ada lagi; ia disimpan sebagai jangkar")
    if any((each["root"], each["key"]) != (anchor["root"], anchor["key"]) for each in here):
        return _of_sheet(no, CHANGED, "bukan yang disimpan sebagai jangkar: catatan ditulis ulang")
    return None


def _of_sheet(no: int, kind: str, what: str) -> Fault:
    return Fault(f"lembar/{no}", no, kind, f"Lembar harian nomor {no} {what}.")


def stamp_faults(record: Record) -> Iterator[Fault]:
    """The stamps that are not about their sheet; of the others the moment is noted."""
    roots = {sheet["statement"]["no"]: sheet["root"] for sheet in record.sheets}
    for path in sorted(record.stamps.glob("lembar-*.tst")):
        number = path.name.split("-")[1]
        no = int(number) if number.isascii() and number.isdigit() else 0
        place = f"lembar/{no}"
        if no not in roots:
            yield Fault(place, no, ADDED, f"Stempel waktu {path.name} tanpa lembar.")
            continue
        try:
            record.stamped[no] = stamped(path.read_bytes(), bytes.fromhex(roots[no]))
        except (StopIteration, IndexError, ValueError) as why:
            what = f"Stempel waktu lembar nomor {no} tidak cocok: {why or 'rusak'}."
            yield Fault(place, no, CHANGED, what)


def tree(leaves: Iterable[list[Any]]) -> str:
    """The Merkle root (RFC 6962) in hex over the leaves."""
    return _top([sha256(b"\x00" + canonical(leaf)).digest() for leaf in sorted(leaves)]).hex()


def _top(hashes: list[bytes]) -> bytes:
    if len(hashes) < 2:
        return hashes[0] if hashes else sha256(b"").digest()
    middle = 1 << ((len(hashes) - 1).bit_length() - 1)
    return sha256(b"\x01" + _top(hashes[:middle]) + _top(hashes[middle:])).digest()


def leaf_faults(told: list[tuple[int, list[list[Any]]]], record: Record) -> Iterator[Fault]:
    """The first thing that befell each stream and paper since a sheet named it."""
    named = set()
    for no, leaves in sorted(told, key=lambda each: each[0]):
        for kind, name, length, mark in leaves:
            look = paper_since if kind == PAPERS else stream_since
            found = None if (kind, name) in named else look(no, name, length, mark, record)
            if found:
                named.add((kind, name))
                yield found


def stream_since(no: int, name: str, length: int, mark: str, record: Record) -> Fault | None:
    """What became of a stream since sheet `no`, on which it had this length and this head."""
    since = f"sesudah lembar harian nomor {no}"
    rows = len(record.entries.get(name, []))
    if name not in record.heads:
        return Fault(name, 1, DROPPED, f"Seluruh aliran hilang {since}.")
    if min(rows, record.heads[name][0]) < length:
        return Fault(name, rows + 1, CUT, f"Ekor terpotong {since}: panjangnya waktu itu {length}.")
    if (record.seals.get((name, length)) if length else genesis(name)) != mark:
        return Fault(name, length, CHANGED, f"Catatan sampai nomor {length} ditulis ulang {since}.")
    return None


def paper_since(no: int, name: str, _length: int, mark: str, record: Record) -> Fault | None:
    """What became of a paper since sheet `no`, on which it had this SHA-256."""
    # "naskah/KODE" lies in KODE.pdf, a signed copy "naskah/KODE/ttd-1" in KODE-ttd-1.pdf.
    stem = "-".join(name.split("/")[1:])
    path = next(filter(Path.is_file, (record.papers / f"{stem}{end}" for end in ENDINGS)), None)
    if path is None:
        what = f"Naskah ini tidak ada; ia tercatat pada lembar nomor {no}."
        return None if record.gone.get(name) == mark else Fault(name, 0, DROPPED, what)
    if sha256(path.read_bytes()).hexdigest() != mark:
        return Fault(name, 0, CHANGED, f"Naskah ini bukan yang disegel pada lembar nomor {no}.")
    return None


def main(arguments: list[str] | None = None) -> int:
    """Check, say what was found, and answer the exit code."""
    parser = argparse.ArgumentParser(description="Memeriksa catatan yang dikeluarkan Sigap.")
    parser.add_argument("folder", nargs="?", type=Path, default=Path(__file__).parent)
    parser.add_argument("--anchor", action="append", default=[], type=Path, metavar="LEMBAR")
    parser.add_argument("--key", default="", help="kunci publik kantor, 64 angka heksadesimal")
    parser.add_argument("--json", action="store_true", help="keluaran untuk mesin")
    told = parser.parse_args(arguments)
    try:
        anchors = [json.loads(path.read_bytes()) for path in told.anchor]
        if not all(map(is_sheet, anchors)):
            raise ValueError("--anchor: bukan lembar harian Sigap")
        record, faults = examine(told.folder, anchors, told.key)
    except (OSError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    if told.json:
        said = {"ok": not faults, "faults": [asdict(each) for each in faults]}
        # Of a stamp what it is about and when was checked, whose signature it bears was not.
        print(json.dumps(said | {"stamps": record.stamped, "stamp_signatures": "unchecked"}))
    else:
        _say(record, faults, bool(anchors))
    return 1 if faults else 0


def _say(record: Record, faults: list[Fault], anchored: bool) -> None:
    for each in faults:
        print(f"{each.place}: {each.reason} [{each.kind}]")
    entries = sum(map(len, record.entries.values()))
    print(f"{len(record.entries)} aliran, {entries} catatan, {len(record.sheets)} lembar harian.")
    for no, at in record.stamped.items():
        print(f"Stempel waktu lembar nomor {no}: {at}.")
    if record.stamped:
        print("Tanda tangan penerbit stempel tidak diperiksa di sini; pakai openssl ts -verify.")
    print(f"{len(faults)} kerusakan." if faults else "Utuh.")
    if not anchored:
        print("Tanpa --anchor, pemotongan atau penulisan ulang seluruhnya tidak terlihat.")


if __name__ == "__main__":
    sys.exit(main())
