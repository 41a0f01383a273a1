"""What people do on the pages, by the words they read there."""

import re
from collections.abc import Mapping
from typing import Final

from playwright.sync_api import Locator, Page

# What each act asks for: the label of the field, and what is typed or chosen there.
FORMS: Final[Mapping[str, Mapping[str, str]]] = {
    "Disposisikan": {"Sifat": "segera", "Instruksi": "Crosscheck ke lokasi dan analisa."},
    "Arahkan ke Administrator": {
        "Milik siapa jaringan yang terganggu": "Jaringan Pemerintah Kota",
        "Arahan": "Periksa uplink lantai 2 dari jarak jauh.",
    },
    "Teratasi jarak jauh": {
        "Kategori penyebab": "WiFi",
        "Temuan": "AP lantai 2 tidak mendapat alamat.",
        "Tindakan": "DHCP dihidupkan kembali.",
    },
    "Kirim ke Pelaksana": {
        "Temuan": "Uplink lantai 2 tidak terlihat.",
        "Tindakan": "Ganti konektor di panel lantai 2.",
        "Pelaksana yang ditugaskan": "Rina Anggraeni, S.T.",
    },
    "Laporkan ke Administrator": {
        "Tindakan perbaikan": "Konektor diganti dan diuji.",
        "Hasil": "pulih",
        "PIC di lokasi": "Pak Dedi",
    },
    "Laporkan ke Kepala Seksi": {"Ringkasan penanganan": "Sudah diganti dan diuji."},
    "Laporkan ke Kepala Bidang": {"Hasil pemeriksaan": "Sesuai arahan."},
    "Konfirmasikan": {
        "Dikonfirmasi kepada": "Agus Hermawan, Dinas Pendidikan",
        "Saluran": "telepon",
    },
}
# The acts that ask once more, because they end something.
ASKED_AGAIN: Final = frozenset({"Teratasi jarak jauh", "Konfirmasikan"})


def work(page: Page) -> Locator:
    """The card of the present step."""
    return page.locator("section#langkah")


def fill(place: Locator, answers: Mapping[str, str]) -> None:
    """Answer these questions of a form, whatever kind of field each of them is."""
    for label, value in answers.items():
        begins = re.compile(rf"^\s*{re.escape(label)}(\s+\(boleh kosong\))?\s*$")
        group = place.get_by_role("group", name=begins)
        if group.count():
            group.get_by_role("radio", name=value, exact=True).check()
            continue
        field = place.get_by_label(begins).and_(place.locator(":visible"))
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(label=value)
        else:
            field.fill(value)


def take(page: Page, label: str, *, asks: bool = True) -> None:
    """Do the present step: fill its form and press the button that begins with this word."""
    fill(work(page), FORMS[label])
    work(page).get_by_role("button", name=re.compile(f"^{label}")).click()
    if asks and label in ASKED_AGAIN:
        question = page.get_by_role("dialog", name="Tindakan ini tidak dapat dibatalkan")
        question.get_by_role("button", name=label).click()


def send_back(page: Page, reason: str) -> None:
    """Return the case with a reason."""
    summary = page.locator("summary", has_text="Kembalikan")
    sheet = work(page).locator("details").filter(has=summary)
    sheet.locator("summary").click()
    sheet.get_by_label("Alasan").fill(reason)
    sheet.get_by_role("button", name="Kembalikan").click()
