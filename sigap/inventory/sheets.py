"""Import files as tables: CSV, or the sheets of an XLSX workbook, and the same form written out."""

import csv
import io
import warnings
from collections.abc import Iterable, Mapping
from typing import Any, Final
from zipfile import BadZipFile, ZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from sigap.domain.errors import words
from sigap.domain.inventory import KINDS
from sigap.domain.inventory_csv import (
    MOST_COLUMNS,
    MOST_ROWS,
    Table,
    bounded,
    file_fault,
    read_csv,
    too_many_rows,
)
from sigap.domain.inventory_import import Sheet, export_row, kind_of
from sigap.domain.inventory_model import Kind

MOST_BYTES: Final = 5 * 1024 * 1024
# What a workbook may grow to when it is opened: a small file can hold a very large one.
MOST_UNPACKED: Final = 80 * 1024 * 1024
MOST_PARTS: Final = 200


def read_sheets(name: str, content: bytes, *, kind: str = "") -> list[Sheet]:
    """The tables of a file, each with its kind: the one given, else by its name or its headings.

    Raises Invalid for a file that is too large, is neither CSV nor XLSX, or whose kind is unclear.
    """
    if len(content) > MOST_BYTES:
        template = words("Berkas paling besar %(most)s MB.")
        raise file_fault("too-large", template, most=MOST_BYTES // 1024 // 1024)
    is_workbook = content.startswith(b"PK\x03\x04")
    tables = _workbook(content) if is_workbook else {name.rsplit(".", 1)[0]: read_csv(content)}
    sheets = [_sheet(each, table, kind) for each, table in tables.items() if table]
    if not sheets:
        raise file_fault("file-empty", words("Berkas ini tidak berisi baris."))
    if sum(len(each.rows) for each in sheets) > MOST_ROWS:
        raise too_many_rows()
    return sheets


def _sheet(name: str, table: Table, kind: str) -> Sheet:
    headings = table[0][1]
    found = kind or kind_of(name, headings)
    if found not in KINDS:
        template = words("Tidak jelas isi tabel “%(name)s”: pilih jenisnya, atau pakai templat.")
        raise file_fault("kind-unclear", template, name=name[:80])
    return Sheet(found, name, headings, tuple(table[1:]))


def _workbook(content: bytes) -> dict[str, Table]:
    _refuse_bomb(content)
    try:
        with warnings.catch_warnings():
            # Styles and extensions that it does not know are nothing to us.
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(content), read_only=True, data_only=False)
            return {each.title: _rows(each) for each in book.worksheets}
    except (BadZipFile, KeyError, ValueError, TypeError, OSError, SyntaxError, EOFError) as wrong:
        raise file_fault("xlsx-unreadable", words("Berkas XLSX ini tidak dapat dibaca.")) from wrong


def _refuse_bomb(content: bytes) -> None:
    try:
        with ZipFile(io.BytesIO(content)) as packed:
            parts = packed.infolist()
    except (BadZipFile, ValueError, OSError) as wrong:
        raise file_fault("xlsx-unreadable", words("Berkas XLSX ini tidak dapat dibaca.")) from wrong
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise file_fault("too-large", words("Isi berkas XLSX ini terlalu besar setelah dibuka."))


def _rows(sheet: Any) -> Table:
    rows: Table = []
    # The size that a sheet states of itself may be a lie in both directions.
    sheet.reset_dimensions()
    for line, row in enumerate(sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS + 1), 1):
        cells = [_text(value) for value in row]
        if any(cell.strip() for cell in cells):
            rows.append((line, bounded(cells, line)))
        if len(rows) > MOST_ROWS + 1 or line > MOST_ROWS * 10:
            raise too_many_rows()
    return rows


def _text(value: Any) -> str:
    """A cell as text. A formula stays the text that it is: nothing computes it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def csv_of(kind: Kind, pictures: Iterable[Mapping[str, Any]]) -> bytes:
    """The items of a kind as a CSV file that an import reads back: UTF-8 with BOM, semicolons."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([column.label for column in kind.columns])
    writer.writerows(export_row(kind, picture, quoted=True) for picture in pictures)
    return text.getvalue().encode("utf-8-sig")


def workbook_of(tables: Mapping[str, Iterable[Mapping[str, Any]]]) -> bytes:
    """A workbook with a sheet for each of these kinds; every cell is text, so nothing computes."""
    book = Workbook(write_only=True)
    for key, pictures in tables.items():
        kind = KINDS[key]
        sheet = book.create_sheet(kind.word)
        sheet.freeze_panes = "A2"
        for place in range(len(kind.columns)):
            sheet.column_dimensions[_letter(place)].width = 22
        sheet.append([_heading(sheet, column.label) for column in kind.columns])
        for picture in pictures:
            texts = export_row(kind, picture, quoted=False)
            sheet.append([_cell(sheet, text) for text in texts])
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def _letter(place: int) -> str:
    return chr(ord("A") + place)


def _heading(sheet: Any, label: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=label)
    cell.font = Font(bold=True)
    return cell


def _cell(sheet: Any, text: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=text)
    cell.data_type = "s"
    return cell
