"""The record as files: entries, daily sheets and papers, and the verifier that needs no more."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from sigap.audit.offline import RECORD, SHEETS, STAMPS, VERIFIER, verifier
from sigap.audit.queries.lines import line_of, lines
from sigap.audit.queries.roots import sheets
from sigap.documents.models import Paper
from sigap.documents.queries import signed_copies
from sigap.documents.storage import path_of
from sigap.incidents.stampfiles import write_stamps

PAPERS: Final = "naskah"
GUIDE: Final = "BACA.txt"

# The offline verifier knows the same.
_ENDINGS: Final = {"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png"}
_GUIDE = """\
Jejak audit Sigap, lengkap dengan pemeriksanya.

  catatan.jsonl    setiap aliran dengan panjang dan segel kepalanya, lalu setiap catatan
  lembar.jsonl     lembar harian: akar, akar sebelumnya, tanda tangan, daftar perubahan
  naskah/          naskah yang sudah digambar, bernama kode verifikasinya; salinan yang
                   ditandatangani berakhiran -ttd-1, -ttd-2, menurut urutannya
  stempel/         stempel waktu lembar harian (RFC 3161), kalau ada; pemeriksa melihat lembar
                   mana dan kapan, tanda tangan penerbitnya diperiksa dengan
                   openssl ts -verify -digest AKAR -in LEMBAR.tst -token_in -CAfile AKAR-TSA.pem
  verify_sigap.py  pemeriksa; hanya memerlukan Python 3.11 atau lebih baru

Periksa dengan lembar yang disimpan di luar Sigap (misalnya dari surel):

  python verify_sigap.py --anchor LEMBAR.json

Tanpa --anchor yang terbukti hanya bahwa isi map ini bersesuaian; pemotongan atau penulisan ulang
seluruhnya hanya terlihat dengan lembar dari luar.
"""


def write_bundle(folder: Path) -> None:
    """Write the record, the sheets, the drawn papers and the verifier into a folder. OSError.

    The sheets are read first: whatever they speak of is then in the record.
    """
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / SHEETS, (line_of(sheet.written()) for sheet in sheets()))
    _write(folder / RECORD, lines())
    write_stamps(folder / STAMPS)
    papers = folder / PAPERS
    papers.mkdir(exist_ok=True)
    for code, digest in Paper.objects.exclude(sha256="").values_list("code", "sha256"):
        if path_of(digest).is_file():
            shutil.copyfile(path_of(digest), papers / f"{code}.pdf")
    for row in signed_copies():
        if path_of(row.sha256).is_file():
            name = f"{row.paper.code}-{row.ending}{_ENDINGS.get(row.media_type, '')}"
            shutil.copyfile(path_of(row.sha256), papers / name)
    (folder / VERIFIER).write_text(verifier(), encoding="utf-8")
    (folder / GUIDE).write_text(_GUIDE, encoding="utf-8")


def _write(path: Path, written: Iterator[str]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(f"{line}\n" for line in written)
