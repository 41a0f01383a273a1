"""Papers and messages from outside, as the pages about them show them."""

from typing import Final

from playwright.sync_api import Page, expect

from sigap.documents.actions.letterhead import begin_letterhead
from sigap.documents.actions.numbers import add_rules, set_rule
from sigap.documents.actions.templates import change_template, load_templates
from sigap.documents.models import Paper
from sigap.documents.queries import newest_template
from sigap.domain.actor import SYSTEM
from sigap.domain.machine import letters
from sigap.incidents.actions.incoming import consider_incoming
from sigap.incidents.actions.letters import record_letter
from sigap.incidents.actions.papers import draw_papers, make_papers
from sigap.notifications.actions.incoming import keep_letter
from sigap.notifications.models import Incoming
from sigap.notifications.received import Letter
from tests.browser.scene import Scene

_FETCH: Final = "async address => (await fetch(address)).headers.get('content-type')"
RULE: Final = {
    "kind": "konfirmasi",
    "pattern": "{kode}/{n}",
    "code": "500",
    "counted_by": ["tahun"],
}


def papers(scene: Scene) -> str:
    """The papers of a case that has ended."""
    at = scene.office.at
    load_templates(at=at, by=SYSTEM)
    begin_letterhead(government="Pemerintah Kota Contoh", agency="Dinas Contoh")
    add_rules([RULE])
    address = scene.page("selesai", "naskah")
    while make_papers(at=at):
        pass
    while draw_papers(at=at):
        pass
    return address


def fetch_paper(page: Page, scene: Scene) -> None:
    """Ask for the newest paper: a browser without a reader only saves it."""
    address = f"{scene.page('selesai', 'naskah')}/{_newest(scene).code}.pdf"
    assert page.evaluate(_FETCH, address) == "application/pdf"


def fetch_berkas(page: Page, scene: Scene) -> None:
    """Ask for everything about that case as one PDF."""
    assert page.evaluate(_FETCH, scene.page("selesai", "berkas.pdf")) == "application/pdf"


def receipt(scene: Scene) -> str:
    """The receipt of a report."""
    load_templates(at=scene.office.at, by=SYSTEM)
    return scene.page("disposisi", "tanda-terima")


def fetch_receipt(page: Page, scene: Scene) -> None:
    """Ask for it as a paper."""
    address = scene.page("disposisi", "tanda-terima.pdf")
    assert page.evaluate(_FETCH, address) == "application/pdf"


def wrong_pattern(page: Page, scene: Scene) -> None:
    """Change a pattern into one that would mislead."""
    page.locator("summary", has_text="konfirmasi: {kode}").click()
    page.get_by_label("Pola nomor").fill("{nomor}")
    page.get_by_role("button", name="Simpan penomoran").click()
    expect(page.get_by_role("alert")).to_be_visible()


def verified(scene: Scene) -> str:
    """The public page about that paper."""
    papers(scene)
    return f"/verifikasi/{_newest(scene).code}"


def register(scene: Scene) -> str:
    """The settings of papers, with numbers on the register."""
    papers(scene)
    return "/pengaturan/naskah/"


def template(scene: Scene) -> str:
    """The page of a template with a version of the office's own."""
    papers(scene)
    newest, by = newest_template("konfirmasi"), scene.office.cast.actor("admin")
    if newest.version == 1:
        told = {"source": f"{newest.source}\n// kantor\n", "note": "Tembusan", "after": 1}
        change_template("konfirmasi", **told, at=scene.office.at, by=by)
    return "/pengaturan/naskah/templat/konfirmasi/"


def try_template(page: Page, scene: Scene) -> None:
    """Look at a draft, and take a version away as a file."""
    page.get_by_role("button", name="Pratinjau", exact=True).click()
    expect(page.get_by_role("img", name="Halaman 1 pratinjau")).to_be_visible()
    with page.expect_download():
        page.get_by_role("link", name="Unduh versi 1").click()


def spoil_template(page: Page, scene: Scene) -> None:
    """Look at a draft that cannot be drawn."""
    page.get_by_label("Templat", exact=True).fill("Satu\n#tidak-ada")
    page.get_by_role("button", name="Pratinjau", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Baris 2")


def compared(scene: Scene) -> str:
    """Two versions of a template line by line."""
    return f"{template(scene)}banding"


def waiting(scene: Scene) -> str:
    """The page of a paper that waits for its number."""
    at, by = scene.office.at, scene.office.cast.actor("admin")
    load_templates(at=at, by=SYSTEM)
    told = {"text": "{n}", "code": "500", "unit": "", "counted_by": ["tahun"], "issuer": "srikandi"}
    set_rule("arahan", **told, at=at, by=by)
    address = scene.page("penanganan", "naskah")
    while make_papers(at=at):
        pass
    number = scene.case("penanganan").number
    return f"{address}/{Paper.objects.get(number=number, kind='arahan').code}/nomor"


def lettered(scene: Scene) -> str:
    """The letters of a case."""
    told = ("masuk", "500/1/Disdik", "12", scene.office.at.date(), "Disdik", "Permohonan")
    letter = letters.Letter(*told)
    number, by = scene.case("penanganan").number, scene.office.cast.actor("operator")
    record_letter(number, letter, at=scene.office.at, by=by)
    return scene.page("penanganan", "surat")


def incoming(scene: Scene) -> str:
    """The list of messages from outside, with one that waits and one that was handled."""
    at = scene.office.at
    for number, text in enumerate(("Internet kami mati sejak pagi", "Kapan petugas datang?")):
        name = f"<{number}@lain.example>"
        keep_letter(Letter("e-mail", name, "a@lain.example", "Budi", "Tanya", text, b""), at=at)
    consider_incoming(at=at)
    Incoming.objects.filter(remote_id="<0@lain.example>").update(outcome="diabaikan")
    return "/pesan-masuk/"


def letter(scene: Scene) -> str:
    """The message that waits."""
    return f"{incoming(scene)}{Incoming.objects.get(outcome='menunggu').pk}/"


def _newest(scene: Scene) -> Paper:
    number = scene.case("selesai").number
    return Paper.objects.filter(number=number, kind="konfirmasi").latest("pk")
