"""The pages of the monitoring: who sees them, what they say, a probe on demand, new questions."""

from datetime import timedelta

import pytest
from django.test import Client

from sigap.kit import clock
from sigap.monitoring.actions.rolling import roll_due
from sigap.monitoring.models import Check, Order, Segment
from tests.monitoring import check, device, series
from tests.office import Office
from tests.web.sending import counted, signed_in, text_of

PAGE = "/pemantauan/"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def ping(office: Office) -> Check:
    return check(device(office.cast.site("pop-inti")), at=office.at)


def page(office: Office, client: Client, address: str = PAGE) -> str:
    with clock.at(office.at):
        answer = client.get(address)
    assert answer.status_code == 200, answer.content[:500]
    return text_of(answer)


def proved(office: Office) -> None:
    Segment.objects.update(proved_at=office.at)


def test_the_office_sees_the_board_and_a_contact_does_not(office: Office) -> None:
    codes = {
        name: signed_in(office, name).get(PAGE).status_code
        for name in ("operator", "pelaksana", "auditor", "opd-pendidikan")
    }
    assert codes == {"operator": 200, "pelaksana": 200, "auditor": 200, "opd-pendidikan": 403}


def test_an_empty_board_says_how_something_comes_to_be_watched(office: Office) -> None:
    assert "Belum ada yang dipantau" in page(office, signed_in(office, "kasi"))


def test_what_is_down_stands_there_with_its_place_and_since_when(office, ping) -> None:
    office.at = series(ping, "+++----", start=office.at)
    proved(office)
    said = page(office, signed_in(office, "kasi"))
    assert "Putus" in said
    assert "Alat 1" in said
    assert "POP Inti" in said
    assert "tidak menjawab" in said
    assert "3 menit lalu" in said


def test_when_all_is_well_it_says_so(office, ping) -> None:
    office.at = series(ping, "+++", start=office.at)
    proved(office)
    assert "Semuanya normal" in page(office, signed_in(office, "kasi"))
    assert "Alat 1" in page(office, signed_in(office, "kasi"), f"{PAGE}?q=alat")


def test_a_prober_that_is_not_heard_of_is_told_first(office, ping) -> None:
    assert "Belum pernah terdengar" not in page(office, signed_in(office, "kasi"))
    office.wait(minutes=6)
    assert "Belum pernah terdengar" in page(office, signed_in(office, "kasi"))
    Segment.objects.update(
        proved_at=office.at, trouble="Sasaran pembanding tidak menjawab.", trouble_since=office.at
    )
    assert "Sasaran pembanding tidak menjawab." in page(office, signed_in(office, "kasi"))


def test_the_board_costs_the_same_few_queries_for_many(office, ping) -> None:
    kasi = signed_in(office, "kasi")
    with counted() as few:
        page(office, kasi)
    for number in range(2, 40):
        check(device(office.cast.site("pop-inti"), number), at=office.at)
    with counted() as many:
        page(office, kasi)
    assert len(many) == len(few)


@pytest.mark.parametrize("reach", ["", "?jangka=30-jam", "?jangka=10-hari", "?jangka=1-tahun"])
def test_a_device_is_drawn_over_every_reach_with_its_formula(office, ping, reach) -> None:
    last = series(ping, "+" * 20 + "-" * 5 + "?" * 5 + "+" * 5, start=office.at)
    roll_due(at=last + timedelta(days=1, hours=2))
    office.at = last if "jam" in reach or not reach else last + timedelta(days=1, hours=2)
    said = page(office, signed_in(office, "kasi"), f"{PAGE}perangkat/alat-1/{reach}")
    assert 'class="smoke" role="img"' in said
    assert "pembacaan yang dijawab (25) ÷ pembacaan yang dapat dilakukan (30)" in said
    assert "terganggu (5) tidak dihitung" in said


def test_a_probe_is_asked_for_and_waited_for(office, ping) -> None:
    kasi = signed_in(office, "kasi")
    with clock.at(office.at):
        answer = kasi.post(f"{PAGE}perangkat/alat-1/periksa")
    assert answer["Location"] == f"{PAGE}perangkat/alat-1/#sekarang"
    order = Order.objects.get()
    assert order.asked_by["name"].startswith("Bambang")
    said = page(office, kasi, f"{PAGE}perangkat/alat-1/")
    assert f'hx-get="{PAGE}perangkat/alat-1/hasil/{order.pk}"' in said


def test_asking_again_at_once_is_refused_in_clear_words(office, ping) -> None:
    kasi = signed_in(office, "kasi")
    with clock.at(office.at):
        kasi.post(f"{PAGE}perangkat/alat-1/periksa")
        again = kasi.post(f"{PAGE}perangkat/alat-1/periksa")
    assert again.status_code == 429
    assert "Tunggu 10 detik" in text_of(again)


def test_a_device_without_an_address_cannot_be_asked(office: Office) -> None:
    kasi = signed_in(office, "kasi")
    answer = kasi.post(f"{PAGE}perangkat/sw-disdik/periksa")
    assert answer.status_code == 409
    assert "belum punya alamat manajemen" in text_of(answer)
    assert kasi.post(f"{PAGE}perangkat/tidak-ada/periksa").status_code == 404


def test_the_administrator_adds_a_question_and_lets_it_rest(office, ping) -> None:
    joko, address = signed_in(office, "admin-jaringan"), f"{PAGE}perangkat/alat-1/pemeriksaan/"
    typed = {"kind": "https", "every": "300", "port": "8443", "name": "siap.example", "path": "/"}
    assert joko.post(address, typed).status_code == 302
    row = Check.objects.get(kind="https")
    assert row.options == {"port": 8443, "name": "siap.example", "path": "/"}
    assert "HTTPS siap.example 8443" in page(office, joko, address)
    joko.post(address, {"pemeriksaan": row.pk})
    row.refresh_from_db()
    assert not row.active


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"kind": "tcp"}, "Isi nomor port"),
        ({"kind": "tcp", "port": "70000"}, "Isi nomor port"),
        ({"kind": "gopher"}, "Pilih salah satu jenis"),
        ({"kind": "ssh"}, "paling sering setiap 15 menit"),
        ({"kind": "http", "every": "1"}, "30, 60, 300"),
        ({"kind": "dns", "path": "/x"}, "bukan untuk jenis itu"),
        ({"kind": "http", "name": "näme"}, "tanpa aksara khusus"),
    ],
)
def test_a_faulty_question_is_given_back_with_what_is_right(office, ping, typed, said) -> None:
    joko = signed_in(office, "admin-jaringan")
    answer = joko.post(f"{PAGE}perangkat/alat-1/pemeriksaan/", {"every": "60"} | typed)
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert Check.objects.count() == 1


def test_known_good_targets_are_addresses_of_single_machines(office, ping) -> None:
    joko, address = signed_in(office, "admin-jaringan"), f"{PAGE}segmen/pusat/"
    assert joko.post(address, {"known_good": "127.0.0.9\n ::1 \n"}).status_code == 302
    assert Segment.objects.get().known_good == ["127.0.0.9", "::1"]
    for wrong in ("gerbang", "224.0.0.1", "127.0.0.1\n" * 2 + "127.0.0.2/24;"):
        answer = joko.post(address, {"known_good": wrong})
        assert answer.status_code == 422
    assert signed_in(office, "kasi").get(address).status_code == 403
