"""A paper that says something at every place, to try a template with before it counts."""

from datetime import UTC, datetime
from io import BytesIO
from typing import Any, Final

from PIL import Image

SAMPLE_AT: Final = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)

_PERSON: Final = {
    "jabatan": "Kepala Seksi Contoh",
    "nama": "Nama Contoh, S.Kom.",
    "pangkat": "Penata, III/c",
    "nip": "19800101 200501 1 001",
}


_CASE: Final = {
    "nomor": "2026-000001",
    "ringkasan": "Jaringan lantai dua terputus",
    "uraian": "Tidak ada sambungan sejak pagi.",
    "perangkat_daerah": "Dinas Contoh",
    "lokasi": "Kantor Contoh",
    "tempat": "Kantor Contoh",
    "kategori": "FO putus",
    "pelapor": "Pelapor Contoh",
    "saluran": "telepon",
    "waktu_lapor": "Senin, 5 Januari 2026 pukul 09.00 WIB",
}


_EVIDENCE: Final = {
    "sebelum": {
        "waktu": "Senin, 5 Januari 2026 pukul 09.01 WIB",
        "keadaan": "putus",
        "kalimat": ["Tautan contoh putus (keyakinan tinggi)."],
    },
    "sesudah": {
        "waktu": "Senin, 5 Januari 2026 pukul 11.30 WIB",
        "keadaan": "normal",
        "kalimat": ["Tidak ada gangguan jaringan yang terlihat."],
    },
    "kesimpulan": "pulih",
    "tabel": [
        {
            "bagian": "antarmuka",
            "hal": "Router Contoh ether1",
            "sebelum": "mati",
            "sesudah": "menyala",
            "arah": "membaik",
        }
    ],
    "mentah": [
        {
            "waktu": "5 Jan 09.01",
            "perangkat": "Router Contoh",
            "perintah": "show interfaces",
            "sha256": "0" * 64,
        }
    ],
    "mentah_lain": 1,
}


def sample_facts(kind: str) -> dict[str, Any]:
    """Facts of a paper of this kind as `incidents.papers.facts` gives them, all of it made up."""
    return {
        "perkara": dict(_CASE),
        "surat": {
            "dari": "Dinas Contoh",
            "nomor": "000/1/Contoh",
            "tanggal": "5 Januari 2026",
            "agenda": "12",
            "diterima": "5 Januari 2026",
        },
        "langkah": {
            "no": 3,
            "nama": "Langkah contoh",
            "uraian": "Mengerjakan sesuatu.",
            "putaran": 2,
            "catatan": "Catatan contoh.",
            "pernyataan": "Pernyataan contoh.",
            "waktu": "standar 1 jam, terpakai 22 menit kerja, tepat waktu",
        },
        "isian": [
            {"kunci": key, "label": label, "nilai": f"Isi {label.lower()} contoh."}
            for key, label in (("instruksi", "Instruksi"), ("pic_lokasi", "PIC lokasi"))
        ],
        "penandatangan": [_PERSON],
        "mengetahui": [{**_PERSON, "jabatan": "Kepala Bidang Contoh"}],
        "tujuan": "Kepala Seksi Contoh",
        "yth": ["Kepala Dinas Contoh", "di Tempat"],
        "ditugasi": [_PERSON, {**_PERSON, "pangkat": "", "nip": ""}],
        "waktu": {"hari": "Senin", "tanggal": "5 Januari 2026", "pukul": "09.00 WIB"},
        "tembusan": ["Kepala Dinas Contoh", "Inspektorat Contoh"],
        "lacak": {"kode": "ABC-2DE-FGH", "alamat": "/lacak/ABC-2DE-FGH", "qr": ""},
        "janji": {"hitungan": "dalam jam kerja", "langkah": [["Langkah contoh", "15 menit"]] * 7},
        "dicatat": "Senin, 5 Januari 2026 pukul 09.05 WIB",
        "meja": "Operator Contoh (021-000000)",
        "bukti": _EVIDENCE,
        "gambar": [{"berkas": "foto-1.jpg", "sha256": "", "keterangan": "Foto 1: contoh"}],
        **_frame(kind),
    }


def _frame(kind: str) -> dict[str, Any]:
    return {
        "kop": {
            "pemerintah": "Pemerintah Kota Contoh",
            "dinas": "Dinas Contoh",
            "bidang": "",
            "alamat": ["Jalan Contoh 1"],
            "kota": "Contoh",
            "kertas": "a4",
            "logo": "",
            "logo_sha256": "",
        },
        "naskah": {
            "jenis": kind,
            "judul": "Naskah Contoh",
            "nomor": "500/1/Contoh",
            "kode": "XXXX-XXXX-XXXX-XXXX",
            "tanggal": "5 Januari 2026",
            "hari": {"year": 2026, "month": 1, "day": 5},
            "qr": "",
            "alamat_verifikasi": "/verifikasi/XXXX-XXXX-XXXX-XXXX",
            "keterangan_tanda_tangan": "Contoh, bukan naskah.",
        },
    }


def sample_pictures() -> dict[str, bytes]:
    """The picture that the sample names."""
    made = BytesIO()
    Image.new("RGB", (120, 90), "#d9d9d9").save(made, "JPEG")
    return {"foto-1.jpg": made.getvalue()}
