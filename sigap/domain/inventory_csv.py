"""Reads delimited text as offices send it: with or without BOM, Latin-1, semicolons or commas."""

import csv
import io
from typing import Final

from sigap.domain.errors import Fault, Invalid, words

MOST_ROWS: Final = 20_000
MOST_COLUMNS: Final = 60
MOST_LETTERS: Final = 4_000
_DELIMITERS: Final = (";", ",", "\t")
Table = list[tuple[int, tuple[str, ...]]]
"""Rows with the line in which each begins; the first one holds the headings."""


def file_fault(code: str, template: str, **params: object) -> Invalid:
    """The refusal of a whole file."""
    return Invalid({"file": Fault(code, template, params)})


def decoded(content: bytes) -> str:
    """The text of a file: what its BOM says, else UTF-8, else Windows Latin-1.

    Raises Invalid for content with NUL: that is no text.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = content.decode("utf-16", errors="replace")
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("cp1252", errors="replace")
    if "\x00" in text:
        raise file_fault("not-a-text-file", words("Berkas ini bukan CSV maupun XLSX."))
    return text


def read_csv(content: bytes) -> Table:
    """The rows of a CSV file without blank ones. Raises Invalid for what is none, or too large."""
    text = decoded(content)
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(_DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows: Table = []
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append((line, bounded(cells, line)))
            if len(rows) > MOST_ROWS:
                raise too_many_rows()
            line = reader.line_num + 1
    except csv.Error:
        template = words("Baris %(line)s tidak dapat dibaca sebagai CSV.")
        raise file_fault("csv-unreadable", template, line=line) from None
    return rows


def bounded(cells: list[str], line: int) -> tuple[str, ...]:
    """The cells of one row without empty ones at its end; Invalid when they are too much."""
    while cells and not cells[-1].strip():
        cells.pop()
    if len(cells) > MOST_COLUMNS or any(len(cell) > MOST_LETTERS for cell in cells):
        template = words("Baris %(line)s terlalu panjang.")
        raise file_fault("row-too-long", template, line=line)
    return tuple(cells)


def too_many_rows() -> Invalid:
    """The refusal of a file with more rows than one import takes."""
    template = words("Berkas ini lebih dari %(most)s baris; bagi menjadi beberapa berkas.")
    return file_fault("too-many-rows", template, most=MOST_ROWS)
