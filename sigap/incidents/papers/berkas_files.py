"""The files within a berkas: data and record for machines, originals byte for byte, and a guide."""

import json
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from pathlib import PurePath
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings

from sigap.audit.offline import RECORD, SHEETS, VERIFIER, verifier
from sigap.audit.queries.lines import lines
from sigap.documents import storage
from sigap.documents.models import Paper, Signature
from sigap.documents.renderers.binding import Enclosure
from sigap.domain import alterations, spoken
from sigap.domain.actor import Actor
from sigap.incidents.files import path_of
from sigap.incidents.models import Attachment, CaseDiagnosis
from sigap.incidents.models.removing import GONE
from sigap.incidents.papers.berkas_data import FORMAT, case_data
from sigap.incidents.queries.dossier import Dossier
from sigap.monitoring.models import DiagnosisRaw

GUIDE: Final = "README.txt"
DATA: Final = "perkara.json"
_LONGEST: Final = 80
_ENDINGS: Final = {"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png"}
_ENDINGS_OF_TEXT: Final = {".jsonl": "application/jsonl", ".py": "text/x-python"}

_GUIDE: Final = """\
Berkas perkara {number}
{summary}

PDF ini memuat seluruh perkara untuk dibaca orang. Di dalamnya tersimpan berkas-berkas berikut;
pembaca PDF menampilkannya di panel lampiran, dan pdfdetach -saveall menyimpannya ke sebuah map.

  {data:<18}  perkara sebagai data (JSON, {format}): incident, outputs, papers,
                      attachments, timeline. Nama dan bentuknya sama dengan API Sigap /api/v1.
  {record:<18}  buku perkara: satu catatan JSON per baris, tiap catatan disegel ke catatan
                      sebelumnya (SHA-256 atas JSON kanonik); baris pertama panjang dan segelnya.
  {sheets:<18}  kosong: lembar harian memuat perkara lain dan tidak ikut dibagikan.
  {verifier:<18}  pemeriksa buku perkara; hanya memerlukan Python 3.11 atau lebih baru.
  naskah-KODE.pdf     naskah seperti yang digambar; naskah-KODE-ttd-N: sesudah tanda tangan ke-N.
                      Tanda tangan elektronik sah pada berkas ini, bukan pada halaman yang dijilid.
  pemeriksaan-NN-…    keluaran mentah pemeriksaan jaringan, bita demi bita; SHA-256-nya tercantum
                      pada naskah dan halaman perkara.
  lampiran-NN-nama    lampiran asli, bita demi bita; daftarnya dengan SHA-256 ada di PDF dan di
                      {data} (attachments).

Memeriksa buku perkara sesudah semua berkas disimpan ke satu map:

  python {verifier} MAP

Keaslian satu naskah: {address}
{missing}
Disusun {made_at}.
"""


def enclosures(found: Dossier, *, made_by: Actor | None) -> list[Enclosure]:
    """Every file of the berkas, the guide first. Reads the disk, and the ledger once more."""
    at = found.at
    data = json.dumps(case_data(found, made_by=made_by), ensure_ascii=False, indent=1)
    return [
        Enclosure(GUIDE, _guide(found).encode(), "text/plain", "Petunjuk", "Supplement", at),
        Enclosure(DATA, data.encode(), "application/json", "Perkara sebagai data", "Data", at),
        *_record(found),
        Enclosure(
            VERIFIER,
            verifier().encode(),
            _type(VERIFIER),
            "Pemeriksa buku perkara",
            "Supplement",
            at,
        ),
        *_of_papers(found.papers),
        *_of_attachments(found.attachments),
        *_of_diagnoses(found.diagnoses),
    ]


def _record(found: Dossier) -> Iterator[Enclosure]:
    """The sealed entries of the case, and the empty list of sheets that the verifier asks for."""
    told = list(lines(found.incident.ledger.key))
    if any(row.altered for row in found.entries):
        # Only with the acts by which content went does the rest prove itself.
        told += lines(alterations.STREAM)
    record = "".join(f"{line}\n" for line in told)
    kept = ((RECORD, record, "Buku perkara bersegel"), (SHEETS, "", "Kosong, untuk pemeriksa"))
    for name, text, about in kept:
        yield Enclosure(name, text.encode(), _type(name), about, "Data", found.at)


def _type(name: str) -> str:
    return _ENDINGS_OF_TEXT.get(PurePath(name).suffix, "text/plain")


def _of_papers(rows: list[Paper]) -> Iterator[Enclosure]:
    for row in rows:
        path = storage.path_of(row.sha256) if row.sha256 else None
        if path is not None and path.is_file():
            name = f"naskah-{row.code}.pdf"
            about = f"{row.title}, asli"
            yield Enclosure(
                name, path.read_bytes(), "application/pdf", about, "Source", row.made_at
            )
        for signature in row.signatures.all():
            yield from _signed(row, signature)


def _signed(row: Paper, signature: Signature) -> Iterator[Enclosure]:
    path = storage.path_of(signature.sha256) if signature.sha256 else None
    if path is None or not path.is_file() or signature.signed_at is None:
        return
    name = f"naskah-{row.code}-{signature.ending}{_ENDINGS.get(signature.media_type, '.pdf')}"
    who = (signature.by or {}).get("name", "")
    about = f"{row.title}, sesudah {signature.part} {who}"
    media_type = signature.media_type or "application/pdf"
    yield Enclosure(name, path.read_bytes(), media_type, about, "Source", signature.signed_at)


def _of_attachments(rows: list[Attachment]) -> Iterator[Enclosure]:
    for place, row in enumerate(rows, start=1):
        path = path_of(row.sha256)
        if row.fate != GONE and path.is_file():
            name = f"lampiran-{place:02}-{plain_name(row.name)}"
            who = row.uploaded_by.get("name", "")
            about = f"{row.name}; {_said(row.uploaded_at)}, {who}"
            yield Enclosure(
                name, path.read_bytes(), row.media_type, about, "Source", row.uploaded_at
            )


def _of_diagnoses(rows: list[CaseDiagnosis]) -> Iterator[Enclosure]:
    """The raw outputs of every look at the network, octet for octet as they were sealed."""
    for place, row in enumerate(rows, start=1):
        found = DiagnosisRaw.objects.filter(diagnosis__key=row.key) if row.key else ()
        for count, raw in enumerate(found, start=1):
            told = raw.output
            if told is not None:
                name = f"pemeriksaan-{place:02}-{count:02}-{plain_name(raw.device)}.txt"
                about = f"{raw.command}; {_said(raw.at)}"
                content = told.text.encode()
                yield Enclosure(name, content, "text/plain", about, "Source", raw.at)


def plain_name(name: str) -> str:
    """A file name that any system can store: no folders, no control characters, not too long."""
    kept = "".join(letter for letter in name if letter.isprintable() and letter not in '/\\:*?"<>|')
    path = PurePath(kept.strip(". ") or "berkas")
    ending = path.suffix[:10]
    return f"{path.name[: len(path.name) - len(path.suffix)][: _LONGEST - len(ending)]}{ending}"


def missing(found: Dossier) -> list[str]:
    """The attachments whose content is no longer where it was stored, by name, and why."""
    return [
        f"{row.name} (dimusnahkan menurut keputusan)" if row.fate == GONE else row.name
        for row in found.attachments
        if row.fate == GONE or not path_of(row.sha256).is_file()
    ]


def listed(within: list[Enclosure]) -> list[list[str]]:
    """The files as the PDF lists them: name, what it is, size, SHA-256."""
    return [
        [
            one.name,
            one.about,
            spoken.file_size(len(one.content)),
            sha256(one.content).hexdigest(),
        ]
        for one in within
    ]


def _guide(found: Dossier) -> str:
    gone = missing(found)
    told = f"\nTidak ditemukan di penyimpanan: {', '.join(gone)}.\n" if gone else ""
    return _GUIDE.format(
        number=found.incident.number,
        summary=found.incident.summary,
        data=DATA,
        format=FORMAT,
        record=RECORD,
        sheets=SHEETS,
        verifier=VERIFIER,
        address=f"{settings.SIGAP_BASE_URL}/verifikasi/",
        missing=told,
        made_at=_said(found.at),
    )


def _said(at: datetime) -> str:
    return spoken.moment(at, ZoneInfo(settings.TIME_ZONE))
