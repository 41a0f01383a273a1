"""The SOP as a paper: the form of PermenPAN-RB 35/2012 from the data the engine runs."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import fontpkg
import pikepdf
import pytest
from fontTools.ttLib import TTFont
from PIL import Image
from pyhanko.pdf_utils.reader import PdfFileReader

from sigap.documents.actions.letterhead import begin_letterhead
from sigap.documents.models import A4, F4, PAPER_SIZES, Letterhead
from sigap.documents.renderers.typst import built_in, draw
from sigap.documents.sop_document import draw_sop, facts_of_sop, sheets
from sigap.documents.storage import keep
from sigap.domain.flowchart_form import PAPER, SYMBOL_TEXT_SIZE, TEXT_SIZE
from sigap.domain.procedure import Procedure
from tests.cast import MONDAY_MORNING
from tests.domain.walks import procedure

NAMES = ("penanganan-gangguan.v1", "penyambungan-baru.v1")
MILLIMETRES_ACROSS = {A4: 297, F4: 330}
FIVE_SYMBOLS = {"capsule", "box", "diamond", "pentagon"}


@pytest.fixture
def sop() -> Procedure:
    return procedure()


def told(sop: Procedure, state: str = "berlaku") -> dict:
    return facts_of_sop(sop, Letterhead(), state=state, at=MONDAY_MORNING)["sop"]


def drawn(sop: Procedure, size: str = A4) -> bytes:
    facts = facts_of_sop(sop, Letterhead(paper=size), state="berlaku", at=MONDAY_MORNING)
    return draw(built_in("sop") or "", facts, pictures={}, at=MONDAY_MORNING)


def pages(content: bytes) -> int:
    return int(PdfFileReader(BytesIO(content)).root["/Pages"]["/Count"])


def widths(content: bytes) -> set[int]:
    """Of its pages, in whole millimetres."""
    with pikepdf.open(BytesIO(content)) as pdf:
        return {round(float(page.mediabox[2]) * 25.4 / 72) for page in pdf.pages}


def test_what_the_office_left_blank_stays_blank(sop: Procedure) -> None:
    facts = told(sop)
    assert facts["nomor"] == facts["tanggal_pengesahan"] == facts["tanggal_revisi"] == ""
    assert "None" not in facts["asal"]


def test_a_day_is_said_as_papers_say_it_and_other_words_stay(sop: Procedure) -> None:
    written = replace(sop.identity, approved_on="2026-03-01", created_on="awal 2026")
    facts = told(replace(sop, identity=written))
    assert facts["tanggal_pengesahan"] == "1 Maret 2026"
    assert facts["tanggal_pembuatan"] == "awal 2026"


def test_each_step_stands_once_with_its_standard(sop: Procedure) -> None:
    rows = [row["isi"] for sheet in told(sop)["lembar"] for row in sheet["baris"] if row["isi"]]
    assert [row["no"] for row in rows] == [(str(step.no),) for step in sop.steps]
    assert rows[3]["waktu"] == ("1 hari",)
    assert rows[3]["kelengkapan"] == ("Data permasalahan/gangguan jaringan TIK",)
    assert rows[6]["output"] == (sop.steps[6].output.title,)


def test_the_columns_are_those_of_the_form(sop: Procedure) -> None:
    columns = told(sop)["lembar"][0]["kolom"]
    lanes = [lane.title for lane in sop.lanes]
    assert [column["judul"] for column in columns] == [
        *("No.", "Kegiatan"),
        *lanes,
        *("Kelengkapan", "Waktu", "Output", "Keterangan"),
    ]
    groups = [column["kelompok"] for column in columns]
    assert groups == ["", "", *["Pelaksana"] * 4, *["Mutu Baku"] * 3, ""]


@pytest.mark.parametrize("name", NAMES)
def test_only_the_symbols_of_the_form_are_drawn(name: str) -> None:
    found = {shape.kind for sheet in sheets(procedure(name), F4) for shape in sheet.shapes}
    assert found <= FIVE_SYMBOLS


def test_a_table_that_breaks_over_pages_is_joined_by_pentagons(sop: Procedure) -> None:
    first, second = sheets(sop, F4)
    letters = [
        {shape.lines for shape in sheet.shapes if shape.kind == "pentagon"}
        for sheet in (first, second)
    ]
    assert letters[0] == letters[1] == {("A",), ("B",), ("C",)}


def test_the_drawing_is_told_to_those_who_do_not_see_it(sop: Procedure) -> None:
    said = " ".join(sheet["keterangan"] for sheet in told(sop)["lembar"])
    assert (
        "Langkah 3, Penanganan teknis, Administrator Sistem Jaringan. "
        "Keputusan: Dapat diatasi jarak jauh? Ya ke langkah 5; tidak ke langkah 4."
    ) in said
    assert "masih gangguan ke langkah 3" in said


@pytest.mark.parametrize("name", NAMES)
def test_no_line_is_wider_in_print_than_the_room_it_was_given(name: str) -> None:
    with TTFont(fontpkg.path("Arimo")) as face:
        letters, advances, em = face.getBestCmap(), face["hmtx"], face["head"].unitsPerEm

        def width(line: str, size: float) -> float:
            return sum(advances[letters[ord(letter)]][0] for letter in line) * size / em

        for sheet in sheets(procedure(name), F4):
            columns = {column.key: column.width - 2 * PAPER.padding for column in sheet.columns}
            for cell in sheet.cells:
                for line in cell.lines:
                    assert width(line, TEXT_SIZE) <= columns[cell.column]
            for shape in sheet.shapes:
                assert all(width(line, SYMBOL_TEXT_SIZE) < shape.width for line in shape.lines)


@pytest.mark.parametrize("size", PAPER_SIZES)
@pytest.mark.parametrize("name", NAMES)
def test_every_sheet_fits_its_page(name: str, size: str) -> None:
    sop = procedure(name)
    content = drawn(sop, size)
    assert pages(content) == 1 + len(sheets(sop, size))
    assert widths(content) == {MILLIMETRES_ACROSS[size]}


def test_the_paper_is_an_archive_file_that_can_be_read_aloud(sop: Procedure) -> None:
    content = drawn(sop)
    assert b"<pdfaid:part>3</pdfaid:part>" in content
    assert b"<pdfuaid:part>1</pdfuaid:part>" in content


def test_the_same_version_gives_the_same_bytes(sop: Procedure) -> None:
    assert drawn(sop) == drawn(replace(sop))


def test_a_draft_is_stamped_and_one_in_force_is_not(sop: Procedure) -> None:
    assert told(sop)["cap"] == ""
    assert told(sop, "draf")["cap"] == "RANCANGAN, BELUM BERLAKU"
    assert told(sop, "digantikan")["cap"] == "TIDAK BERLAKU LAGI"


def test_markup_in_the_sop_is_text_and_a_very_long_step_has_its_own_page(sop: Procedure) -> None:
    nasty = "#panic() $x$ *tebal* 🤖 <script> مرحبا " * 60
    first = replace(sop.steps[0], text=nasty, note=nasty, short="#" * 90)
    named = replace(sop.identity, name="#panic()", legal_basis=(nasty,))
    changed = replace(sop, identity=named, steps=(first, *sop.steps[1:]), source_hash="panjang")
    assert drawn(changed).startswith(b"%PDF-1.7")
    assert len(sheets(changed, A4)[0].rows) < 5


@pytest.mark.django_db
def test_it_is_drawn_before_the_office_has_set_anything(sop: Procedure) -> None:
    content = draw_sop(sop, state="berlaku", at=MONDAY_MORNING)
    assert content.startswith(b"%PDF")
    begin_letterhead(government="Pemerintah Kota Lain", agency="Dinas Lain")
    assert draw_sop(sop, state="berlaku", at=MONDAY_MORNING) == content


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["png", "jpeg"])
def test_the_logo_of_the_office_stands_on_it_and_the_bytes_stay_the_same(
    sop: Procedure, kind: str, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    begin_letterhead(government="Pemerintah Kota Contoh", agency="Dinas Contoh")
    plain = draw_sop(sop, state="berlaku", at=MONDAY_MORNING)
    picture = BytesIO()
    Image.new("RGB", (80, 100), "#004488").save(picture, kind)
    Letterhead.objects.update(logo_sha256=keep(picture.getvalue()), logo_type=kind)
    content = draw_sop(sop, state="berlaku", at=MONDAY_MORNING)
    assert content != plain
    assert draw_sop(sop, state="berlaku", at=MONDAY_MORNING) == content
