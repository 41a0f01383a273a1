"""The page of the sealed record: sheets, where they are kept, and the proof on demand."""

import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from sigap.audit.models import Check, Root
from sigap.domain.roots import read_sheet
from sigap.incidents.actions import sealing
from tests.office import Office
from tests.web.sending import counted, signed_in, text_of

PAGE = "/pengaturan/catatan/"

# A proof is claimed, which is committed at once.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def office() -> Office:
    office = Office()
    office.report()
    sealing.seal_the_day(at=office.wait(days=1))
    return office


@pytest.fixture
def auditor(office: Office) -> Client:
    return signed_in(office, "auditor")


def brought(content: bytes) -> dict[str, SimpleUploadedFile]:
    return {"anchor": SimpleUploadedFile("lembar.json", content, "application/json")}


def test_the_record_is_for_the_auditor_and_the_administrator(office: Office) -> None:
    codes = {
        name: signed_in(office, name).get(PAGE).status_code
        for name in ("auditor", "admin", "kabid", "opd-pendidikan")
    }
    assert codes == {"auditor": 200, "admin": 200, "kabid": 403, "opd-pendidikan": 403}


def test_the_auditor_finds_the_page_in_the_top_bar(auditor: Client) -> None:
    assert f'href="{PAGE}"' in text_of(auditor.get("/"))


def test_a_sheet_is_shown_and_downloaded_as_it_was_sealed(auditor: Client) -> None:
    root = Root.objects.get()
    assert root.digest[:16] in text_of(auditor.get(PAGE))
    answer = auditor.get(f"{PAGE}1.json")
    assert "lembar-000001-2026-11-23.json" in answer.headers["Content-Disposition"]
    assert read_sheet(json.loads(answer.content)).digest == root.digest
    assert auditor.get(f"{PAGE}2.json").status_code == 404


def test_it_says_when_and_where_a_sheet_was_kept_elsewhere(auditor, office, tmp_path) -> None:
    assert "Lembar belum disimpan di luar Sigap" in text_of(auditor.get(PAGE))
    sealing.hand_to_folder(tmp_path, at=office.at)
    assert str(tmp_path) in text_of(auditor.get(PAGE))


def test_a_proof_is_asked_for_made_by_the_worker_and_shown(auditor, office) -> None:
    assert auditor.post(PAGE).status_code == 302
    assert "Sedang diperiksa" in text_of(auditor.get(PAGE))
    sealing.check_record(at=office.at)
    page = text_of(auditor.get(PAGE))
    assert "Catatan utuh" in page
    assert "Diperiksa" in page


def test_a_sheet_that_was_kept_is_brought_and_counts_as_anchor(auditor, office) -> None:
    sheet = auditor.get(f"{PAGE}1.json").content
    auditor.post(PAGE, brought(sheet))
    sealing.check_record(at=office.at)
    assert "Sesuai jangkar nomor 1" in text_of(auditor.get(PAGE))


def test_what_a_strange_anchor_finds_is_named_on_the_page(auditor, office) -> None:
    strange = json.loads(auditor.get(f"{PAGE}1.json").content)
    strange["statement"]["no"] = 7
    auditor.post(PAGE, brought(json.dumps(strange).encode()))
    sealing.check_record(at=office.at)
    page = text_of(auditor.get(PAGE))
    assert "1 kerusakan ditemukan" in page
    assert "Jangkar nomor 7 sendiri tidak sah" in page


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff\x00", b"[" * 9999, b"123", b"null"])
def test_a_file_that_is_no_sheet_is_refused_in_clear_words(auditor, content) -> None:
    answer = auditor.post(PAGE, brought(content))
    assert answer.status_code == 422
    assert "bukan lembar harian Sigap" in text_of(answer)
    assert not Check.objects.exists()


def test_many_sheets_are_paged_with_the_same_few_queries(auditor, office) -> None:
    with counted() as few:
        auditor.get(PAGE)
    for day in range(1, 40):
        sealing.seal_the_day(at=office.at + timedelta(days=day))
    with counted() as many:
        page = text_of(auditor.get(PAGE))
    assert len(many) == len(few)
    assert "?sebelum=10" in page
    assert "lembar nomor 9" not in text_of(auditor.get(f"{PAGE}?sebelum=9"))
