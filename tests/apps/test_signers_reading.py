"""Reading signatures: a change is found in whichever bytes; nothing hostile breaks the reader."""

import re
import shutil
import subprocess
import zlib
from contextlib import suppress
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import mkdtemp
from time import monotonic

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from sigap.config.environment_signing import Signing
from sigap.documents.signers import strangers
from sigap.documents.signers.base import Placement, Secret
from sigap.documents.signers.local import LocalSigner
from sigap.documents.signers.looks import page_height, pages_of
from sigap.documents.signers.reading import MOST_BYTES, MOST_SIGNATURES, Unreadable, signatures_in
from sigap.documents.signers.strangers import signatures_of_stranger
from tests.outside.esign.authority import Authority
from tests.signers import paper, request

PDFSIG = shutil.which("pdfsig")


@cache
def way() -> LocalSigner:
    authority, folder = Authority("Otoritas Kantor"), Path(mkdtemp(prefix="sigap-test-kunci-"))
    p12 = authority.p12(authority.issue("Dinas Contoh"), folder / "k.p12", "sandi")
    return LocalSigner(Signing(signer="local", p12=p12, p12_password="sandi"))


@cache
def signed() -> bytes:
    return way().sign(request(), secret=Secret()).content


@cache
def signed_twice() -> bytes:
    beside = Placement(page=1, x=20, y=40, width=75, height=26)
    return way().sign(request(content=signed(), placement=beside), secret=Secret()).content


def genuine(content: bytes) -> bool:
    """Whether somebody who reads this file would take it for the one that was signed."""
    try:
        found = signatures_in(content)
    except Unreadable:
        return False
    return len(found) == 1 and found[0].intact and found[0].covers_whole_file


def spots() -> dict[str, int]:
    """One place of every class of bytes in the signed file."""
    content, own = signed(), len(paper())
    _, end, start, _ = map(int, re.search(rb"/ByteRange \[(.*?)\]", content)[1].split())
    return {
        "head": 5,
        "dictionary": content.index(b"/MediaBox") + 4,
        "drawing": content.index(b"stream", content.index(b"/FlateDecode")) + 20,
        "first xref": content.rindex(b"startxref", 0, own) - 60,
        "first end": own - 3,
        "block": content.index(b"stream", own) + 30,
        "field": content.index(b"/T (TTD", own) + 5,
        "reason": content.index(b"/Reason") + 12,
        "byte range": content.index(b"/ByteRange") + 13,
        "signature": end + 400,
        "filling": start - 9,
        "second xref": content.rindex(b"startxref") - 40,
        "startxref": content.rindex(b"startxref") + 11,
        "end": len(content) - 3,
    }


def bent(content: bytes, place: int, by: int = 1) -> bytes:
    return content[:place] + bytes([content[place] ^ by]) + content[place + 1 :]


def test_the_signed_file_is_genuine() -> None:
    assert genuine(signed())


def test_one_bent_bit_of_any_class_is_found() -> None:
    assert [name for name, place in spots().items() if genuine(bent(signed(), place))] == []


@examples(max_examples=150)
@given(st.data())
def test_no_byte_at_all_can_be_changed(data: st.DataObject) -> None:
    content = signed()
    place = data.draw(st.integers(0, len(content) - 1))
    other = data.draw(st.integers(0, 255))
    changed = content[:place] + bytes([other]) + content[place + 1 :]
    if genuine(changed):
        # The container of the signature has bytes that say nothing: the case of its digits, the
        # root that travels along. Nothing that is read from the file may come of them.
        _, end, start, _ = map(int, re.search(rb"/ByteRange \[(.*?)\]", content)[1].split())
        assert changed == content or end < place < start
        assert signatures_in(changed) == signatures_in(content)


@pytest.mark.parametrize("cut", [1, 2, 7, 100, 5000])
def test_a_cut_tail_is_found(cut: int) -> None:
    assert not genuine(signed()[:-cut])


def test_the_unsigned_paper_holds_no_signature() -> None:
    assert signatures_in(paper()) == []


def test_a_further_signature_is_no_change() -> None:
    first, second = signatures_in(signed_twice())
    assert (first.intact, first.covers_whole_file, first.changed_since) == (True, False, False)
    assert (second.intact, second.covers_whole_file, second.changed_since) == (True, True, False)


def redrawn(content: bytes) -> bytes:
    writer = IncrementalPdfFileWriter(BytesIO(content))
    page = writer.find_page_for_modification(0)[0].get_object()
    drawing = generic.StreamObject(stream_data=b"0 0 300 300 re f")
    page[pdf_name("/Contents")] = writer.add_object(drawing)
    writer.update_container(page)
    return _written(writer)


def annotated(content: bytes) -> bytes:
    writer = IncrementalPdfFileWriter(BytesIO(content))
    page = writer.find_page_for_modification(0)[0].get_object()
    note = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Annot"),
            pdf_name("/Subtype"): pdf_name("/FreeText"),
            pdf_name("/Rect"): generic.ArrayObject(map(generic.NumberObject, (50, 50, 300, 200))),
            pdf_name("/Contents"): generic.pdf_string("Nilainya lain"),
        }
    )
    page[pdf_name("/Annots")] = generic.ArrayObject([writer.add_object(note)])
    writer.update_container(page)
    return _written(writer)


def retitled(content: bytes) -> bytes:
    writer = IncrementalPdfFileWriter(BytesIO(content))
    writer.root[pdf_name("/Lang")] = generic.pdf_string("en")
    writer.update_root()
    return _written(writer)


def _written(writer: IncrementalPdfFileWriter) -> bytes:
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize("change", [redrawn, annotated, retitled])
@pytest.mark.parametrize("of", [signed, signed_twice])
def test_an_appended_change_is_told_as_a_change_since(change, of) -> None:
    found = signatures_in(change(of()))
    assert all(each.intact and not each.covers_whole_file for each in found)
    assert all(each.changed_since for each in found)


@pytest.mark.parametrize("more", [b"\n", b"% catatan\n", b"\0" * 100, b"%%EOF\n", b"<html></html>"])
def test_anything_at_all_behind_the_end_is_found(more: bytes) -> None:
    assert not genuine(signed() + more)


def test_a_signature_is_not_carried_over_to_another_paper() -> None:
    tail = signed()[len(paper()) :]
    other = paper("Isi yang lain sama sekali")
    assert not genuine(other + tail)


@pytest.mark.parametrize(
    "content",
    [b"", b"%PDF-1.7", b"PK\x03\x04", b"%PDF-1.7\n" + b"startxref\n9\n%%EOF", b"<html></html>"],
)
def test_what_is_no_pdf_says_so(content: bytes) -> None:
    with pytest.raises(Unreadable):
        signatures_in(content)


@examples(max_examples=100)
@given(st.binary(max_size=400), st.integers(0, 60_000), st.booleans())
def test_no_file_breaks_the_reader(noise: bytes, place: int, keep: bool) -> None:
    content = signed_twice()
    place = min(place, len(content))
    rest = content[place + len(noise) :] if keep else b""
    try:
        found = signatures_in(content[:place] + noise + rest)
    except Unreadable:
        return
    assert len(found) <= 2


def test_a_file_too_large_is_not_begun() -> None:
    with pytest.raises(Unreadable):
        signatures_in(b"%PDF-1.7\n" + b"\0" * MOST_BYTES)


def bomb(unpacked: int) -> bytes:
    """A file of a few kilobytes whose table of objects has millions of lines."""
    packed = zlib.compress(b"\0" * unpacked)
    head = b"%PDF-1.7\n"
    stream = (
        b"1 0 obj<</Type/XRef/Size %d/W[1 8 2]/Root 2 0 R/Filter/FlateDecode/Length %d>>"
        b"stream\n%s\nendstream endobj\n" % (unpacked // 11, len(packed), packed)
    )
    return head + stream + b"startxref\n%d\n%%%%EOF" % len(head)


def long_table(lines: int) -> bytes:
    """A file whose table of objects is long and not packed at all."""
    head = b"%PDF-1.7\n"
    table = b"xref\n0 %d\n" % lines + b"0000000009 00000 n \n" * lines
    return head + table + b"trailer<</Size %d>>\nstartxref\n%d\n%%%%EOF" % (lines, len(head))


@pytest.mark.parametrize("unpacked", [5_000_000, 100_000_000])
def test_what_unpacks_without_end_is_not_unpacked(unpacked: int) -> None:
    content, began = bomb(unpacked), monotonic()
    with pytest.raises(Unreadable):
        signatures_in(content)
    assert monotonic() - began < 5


def test_a_strangers_file_is_read_within_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strangers, "SECONDS", 2)
    began = monotonic()
    with pytest.raises(Unreadable):
        signatures_of_stranger(long_table(2_000_000))
    assert monotonic() - began < 10
    monkeypatch.setattr(strangers, "MEGABYTES", 60)
    with pytest.raises(Unreadable):
        signatures_of_stranger(long_table(200_000))


@pytest.mark.parametrize("content", [bomb(120_000), bomb(2_000_000), long_table(40_000)])
def test_a_strangers_small_file_cannot_keep_us(content: bytes) -> None:
    began = monotonic()
    assert len(content) < strangers.SMALL
    with suppress(Unreadable):
        assert signatures_of_stranger(content) == []
    assert monotonic() - began < 5


@pytest.mark.parametrize("small", [0, strangers.SMALL])
@pytest.mark.parametrize("content", [b"", b"<html></html>", b"%PDF-1.7"])
def test_a_strangers_file_that_is_no_pdf_says_so(
    content: bytes, small: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(strangers, "SMALL", small)
    with pytest.raises(Unreadable):
        signatures_of_stranger(content)


@pytest.mark.parametrize("small", [0, strangers.SMALL])
def test_a_strangers_file_is_read_as_any_other(
    small: int, settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.SIGAP_SIGNING = way()._setup
    monkeypatch.setattr(strangers, "SMALL", small)
    assert signatures_of_stranger(signed_twice()) == signatures_in(signed_twice())
    assert signatures_of_stranger(signed_twice())[0].own_mark
    assert signatures_of_stranger(paper()) == []


def test_a_file_with_too_much_to_compare_is_not_compared() -> None:
    writer = IncrementalPdfFileWriter(BytesIO(paper()))
    many = generic.ArrayObject()
    for number in range(20_000):
        many.append(writer.add_object(generic.ArrayObject([generic.NumberObject(number)])))
    writer.root[pdf_name("/Banyak")] = writer.add_object(many)
    writer.update_root()
    content = _written(writer)
    for _ in range(2):
        content = way().sign(request(content=content, placement=None), secret=Secret()).content
    began = monotonic()
    first, second = signatures_in(content)
    assert monotonic() - began < 5
    assert (first.intact, first.changed_since) == (True, True)
    assert (second.intact, second.changed_since) == (True, False)


def test_a_file_with_very_many_signatures_is_not_read() -> None:
    content = paper()
    for _ in range(MOST_SIGNATURES + 1):
        content = way().sign(request(content=content, placement=None), secret=Secret()).content
    with pytest.raises(Unreadable):
        signatures_in(content)


@pytest.mark.skipif(PDFSIG is None, reason="pdfsig (poppler-utils) is not installed")
@pytest.mark.parametrize("of", [signed, signed_twice])
def test_another_program_finds_the_signatures_valid(of, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(of())
    done = subprocess.run(
        [PDFSIG, str(tmp_path / "a.pdf")], capture_output=True, text=True, check=False, timeout=60
    )
    count = len(signatures_in(of()))
    assert done.stdout.count("Signature Validation: Signature is Valid.") == count
    assert done.stdout.count("ETSI.CAdES.detached") == count
    assert "Total document signed" in done.stdout


def test_what_pages_show_is_compared_without_how_it_is_packed() -> None:
    assert pages_of(signed_twice()) == pages_of(paper())
    assert pages_of(paper("Lain")) != pages_of(paper())
    assert pages_of(redrawn(paper())) != pages_of(paper())
    assert page_height(paper(), -1) == (2, pytest.approx(841.89, abs=0.01))
