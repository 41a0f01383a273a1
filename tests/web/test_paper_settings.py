"""Letterhead, numbering and the register of numbers on screen."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from sigap.audit.queries import entries
from sigap.documents.actions.numbers import add_rules, take_number
from sigap.documents.models import F4, Letterhead, NumberEntry, NumberRule
from sigap.documents.queries import copies_of
from tests.office import Office

pytestmark = pytest.mark.django_db
ADDRESS = "/pengaturan/naskah/"


@pytest.fixture
def office() -> Office:
    office = Office()
    add_rules([{"kind": "arahan", "pattern": "{kode}/{n}", "code": "500", "counted_by": ["tahun"]}])
    return office


def signed_in(office: Office, who: str = "admin") -> Client:
    client = Client()
    client.force_login(office.cast.user(who))
    return client


def logo(kind: str = "PNG") -> SimpleUploadedFile:
    made = BytesIO()
    Image.new("RGB", (60, 60), "#336699").save(made, kind)
    return SimpleUploadedFile("lambang.png", made.getvalue())


HEAD = {"act": "kop", "government": "Pemerintah Kota Contoh", "agency": "Dinas Contoh"}


def test_the_letterhead_is_kept_with_its_logo(office):
    told = {**HEAD, "address": "Jalan Contoh 1\nTelepon 021", "city": "Contoh", "logo": logo()}
    assert signed_in(office).post(ADDRESS, told).status_code == 302
    head = Letterhead.objects.get()
    assert head.address == ["Jalan Contoh 1", "Telepon 021"]
    assert head.logo_type == "png"


@pytest.mark.parametrize("content", [b"bukan gambar", b"<svg onload='x'/>", b""])
def test_a_logo_that_is_no_picture_is_refused_and_nothing_typed_is_lost(office, content):
    told = {**HEAD, "city": "Contoh", "logo": SimpleUploadedFile("lambang.png", content or b" ")}
    answer = signed_in(office).post(ADDRESS, told)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Lambang harus gambar" in page
    assert "Dinas Contoh" in page
    assert not Letterhead.objects.exists()


def test_the_paper_size_is_chosen_and_a_third_is_refused(office):
    client = signed_in(office)
    assert client.post(ADDRESS, {**HEAD, "paper": "f4"}).status_code == 302
    assert Letterhead.objects.get().paper == F4
    assert 'value="f4" selected' in client.get(ADDRESS).content.decode()
    answer = client.post(ADDRESS, {**HEAD, "paper": "a3", "city": "Contoh"})
    assert (answer.status_code, Letterhead.objects.get().paper) == (422, F4)
    assert "Pilih salah satu: a4, f4" in answer.content.decode()


def test_copies_are_named_a_line_each_and_taken_back(office):
    client = signed_in(office)
    told = {"act": "tembusan", "kind": "konfirmasi", "recipients": " Kepala Dinas \n\nArsip"}
    assert client.post(ADDRESS, told).status_code == 302
    assert copies_of("konfirmasi") == ["Kepala Dinas", "Arsip"]
    assert entries("naskah")[-1].kind == "tembusan-diatur"
    assert client.post(ADDRESS, {**told, "recipients": ""}).status_code == 302
    assert copies_of("konfirmasi") == []


@pytest.mark.parametrize("wrong", ["x" * 201, "\n".join(["Arsip"] * 11), "Ar\x07sip"])
def test_copies_that_cannot_be_printed_are_refused_beside_what_was_typed(office, wrong):
    told = {"act": "tembusan", "kind": "konfirmasi", "recipients": wrong}
    answer = signed_in(office).post(ADDRESS, told)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#tembusan-konfirmasi-recipients"' in page
    assert 'id="tembusan-konfirmasi-recipients"' in page
    assert copies_of("konfirmasi") == []


def test_a_kind_without_copies_has_none_to_set(office):
    told = {"act": "tembusan", "kind": "disposisi", "recipients": "Arsip"}
    assert signed_in(office).post(ADDRESS, told).status_code == 404
    told["kind"] = "konfirmasi"
    assert signed_in(office, "kasi").post(ADDRESS, told).status_code == 403


def test_a_pattern_is_changed_and_one_that_would_mislead_is_refused(office):
    client = signed_in(office)
    told = {"act": "nomor", "kind": "arahan", "code": "500", "counted_by": ["tahun"]}
    assert client.post(ADDRESS, {**told, "pattern": "{n:3}/{kode}"}).status_code == 302
    assert NumberRule.objects.get().pattern == "{n:3}/{kode}"
    answer = client.post(ADDRESS, {**told, "pattern": "{kode}/{nomor}"})
    assert answer.status_code == 422
    assert "{nomor}" in answer.content.decode()
    assert NumberRule.objects.get().pattern == "{n:3}/{kode}"


def test_a_number_is_voided_with_a_reason(office):
    by = office.cast.actor("kasi")
    entry = take_number("arahan", about="Nota", at=office.at, by=by)
    client = signed_in(office, "kasi")
    told = {"act": "batal", "entry": entry.pk, "reason": ""}
    assert client.post(ADDRESS, told).status_code == 422
    assert client.post(ADDRESS, {**told, "reason": "Salah alamat"}).status_code == 302
    assert NumberEntry.objects.get().state == "batal"


def test_the_kasi_sees_the_register_and_changes_no_letterhead(office):
    client = signed_in(office, "kasi")
    assert "Register nomor" in client.get(ADDRESS).content.decode()
    assert client.post(ADDRESS, HEAD).status_code == 403


def test_the_register_is_paged(office):
    by = office.cast.actor("kasi")
    for _ in range(51):
        take_number("arahan", about="Nota", at=office.at, by=by)
    page = signed_in(office).get(ADDRESS).content.decode()
    assert "?sebelum=" in page
