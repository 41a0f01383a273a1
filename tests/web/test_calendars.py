"""Calendars and service classes on screen: effects first, then the change, nothing typed lost."""

import re
from datetime import date

import pytest

from sigap.domain.standards import Verdict
from sigap.incidents.actions.recompute import recompute_due
from sigap.incidents.models import Incident, StepVisit
from sigap.inventory.models import Site
from sigap.kit import clock
from sigap.people.models import Agency, CalendarVersion, DayOff, ServiceClass, WorkingCalendar
from sigap.people.worktime import calendar
from tests.office import Office
from tests.web.sending import signed_in, text_of

KALENDER = "/pengaturan/kalender/kota/"
LIBUR = f"{KALENDER}ubah/libur/"
KELAS = "/pengaturan/kelas-layanan/"
CUTI = {
    "on": "2026-11-23",
    "name": "Cuti bersama pilkada",
    "kind": "cuti-bersama",
    "source": "SKB 3 Menteri Nomor 9 Tahun 2026",
}


@pytest.fixture
def office(db: None) -> Office:
    return Office()


def get(office: Office, address: str, who: str = "admin", **data: str):
    with clock.at(office.at):
        return signed_in(office, who).get(address, data)


def post(office: Office, address: str, who: str = "admin", **data: str):
    with clock.at(office.at):
        return signed_in(office, who).post(address, data)


def test_a_decree_is_previewed_with_old_and_new_limits_and_writes_nothing(office: Office) -> None:
    incident = office.report()
    page = text_of(get(office, LIBUR, periksa="1", **CUTI))
    assert incident.number in page
    for moment in ("23 Nov 09.30", "24 Nov 07.45"):
        assert moment in page
    assert DayOff.objects.count() == 0
    assert Incident.objects.get().due_at == incident.due_at


def test_applied_it_counts_at_once_in_the_open_inbox(office: Office) -> None:
    office.report()
    office.wait(minutes=5)
    assert "sisa 10 mnt" in text_of(get(office, "/", "kabid"))
    with clock.at(office.at):
        answer = signed_in(office, "admin").post(LIBUR, {**CUTI, "expected": "1"}, follow=True)
        assert "Versi 2 berlaku. 1 langkah berjalan" in text_of(answer)
    assert "sisa 15 mnt" in text_of(get(office, "/", "kabid"))
    assert Incident.objects.get().due_at.isoformat() == "2026-11-24T00:45:00+00:00"
    assert calendar("kota").version == 2
    assert CalendarVersion.objects.get(number=2).changed_by["capacity"] == "Administrator Aplikasi"


def test_a_past_verdict_that_would_differ_is_shown_beside_before_and_after(office: Office) -> None:
    incident = office.report()
    office.at = office.at.replace(day=24, hour=0, minute=35)
    office.walk(incident, "disposisikan")
    page = text_of(get(office, LIBUR, periksa="1", **CUTI))
    past = page[page.index('id="selesai"') :]
    assert "terlambat" in past.lower()
    assert "tepat waktu" in past.lower()
    post(office, LIBUR, expected="1", **CUTI)
    visit = StepVisit.objects.get(step="disposisi")
    assert visit.verdict == Verdict.LATE


@pytest.mark.django_db(transaction=True)
def test_the_case_shows_the_kept_verdict_and_what_a_later_version_says() -> None:
    office = Office()
    incident = office.report()
    office.at = office.at.replace(day=24, hour=0, minute=35)
    office.walk(incident, "disposisikan")
    post(office, LIBUR, expected="1", **CUTI)
    recompute_due(at=office.wait(minutes=1))
    recompute_due(at=office.at)
    page = text_of(get(office, f"/gangguan/{incident.number}/", "kasi"))
    assert "menurut kalender versi 2:" in page
    assert StepVisit.objects.get(step="disposisi").recounted_verdict == Verdict.ON_TIME


def test_the_sum_of_a_step_names_the_calendar_and_its_version(office: Office) -> None:
    number = office.report().number
    assert "kota versi 1" in text_of(get(office, f"/gangguan/{number}/", "kabid"))


def test_a_change_is_told_in_the_timeline_with_both_moments(office: Office) -> None:
    number = office.report().number
    post(office, LIBUR, expected="1", **CUTI)
    page = text_of(get(office, f"/gangguan/{number}/", "kabid"))
    assert "dihitung ulang menurut kalender kota versi 2" in page
    assert "Tenggat semula 23 Nov 09.30, kini 24 Nov 07.45." in page


@pytest.mark.parametrize("stage", ["periksa", "terapkan"])
def test_a_faulty_form_comes_back_filled_with_every_fault(office: Office, stage: str) -> None:
    wrong = {**CUTI, "on": "2026-13-40", "source": "", "kind": "cuti-bersama"}
    if stage == "periksa":
        answer = get(office, LIBUR, periksa="1", **wrong)
    else:
        answer = post(office, LIBUR, expected="1", **wrong)
    page = text_of(answer)
    assert answer.status_code == 422
    assert 'value="Cuti bersama pilkada"' in page
    assert 'href="#isian-on"' in page


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(office: Office) -> None:
    post(office, LIBUR, expected="1", **CUTI)
    answer = post(office, LIBUR, expected="1", **{**CUTI, "on": "2026-11-25"})
    assert answer.status_code == 409
    assert list(DayOff.objects.values_list("on", flat=True)) == [date(2026, 11, 23)]


def test_the_year_of_the_list_is_an_estimate_until_it_is_decreed(office: Office) -> None:
    post(office, f"{KALENDER}ubah/pustaka/", expected="1", year="2028")
    days = DayOff.objects.filter(on__year=2028)
    assert days.exists()
    assert not days.filter(estimated=False).exists()
    post(office, f"{KALENDER}ubah/penetapan/", expected="2", year="2028", source="SKB 2027")
    assert not days.filter(estimated=True).exists()
    assert set(days.values_list("source", flat=True)) == {"SKB 2027"}


def hours_form(**changed: str) -> dict[str, str]:
    form = {f"{week}-{day}": "" for week in ("hours", "ramadan_hours") for day in range(7)}
    form |= {
        f"{week}-{day}": "08.00-12.00" for week in ("hours", "ramadan_hours") for day in "01234"
    }
    form |= {"valid_from": "2026-12-01", "day_minutes": "240", "ramadan_day_minutes": "240"}
    return form | {"source": "Perwal 7/2026"} | changed


def test_new_hours_begin_on_their_day(office: Office) -> None:
    post(office, f"{KALENDER}ubah/jam/", expected="1", **hours_form())
    kota = calendar("kota")
    assert [pattern.valid_from.year for pattern in kota.patterns] == [2023, 2026]


@pytest.mark.parametrize(
    "typed", ["08.00", "12.00-08.00", "08.00-12.00, 11.00-13.00", "a-b", "25-26"]
)
def test_hours_that_cannot_be_are_named_at_their_day(office: Office, typed: str) -> None:
    answer = get(office, f"{KALENDER}ubah/jam/", periksa="1", **hours_form(**{"hours-2": typed}))
    assert answer.status_code == 422
    assert "#isian-hours-2" in text_of(answer)


def test_two_versions_stand_side_by_side_and_an_old_one_can_come_back(office: Office) -> None:
    post(office, LIBUR, expected="1", **CUTI)
    page = text_of(get(office, f"{KALENDER}versi/", dari="1", ke="2"))
    assert "Cuti bersama pilkada" in page
    back = f"{KALENDER}ubah/kembali/"
    assert "Cuti bersama pilkada" in text_of(
        get(office, back, periksa="1", version="1", source="SKB dicabut")
    )
    post(office, back, expected="2", version="1", source="SKB dicabut")
    assert calendar("kota").days_off == {}
    assert calendar("kota").version == 3


def test_the_office_reads_calendars_and_only_the_administrator_changes_them(office: Office) -> None:
    for address in ("/pengaturan/kalender/", KALENDER, f"{KALENDER}versi/"):
        assert get(office, address, "kasi").status_code == 200
        assert get(office, address, "opd-pendidikan").status_code == 403
    assert post(office, LIBUR, "kasi", expected="1", **CUTI).status_code == 403
    assert get(office, KELAS, "kasi").status_code == 403
    assert WorkingCalendar.objects.get(key="kota").revision == 1


def test_an_unknown_calendar_version_or_change_is_not_found(office: Office) -> None:
    for address in ("lain/", "kota/versi/?ke=7", "kota/ubah/lain/", "lain/ubah/libur/"):
        assert get(office, f"/pengaturan/kalender/{address}").status_code == 404


def test_a_class_with_a_tighter_target_is_shown_beside_the_standard(office: Office) -> None:
    answer = post(
        office,
        f"{KELAS}24x7/",
        name="Siaga",
        calendar="24x7",
        share="50",
        **{"step-disposisi": "5", "covers_out_of_hours": "ya"},
    )
    assert answer.status_code == 302
    incident = office.report(site="rsud", impact="satu-pengguna", urgency="dapat-menunggu")
    assert (incident.target_at - office.at).total_seconds() == 5 * 60
    page = text_of(get(office, f"/gangguan/{incident.number}/", "kabid"))
    assert "Sasaran internal 5 menit" in page
    assert "15 menit" in page


def test_a_faulty_class_comes_back_with_its_faults(office: Office) -> None:
    answer = post(office, f"{KELAS}baru/", key="A b", name="", share="150", calendar="lain")
    page = text_of(answer)
    assert answer.status_code == 422
    assert 'value="A b"' in page
    assert set(re.findall(r'href="#isian-([a-z]+)"', page)) == {"share"}
    answer = post(office, f"{KELAS}baru/", key="A b", name="", calendar="lain")
    faulty = re.findall(r'href="#isian-([a-z]+)"', text_of(answer))
    assert set(faulty) == {"key", "name", "calendar"}


def test_a_place_gets_its_class_and_the_site_goes_before_the_agency(office: Office) -> None:
    post(office, KELAS, agency="dinas-pendidikan", service_class="24x7")
    assert Agency.objects.get(key="dinas-pendidikan").service_class == "24x7"
    assert office.report().calendar_key == "24x7"
    post(office, KELAS, site="kantor-disdik", service_class="jam-kerja")
    incident = office.report()
    assert (incident.calendar_key, incident.service_class) == ("kota", "jam-kerja")
    assert Site.objects.get(key="kantor-disdik").service_class == "jam-kerja"
    answer = post(office, KELAS, site="kantor-disdik", service_class="lain")
    assert answer.status_code == 422
    assert ServiceClass.objects.count() == 2


def test_places_are_found_by_a_few_letters(office: Office) -> None:
    page = text_of(get(office, KELAS, q="rsud"))
    assert "RSUD Contoh" in page
    assert "Siaga" in page


def test_a_new_calendar_takes_over_hours_and_days_of_another(office: Office) -> None:
    like = {"key": "puskesmas", "name": "Puskesmas", "zone": "Asia/Makassar", "like": "kota"}
    answer = post(office, "/pengaturan/kalender/", **like)
    assert answer.status_code == 422
    assert "#isian-source" in text_of(answer)
    assert 'value="puskesmas"' in text_of(answer)
    assert post(office, "/pengaturan/kalender/", **like, source="Perwal 3").status_code == 302
    assert calendar("puskesmas").patterns == calendar("kota").patterns
    assert calendar("puskesmas").zone == "Asia/Makassar"
    refused = post(office, "/pengaturan/kalender/", "kasi", **like, source="Perwal 3")
    assert refused.status_code == 403
