"""The pages of offices and people: who holds what, appointing and ending, facts of a person."""

import pytest
from django.http import HttpResponse

from sigap.audit.models import Entry
from sigap.incidents.models import Incident
from sigap.kit import clock
from sigap.people import actions
from sigap.people.models import Appointment, PersonalFacts, Position, Qualification, User
from sigap.people.persons import nik_of
from sigap.people.queries import acting
from tests.office import FIELD, Office, filled
from tests.web.sending import counted, signed_in, text_of

pytestmark = pytest.mark.django_db

NIK = "3275010101740001"


@pytest.fixture
def office() -> Office:
    office = Office()
    for key, above in (("kabid", "kadis"), ("kasi", "kabid"), ("admin-jaringan", "kasi")):
        office.cast.positions[key].superior = office.cast.positions[above]
        office.cast.positions[key].save()
    return office


def get(office: Office, address: str, who: str = "admin") -> HttpResponse:
    with clock.at(office.at):
        return signed_in(office, who).get(address)


def send(office: Office, address: str, who: str = "admin", **typed: object) -> HttpResponse:
    with clock.at(office.at):
        return signed_in(office, who).post(address, typed)


def emptied(office: Office, key: str) -> None:
    row = Appointment.objects.get(user=office.cast.user(key), ends_at=None)
    actions.end_appointment(row, ends_at=office.at, at=office.at, by=office.cast.actor("admin"))


def test_the_chart_says_who_holds_what_and_since_when_a_seat_is_empty(office):
    emptied(office, "kasi")
    page = text_of(get(office, "/pengaturan/jabatan/", "kabid"))
    assert "Bambang Wicaksono" not in page
    assert "KOSONG sejak 23 Nov 2026" in page
    assert "dijalankan Kepala Bidang TIK selaku atasan" in page
    assert "Hj. Ratna" in page


def test_the_office_reads_the_chart_but_only_the_administrator_changes_it(office):
    page = text_of(get(office, "/pengaturan/jabatan/kabid/", "kasi"))
    assert "Angkat pejabat" not in page
    address = "/pengaturan/jabatan/kabid/angkat/"
    assert send(office, address, "kasi", person="kasi", kind="plh").status_code == 403
    assert get(office, "/pengaturan/jabatan/", "opd-pendidikan").status_code == 403
    assert get(office, "/pengaturan/orang/", "kabid").status_code == 403


def test_a_plh_is_appointed_by_a_few_letters_and_acts_at_once(office):
    answer = send(
        office,
        "/pengaturan/jabatan/kabid/angkat/",
        person="bambang",
        kind="plh",
        decree_number="SP/12",
        decree_on="2026-11-20",
        ends_at="2026-11-27T16:00",
        scope="selama cuti Kepala Bidang",
        steps=["disposisi"],
    )
    assert answer.status_code == 302
    row = Appointment.objects.get(kind="plh")
    assert (row.user.username, row.decree_number, row.steps) == ("kasi", "SP/12", "disposisi")
    assert acting(row.user, at=office.at).does("kabid", "disposisi")
    assert "selama cuti Kepala Bidang" in text_of(get(office, "/pengaturan/jabatan/kabid/"))


def test_a_refused_appointment_comes_back_as_it_was_typed(office):
    answer = send(
        office,
        "/pengaturan/jabatan/kabid/angkat/",
        person="pelak",
        kind="plh",
        decree_number="SP/12",
        decree_on="kemarin",
        steps=["konfirmasi"],
    )
    page = text_of(answer)
    assert answer.status_code == 422
    assert "Lebih dari satu orang cocok" in page
    assert 'value="SP/12"' in page
    assert 'href="#angkat-decree_on"' in page
    assert 'value="konfirmasi" id="angkat-steps-2" checked' in page
    assert not Appointment.objects.filter(kind="plh").exists()


def test_a_taken_seat_says_who_sits_in_it(office):
    Position.objects.filter(key="kabid").update(single_seat=True)
    typed = {"person": "kasi", "kind": "definitif"}
    answer = send(office, "/pengaturan/jabatan/kabid/angkat/", **typed)
    assert answer.status_code == 409
    assert "masih dijabat Hj. Ratna" in text_of(answer)


def test_an_appointment_is_ended_and_stays_in_the_history(office):
    row = Appointment.objects.get(user=office.cast.user("kasi"))
    assert send(office, "/pengaturan/jabatan/kasi/akhiri/", key=row.pk).status_code == 302
    assert not acting(row.user, at=office.at).holds("kasi")
    assert "Bambang Wicaksono" in text_of(get(office, "/pengaturan/jabatan/kasi/"))


def test_an_appointment_of_another_seat_is_not_ended_from_here(office):
    row = Appointment.objects.get(user=office.cast.user("kabid"))
    assert send(office, "/pengaturan/jabatan/kasi/akhiri/", key=row.pk).status_code == 404


def test_a_seat_is_renamed_with_its_regulation_and_shows_both_names(office):
    typed = {"title": "Ketua Tim Jaringan", "since": "2026-11-01", "source": "Perwal 7/2026"}
    send(office, "/pengaturan/jabatan/kasi/ganti-nama/", **typed)
    page = text_of(get(office, "/pengaturan/jabatan/kasi/"))
    assert "Perwal 7/2026" in page
    assert "Kepala Seksi Infrastruktur" in page
    assert "<h1>Ketua Tim Jaringan</h1>" in page


def test_a_new_seat_is_made_hung_and_closed(office):
    typed = {"title": "Kasi Aplikasi", "key": "kasi-aplikasi", "role": "kasi", "superior": "kabid"}
    assert send(office, "/pengaturan/jabatan/baru/", **typed).status_code == 302
    assert Position.objects.get(key="kasi-aplikasi").superior.key == "kabid"
    send(office, "/pengaturan/jabatan/kasi-aplikasi/atasan/", superior="kadis")
    assert Position.objects.get(key="kasi-aplikasi").superior.key == "kadis"
    send(office, "/pengaturan/jabatan/kasi-aplikasi/tutup/")
    assert "Kasi Aplikasi" not in text_of(get(office, "/pengaturan/jabatan/"))
    assert send(office, "/pengaturan/jabatan/baru/", **typed | {"key": "X"}).status_code == 422


def test_people_are_found_by_letters_and_barred_ones_on_request(office):
    actions.set_active(
        office.cast.user("pelaksana-2"), False, at=office.at, by=office.cast.actor("admin")
    )
    assert "Dedi Supriatna" not in text_of(get(office, "/pengaturan/orang/?q=dedi"))
    page = text_of(get(office, "/pengaturan/orang/?q=dedi&semua=ya"))
    assert "Dedi Supriatna" in page
    assert "dinonaktifkan" in page


def test_suggestions_name_the_person_and_the_user_name(office):
    page = text_of(get(office, "/pengaturan/orang/saran?person=bamb"))
    assert '<option value="Bambang Wicaksono, S.T., M.T. (kasi)">' in page


@pytest.mark.parametrize("address", ["/pengaturan/orang/", "/pengaturan/jabatan/"])
def test_the_lists_cost_a_fixed_number_of_queries(office, address):
    told = []
    for group in range(2):
        with counted() as queries:
            assert get(office, address).status_code == 200
        told.append(len([each for each in queries if "people_working" not in each["sql"]]))
        people = (User(username=f"u{group}-{n}", name=f"Orang {n}") for n in range(20))
        User.objects.bulk_create(people)
    assert told[0] == told[1]


def test_a_person_is_added_and_faults_come_back_by_field(office):
    typed = {"username": "budi", "name": "Budi Santoso, S.T.", "nip": "1", "agency": "tidak ada"}
    answer = send(office, "/pengaturan/orang/baru/", **typed)
    assert (answer.status_code, User.objects.filter(username="budi").exists()) == (422, False)
    assert "tidak dikenal" in text_of(answer)
    answer = send(office, "/pengaturan/orang/baru/", **typed | {"nip": "", "agency": "Disdik"})
    assert answer.headers["Location"] == "/pengaturan/orang/budi/"
    assert User.objects.get(username="budi").agency.key == "dinas-pendidikan"


def test_personal_facts_are_recorded_with_their_day(office):
    typed = {"bare_name": "Ratna Kusumawardani", "front_title": "Dr.", "since": "2026-10-01"}
    assert send(office, "/pengaturan/orang/kabid/data-diri/", **typed).status_code == 302
    page = text_of(get(office, "/pengaturan/orang/kabid/"))
    assert "<h1>Dr. Ratna Kusumawardani</h1>" in page
    assert "S.Kom., M.Si." in page
    faulty = send(office, "/pengaturan/orang/kabid/data-diri/", bare_name="", since="2026-10-01")
    assert (faulty.status_code, PersonalFacts.objects.count()) == (422, 2)


def test_a_nik_is_masked_until_it_is_opened_for_a_reason(office):
    send(office, "/pengaturan/orang/kabid/nik/", nik=NIK)
    assert nik_of(office.cast.user("kabid")) == NIK
    page = text_of(get(office, "/pengaturan/orang/kabid/"))
    assert NIK not in page
    assert "••••••••••••0001" in page
    assert send(office, "/pengaturan/orang/kabid/buka-nik/", reason="").status_code == 422
    opened = send(office, "/pengaturan/orang/kabid/buka-nik/", reason="Pendaftaran TTE")
    assert NIK in text_of(opened)
    assert "no-store" in opened["Cache-Control"]
    assert Entry.objects.filter(kind="nik-dibuka").count() == 1


def test_qualifications_of_the_sop_are_missed_until_they_are_recorded(office):
    title = office.procedure.identity.qualifications[1]
    page = text_of(get(office, "/pengaturan/orang/pelaksana/"))
    assert f"belum tercatat: {title}" in page
    send(office, "/pengaturan/orang/pelaksana/kualifikasi/", title=title, evidence="LPIC-1")
    page = text_of(get(office, "/pengaturan/orang/pelaksana/"))
    assert f"belum tercatat: {title}" not in page
    assert "LPIC-1" in page
    key = Qualification.objects.get().pk
    send(office, "/pengaturan/orang/pelaksana/cabut-kualifikasi/", key=key)
    assert f"belum tercatat: {title}" in text_of(get(office, "/pengaturan/orang/pelaksana/"))


def test_barring_an_account_says_what_happens_to_its_steps_and_can_be_undone(office):
    page = text_of(get(office, "/pengaturan/orang/pelaksana-2/"))
    assert "0 langkah kembali ke jabatannya" in page
    send(office, "/pengaturan/orang/pelaksana-2/nonaktifkan/")
    assert not User.objects.get(username="pelaksana-2").is_active
    send(office, "/pengaturan/orang/pelaksana-2/aktifkan/")
    assert User.objects.get(username="pelaksana-2").is_active


def test_a_new_password_must_be_strong(office):
    weak = send(office, "/pengaturan/orang/kabid/kata-sandi/", password="sigap")
    assert weak.status_code == 422
    typed = {"password": "Jembatan-Ungu-7-Kali"}
    assert send(office, "/pengaturan/orang/kabid/kata-sandi/", **typed).status_code == 302
    assert User.objects.get(username="kabid").check_password(typed["password"])


def test_what_does_not_exist_is_not_found(office):
    for address in ("jabatan/tidak-ada/", "orang/tidak-ada/", "jabatan/kabid/hapus/"):
        assert get(office, f"/pengaturan/{address}").status_code == 404


def test_a_link_to_an_act_shows_its_page(office):
    answer = get(office, "/pengaturan/jabatan/kabid/angkat/")
    assert answer.headers["Location"] == "/pengaturan/jabatan/kabid/"


def both(office: Office) -> Incident:
    """A case at step 6 whose step 5 was done by the network administrator, now also Plh. Kasi."""
    actions.appoint(
        office.cast.user("admin-jaringan"),
        office.cast.positions["kasi"],
        kind="plh",
        starts_at=office.at,
        at=office.at,
        by=office.cast.actor("admin"),
    )
    return office.walk(office.report(), *FIELD, "laporkan-kasi")


def checking(office: Office, incident: Incident, **typed: str) -> HttpResponse:
    values = filled(office.procedure.step("pemeriksaan"), "laporkan-kabid")
    sent = {f"isi-{key}": value for key, value in values.items()} | typed
    sent |= {"step": "pemeriksaan", "verb": "laporkan-kabid"}
    sent["expected"] = Incident.objects.get(pk=incident.pk).ledger.length
    return send(office, f"/gangguan/{incident.number}/langkah/", "admin-jaringan", **sent)


def test_the_declaration_is_asked_of_him_alone_who_checks_his_own_work(office):
    incident = both(office)
    address = f"/gangguan/{incident.number}/"
    assert 'id="langkah-declaration"' in text_of(get(office, address, "admin-jaringan"))
    assert 'id="langkah-declaration"' not in text_of(get(office, address, "kasi"))


def test_a_check_without_the_declaration_comes_back_filled_in_and_with_it_is_shown(office):
    incident = both(office)
    refused = checking(office, incident)
    assert refused.status_code == 422
    assert 'href="#langkah-declaration"' in text_of(refused)
    assert checking(office, incident, declaration="Kasi cuti, saya Plh.").status_code == 302
    page = text_of(get(office, f"/gangguan/{incident.number}/", "kabid"))
    assert page.count("Memeriksa pekerjaan sendiri: Kasi cuti, saya Plh.") == 2
    assert "Joko Priyambodo, S.Kom., Plh. Kepala Seksi" in page


def test_dispatch_warns_of_missing_qualifications_and_stops_nobody(office):
    incident = office.walk(office.report(), "disposisikan", "arahkan")
    page = text_of(get(office, f"/gangguan/{incident.number}/", "admin-jaringan"))
    first, second, *_ = office.procedure.identity.qualifications
    assert f"Rina Anggraeni, S.T.: belum tercatat: {first}; " in page
    assert page.count(f"belum tercatat: {second}") == 2
    assert '<option value="pelaksana">' in page


def test_an_empty_office_below_is_told_in_the_inbox_of_the_superior_and_the_administrator(office):
    emptied(office, "kasi")
    for who in ("kabid", "admin"):
        assert "1 jabatan kosong:" in text_of(get(office, "/", who))
    assert "jabatan kosong" not in text_of(get(office, "/", "operator"))
