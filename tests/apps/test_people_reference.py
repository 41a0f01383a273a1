"""The reference data of Kota Bekasi and the demo people: complete, and loaded only once."""

import re
from datetime import date, timedelta

import pytest

from sigap.audit.models import Entry
from sigap.config.demo_people import load_demo_people
from sigap.config.reference import load_reference
from sigap.domain.actor import ROLES, SYSTEM
from sigap.inventory.models import Site
from sigap.inventory.queries import search_sites, upstream_of
from sigap.people.models import Agency, DayOff, Position, User, WorkingCalendar
from sigap.people.queries import acting, calendar, holders
from tests.cast import MONDAY_MORNING

pytestmark = pytest.mark.django_db

DEMO_ACCOUNTS = (
    "operator",
    "kabid",
    "kasi",
    "admin-jaringan",
    "pelaksana",
    "pelaksana-2",
    "opd-pendidikan",
    "opd-kesehatan",
    "kadis",
    "auditor",
    "admin",
)


@pytest.fixture
def city() -> None:
    load_reference(at=MONDAY_MORNING, by=SYSTEM)


@pytest.fixture
def townspeople(city: None) -> None:
    load_demo_people(at=MONDAY_MORNING, by=SYSTEM, password="sigap-contoh-1")


def test_the_city_has_its_32_offices_12_kecamatan_56_kelurahan_and_their_puskesmas(
    city: None,
) -> None:
    assert Agency.objects.exclude(kind="kecamatan").count() == 32
    assert Agency.objects.filter(kind="kecamatan").count() == 12
    for kind in ("kelurahan", "puskesmas"):
        assert Site.objects.filter(kind=kind).count() == 56


def test_codes_are_of_the_city_and_blank_only_where_they_are_not_known(city: None) -> None:
    villages = Site.objects.filter(kind="kelurahan")
    assert all(
        re.fullmatch(r"32\.75\.\d\d\.\d{4}", site.code) for site in villages.exclude(code="")
    )
    assert set(villages.filter(code="").values_list("district", flat=True)) == {"Bekasi Timur"}


def test_nothing_of_the_other_government_is_in_it(city: None) -> None:
    names = [*Agency.objects.values_list("letters", flat=True)]
    names += Site.objects.values_list("letters", flat=True)
    assert not [name for name in names if "kabupaten" in name or "santik" in name]


def test_a_second_load_adds_nothing_and_overwrites_no_edit(city: None) -> None:
    Position.objects.filter(key="kasi").update(title="Ketua Tim Infrastruktur")
    entries = Entry.objects.count()
    again = load_reference(at=MONDAY_MORNING, by=SYSTEM)
    assert (again.agencies, again.positions, again.sites, again.days_off) == (0, 0, 0, 0)
    assert Position.objects.get(key="kasi").title == "Ketua Tim Infrastruktur"
    assert Entry.objects.count() == entries


def test_every_site_reaches_the_core_in_at_most_two_hops(city: None) -> None:
    for key in ("puskesmas-jatirasa", "kantor-dinas-pendidikan", "noc"):
        chain = upstream_of(Site.objects.get(key=key))
        assert chain[-1].key == "pop-inti"
        assert len(chain) <= 2


def test_lifelines_are_critical_and_those_that_never_close_count_round_the_clock(
    city: None,
) -> None:
    for key in ("kantor-rsud-chasbullah-abdulmadjid", "kantor-dinas-pemadam-kebakaran", "noc"):
        site = Site.objects.get(key=key)
        assert (site.critical, site.service_class) == (True, "24x7")
    for key in ("puskesmas-kranji", "kantor-dinas-dukcapil"):
        assert Site.objects.get(key=key).critical


def test_the_calendar_of_the_city_knows_2026_with_its_cuti_bersama(city: None) -> None:
    days = DayOff.objects.filter(calendar__key="kota", on__year=2026)
    assert days.filter(kind="libur").count() == 17
    assert days.filter(kind="cuti-bersama").count() == 8
    kota = calendar("kota")
    assert kota.amount("hari", 1, MONDAY_MORNING) == timedelta(hours=7, minutes=30)
    assert len(kota.ramadan) == 3


def test_what_is_estimated_says_so(city: None) -> None:
    kota = WorkingCalendar.objects.get(key="kota")
    assert all("perkiraan" in span.source for span in kota.ramadan_ranges.all())
    assert "perkiraan" in kota.days_off.get(on=date(2028, 2, 27)).source


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("rs chas", "kantor-rsud-chasbullah-abdulmadjid"),
        ("pkm jatia", "puskesmas-jatiasih"),
        ("disdik", "kantor-dinas-pendidikan"),
        ("dik pusat", "kantor-dinas-pendidikan"),
        ("kec pondokgede", "kantor-kecamatan-pondok-gede"),
        ("kel kranji", "kelurahan-kranji"),
        ("dukcapil", "kantor-dinas-dukcapil"),
        ("damkar", "kantor-dinas-pemadam-kebakaran"),
    ],
)
def test_what_an_operator_types_finds_the_place_first(city: None, typed: str, key: str) -> None:
    assert search_sites(typed)[0].key == key


def test_the_fixed_demo_accounts_hold_an_office_each(townspeople: None) -> None:
    for username in DEMO_ACCOUNTS:
        user = User.objects.get(username=username)
        assert acting(user, at=MONDAY_MORNING - timedelta(days=200)).offices
        assert user.check_password("sigap-contoh-1")
        assert user.email.endswith(".example")


def test_every_role_of_the_procedure_has_a_holder_in_the_demo(townspeople: None) -> None:
    assert [role for role in ROLES if not holders(role, at=MONDAY_MORNING)] == []


def test_made_up_nips_are_well_formed_and_nobodys(townspeople: None) -> None:
    shape = re.compile(r"(19|20)\d\d0101(19|20)\d\d(0[1-9]|1[0-2])[12]9\d\d")
    assert [user.nip for user in User.objects.all() if not shape.fullmatch(user.nip)] == []


def test_demo_people_are_added_once(townspeople: None) -> None:
    assert load_demo_people(at=MONDAY_MORNING, by=SYSTEM, password="lain-sekali") == []
    assert User.objects.get(username="kabid").check_password("sigap-contoh-1")
