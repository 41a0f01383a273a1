"""Two versions of an SOP side by side: what a reader must know before the new one is in force."""

from pathlib import Path

import pytest

from sigap.domain.procedure import Difference, differences, parse
from tests.domain.walks import PROCEDURES

TEXT = Path(PROCEDURES / "penanganan-gangguan.v1.toml").read_text(encoding="utf-8")
OLD = parse(TEXT)


def changed(before: str, after: str) -> tuple[Difference, ...]:
    assert before in TEXT
    return differences(OLD, parse(TEXT.replace(before, after, 1)))


def test_a_version_does_not_differ_from_itself() -> None:
    assert differences(OLD, parse(TEXT)) == ()


def test_the_version_number_alone_is_no_difference() -> None:
    assert changed("versi = 1", "versi = 2") == ()


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ('nomor = ""', 'nomor = "800/1"', Difference(None, "Nomor SOP", "", "800/1")),
        (
            "risiko = 0.75",
            "risiko = 0.8",
            Difference(None, "Ambang mendekati batas", "0,75", "0,8"),
        ),
        (
            "kritis = 0.5\n",
            "",
            Difference(None, "Sasaran internal", "tinggi: 0,75\nkritis: 0,5", "tinggi: 0,75"),
        ),
        ("{ hari = 1 }", "{ hari = 2 }", Difference(4, "Waktu", "1 hari", "2 hari")),
        ("{ menit = 15 }", "{ jam = 1 }", Difference(1, "Waktu", "15 menit", "1 jam")),
        (
            'pelaksana = "pelaksana"\nringkas',
            'pelaksana = "kasi"\nringkas',
            Difference(4, "Pelaksana", "pelaksana", "kasi"),
        ),
        (
            'pertanyaan = "Dapat diatasi jarak jauh?"',
            'pertanyaan = "Teratasi?"',
            Difference(3, "Pertanyaan", "Dapat diatasi jarak jauh?", "Teratasi?"),
        ),
    ],
)
def test_what_changed_is_named_with_before_and_after(
    before: str, after: str, expected: Difference
) -> None:
    assert changed(before, after) == (expected,)


def test_a_field_that_becomes_required_is_shown() -> None:
    text = 'label = "Tiba di lokasi"\njenis = "datetime"'
    [found] = changed(text, f"{text}\nwajib = true")
    assert (found.step_no, found.what) == (4, "Isian")
    assert "wajib" in found.after
    assert "wajib" not in found.before


def test_a_way_out_that_leads_elsewhere_is_shown() -> None:
    [found] = changed(
        'label = "Laporkan ke Administrator"\nke = "laporan-lengkap"',
        'label = "Laporkan ke Administrator"\nke = "selesai"',
    )
    assert (found.step_no, found.what) == (4, "Jalan keluar")
    assert "→ laporan-lengkap" in found.before
    assert "→ selesai" in found.after


def test_a_new_lane_hold_and_note_are_shown() -> None:
    added = (
        '\n[[lajur]]\nperan = "kadis"\nnama = "Kepala Dinas"\n'
        '\n[[alasan_tertunda]]\nkunci = "cuaca"\nlabel = "Menunggu cuaca"\n'
        '\n[[ruling]]\nno = 14\njudul = "Baru"\nteks = "Isi."\n'
    )
    found = differences(OLD, parse(TEXT + added))
    assert [(each.what, each.before) for each in found] == [
        ("Lajur", ""),
        ("Alasan tertunda", ""),
        ("Cara membaca", ""),
    ]


def test_steps_are_matched_by_key_and_the_rest_added_or_dropped() -> None:
    sister = parse((PROCEDURES / "penyambungan-baru.v1.toml").read_text(encoding="utf-8"))
    found = differences(OLD, sister)
    added = [each.after for each in found if each.what == "Langkah ditambahkan"]
    dropped = [each.step_no for each in found if each.what == "Langkah dihapus"]
    assert "Survei lokasi" in added
    assert dropped == [2, 3, 4, 5, 6, 7]
    assert any(each.step_no == 1 and each.what == "Waktu" for each in found)
