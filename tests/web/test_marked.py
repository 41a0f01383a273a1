"""An English page speaks English: nothing but the SOP's and people's own words is Indonesian."""

import re
import tomllib
from collections.abc import Iterator
from typing import Any, Final

import pytest
from django.conf import settings
from django.test import Client

from sigap.incidents.actions.clocks import mark_due
from sigap.kit import clock
from sigap.people.models import User
from tests.browser.scene import Scene
from tests.cast import AGENCIES, PEOPLE, POSITIONS, SITES
from tests.office import PROCEDURES, Office
from tests.web.marked import spoken
from tests.web.sending import signed_in, text_of

WORD: Final = re.compile(r"[a-z]+")
# Words that stand on nearly every Indonesian screen of the product and in no English sentence.
INDONESIAN: Final = frozenset(
    WORD.findall("""
    ada adalah agar alasan alir anda apa atau bahasa baru batal batalkan batas belum berikutnya
    berjalan berkas bersih bukti cari catat catatan cetak dapat dari daftar dampak dengan
    dibatalkan dikembalikan dikerjakan dilaporkan dilimpahkan diterima gabungkan gangguan hanya
    hapus harus hari isi isian jabatan jalan jam jawaban jenis kalender kami kata keadaan keluar
    kembali kemajuan kerja keterangan kirim kotor langkah lanjutkan lapor laporan lihat linimasa
    lokasi masuk melapor mendekati mengikuti menit menunggu nama nomor oleh pada paling pelapor
    pemberitahuan penyimpangan perkara pilih prioritas putaran ringkasan sampai saring sebelum
    sedang sekarang semua sesudah setiap simpan sudah tambah tampilan tanggal tenggat tepat
    terlambat terpakai tertunda tidak tolak tulis tunda untuk uraian waktu wajib yang
    """)
)
WHO: Final = ("kabid", "kasi", "admin-jaringan", "pelaksana", "operator", "auditor", "admin")
ROOMS: Final = ("/", "/gangguan/", "/lapor/", "/sop/", "/pemberitahuan/", "/bantuan/")
STATES: Final = (
    "disposisi",
    "perbaikan",
    "konfirmasi",
    "dikembalikan",
    "selesai",
    "tertunda",
    "induk",
    "turunan",
    "menyimpang",
    "siber",
    "dibatalkan",
    "berkas",
    "terlambat",
)


def texts(value: Any) -> Iterator[str]:
    """Every text in a value read from a file."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from texts(each)


def _own_words() -> re.Pattern[str]:
    """What the SOPs and the cast are called: none of it is the product's to translate."""
    known = {each for row in (*AGENCIES, *PEOPLE, *POSITIONS, *SITES) for each in texts([*row])}
    for file in PROCEDURES.glob("*.toml"):
        known |= set(texts(tomllib.loads(file.read_text(encoding="utf-8"))))
    known |= {
        "FO putus",
        "AP mati",
        "Terus-menerus",
        "Jam kerja",
        "Listrik POP padam",
        "SP4N-LAPOR",
    }
    # A single word in small letters is a key of the file, not a name.
    names = [each for each in known if each[:1].isupper() or " " in each]
    longest_first = sorted(names, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")


OWN_WORDS: Final = _own_words()
PEOPLES_WORDS: Final = (
    "Masih putus saat dicek",
    "Diperintahkan lewat telepon saat banjir.",
    "Surat tebusan di layar kasir",
    "Ternyata steker terlepas.",
)


def foreign(page: str) -> list[str]:
    """What of an English page is Indonesian although it is the product's own."""
    found = []
    for said in spoken(page):
        ours = OWN_WORDS.sub(" ", said)
        for words in PEOPLES_WORDS:
            ours = ours.replace(words, " ")
        if INDONESIAN & set(WORD.findall(ours.lower())):
            found.append(said)
    return found


@pytest.fixture
def scene(db: None) -> Scene:
    office = Office()
    User.objects.update(language="en")
    return Scene(office)


def english(scene: Scene, who: str, address: str) -> str:
    """The page in English, as this person or a stranger ("") sees it."""
    client = signed_in(scene.office, who) if who else Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    with clock.at(scene.office.at):
        return text_of(client.get(address, follow=True))


@pytest.mark.parametrize("who", WHO)
def test_the_rooms_of_the_office_speak_english(scene: Scene, who: str) -> None:
    for state in STATES:
        scene.case(state)
    mark_due(at=scene.office.at)
    for room in (*ROOMS, "/gangguan/?state=terbuka&q=tidakada", "/pengaturan/", "/sop/baru/"):
        assert foreign(english(scene, who, room)) == [], room


@pytest.mark.parametrize("who", ["kabid", "kasi", "admin-jaringan", "opd-pendidikan"])
@pytest.mark.parametrize("state", STATES)
def test_the_page_of_a_case_speaks_english(scene: Scene, state: str, who: str) -> None:
    assert foreign(english(scene, who, scene.page(state))) == []


@pytest.mark.parametrize("state", STATES)
def test_the_public_page_speaks_english(scene: Scene, state: str) -> None:
    assert foreign(english(scene, "", scene.tracked(state))) == []


def test_other_papers_and_questions_speak_english(scene: Scene) -> None:
    for who, address in (
        ("", "/masuk/"),
        ("", "/lacak/"),
        ("", scene.tracked("konfirmasi", "/masih-gangguan")),
        ("operator", scene.page("disposisi", "tanda-terima")),
        ("kabid", scene.page("siber", "siber")),
        ("kabid", "/sop/penanganan-gangguan/"),
        ("kabid", "/sop/penyambungan-baru/"),
        ("kabid", "/tidak-ada/"),
        ("opd-pendidikan", "/lapor/"),
        ("opd-pendidikan", "/"),
    ):
        assert foreign(english(scene, who, address)) == [], address


def test_a_form_given_back_speaks_english(scene: Scene) -> None:
    client = signed_in(scene.office, "kabid")
    with clock.at(scene.office.at):
        assert foreign(text_of(client.post("/lapor/", {"channel": "surat"}))) == []
        sent = {"verb": "disposisikan", "step": "disposisi", "expected": "1"}
        answer = client.post(scene.page("disposisi", "langkah/"), sent)
    assert foreign(text_of(answer)) == []


@pytest.mark.parametrize("address", ["/", "/gangguan/", "/lapor/", "/bantuan/"])
def test_an_indonesian_page_would_be_noticed(scene: Scene, address: str) -> None:
    User.objects.update(language="id")
    page = english(scene, "kabid", address).replace('<html lang="id"', '<html lang="en"')
    assert len(foreign(page)) > 5


def test_words_of_the_sop_are_marked_as_indonesian(scene: Scene) -> None:
    page = english(scene, "kabid", scene.page("disposisi"))
    assert '<html lang="en"' in page
    assert '<strong lang="id">Disposisi</strong>' in page
    assert '<span lang="id">WiFi lantai 2 mati</span></h1>' in page
    User.objects.update(language="id")
    page = english(scene, "kabid", scene.page("disposisi"))
    assert '<html lang="id"' in page
    assert '<span lang="id">' not in page


def test_a_notice_is_told_in_the_language_of_its_reader(scene: Scene) -> None:
    number = scene.case("disposisi").number
    assert f"{number} · Disposisi is waiting for you" in english(scene, "kabid", "/pemberitahuan/")
    User.objects.update(language="id")
    assert f"{number} · Disposisi menunggu Anda" in english(scene, "kabid", "/pemberitahuan/")


def test_a_notice_in_other_words_than_its_events_is_shown_as_it_was_kept(scene: Scene) -> None:
    scene.case("disposisi")
    scene.office.cast.user("kabid").notices.update(subject="2026-000001 · Disposisi menanti")
    assert "2026-000001 · Disposisi menanti" in english(scene, "kabid", "/pemberitahuan/")
