"""The pages of the topology: drawn, told as a table, rehearsed by address alone; for the office."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from sigap.inventory.models import Device, Link, Service, Site
from sigap.inventory.queries.topology import network
from tests.cast import Cast, cast

pytestmark = pytest.mark.django_db

PAGE = "/inventaris/topologi/"
REHEARSAL = "/inventaris/topologi/gladi/"


@pytest.fixture
def team() -> Cast:
    team = cast()
    core = device("pop-inti", "core", "Router <inti>")
    north = device("pop-jatiasih", "jatiasih", "Router Jatiasih")
    Link.objects.create(key="fo-1", name="FO Jatiasih", a_device=core, b_device=north, medium="fo")
    site = Site.objects.get(key="pkm-jatiasih")
    Site.objects.filter(pk=site.pk).update(
        pic_name="Bu Sari", pic_phone="0812", latitude="-6.29", longitude="106.96"
    )
    Site.objects.filter(key="rsud").update(latitude="-6.24", longitude="107.0")
    Service.objects.create(key="antrean", name="Antrean", agency=site.agency, site=site)
    return team


def device(site: str, key: str, name: str) -> Device:
    return Device.objects.create(site=Site.objects.get(key=site), key=key, name=name, kind="router")


def page(team: Cast, address: str, user: str = "kasi") -> str:
    client = Client()
    client.force_login(team.user(user))
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_every_node_is_drawn_and_stands_in_the_table(team: Cast) -> None:
    html = page(team, PAGE)
    assert 'data-element="perangkat:jatiasih"' in html
    assert 'href="/inventaris/topologi/gladi/?gagal=perangkat:jatiasih"' in html
    assert "Router &lt;inti&gt;" in html
    assert "<inti>" not in html


def test_single_points_are_told_and_narrowed_to_an_agency(team: Cast) -> None:
    html = page(team, f"{PAGE}?opd=dinas-kesehatan")
    points = html.partition('id="titik"')[2].partition('id="simpul"')[0]
    assert "FO Jatiasih" in points
    assert 'gagal=tautan%3Afo-1"' in points
    assert "kantor-disdik" not in html.partition('id="simpul"')[2]


def test_places_with_coordinates_stand_on_the_map(team: Cast) -> None:
    assert 'class="net net-map"' in page(team, PAGE)
    Site.objects.update(latitude=None)
    network.forget()
    assert 'class="net net-map"' not in page(team, PAGE)


def test_the_rehearsal_says_who_falls_why_and_whom_to_tell(team: Cast) -> None:
    html = page(team, f"{REHEARSAL}?gagal=tautan:fo-1")
    assert "Puskesmas Jatiasih" in html
    assert "Jalurnya terputus di FO Jatiasih." in html
    assert "Bu Sari · 0812" in html
    assert "Antrean" in html
    assert 'class="net-line net-gagal"' in html


def test_elements_are_found_by_a_few_letters_and_added_to_what_is_chosen(team: Cast) -> None:
    html = page(team, f"{REHEARSAL}?gagal=tautan:fo-1&q=router+jati")
    assert '<button class="button slim" name="gagal" value="perangkat:jatiasih">' in html
    assert '<input type="hidden" name="gagal" value="tautan:fo-1">' in html
    assert "Tidak ada yang cocok dengan “zzz”" in page(team, f"{REHEARSAL}?q=zzz")


@pytest.mark.parametrize("value", ["", "perangkat:", "kota:core", "tautan:tidak-ada", ":::%00"])
def test_what_is_not_in_the_network_is_left_out(team: Cast, value: str) -> None:
    assert "Belum ada. Cari perangkat" in page(team, f"{REHEARSAL}?gagal={value}")


def test_at_most_twenty_fail_at_once(team: Cast) -> None:
    for number in range(25):
        device("rsud", f"d{number}", f"D{number}")
    asked = "&".join(f"gagal=perangkat:d{number}" for number in range(25))
    assert page(team, f"{REHEARSAL}?{asked}").count(">Hapus<") == 20


def test_an_empty_inventory_says_what_the_drawing_is_made_of(team: Cast) -> None:
    Link.objects.all().delete()
    Site.objects.update(active=False)
    assert "Belum ada lokasi" in page(team, PAGE)
    assert "Belum ada. Cari perangkat" in page(team, REHEARSAL)


def test_what_is_broken_is_named_with_whom_it_cuts_off_and_counts_in_the_rehearsal(
    team: Cast,
) -> None:
    assert "Rusak menurut inventaris" not in page(team, PAGE)
    Device.objects.filter(key="jatiasih").update(status="rusak")
    network.forget()
    html = page(team, PAGE)
    assert "Rusak menurut inventaris" in html
    assert "Jalurnya terputus di Router Jatiasih." in html
    assert "Bu Sari" in html
    assert "ikut dihitung: Router Jatiasih" in page(team, f"{REHEARSAL}?gagal=perangkat:core")


def test_what_no_way_joins_to_the_office_is_said(team: Cast) -> None:
    assert "tidak terhubung ke kantor" not in page(team, PAGE)
    Site.objects.filter(key="rsud").update(upstream=None)
    network.forget()
    html = page(team, PAGE)
    assert "Satu simpul tidak terhubung ke kantor menurut inventaris" in html
    assert "tidak terhubung</td>" in html


def test_a_contact_of_an_agency_sees_nothing_of_it(team: Cast) -> None:
    client = Client()
    client.force_login(team.user("opd-pendidikan"))
    assert client.get(PAGE).status_code == 403
    assert client.get(REHEARSAL).status_code == 403


def test_a_larger_network_costs_no_more_queries(
    team: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(30):
        device("rsud", f"d{number}", f"D{number}")
    client = Client()
    client.force_login(team.user("kasi"))
    client.get(PAGE)
    with django_assert_max_num_queries(10):
        client.get(PAGE)
