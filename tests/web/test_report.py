"""The report form: who may use it, what it refuses, and that nothing typed is lost."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from sigap.incidents.models import Attachment, Incident
from tests.office import Office
from tests.web.sending import TYPED, counted, file_report, signed_in, text_of

REPORTERS = ("operator", "kabid", "kasi", "admin-jaringan", "pelaksana", "opd-pendidikan")


@pytest.fixture
def office(db: None) -> Office:
    return Office()


def photo(name: str = "foto.png") -> SimpleUploadedFile:
    drawn = BytesIO()
    Image.new("RGB", (8, 8), "navy").save(drawn, "PNG")
    return SimpleUploadedFile(name, drawn.getvalue())


@pytest.mark.parametrize("who", REPORTERS)
def test_those_who_report_get_the_form(office: Office, who: str) -> None:
    assert signed_in(office, who).get("/lapor/").status_code == 200


@pytest.mark.parametrize("who", ["kadis", "auditor", "admin"])
def test_those_who_do_not_report_are_told_so(office: Office, who: str) -> None:
    client = signed_in(office, who)
    assert client.get("/lapor/").status_code == 403
    assert file_report(client, office.at).status_code == 403
    assert not Incident.objects.exists()


def test_a_stranger_is_asked_to_sign_in(office: Office, client) -> None:
    assert client.get("/lapor/")["Location"] == "/masuk/?next=/lapor/"


def test_a_report_leads_to_its_receipt(office: Office) -> None:
    answer = file_report(signed_in(office, "operator"), office.at)
    row = Incident.objects.get()
    assert answer["Location"] == f"/gangguan/{row.number}/tanda-terima"
    assert (row.site.key, row.agency.key) == ("kantor-disdik", "dinas-pendidikan")
    assert (row.reporter_name, row.channel) == ("Agus Hermawan", "telepon")
    assert row.reported_at == row.recorded_at == office.at


def test_the_same_form_sent_twice_files_one_report(office: Office) -> None:
    client = signed_in(office, "operator")
    first, second = file_report(client, office.at), file_report(client, office.at)
    assert first["Location"] == second["Location"]
    assert Incident.objects.count() == 1


def test_another_tab_or_other_content_files_another_report(office: Office) -> None:
    client = signed_in(office, "operator")
    file_report(client, office.at)
    file_report(client, office.at, sekali="dua")
    file_report(client, office.at, summary="Kabel lantai 3 putus")
    assert Incident.objects.count() == 3


def test_a_refused_form_can_be_sent_again_under_the_same_token(office: Office) -> None:
    client = signed_in(office, "operator")
    assert file_report(client, office.at, summary="").status_code == 422
    assert file_report(client, office.at).status_code == 302


def test_every_fault_is_told_at_once_and_everything_typed_is_kept(office: Office) -> None:
    answer = file_report(
        signed_in(office, "operator"),
        office.at,
        place="",
        place_text="entah di mana",
        category="",
        summary="",
        reporter_phone="nol delapan",
        description="Sudah dicoba nyala-matikan.",
        reported_at="kemarin",
    )
    page = text_of(answer)
    assert answer.status_code == 422
    for name in ("place", "category", "summary", "reporter_phone", "reported_at"):
        assert f'href="#isian-{name}"' in page, name
    for kept in ("entah di mana", "nol delapan", "Sudah dicoba nyala-matikan.", "kemarin"):
        assert kept in page
    assert not Incident.objects.exists()


def test_typed_letters_alone_are_resolved_without_javascript(office: Office) -> None:
    client = signed_in(office, "operator")
    answer = file_report(client, office.at, place="", place_text="pkm jati")
    page = text_of(answer)
    assert answer.status_code == 422
    assert 'value="lokasi:pkm-jatiasih"' in page
    assert "Pilih lokasi yang dimaksud" in page
    picked = {"place": "lokasi:pkm-jatiasih", "place_text": "pkm jati", "place_asked": "pkm jati"}
    assert file_report(client, office.at, **picked).status_code == 302


@pytest.mark.parametrize("typed", ["Puskesmas Jatiasih", "puskesmas  jatiasih", "pkm-jatiasih"])
def test_an_exact_name_or_key_needs_no_picking(office: Office, typed: str) -> None:
    file_report(signed_in(office, "operator"), office.at, place="", place_text=typed)
    assert Incident.objects.get().site.key == "pkm-jatiasih"


def test_letters_typed_after_picking_count_more_than_the_old_pick(office: Office) -> None:
    typed = {"place": "lokasi:rsud", "place_asked": "rsud", "place_text": "SMP Negeri 9"}
    file_report(signed_in(office, "operator"), office.at, **typed)
    assert Incident.objects.get().site.key == "smp-negeri-9"


def test_an_agency_without_a_site_is_a_place_too(office: Office) -> None:
    file_report(signed_in(office, "operator"), office.at, place="pd:dinas-kesehatan")
    row = Incident.objects.get()
    assert (row.agency.key, row.site) == ("dinas-kesehatan", None)


def test_an_early_report_time_is_kept_beside_the_time_of_recording(office: Office) -> None:
    client = signed_in(office, "operator")
    file_report(client, office.at, reported_at="2026-11-23T08:40")
    row = Incident.objects.get()
    assert (office.at - row.reported_at).total_seconds() == 35 * 60
    assert row.recorded_at == office.at


def test_far_back_dating_asks_for_the_reason(office: Office) -> None:
    client = signed_in(office, "operator")
    early = {"reported_at": "2026-11-20T10:00"}
    answer = file_report(client, office.at, **early)
    assert answer.status_code == 422
    assert 'href="#isian-backdate_reason"' in text_of(answer)
    reason = "Listrik kantor padam, dicatat dulu di buku"
    assert file_report(client, office.at, **early, backdate_reason=reason).status_code == 302
    assert Incident.objects.get().backdate_reason == reason


def test_a_letter_brings_its_number_date_and_agenda(office: Office) -> None:
    client = signed_in(office, "operator")
    letter = {"channel": "surat", "letter_on": "2026-11-20", "letter_agenda": "77"}
    assert 'href="#isian-letter_number"' in text_of(file_report(client, office.at, **letter))
    file_report(client, office.at, **letter, letter_number="005/123/Disdik")
    row = Incident.objects.get()
    assert (row.letter_number, f"{row.letter_on}") == ("005/123/Disdik", "2026-11-20")
    assert row.letter_agenda == "77"


def test_what_belongs_to_a_letter_is_left_out_of_a_call(office: Office) -> None:
    file_report(signed_in(office, "operator"), office.at, letter_number="005/123/Disdik")
    assert Incident.objects.get().letter_number == ""


def test_files_come_along_with_the_report(office: Office) -> None:
    file_report(signed_in(office, "operator"), office.at, files=[photo(), photo("dua.png")])
    names = Attachment.objects.filter(incident=Incident.objects.get()).values_list(
        "name", flat=True
    )
    assert sorted(names) == ["dua.png", "foto.png"]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("alat.exe", b"MZ\x00\x01", "bukan jenis berkas yang diterima"),
        ("foto.jpg", photo().read(), "akhiran namanya harus"),
        ("besar.txt", b"a" * (10 * 1024 * 1024 + 1), "lebih dari 10 MB"),
    ],
)
def test_a_refused_file_loses_nothing_that_was_typed(
    office: Office, name: str, content: bytes, said: str
) -> None:
    files = [photo(), SimpleUploadedFile(name, content)]
    answer = file_report(signed_in(office, "operator"), office.at, files=files)
    page = text_of(answer)
    assert answer.status_code == 422
    assert said in page
    assert TYPED["summary"] in page
    assert not Incident.objects.exists()
    assert not Attachment.objects.exists()


def test_the_last_reporter_is_taken_with_one_key(office: Office) -> None:
    earlier = office.report(reporter_name="Ibu Dewi", reporter_phone="0813 1111 2222")
    client = signed_in(office, "operator")
    picked = {"reporter": f"perkara:{earlier.number}", "reporter_name": "", "reporter_phone": ""}
    file_report(client, office.at, **picked)
    row = Incident.objects.latest("pk")
    assert (row.reporter_name, row.reporter_phone) == ("Ibu Dewi", "0813 1111 2222")


def test_a_report_joins_an_open_case_upstream(office: Office) -> None:
    upper = office.report(site="pop-jatiasih", summary="POP padam")
    client = signed_in(office, "operator")
    page = text_of(client.get("/lapor/keterangan-tempat?place=lokasi:smp-negeri-9"))
    assert f'value="{upper.number}"' in page
    file_report(client, office.at, place="lokasi:smp-negeri-9", follows=upper.number)
    row = Incident.objects.latest("pk")
    assert (row.parent, row.status) == (upper, "mengikuti")


def test_a_case_that_ended_meanwhile_is_told_and_nothing_is_lost(office: Office) -> None:
    upper = office.walk(office.report(site="pop-jatiasih"), "disposisikan", "limpahkan")
    client = signed_in(office, "operator")
    answer = file_report(client, office.at, place="lokasi:smp-negeri-9", follows=upper.number)
    assert answer.status_code == 422
    assert TYPED["summary"] in text_of(answer)
    assert Incident.objects.count() == 1


def test_a_contact_reports_for_the_own_agency_only(office: Office) -> None:
    client = signed_in(office, "opd-pendidikan")
    page = text_of(client.get("/lapor/"))
    assert "SMP Negeri 9" in page
    assert "Puskesmas Jatiasih" not in page
    answer = file_report(client, office.at, place="lokasi:pkm-jatiasih")
    assert answer.status_code == 422
    assert "Perangkat Daerah Anda" in text_of(answer)
    assert not Incident.objects.exists()


def test_a_contact_reports_with_own_name_and_since_when(office: Office) -> None:
    client = signed_in(office, "opd-pendidikan")
    assert 'value="Agus Hermawan, S.Pd."' in text_of(client.get("/lapor/"))
    file_report(client, office.at, since="tadi pagi pukul 7", channel="telepon", files=[photo()])
    row = Incident.objects.get()
    assert (row.channel, row.description) == ("formulir", "Terganggu sejak: tadi pagi pukul 7")
    assert row.attachments.get().internal is False


def test_a_contact_cannot_search_the_places_of_others(office: Office) -> None:
    answer = signed_in(office, "opd-pendidikan").get("/lapor/tempat?place_text=pkm")
    assert answer.status_code == 403


def test_a_contact_learns_nothing_of_a_place_of_others(office: Office) -> None:
    office.report(site="pkm-jatiasih", summary="Rahasia dapur Dinkes")
    address = "/lapor/keterangan-tempat?place=lokasi:pkm-jatiasih"
    page = text_of(signed_in(office, "opd-pendidikan").get(address))
    assert "Jatiasih" not in page
    assert "Rahasia" not in page


def test_a_few_letters_find_the_place_with_its_context(office: Office) -> None:
    office.report(site="pkm-jatiasih", reporter_name="Ibu Dewi")
    client = signed_in(office, "operator")
    page = text_of(client.get("/lapor/tempat?place_text=pkm+jati", headers={"HX-Request": "true"}))
    assert 'value="lokasi:pkm-jatiasih"' in page
    assert "checked" in page
    assert "Ibu Dewi" in page


def test_the_form_costs_the_same_however_many_cases_there_are(office: Office) -> None:
    client = signed_in(office, "operator")
    address = "/lapor/?tempat=lokasi:kantor-disdik"
    office.report()
    with counted() as few:
        client.get(address)
    for _ in range(4):
        office.report()
    with counted() as many:
        client.get(address)
    assert len(few) == len(many) <= 10
