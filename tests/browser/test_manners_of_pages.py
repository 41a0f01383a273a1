"""The manners of the real pages: two people at once, nothing typed is lost, keys, one question."""

import re

import pytest
from playwright.sync_api import Page, expect

from sigap.domain.case import Status
from sigap.incidents.models import Incident
from sigap.people.models import User
from tests.browser.hands import FORMS, fill, take, work
from tests.browser.visitors import PHONE, Visitors
from tests.office import FIELD, Office

pytestmark = pytest.mark.browser

TYPED = "Kabel di lantai 2 digigit tikus, sudah ditarik ulang."


@pytest.fixture
def incident(office: Office) -> Incident:
    """A report that waits for its disposition."""
    return office.report()


def case_page(visitors: Visitors, user: User, incident: Incident, **more: object) -> Page:
    page = visitors.signed_in(user, **more)
    page.goto(f"/gangguan/{incident.number}/")
    return page


def sign_out(page: Page) -> None:
    """By the menu under the person's own name."""
    page.get_by_role("banner").locator("summary").click()
    page.get_by_role("button", name="Keluar").click()
    expect(page.get_by_role("heading", name="Masuk")).to_be_visible()


def test_the_second_of_two_hears_who_was_first_and_keeps_what_was_typed(
    office: Office, visitors: Visitors
) -> None:
    incident = office.walk(office.report(), *FIELD[:-1])
    rina = case_page(visitors, office.cast.user("pelaksana"), incident)
    dedi = case_page(visitors, office.cast.user("pelaksana-2"), incident)
    fill(work(dedi), FORMS["Laporkan ke Administrator"] | {"Tindakan perbaikan": TYPED})
    office.wait(minutes=2)
    take(rina, "Laporkan ke Administrator")
    expect(rina.get_by_role("status").first).to_contain_text("Diteruskan ke")
    work(dedi).get_by_role("button", name=re.compile("^Laporkan")).click()
    alert = dedi.get_by_role("alert")
    expect(alert).to_contain_text("Yang terjadi sejak Anda membuka halaman ini:")
    expect(alert).to_contain_text("Rina Anggraeni")
    kept = dedi.get_by_role("region", name="Isian Anda yang belum terkirim")
    expect(kept.get_by_label("Tindakan perbaikan")).to_have_value(TYPED)
    assert Incident.objects.get().step == "laporan-lengkap"


def test_two_at_the_same_step_the_second_can_send_again_at_once(
    office: Office, visitors: Visitors, incident: Incident
) -> None:
    kabid, kasi = office.cast.user("kabid"), office.cast.user("kasi")
    first = case_page(visitors, kabid, incident)
    fill(work(first), FORMS["Disposisikan"] | {"Instruksi": TYPED})
    second = case_page(visitors, kasi, incident)
    second.locator("summary", has_text="Tulis catatan").click()
    second.get_by_role("textbox", name="Catatan", exact=True).fill("Listrik gedung padam.")
    second.get_by_role("button", name=re.compile("^Simpan catatan")).click()
    expect(second.get_by_role("status").first).to_contain_text("Catatan tersimpan.")
    send = work(first).get_by_role("button", name=re.compile("^Disposisikan"))
    send.click()
    expect(first.get_by_role("alert")).to_contain_text("Listrik gedung padam.")
    expect(first.get_by_label("Instruksi")).to_have_value(TYPED)
    send.click()
    expect(first.get_by_role("status").first).to_contain_text("Diteruskan ke")


def test_a_faulty_step_form_names_the_field_and_keeps_the_rest(
    office: Office, visitors: Visitors, incident: Incident
) -> None:
    page = case_page(visitors, office.cast.user("kabid"), incident, device=PHONE)
    fill(work(page), {"Instruksi": TYPED})
    work(page).get_by_role("button", name=re.compile("^Disposisikan")).click()
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("Ada satu isian yang perlu diperbaiki")
    expect(summary).to_be_focused()
    expect(page.get_by_label("Instruksi")).to_have_value(TYPED)
    summary.get_by_role("link").first.click()
    expect(page.get_by_role("radio", name="biasa")).to_be_focused()


def test_a_faulty_report_keeps_every_answer(office: Office, visitors: Visitors) -> None:
    page = visitors.signed_in(office.cast.user("opd-pendidikan"))
    page.goto("/lapor/")
    answers = {"Kategori": "FO putus", "Seberapa luas?": "Seluruh lokasi", "Keterangan lain": TYPED}
    fill(page.get_by_role("main"), {"Di mana?": "SMP Negeri 9"} | answers)
    page.get_by_role("button", name=re.compile("^Kirim laporan")).click()
    expect(page.get_by_role("alert")).to_be_focused()
    field = page.get_by_label("Apa yang terganggu?")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description(re.compile("Kesalahan"))
    expect(page.get_by_label("Keterangan lain")).to_have_value(TYPED)
    expect(page.get_by_role("radio", name="Seluruh lokasi")).to_be_checked()
    field.fill("Internet mati")
    page.get_by_role("button", name=re.compile("^Kirim laporan")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tanda terima laporan gangguan")
    assert Incident.objects.get().description == TYPED


def test_a_draft_waits_for_its_own_author_behind_the_sign_in(
    office: Office, visitors: Visitors, incident: Incident
) -> None:
    kabid = office.cast.user("kabid")
    page = visitors.through_the_form(kabid)
    page.goto(f"/gangguan/{incident.number}/")
    fill(work(page), {"Instruksi": TYPED})
    sign_out(page)
    visitors.sign_in(page, office.cast.user("operator"))
    page.goto(f"/gangguan/{incident.number}/")
    expect(page.get_by_text("Draf dipulihkan.")).to_have_count(0)
    sign_out(page)
    visitors.sign_in(page, kabid)
    page.goto(f"/gangguan/{incident.number}/")
    expect(page.get_by_text("Draf dipulihkan.")).to_be_visible()
    expect(page.get_by_label("Instruksi")).to_have_value(TYPED)


def test_an_act_sent_after_the_session_ended_is_not_lost(
    office: Office, visitors: Visitors, incident: Incident
) -> None:
    kabid = office.cast.user("kabid")
    page = visitors.through_the_form(kabid)
    page.goto(f"/gangguan/{incident.number}/")
    fill(work(page), FORMS["Disposisikan"] | {"Instruksi": TYPED})
    page.context.clear_cookies(name="sigap_sesi")
    work(page).get_by_role("button", name=re.compile("^Disposisikan")).click()
    expect(page.get_by_role("heading", name="Masuk")).to_be_visible()
    visitors.sign_in(page, kabid, land="Langkah 1")
    expect(page.get_by_label("Instruksi")).to_have_value(TYPED)
    work(page).get_by_role("button", name=re.compile("^Disposisikan")).click()
    expect(page.get_by_role("status").first).to_contain_text("Diteruskan ke")


def test_the_keys_of_the_duty_desk(office: Office, visitors: Visitors, incident: Incident) -> None:
    office.report(site="smp-negeri-9")
    page = visitors.signed_in(office.cast.user("kabid"))
    page.goto("/sop/")
    keys = page.keyboard
    keys.press("g")
    keys.press("i")
    expect(page.get_by_role("heading", name="Kotak masuk")).to_be_visible()
    keys.press("j")
    keys.press("j")
    expect(page.get_by_role("link", name="SMP Negeri 9")).to_be_focused()
    keys.press("k")
    keys.press("Enter")
    expect(work(page)).to_be_visible()
    keys.press("/")
    keys.type("smp")
    keys.press("Enter")
    expect(page.get_by_role("heading", name="Gangguan", exact=True)).to_be_visible()
    expect(page.get_by_role("table").get_by_role("link")).to_have_count(1)
    keys.press("Escape")
    keys.press("?")
    expect(page.get_by_role("dialog", name="Pintasan papan ketik")).to_contain_text("Kotak masuk")
    keys.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_cancelling_a_report_is_asked_once_and_can_be_thought_over(
    office: Office, visitors: Visitors, incident: Incident
) -> None:
    page = case_page(visitors, office.cast.user("kabid"), incident)
    page.locator("summary", has_text="Batalkan laporan").click()
    sheet = page.locator("details").filter(has=page.locator("summary", has_text="Batalkan laporan"))
    fill(sheet, {"Sebab": "Laporan keliru", "Penjelasan": TYPED})
    cancel = sheet.get_by_role("button", name=re.compile("^Batalkan laporan"))
    question = page.get_by_role("dialog", name="Tindakan ini tidak dapat dibatalkan")
    cancel.click()
    expect(question).to_contain_text(f"Laporan {incident.number} ditutup sebagai dibatalkan")
    question.get_by_role("button", name="Kembali").click()
    expect(cancel).to_be_focused()
    assert Incident.objects.get().status == Status.RUNNING
    cancel.click()
    question.get_by_role("button", name="Batalkan laporan").click()
    expect(page.get_by_role("status").first).to_contain_text("Laporan dibatalkan")
    assert Incident.objects.get().status == Status.CANCELLED
