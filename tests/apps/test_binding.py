"""Papers bound into one file: their tags joined, links and bookmarks kept, nothing of them lost."""

from datetime import UTC, datetime
from io import BytesIO

import pikepdf
import pytest

from sigap.config.environment_signing import Signing
from sigap.documents.renderers.binding import Enclosure, NotBound, Part, bind, sizes_of
from sigap.documents.renderers.typst import draw
from sigap.documents.signers.base import Secret
from sigap.documents.signers.local import LocalSigner
from sigap.documents.signers.testkey import make_key
from tests.archival import faults, within
from tests.signers import request

AT = datetime(2026, 11, 23, 2, 15, tzinfo=UTC)

SOURCE = """
#set document(title: "Uji", author: "Uji", date: datetime(year: 2026, month: 11, day: 23))
#set page(width: 10cm, height: 12cm, footer: [kaki])
#set text(font: "Arimo", lang: "id", fallback: false)
#let facts = json("facts.json")
= #facts.judul
#link("https://contoh.example/")[Sebuah tautan]
#table(columns: 2, table.header([Nama], [Nilai]), [a], [1])
#pagebreak()
== Kedua
#figure(rect(width: 1cm), alt: "Sebuah kotak", caption: [Kotak])
"""


def part(title: str, source: str = SOURCE) -> Part:
    return Part(title, draw(source, {"judul": title}, pictures={}, at=AT))


def bound(*parts: Part, enclosures: tuple[Enclosure, ...] = ()) -> bytes:
    return bind(part("Muka"), parts, enclosures, mark=lambda page: f"hal. {page}", at=AT)


def test_parts_with_tables_links_and_pictures_stay_pdfa_and_tagged():
    content = bound(part("Satu"), part("Dua"), part("Tiga"))
    assert faults(content) == []
    with pikepdf.open(BytesIO(content)) as pdf:
        assert len(pdf.pages) == 8
        assert [item.title for item in pdf.open_outline().root] == ["Muka", "Satu", "Dua", "Tiga"]
        assert "<xmpTPg:NPages>8<" in pdf.Root.Metadata.read_bytes().decode()
        kinds = [str(each.S) for each in pdf.Root.StructTreeRoot.K[0].K]
    assert kinds.count("/Part") == 3


def test_links_to_the_parts_lead_to_their_first_pages():
    listed = SOURCE + '\n#link("naskah:2")[Dua]\n#link("naskah:1")[Satu]\n#link("naskah:3")[Tiga]'
    parts = (part("Satu"), part("Dua"))
    content = bind(part("Muka", listed), parts, (), mark=str, at=AT)
    assert faults(content) == []
    with pikepdf.open(BytesIO(content)) as pdf:
        pages = [page.obj.objgen for page in pdf.pages]
        (two, one, none) = pdf.pages[1].obj.Annots
        assert [pages.index(note.Dest[0].objgen) for note in (two, one)] == [4, 2]
        assert str(two.Contents) == "Dua, halaman 5"
        assert "/A" not in two
        assert str(none.A.URI) == "naskah:3"


def test_the_ids_of_two_tables_do_not_meet():
    with pikepdf.open(BytesIO(bound(part("Satu"), part("Dua")))) as pdf:
        names = list(pikepdf.NameTree(pdf.Root.StructTreeRoot.IDTree))
    assert len(names) == len(set(names)) == 6


def test_the_same_parts_give_the_same_bytes():
    kept = Enclosure("a.txt", b"isi", "text/plain", "Isi", "Source", AT)
    assert bound(part("Satu"), enclosures=(kept,)) == bound(part("Satu"), enclosures=(kept,))


def test_a_file_within_comes_out_as_it_went_in():
    script = Enclosure("skrip.pdf", b"%PDF-1.7 /JavaScript", "application/pdf", "x", "Source", AT)
    empty = Enclosure("kosong.jsonl", b"", "application/jsonl", "Kosong", "Data", AT)
    content = bound(enclosures=(script, empty))
    assert faults(content) == []
    assert within(content) == {"skrip.pdf": script.content, "kosong.jsonl": b""}


def test_nothing_to_bind_is_the_front_alone():
    with pikepdf.open(BytesIO(bound())) as pdf:
        assert len(pdf.pages) == 2


def test_the_size_of_every_page_is_known():
    sizes = sizes_of(part("Satu"))
    assert [(round(wide), round(high)) for wide, high in sizes] == [(283, 340), (283, 340)]


def test_a_signed_part_shows_its_block_and_has_no_field_any_more(tmp_path):
    password = make_key(tmp_path / "kunci.p12", at=AT)
    setup = Signing(signer="local", p12=tmp_path / "kunci.p12", p12_password=password)
    signed = LocalSigner(setup).sign(request(), secret=Secret()).content
    content = bound(Part("Bertanda tangan", signed))
    assert faults(content) == []
    with pikepdf.open(BytesIO(content)) as pdf:
        assert "/AcroForm" not in pdf.Root
        assert not any(page.obj.get("/Annots", []) for page in list(pdf.pages)[2:])
        assert "/SigapTandaTangan0" in pdf.pages[-1].resources.XObject


def test_what_is_no_tagged_pdf_is_named():
    blank = BytesIO()
    plain = pikepdf.new()
    plain.add_blank_page()
    plain.save(blank)
    for content in (b"", b"%PDF-1.7 rusak", blank.getvalue()):
        with pytest.raises(NotBound, match="Rusak"):
            bound(Part("Rusak", content))
