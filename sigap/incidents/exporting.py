"""The record as files: entries, daily sheets and papers, and the verifier that needs no more."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from sigap.audit.models import Entry, Stream
from sigap.audit.offline import VERIFIER
from sigap.audit.queries.roots import sheets
from sigap.documents.models import Paper
from sigap.documents.storage import path_of
from sigap.domain.ledger import canonical, moment

RECORD: Final = "catatan.jsonl"
SHEETS: Final = "lembar.jsonl"
PAPERS: Final = "naskah"
GUIDE: Final = "BACA.txt"

_ROWS_AT_ONCE = 2000
_GUIDE = """\
Jejak audit Sigap, lengkap dengan pemeriksanya.

  catatan.jsonl    setiap aliran dengan panjang dan segel kepalanya, lalu setiap catatan
  lembar.jsonl     lembar harian: akar, akar sebelumnya, tanda tangan, daftar perubahan
  naskah/          naskah yang sudah digambar, bernama kode verifikasinya
  verify_sigap.py  pemeriksa; hanya memerlukan Python 3.11 atau lebih baru

Periksa dengan lembar yang disimpan di luar Sigap (misalnya dari surel):

  python verify_sigap.py --anchor LEMBAR.json

Tanpa --anchor yang terbukti hanya bahwa isi map ini bersesuaian; pemotongan atau penulisan ulang
seluruhnya hanya terlihat dengan lembar dari luar.
"""


def lines(stream: str = "") -> Iterator[str]:
    """The whole ledger, or one stream, as canonical JSON lines without their ends.

    Streams with their length and head first, so that a cut tail shows offline too. All heads are
    read before the first entry: entries that come meanwhile are left for the next export.
    """
    heads = Stream.objects.order_by("pk")
    if stream:
        heads = heads.filter(key=stream)
    known = list(heads.values_list("pk", "key", "length", "head"))
    for _, key, length, head in known:
        yield _line({"stream": key, "length": length, "head": head})
    lengths = {pk: (key, length) for pk, key, length, _ in known}
    rows = Entry.objects.order_by("stream_id", "seq")
    if stream:
        rows = rows.filter(stream__key=stream)
    for row in rows.iterator(chunk_size=_ROWS_AT_ONCE):
        key, length = lengths.get(row.stream_id, ("", 0))
        # An entry beyond the head is either newer than the head or forged; verify tells which.
        if row.seq <= length:
            yield _line(_entry(key, row))


def _entry(key: str, row: Entry) -> dict[str, Any]:
    return {
        "stream": key,
        "seq": row.seq,
        "at": moment(row.at),
        "kind": row.kind,
        "actor": row.actor,
        "data": row.data,
        "prev": row.prev,
        "seal": row.seal,
    }


def write_bundle(folder: Path) -> None:
    """Write the record, the sheets, the drawn papers and the verifier into a folder. OSError.

    The sheets are read first: whatever they speak of is then in the record.
    """
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / SHEETS, (_line(sheet.written()) for sheet in sheets()))
    _write(folder / RECORD, lines())
    papers = folder / PAPERS
    papers.mkdir(exist_ok=True)
    for code, digest in Paper.objects.exclude(sha256="").values_list("code", "sha256"):
        if path_of(digest).is_file():
            shutil.copyfile(path_of(digest), papers / f"{code}.pdf")
    shutil.copyfile(VERIFIER, folder / VERIFIER.name)
    (folder / GUIDE).write_text(_GUIDE, encoding="utf-8")


def _write(path: Path, written: Iterator[str]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(f"{line}\n" for line in written)


def _line(value: dict[str, Any]) -> str:
    return canonical(value).decode()
