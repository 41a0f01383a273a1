"""Every page as somebody meets it: who goes where, what they do there, which addresses it uses."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from playwright.sync_api import Page, expect

from tests.browser.hands import fill, work
from tests.browser.scene import Scene

STRANGER: Final = ""


@dataclass(frozen=True)
class Sight:
    """One page in one state. `uses` are the names of the addresses that are asked on the way."""

    name: str
    address: str | Callable[[Scene], str]
    uses: tuple[str, ...]
    then: Callable[[Page, Scene], None] = lambda page, scene: None
    ours: bool = True  # False: the browser draws it, for example a photo

    def at(self, scene: Scene) -> str:
        return self.address if isinstance(self.address, str) else self.address(scene)


def case(state: str, name: str = "", **more: object) -> Sight:
    """The page of a case in this state."""
    return Sight(f"perkara {name or state}", lambda scene: scene.page(state), ("incident",), **more)


def press(name: str) -> Callable[[Page, Scene], None]:
    """Press the button that begins with this word."""

    def then(page: Page, scene: Scene) -> None:
        page.get_by_role("main").get_by_role("button", name=re.compile(f"^{name}")).first.click()

    return then


def _send_empty_step(page: Page, scene: Scene) -> None:
    work(page).get_by_role("button", name=re.compile("^Disposisikan")).click()
    expect(page.get_by_role("alert")).to_be_visible()


def _too_late(page: Page, scene: Scene) -> None:
    case = scene.office.report(summary="Sudah ditangani orang lain")
    page.goto(f"/gangguan/{case.number}/")
    fill(work(page), {"Instruksi": "Periksa uplink."})
    scene.office.walk(case, "disposisikan")
    work(page).get_by_role("button", name=re.compile("^Disposisikan")).click()
    expect(page.get_by_role("alert")).to_contain_text("Yang terjadi sejak Anda membuka")


def _draft(page: Page, scene: Scene) -> None:
    page.get_by_label("Instruksi").fill("Periksa uplink.")
    page.reload()
    expect(page.get_by_text("Draf dipulihkan.")).to_be_visible()


def _question(page: Page, scene: Scene) -> None:
    page.locator("summary", has_text="Batalkan laporan").click()
    page.get_by_role("button", name=re.compile("^Batalkan laporan")).last.click()
    expect(page.get_by_role("dialog")).to_be_visible()


def _keys(page: Page, scene: Scene) -> None:
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Pintasan papan ketik")).to_be_visible()


def _menu(page: Page, scene: Scene) -> None:
    page.get_by_role("banner").locator("summary").click()


def _dark(page: Page, scene: Scene) -> None:
    _menu(page, scene)
    page.get_by_role("button", name="Gelap").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def _leave(page: Page, scene: Scene) -> None:
    _menu(page, scene)
    page.get_by_role("button", name="Keluar").click()
    expect(page.get_by_role("heading", name="Masuk")).to_be_visible()


def _find_place(page: Page, scene: Scene) -> None:
    scene.case("induk")
    page.get_by_label("Lokasi atau Perangkat Daerah").press_sequentially("jati")
    page.get_by_role("radio", name="Puskesmas Jatiasih").check()
    expect(page.get_by_role("heading", name="Puskesmas Jatiasih")).to_be_visible()


def _letter(page: Page, scene: Scene) -> None:
    page.get_by_role("radio", name="Surat").check()
    press("Daftarkan laporan")(page, scene)
    expect(page.get_by_role("alert")).to_be_visible()


def _paste(*changes: tuple[str, str]) -> Callable[[Page, Scene], None]:
    def then(page: Page, scene: Scene) -> None:
        page.get_by_label("atau tempelkan isinya").fill(scene.sop(*changes))
        press("Periksa")(page, scene)

    return then


def _wrong_code(page: Page, scene: Scene) -> None:
    page.get_by_label("Kode lacak").fill("XXX-XXX-XXX")
    press("Lihat")(page, scene)
    expect(page.get_by_label("Kode lacak")).to_have_attribute("aria-invalid", "true")


def _own_question(page: Page, scene: Scene) -> None:
    page.get_by_role("button", name=re.compile("^Masih gangguan")).click()
    expect(page.get_by_role("dialog")).to_be_visible()


FIFTEEN_MINUTES: Final = ("waktu = { menit = 15 }", "waktu = { menit = 20 }")
UNKNOWN_LANE: Final = ('pelaksana = "kabid"', 'pelaksana = "satpam"')

SIGHTS: Final[Mapping[str, tuple[Sight, ...]]] = {
    STRANGER: (
        Sight("masuk", "/masuk/", ("sign-in",)),
        Sight("masuk keliru", "/masuk/", ("sign-in",), press("Masuk")),
        Sight("lacak", "/lacak/", ("track",)),
        Sight("lacak keliru", "/lacak/", ("track",), _wrong_code),
        Sight("kemajuan awal", lambda scene: scene.tracked("disposisi"), ("tracking",)),
        Sight("kemajuan selesai", lambda scene: scene.tracked("selesai"), ("tracking",)),
        Sight("konfirmasi publik", lambda scene: scene.tracked("konfirmasi"), ("tracking",)),
        Sight(
            "jawaban publik",
            lambda scene: scene.tracked("konfirmasi", "/masih-gangguan"),
            ("tracking-answer",),
        ),
    ),
    "opd-pendidikan": (
        Sight("kotak masuk kontak", "/", ("inbox",)),
        Sight("daftar kontak", "/gangguan/", ("incidents",)),
        case("perbaikan"),
        case("konfirmasi", "yang dijawab", then=_own_question),
        Sight("lapor kontak", "/lapor/", ("report",), press("Kirim laporan")),
        Sight("tanda terima", lambda scene: scene.page("disposisi", "tanda-terima"), ("receipt",)),
        Sight("menu", "/bantuan/", ("help",), _menu),
        Sight("keluar", "/bantuan/", ("sign-out", "sign-in"), _leave),
    ),
    "operator": (
        Sight("lapor", "/lapor/", ("report",)),
        Sight(
            "lapor di tempat",
            "/lapor/",
            ("report", "report-places", "report-context"),
            _find_place,
        ),
        Sight("lapor keliru", "/lapor/", ("report",), _letter),
        Sight("tampilan gelap", "/pemberitahuan/", ("notices", "display"), _dark),
    ),
    "kabid": (
        Sight("kotak masuk", "/", ("inbox",)),
        Sight("pintasan", "/", ("inbox",), _keys),
        Sight("daftar", "/gangguan/", ("incidents",)),
        Sight("daftar kosong", "/gangguan/?q=tidakada&late=ya", ("incidents",)),
        case("disposisi", "dengan draf", then=_draft),
        case("disposisi", "yang dibatalkan", then=_question),
        Sight(
            "isian kurang",
            lambda scene: scene.page("disposisi"),
            ("incident", "incident-act"),
            _send_empty_step,
        ),
        Sight("terlambat kirim", "/", ("incident-act",), _too_late),
        case("konfirmasi"),
        case("menyimpang"),
        case("siber"),
        Sight("siber", lambda scene: scene.page("siber", "siber"), ("cyber-notice",)),
        Sight("bukan wewenang", "/pengaturan/", ("settings",)),
        Sight("tidak ada", "/gangguan/2026-999999/", ("incident",)),
        Sight("berita", lambda scene: scene.notice("kabid"), ("notice", "incident")),
        Sight(
            "berita dilihat",
            "/pemberitahuan/",
            ("notices", "notices-seen"),
            press("Tandai semua"),
        ),
    ),
    "kasi": (case("arahan"), case("pemeriksaan"), Sight("daftar SOP", "/sop/", ("sop",))),
    "admin-jaringan": (
        case("terlambat"),
        case("laporan-lengkap"),
        case("tertunda"),
        case("turunan"),
        case("induk"),
        case("berkas"),
        Sight(
            "berkas",
            lambda scene: scene.page(
                "berkas", f"berkas/{scene.case('berkas').attachments.get().key}"
            ),
            ("incident-file",),
            ours=False,
        ),
    ),
    "pelaksana": (
        case("dikembalikan"),
        Sight("SOP", "/sop/penanganan-gangguan/", ("sop-newest",)),
    ),
    "auditor": (case("selesai"), case("dibatalkan"), Sight("bantuan", "/bantuan/", ("help",))),
    "admin": (
        Sight("pengaturan", "/pengaturan/", ("settings",)),
        Sight("SOP draf", "/sop/penyambungan-baru/v1/", ("sop-version",)),
        Sight("banding", "/sop/penanganan-gangguan/banding", ("sop-compare",)),
        Sight("versi baru", "/sop/baru/", ("sop-new",), press("Periksa")),
        Sight("versi salah", "/sop/baru/", ("sop-new",), _paste(UNKNOWN_LANE)),
        Sight("versi betul", "/sop/baru/", ("sop-new",), _paste(FIFTEEN_MINUTES)),
    ),
}
