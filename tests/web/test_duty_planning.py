"""Drawing up the roster on the pages: lists, weekly pattern, single shifts, a calendar file."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from sigap.kit import clock
from sigap.people.duty import duty_between, on_duty
from sigap.people.models import DutyChange, DutyLine, DutyRoster
from sigap.web.piket import forget_standing
from tests.apps.test_duty_calendar_files import file, night
from tests.duty import roster, wib
from tests.office import Office
from tests.web.sending import signed_in, text_of


@pytest.fixture
def office(db: None) -> Office:
    forget_standing()
    return Office()


@pytest.fixture
def row(office: Office) -> DutyRoster:
    return roster(office.cast)


@pytest.fixture
def kasi(office: Office) -> Client:
    return signed_in(office, "kasi")


def post(office: Office, client: Client, address: str, **typed: Any) -> HttpResponse:
    with clock.at(office.at):
        return client.post(address, {"sekali": "satu"} | typed)


def who(moment: str) -> str:
    return ", ".join(user.username for user in on_duty(at=wib(moment)))


def turns(row: DutyRoster, people: list[str], **typed: Any) -> dict[str, Any]:
    return {
        "act": "giliran",
        "roster": row.pk,
        "people": [*people, ""],
        "weekdays": ["0", "1"],
        "starts": "16:00",
        "ends": "07:30",
        "valid_from": "2026-11-23",
        "valid_until": "",
        **typed,
    }


def test_a_roster_is_drawn_up_from_nothing(office: Office, kasi: Client) -> None:
    made = {"act": "daftar", "name": "Piket NOC", "covers": ["24x7"], "zone": "Asia/Jakarta"}
    assert post(office, kasi, "/piket/pola/", **made).status_code == 302
    row, user = DutyRoster.objects.get(), office.cast.user
    people = [str(user("pelaksana").pk), str(user("pelaksana-2").pk)]
    assert post(office, kasi, "/piket/pola/", **turns(row, people)).status_code == 302
    assert (who("2026-11-23T20:00"), who("2026-11-30T20:00")) == ("pelaksana", "pelaksana-2")
    page = text_of(kasi.get("/piket/pola/"))
    assert "Senin, Selasa" in page
    assert "bergiliran per minggu sejak pekan 23 Nov 2026" in page


def test_a_double_click_plans_once(office: Office, kasi: Client, row: DutyRoster) -> None:
    people, before = [str(office.cast.user("kasi").pk)], DutyLine.objects.count()
    for _ in range(2):
        post(office, kasi, "/piket/pola/", **turns(row, people))
    assert DutyLine.objects.count() == before + 2


def test_a_pattern_with_faults_comes_back_as_it_was_typed(
    office: Office, kasi: Client, row: DutyRoster
) -> None:
    wrong = turns(row, [], starts="sore", ends="", valid_from="2026-11-22", weekdays=["6"])
    answer = post(office, kasi, "/piket/pola/", **wrong)
    page = text_of(answer)
    assert answer.status_code == 422
    for said in (
        "Isi jam dan menit",
        "Wajib diisi.",
        "Pola baru berlaku paling awal hari ini",
        "Pilih paling sedikit satu petugas.",
        'value="2026-11-22"',
    ):
        assert said in page
    assert re.search(r'name="weekdays" value="6"[^>]* checked', page)
    assert not re.search(r'name="weekdays" value="0"[^>]* checked', page)


def test_a_roster_is_renamed_and_covers_something_else(
    office: Office, kasi: Client, row: DutyRoster
) -> None:
    typed = {"act": "ubah-daftar", "roster": row.pk, "name": "Piket malam", "covers": []}
    answer = post(office, kasi, "/piket/pola/", **typed)
    assert answer.status_code == 422
    assert "Piket malam" in text_of(answer)
    post(office, kasi, "/piket/pola/", **typed | {"covers": ["24x7"]})
    assert DutyRoster.objects.get().name == "Piket malam"


def test_a_line_is_ended(office: Office, kasi: Client, row: DutyRoster) -> None:
    line = DutyLine.objects.get(weekday=5)
    typed = {"act": "akhiri", "line": [line.pk]}
    assert post(office, kasi, "/piket/pola/", **typed, last_on="2026-11-01").status_code == 422
    post(office, kasi, "/piket/pola/", **typed, last_on="2026-11-28")
    assert (who("2026-11-28T20:00"), who("2026-12-05T20:00")) == ("admin-jaringan", "")


@pytest.mark.parametrize("reader", ["pelaksana", "operator", "auditor", "kadis"])
@pytest.mark.parametrize("address", ["/piket/pola/", "/piket/ubah/", "/piket/impor/"])
def test_the_plan_is_the_planners(office: Office, reader: str, address: str) -> None:
    assert signed_in(office, reader).get(address).status_code == 403


def slot_at(moment: str) -> str:
    (duty,) = duty_between(wib(moment), wib(moment.replace(":00", ":01")))
    return duty.shift.slot


def test_one_shift_is_handed_to_another(office: Office, kasi: Client, row: DutyRoster) -> None:
    slot = slot_at("2026-11-24T20:00")
    typed = {"act": "ganti", "jaga": slot, "user": office.cast.user("kasi").pk}
    refused = post(office, kasi, "/piket/ubah/", **typed, reason="")
    assert refused.status_code == 422
    assert "Rina Anggraeni" in text_of(refused)
    done = post(office, kasi, "/piket/ubah/", **typed, reason="Rina sakit")
    assert done["Location"] == "/piket/"
    assert who("2026-11-24T20:00") == "kasi"
    with clock.at(office.at):
        page = text_of(kasi.get("/piket/"))
    assert "menggantikan Rina Anggraeni" in page
    assert "Rina sakit" in page


def test_one_shift_is_taken_off(office: Office, kasi: Client, row: DutyRoster) -> None:
    slot = slot_at("2026-11-24T20:00")
    post(office, kasi, "/piket/ubah/", act="hapus", jaga=slot, reason="Cuti bersama")
    assert who("2026-11-24T20:00") == ""
    gone = post(office, kasi, "/piket/ubah/", act="hapus", jaga=slot, reason="Lagi")
    assert gone.status_code == 409


def test_one_shift_is_added(office: Office, kasi: Client, row: DutyRoster) -> None:
    typed = {
        "act": "tambah",
        "roster": row.pk,
        "user": office.cast.user("pelaksana-2").pk,
        "day": "2026-11-24",
        "starts": "08:00",
        "ends": "12:00",
        "reason": "Jaringan dipindah",
    }
    refused = post(office, kasi, "/piket/ubah/", **typed | {"day": "besok", "reason": ""})
    assert refused.status_code == 422
    assert "Isi tanggal" in text_of(refused)
    assert text_of(refused).count("Wajib diisi.") == 2
    assert not DutyChange.objects.exists()
    post(office, kasi, "/piket/ubah/", **typed)
    assert who("2026-11-24T09:00") == "pelaksana-2"
    clash = post(office, kasi, "/piket/ubah/", **typed, sekali="dua")
    assert clash.status_code == 409
    assert "sudah piket di" in text_of(clash)


def upload(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("piket.ics", content, "text/calendar")


def test_a_file_is_shown_first_and_then_applied(
    office: Office, kasi: Client, row: DutyRoster
) -> None:
    content = file(night("20261124"), night("20261125", title="Piket siapa"))
    shown = post(office, kasi, "/piket/impor/", roster=row.pk, file=upload(content))
    page = text_of(shown)
    for said in ("Belum ada yang disimpan.", "Dedi Supriatna", "Orangnya tidak dikenal"):
        assert said in page
    assert not DutyChange.objects.exists()
    carried = re.search(r'name="isi" value="([^"]+)"', page)
    assert carried is not None
    typed = {"tahap": "terapkan", "roster": row.pk, "nama": "piket.ics", "isi": carried[1]}
    assert post(office, kasi, "/piket/impor/", **typed).status_code == 302
    assert DutyChange.objects.get().reason == "Impor kalender piket.ics"
    post(office, kasi, "/piket/impor/", **typed)
    assert DutyChange.objects.count() == 1


@pytest.mark.parametrize("content", [b"bukan kalender", b"", b"\x00\xff" * 50])
def test_a_file_of_no_use_is_refused_with_the_reason(
    office: Office, kasi: Client, row: DutyRoster, content: bytes
) -> None:
    answer = post(office, kasi, "/piket/impor/", roster=row.pk, file=upload(content))
    assert answer.status_code == 422
    assert "kalender" in text_of(answer)


@pytest.mark.parametrize("typed", [{}, {"isi": "%%%"}, {"tahap": "terapkan"}])
def test_nothing_to_import_is_refused(
    office: Office, kasi: Client, row: DutyRoster, typed: dict[str, str]
) -> None:
    assert post(office, kasi, "/piket/impor/", roster=row.pk, **typed).status_code == 422
    assert post(office, kasi, "/piket/impor/", roster="x", **typed).status_code == 422
