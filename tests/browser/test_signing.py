"""A step that ends signed, in the browser, with each way of signing an office may have."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django.fixtures import Settings

from sigap.config.environment_signing import Signing
from sigap.documents.actions.templates import load_templates
from sigap.documents.models import Letterhead, Signature
from sigap.documents.signers.reading import signatures_in
from sigap.documents.storage import path_of
from sigap.domain.actor import SYSTEM, SYSTEM_ADMIN, Actor
from sigap.incidents.actions.papers import draw_papers, make_papers
from sigap.incidents.models import Incident
from sigap.people.actions.persons import record_nik
from tests.browser.hands import take, work
from tests.browser.visitors import Visitors
from tests.office import Office
from tests.outside.esign.people import KABID
from tests.outside.esign.running import Esign, esign
from tests.signing import local_setup

pytestmark = pytest.mark.browser

ADMIN = Actor("admin", "Fajar", {SYSTEM_ADMIN: "Administrator Aplikasi"})
PASSPHRASE = "Passphrase TTE"
ONWARD = "Diteruskan ke Kepala Seksi"


@pytest.fixture(scope="module")
def service() -> Iterator[Esign]:
    with esign() as running:
        yield running


@pytest.fixture
def case(office: Office) -> Incident:
    Letterhead.objects.create(government="Pemerintah Kota Contoh", agency="Dinas", city="Bekasi")
    load_templates(at=office.at, by=SYSTEM)
    record_nik(office.cast.user("kabid"), KABID.nik, at=office.at, by=ADMIN)
    return office.report()


def opened(visitors: Visitors, office: Office, case: Incident) -> Page:
    page = visitors.through_the_form(office.cast.user("kabid"))
    page.goto(f"/gangguan/{case.number}/")
    return page


def with_bsre(settings: Settings, service: Esign, version: int, folder: Path) -> None:
    roots = service.roots(folder / "akar.pem")
    settings.SIGAP_SIGNING = Signing("bsre", bsre=service.setup(version), roots=roots)


def signed(case: Incident) -> Signature:
    row = Signature.objects.get(paper__number=case.number)
    # The browser's event loop runs in this thread; checking a signature needs one of its own.
    with ThreadPoolExecutor(1) as aside:
        (found,) = aside.submit(signatures_in, path_of(row.sha256).read_bytes()).result()
    assert (found.intact, found.covers_whole_file) == (True, True)
    return row


def test_by_hand_the_scan_is_uploaded(visitors, office, case, tmp_path):
    page = opened(visitors, office, case)
    take(page, "Disposisikan")
    expect(page.get_by_text(ONWARD)).to_be_visible()
    make_papers(at=office.at)
    draw_papers(at=office.wait(minutes=1))
    page.goto(f"/gangguan/{case.number}/naskah")
    page.get_by_role("link", name="belum bertanda tangan Lembar Disposisi").click()
    scan = tmp_path / "pindaian.pdf"
    scan.write_bytes(b"%PDF-1.4 pindaian")
    page.get_by_label("Salinan bertanda tangan", exact=True).set_input_files(scan)
    page.get_by_role("button", name="Simpan salinan").click()
    expect(page.get_by_text("Salinan tersimpan.")).to_be_visible()
    expect(page.get_by_role("cell", name="tanda tangan basah, dipindai")).to_be_visible()


def test_with_the_offices_own_key_the_step_ends_signed(visitors, office, case, settings):
    settings.SIGAP_SIGNING = local_setup()
    page = opened(visitors, office, case)
    expect(work(page).get_by_text("dengan kunci kantor")).to_be_visible()
    take(page, "Disposisikan")
    expect(page.get_by_text(ONWARD)).to_be_visible()
    assert signed(case).provider == "local"
    page.goto(f"/verifikasi/{Signature.objects.get().paper.code}")
    expect(page.get_by_text("sertifikat lokal kantor, bukan BSrE")).to_be_visible()


@pytest.mark.parametrize("version", [1, 2])
def test_through_bsre_with_a_passphrase(
    visitors, office, case, settings, service, version, tmp_path
):
    with_bsre(settings, service, version, tmp_path)
    page = opened(visitors, office, case)
    work(page).get_by_label(PASSPHRASE).fill("salah")
    take(page, "Disposisikan")
    expect(page.get_by_role("alert")).to_contain_text("Passphrase salah")
    expect(work(page).get_by_label("Instruksi")).to_have_value(re.compile("Crosscheck"))
    expect(work(page).get_by_label(PASSPHRASE)).to_have_value("")
    work(page).get_by_label(PASSPHRASE).fill(KABID.passphrase)
    work(page).get_by_role("button", name=re.compile("^Disposisikan")).click()
    expect(page.get_by_text(ONWARD)).to_be_visible()
    assert signed(case).provider == "bsre"
    page.goto(f"/verifikasi/{Signature.objects.get().paper.code}")
    expect(page.get_by_text("sertifikat elektronik BSrE")).to_be_visible()


def test_while_bsre_is_down_one_goes_on_and_signs_later(
    visitors, office, case, settings, service, tmp_path
):
    with_bsre(settings, service, 1, tmp_path)
    settings.SIGAP_SIGNING = replace(
        settings.SIGAP_SIGNING, bsre=replace(settings.SIGAP_SIGNING.bsre, url="http://127.0.0.1:9")
    )
    page = opened(visitors, office, case)
    work(page).get_by_label(PASSPHRASE).fill(KABID.passphrase)
    take(page, "Disposisikan")
    work(page).get_by_label("Lanjutkan sekarang, tanda tangani nanti").check()
    work(page).get_by_role("button", name=re.compile("^Disposisikan")).click()
    expect(page.get_by_text(ONWARD)).to_be_visible()
    make_papers(at=office.at)
    with_bsre(settings, service, 1, tmp_path)
    office.wait(hours=1)
    page.get_by_role("banner").get_by_role("link", name="Tanda tangan").click()
    page.get_by_label(PASSPHRASE).fill(KABID.passphrase)
    page.get_by_role("button", name=re.compile("^Tanda tangani yang dipilih")).click()
    expect(page.get_by_text("1 naskah ditandatangani.")).to_be_visible()
    assert signed(case).signed_at == office.at
