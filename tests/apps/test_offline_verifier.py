"""The verifier that goes along with an export: every byte counts, and every bending is named."""

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from sigap.audit.offline import verifier
from sigap.audit.offline import verify_sigap as offline
from sigap.domain import ledger, roots
from sigap.domain.roots import DOCUMENT, STREAM, Leaf, Sheet

AT = datetime(2026, 11, 23, 2, 15, tzinfo=UTC)
KEY = Ed25519PrivateKey.from_private_bytes(b"s" * 32)
PAPER = b"%PDF-1.7 naskah"
STREAMS = ("perkara/2026-000001", "perkara/2026-000002", "pengaturan")
LENGTH = 5

Lines = list[dict]


def chain(name: str, length: int = LENGTH, kind: str = "langkah") -> Lines:
    entries, prev = [], ledger.genesis(name)
    for seq in range(1, length + 1):
        actor = {"name": "Hj. Ratna", "capacity": "Kabid"}
        data = {"ke": seq, "x": [1.5e-07, "é\x1f", None], "kata": "<b>"}
        said = (seq, AT + timedelta(hours=seq), kind, actor, data)
        mark = ledger.seal(name, *said, prev)
        entries.append(
            dict(zip(("seq", "at", "kind", "actor", "data"), said, strict=True))
            | {"at": ledger.moment(said[1]), "stream": name, "prev": prev, "seal": mark}
        )
        prev = mark
    return entries


def exported(chains: Sequence[Lines]) -> Lines:
    heads = [
        {"stream": rows[0]["stream"], "length": len(rows), "head": rows[-1]["seal"]}
        for rows in chains
    ]
    return [*heads, *(row for rows in chains for row in rows)]


def book(chains: Sequence[Lines]) -> list[Sheet]:
    """Two sheets: one after three entries of each stream, one after all."""
    kept: list[Sheet] = []
    paper = Leaf(DOCUMENT, "naskah/AAAA-BBBB", 0, sha256(PAPER).hexdigest())
    for number, length in enumerate((3, LENGTH)):
        stands = [
            Leaf(STREAM, rows[0]["stream"], len(rows[:length]), rows[:length][-1]["seal"])
            for rows in chains
        ]
        day, at = date(2026, 11, 22) + timedelta(number), AT + timedelta(number)
        before, last = roots.standing_after(kept), kept[-1] if kept else None
        sheet = roots.drawn_up([*stands, paper], before, last, day=day, at=at)
        digest = roots.root_of(sheet)
        signature = KEY.sign(roots.signed_text(digest)).hex()
        key = KEY.public_key().public_bytes_raw().hex()
        kept.append(replace(sheet, digest=digest, key=key, signature=signature))
    return kept


CHAINS = [chain(name) for name in STREAMS]
BOOK = book(CHAINS)
ANCHOR = BOOK[-1].written()


def text(values: Sequence[dict]) -> bytes:
    return b"".join(ledger.canonical(value) + b"\n" for value in values)


RECORD = text(exported(CHAINS))
SHEETS = text([sheet.written() for sheet in BOOK])


def found(
    record: bytes = RECORD, sheets: bytes = SHEETS, paper: bytes = PAPER, anchor: dict | None = None
) -> list[offline.Fault]:
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "naskah").mkdir()
        (folder / "naskah" / "AAAA-BBBB.pdf").write_bytes(paper)
        (folder / "catatan.jsonl").write_bytes(record)
        (folder / "lembar.jsonl").write_bytes(sheets)
        return offline.examine(folder, [anchor] if anchor else [])[1]


def named(faults: Sequence[offline.Fault]) -> list[tuple[str, str, int]]:
    return [(fault.place, fault.kind, fault.seq) for fault in faults]


def bent(change: Callable[[Lines], object]) -> list[tuple[str, str, int]]:
    """What is found when the entries of the first case were bent and nothing else."""
    chains = [chain(name) for name in STREAMS]
    heads = exported(chains)[: len(STREAMS)]
    change(chains[0])
    return named(found(text([*heads, *(row for rows in chains for row in rows)])))


def test_an_untouched_record_is_not_blamed():
    assert found(anchor=ANCHOR) == []


@settings(max_examples=300)
@given(st.integers(0, len(RECORD) - 1), st.integers(1, 255))
def test_any_bent_byte_of_the_record_is_found_and_its_line_or_stream_named(place, mask):
    flipped = bytearray(RECORD)
    flipped[place] ^= mask
    number = RECORD.count(b"\n", 0, place) + 1
    stream = json.loads(RECORD.split(b"\n")[number - 1])["stream"]
    assert any(fault.line == number or fault.place == stream for fault in found(bytes(flipped)))


@settings(max_examples=150)
@given(st.integers(0, len(SHEETS) - 1), st.integers(1, 255))
def test_any_bent_byte_of_the_sheets_is_found_and_the_sheet_named(place, mask):
    flipped = bytearray(SHEETS)
    flipped[place] ^= mask
    number = SHEETS.count(b"\n", 0, place) + 1
    faults = found(sheets=bytes(flipped))
    assert any(fault.line == number or fault.place == f"lembar/{number}" for fault in faults)


@settings(max_examples=40)
@given(st.integers(0, len(PAPER) - 1), st.integers(1, 255))
def test_any_bent_byte_of_a_paper_is_found_and_the_paper_named(place, mask):
    flipped = bytearray(PAPER)
    flipped[place] ^= mask
    faults = named(found(paper=bytes(flipped)))
    assert faults == [("naskah/AAAA-BBBB", ledger.CHANGED, 0)]


@settings(max_examples=100)
@given(st.data())
def test_an_anchor_with_a_bent_byte_is_no_sheet_or_another_sheet_or_the_same(data):
    whole = json.dumps(ANCHOR, indent=1).encode()
    place = data.draw(st.integers(0, len(whole) - 1))
    flipped = bytearray(whole)
    flipped[place] ^= data.draw(st.integers(1, 255))
    try:
        value = json.loads(bytes(flipped))
    except (UnicodeError, ValueError):
        return
    assert value == ANCHOR or not offline.is_sheet(value) or found(anchor=value)


@pytest.mark.parametrize("seq", [1, 3, LENGTH])
@pytest.mark.parametrize("name", ["at", "kind", "actor", "data", "prev", "seal"])
def test_any_changed_value_is_named(seq, name):
    faults = bent(lambda rows: rows[seq - 1].update({name: "lain"}))
    assert faults[0] == (STREAMS[0], ledger.CHANGED, seq)


def test_a_dropped_entry_is_named():
    assert bent(lambda rows: rows.pop(1))[0] == (STREAMS[0], ledger.DROPPED, 2)


def test_two_swapped_entries_are_named():
    faults = bent(lambda rows: rows.insert(1, rows.pop(3)) or rows.insert(3, rows.pop(2)))
    assert faults == [(STREAMS[0], ledger.SWAPPED, 2)]


def test_an_entry_slipped_in_is_named():
    forged = chain(STREAMS[0], 2, kind="palsu")[1]
    assert bent(lambda rows: rows.insert(1, forged))[0] == (STREAMS[0], ledger.ADDED, 2)


def test_an_entry_added_behind_the_last_is_named():
    longer = chain(STREAMS[0], LENGTH + 1)
    assert bent(lambda rows: rows.append(longer[-1])) == [(STREAMS[0], ledger.ADDED, LENGTH + 1)]


@pytest.mark.parametrize("kept", [0, 2, LENGTH - 1])
def test_a_cut_tail_is_named(kept):
    faults = bent(lambda rows: rows.__delitem__(slice(kept, None)))
    assert faults[0] == (STREAMS[0], ledger.CUT, kept + 1)


@pytest.mark.parametrize("length", [1, 4])
def test_a_tail_cut_off_with_its_head_is_found_by_the_sheets(length):
    shorter = [chain(STREAMS[0], length), *CHAINS[1:]]
    assert named(found(text(exported(shorter)))) == [(STREAMS[0], ledger.CUT, length + 1)]


def test_a_chain_written_anew_is_found_by_the_sheets():
    anew = [chain(STREAMS[0], kind="palsu"), *CHAINS[1:]]
    assert named(found(text(exported(anew)))) == [(STREAMS[0], ledger.CHANGED, 3)]


def test_a_record_written_anew_with_its_sheets_is_found_by_the_anchor_alone():
    anew = [chain(STREAMS[0], kind="palsu"), *CHAINS[1:]]
    record, sheets = text(exported(anew)), text([sheet.written() for sheet in book(anew)])
    assert found(record, sheets) == []
    faults = named(found(record, sheets, anchor=ANCHOR))
    assert faults == [("lembar/2", ledger.CHANGED, 2), (STREAMS[0], ledger.CHANGED, LENGTH)]


def test_entries_that_came_after_the_anchor_are_no_fault():
    longer = [chain(STREAMS[0], LENGTH + 3), *CHAINS[1:]]
    assert found(text(exported(longer)), anchor=ANCHOR) == []


def test_sheets_cut_off_are_found_by_the_anchor():
    first = text([BOOK[0].written()])
    assert found(sheets=first) == []
    assert named(found(sheets=first, anchor=ANCHOR)) == [("lembar/2", ledger.DROPPED, 2)]


def test_the_verifier_runs_alone_on_bare_python(tmp_path):
    (tmp_path / "catatan.jsonl").write_bytes(RECORD)
    (tmp_path / "lembar.jsonl").write_bytes(SHEETS)
    (tmp_path / "anchor.json").write_text(json.dumps(ANCHOR))
    (tmp_path / "periksa.py").write_text(verifier(), encoding="utf-8")
    command = [sys.executable, "-I", "-S", str(tmp_path / "periksa.py"), "--json", "--anchor"]
    ran = subprocess.run(
        [*command, str(tmp_path / "anchor.json"), str(tmp_path)], capture_output=True, check=False
    )
    said = json.loads(ran.stdout)
    assert (ran.returncode, ran.stderr) == (1, b"")
    assert [fault["place"] for fault in said["faults"]] == ["naskah/AAAA-BBBB"]


def test_what_is_no_anchor_is_wrong_use(tmp_path, capsys):
    (tmp_path / "x.json").write_text("{}")
    assert offline.main(["--anchor", str(tmp_path / "x.json"), str(tmp_path)]) == 2
    assert "bukan lembar harian" in capsys.readouterr().err


@given(st.binary(max_size=40), st.binary(min_size=32, max_size=32), st.integers(0, 511))
def test_its_reading_of_signatures_agrees_with_the_library(message, seed, bit):
    key = Ed25519PrivateKey.from_private_bytes(seed)
    public, mark = key.public_key().public_bytes_raw(), bytearray(key.sign(message))
    assert offline.is_signed(public.hex(), message, mark.hex())
    mark[bit // 8] ^= 1 << bit % 8
    assert not offline.is_signed(public.hex(), message, mark.hex())
