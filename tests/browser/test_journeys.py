"""One case through all seven steps of its SOP, in the browsers of the people who do them."""

import re
from collections.abc import Mapping
from typing import Any, Final

import pytest
from playwright.sync_api import Page, expect

from sigap.incidents.models import Incident
from tests.browser.hands import fill, send_back, take, work
from tests.browser.visitors import DESKTOP, PASSWORD, PHONE, TABLET, Visitors
from tests.office import CHECKED, REMOTE, Office

pytestmark = pytest.mark.browser

KABID, KASI = "Kepala Bidang TIK", "Kepala Seksi Infrastruktur Jaringan TIK dan Telekomunikasi"
ADMIN, TECHNICIAN = "Administrator Sistem Jaringan", "Pelaksana"
# Who sits at which device in these tests.
DEVICES: Final[Mapping[str, dict[str, Any]]] = {"kabid": PHONE, "pelaksana": PHONE, "kasi": TABLET}
# Each act: who does it, the act the inbox asks for, and what the page says afterwards.
ACTS: Final[Mapping[str, tuple[str, str, str]]] = {
    "Disposisikan": ("kabid", "Disposisikan", f"Diteruskan ke {KASI}: Analisa dan arahan"),
    "Arahkan ke Administrator": (
        *("kasi", "Arahkan ke Administrator"),
        f"Diteruskan ke {ADMIN}: Penanganan teknis",
    ),
    "Teratasi jarak jauh": (
        *("admin-jaringan", "Teratasi jarak jauh"),
        f"Diteruskan ke {ADMIN}: Laporan lengkap",
    ),
    "Kirim ke Pelaksana": (
        *("admin-jaringan", "Teratasi jarak jauh"),
        f"Diteruskan ke {TECHNICIAN}: Perbaikan di lokasi",
    ),
    "Laporkan ke Administrator": (
        *("pelaksana", "Laporkan ke Administrator"),
        f"Diteruskan ke {ADMIN}: Laporan lengkap",
    ),
    "Laporkan ke Kepala Seksi": (
        *("admin-jaringan", "Laporkan ke Kepala Seksi"),
        f"Diteruskan ke {KASI}: Pemeriksaan",
    ),
    "Laporkan ke Kepala Bidang": (
        *("kasi", "Laporkan ke Kepala Bidang"),
        f"Diteruskan ke {KABID}: Konfirmasi",
    ),
    "Konfirmasikan": ("kabid", "Konfirmasikan", "Perkara selesai dan ditutup."),
}


class Team:
    """The people of the SOP, each with a browser of their own, all at one case."""

    def __init__(self, office: Office, visitors: Visitors, *, scripts: bool = True) -> None:
        self.office, self.visitors, self.scripts = office, visitors, scripts
        self._pages: dict[str, Page] = {}

    def page(self, who: str) -> Page:
        """The browser of this person, who signs in on first use."""
        if who not in self._pages:
            self._pages[who] = self.visitors.through_the_form(
                self.office.cast.user(who),
                DEVICES.get(who, DESKTOP),
                java_script_enabled=self.scripts,
            )
        return self._pages[who]

    def called(self, who: str, act: str) -> Page:
        """The inbox says that this act waits; one press leads to the step."""
        self.office.wait(minutes=5)
        page = self.page(who)
        page.goto("/")
        page.get_by_role("link", name=re.compile(f"^{act} 2026-")).click()
        expect(work(page)).to_be_visible()
        return page

    def do(self, *acts: str) -> None:
        """Each act by its performer, from the inbox to what the page says afterwards."""
        for label in acts:
            who, asked, said = ACTS[label]
            page = self.called(who, asked)
            take(page, label, asks=self.scripts)
            expect(page.get_by_role("status").first).to_contain_text(said)

    def tracked(self) -> Page:
        """The public page of the case, on the phone of somebody with the code from the receipt."""
        page = self.visitors.stranger(PHONE, java_script_enabled=self.scripts)
        page.goto("/lacak/")
        page.get_by_label("Kode lacak").fill(Incident.objects.get().tracking_code.lower())
        page.get_by_role("button", name="Lihat").click()
        return page


@pytest.fixture
def team(office: Office, visitors: Visitors) -> Team:
    return Team(office, visitors)


def file_by_keyboard(team: Team) -> None:
    """The operator signs in and files a telephone report; no mouse is ever touched."""
    operator = team.office.cast.user("operator")
    team.visitors.give_password(operator)
    page = team.visitors.stranger()
    page.goto("/masuk/")
    keys = page.keyboard
    for text, key in ((operator.username, "Tab"), (PASSWORD, "Enter")):
        keys.type(text)
        keys.press(key)
    expect(page.get_by_role("heading", name="Kotak masuk")).to_be_visible()
    keys.press("n")
    expect(page.get_by_label("Lokasi atau Perangkat Daerah")).to_be_focused()
    keys.type("smp 9")
    keys.press("Enter")
    expect(page.get_by_label("Nama pelapor")).to_be_focused()
    for text in ("Ibu Sari", "0812 3456 7890", "AP mati", "WiFi lantai 2 mati"):
        keys.type(text)
        keys.press("Tab")
    keys.press("Control+Enter")
    expect(page.get_by_role("heading", name="Tanda terima laporan gangguan")).to_be_visible()
    row = Incident.objects.get()
    expect(page.get_by_role("article")).to_contain_text(row.number)
    expect(page.get_by_role("article")).to_contain_text(row.tracking_code)
    assert (row.site.name, row.reporter_name) == ("SMP Negeri 9", "Ibu Sari")
    assert (row.category.name, row.channel) == ("AP mati", "telepon")


def test_a_remote_fix_from_the_operators_keyboard_to_the_reporters_phone(team: Team) -> None:
    file_by_keyboard(team)
    waiting = "Menunggu diterima Kepala Bidang TIK untuk langkah 1 dari 7: Disposisi."
    expect(team.tracked().get_by_role("heading", level=1)).to_have_text(waiting)
    team.do("Disposisikan", "Arahkan ke Administrator", "Teratasi jarak jauh")
    admin = team.page("admin-jaringan")
    strip = admin.get_by_role("list", name="Kemajuan menurut SOP")
    expect(strip.get_by_role("listitem").nth(3)).to_contain_text("tidak dilaksanakan")
    clocks = admin.get_by_role("region", name="Jam semua langkah")
    expect(clocks).to_contain_text("tidak dilaksanakan (ditangani jarak jauh)")
    team.do("Laporkan ke Kepala Seksi", "Laporkan ke Kepala Bidang")
    question = "Perbaikan sudah diperiksa. Apakah jaringan Anda sudah normal?"
    expect(team.tracked().get_by_role("heading", level=1)).to_have_text(question)
    team.do("Konfirmasikan")
    kabid = team.page("kabid")
    expect(work(kabid)).to_contain_text("Tidak ada lagi langkah yang harus dikerjakan.")
    page = team.tracked()
    expect(page.get_by_role("heading", level=1)).to_have_text("Gangguan sudah selesai ditangani.")
    steps = page.get_by_role("region", name="Langkah demi langkah").get_by_role("listitem")
    expect(steps).to_have_count(7)
    expect(steps.nth(3)).to_contain_text("Tidak perlu dilaksanakan")


def test_a_field_visit_that_is_returned_once_and_reported_again(team: Team) -> None:
    team.office.report()
    team.do("Disposisikan", "Arahkan ke Administrator", "Kirim ke Pelaksana")
    rina = team.called("pelaksana", "Laporkan ke Administrator")
    expect(work(rina)).to_contain_text("Ganti konektor di panel lantai 2.")
    team.do("Laporkan ke Administrator")
    admin = team.called("admin-jaringan", "Laporkan ke Kepala Seksi")
    send_back(admin, "Foto sesudah perbaikan belum ada")
    expect(admin.get_by_role("status").first).to_contain_text("Perbaikan di lokasi")
    rina = team.called("pelaksana", "Laporkan ke Administrator")
    expect(work(rina)).to_contain_text("putaran 2")
    expect(work(rina)).to_contain_text("Foto sesudah perbaikan belum ada")
    expect(rina.get_by_label("Tindakan perbaikan")).to_have_value("Konektor diganti dan diuji.")
    team.do("Laporkan ke Administrator", "Laporkan ke Kepala Seksi", "Laporkan ke Kepala Bidang")
    team.do("Konfirmasikan")
    clocks = team.page("kabid").get_by_role("region", name="Jam semua langkah")
    repairs = clocks.get_by_role("row", name=re.compile("^4. Perbaikan di lokasi"))
    expect(repairs).to_have_count(2)
    expect(repairs.nth(1)).to_contain_text("putaran 2")


def test_the_office_works_without_javascript_from_the_report_to_the_end(
    office: Office, visitors: Visitors
) -> None:
    team = Team(office, visitors, scripts=False)
    operator = team.page("operator")
    operator.goto("/lapor/")
    form = operator.get_by_role("main")
    report = {"Kategori": "AP mati", "Ringkasan": "WiFi mati", "Nama pelapor": "Ibu Sari"}
    fill(form, {"Lokasi atau Perangkat Daerah": "dinas pend"} | report)
    send = operator.get_by_role("button", name=re.compile("^Daftarkan laporan"))
    send.click()
    expect(operator.get_by_role("alert")).to_contain_text("Pilih lokasi yang dimaksud")
    expect(operator.get_by_label("Ringkasan")).to_have_value("WiFi mati")
    operator.get_by_role("group", name="Lokasi yang dimaksud").get_by_role("radio").first.check()
    send.click()
    expect(operator.get_by_role("heading", level=1)).to_have_text("Tanda terima laporan gangguan")
    team.do("Disposisikan", "Arahkan ke Administrator", "Kirim ke Pelaksana")
    team.do("Laporkan ke Administrator", "Laporkan ke Kepala Seksi", "Laporkan ke Kepala Bidang")
    team.do("Konfirmasikan")
    done = "Gangguan sudah selesai ditangani."
    expect(team.tracked().get_by_role("heading", level=1)).to_have_text(done)


def file_as_contact(page: Page) -> None:
    """An agency's own contact answers one question after another."""
    page.get_by_role("link", name="Lapor gangguan").last.click()
    main = page.get_by_role("main")
    fill(main, {"Di mana?": "Dinas Pendidikan", "Apa yang terganggu?": "Internet mati sejak pagi"})
    fill(main, {"Kategori": "FO putus", "Seberapa luas?": "Seluruh lokasi"})
    main.get_by_role("button", name=re.compile("^Kirim laporan")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tanda terima laporan gangguan")
    page.get_by_role("link", name="Buka gangguan ini").click()


def test_a_contact_who_answers_still_down_reopens_the_case_at_step_three(team: Team) -> None:
    contact = team.page("opd-pendidikan")
    file_as_contact(contact)
    expect(contact.get_by_role("main")).to_contain_text("Kemajuan")
    expect(contact.get_by_role("button", name=re.compile("Masih gangguan"))).to_have_count(0)
    team.office.walk(Incident.objects.get(), *REMOTE, *CHECKED)
    page = team.called("opd-pendidikan", "Jawab konfirmasi")
    page.get_by_role("button", name=re.compile("^Masih gangguan")).click()
    question = page.get_by_role("dialog", name="Tindakan ini tidak dapat dibatalkan")
    expect(question).to_contain_text("Perkara dibuka kembali")
    question.get_by_role("button", name="Masih gangguan").click()
    expect(page.get_by_role("status").first).to_contain_text("Penanganan dibuka kembali.")
    admin = team.called("admin-jaringan", "Teratasi jarak jauh")
    expect(work(admin)).to_contain_text("Perangkat Daerah menjawab masih gangguan.")
    expect(work(admin).get_by_role("heading", level=2)).to_contain_text("Langkah 3")
    expect(work(admin)).to_contain_text("putaran 2")
    team.do("Teratasi jarak jauh", "Laporkan ke Kepala Seksi", "Laporkan ke Kepala Bidang")
    page = team.called("opd-pendidikan", "Jawab konfirmasi")
    page.get_by_role("button", name=re.compile("^Ya, sudah pulih")).click()
    expect(page.get_by_role("status").first).to_contain_text("jaringan sudah pulih")
    team.do("Konfirmasikan")
