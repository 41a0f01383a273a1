"""The pages of the duty roster: who stands, swaps by consent, calendars for phones."""

import re
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client

from sigap.domain.actor import SYSTEM
from sigap.kit import clock
from sigap.people.actions.duty import remove_shift
from sigap.people.actions.duty_swaps import offer_swap
from sigap.people.duty import duty_between, feeds_of, on_duty
from sigap.people.models import DutySwap
from sigap.web.piket import forget_standing
from tests.cast import MONDAY_MORNING
from tests.duty import roster, wib
from tests.office import Office
from tests.web.sending import counted, signed_in, text_of

NIGHT = wib("2026-11-23T20:00")


@pytest.fixture
def office(db: None) -> Office:
    forget_standing()
    made = Office()
    roster(made.cast)
    return made


def get(office: Office, who: str, address: str = "/piket/") -> HttpResponse:
    with clock.at(office.at):
        return signed_in(office, who).get(address)


def post(office: Office, who: str, address: str, **typed: str) -> HttpResponse:
    with clock.at(office.at):
        return signed_in(office, who).post(address, typed)


def slot_at(moment: str) -> str:
    (duty,) = duty_between(wib(moment), wib(moment) + timedelta(minutes=1))
    return duty.shift.slot


def offered(office: Office) -> DutySwap:
    """Rina offers her night of Tuesday to Dedi."""
    slot, dedi = slot_at("2026-11-24T20:00"), office.cast.user("pelaksana-2")
    return offer_swap(
        slot, dedi, note="Anak sakit", at=office.at, by=office.cast.actor("pelaksana")
    )


def who(moment: str) -> str:
    return ", ".join(user.username for user in on_duty(at=wib(moment)))


@pytest.mark.parametrize("reader", ["operator", "kadis", "auditor", "kasi", "pelaksana"])
def test_everybody_in_the_office_reads_who_stands(office: Office, reader: str) -> None:
    office.at = NIGHT
    page = text_of(get(office, reader))
    assert "Sekarang berjaga:" in page
    assert "Rina Anggraeni, S.T." in page
    assert "sampai besok pukul 07.30 WIB" in page
    assert "Senin, 23 Nov 16.00 – Selasa 07.30" in page


def test_an_agencys_contact_does_not(office: Office) -> None:
    assert get(office, "opd-pendidikan").status_code == 403


def test_only_planners_are_offered_to_change_it(office: Office) -> None:
    assert "/piket/pola/" in text_of(get(office, "kasi"))
    assert "/piket/pola/" not in text_of(get(office, "pelaksana"))


def test_a_gap_stands_among_the_shifts(office: Office) -> None:
    assert "tidak ada yang berjaga" not in text_of(get(office, "kasi"))
    slot = slot_at("2026-11-25T20:00")
    remove_shift(slot, reason="Cuti", at=office.at, by=SYSTEM)
    page = text_of(get(office, "kasi"))
    assert page.count("tidak ada yang berjaga") == 1
    assert "Rabu, 25 Nov 16.00 – Kamis 07.30" in page


def test_a_person_who_can_do_nothing_is_marked(office: Office) -> None:
    rina = office.cast.user("pelaksana")
    rina.is_active = False
    rina.save()
    assert "akun nonaktif" in text_of(get(office, "kasi"))


def test_an_empty_roster_teaches(db: None) -> None:
    office = Office()
    assert "Belum ada daftar piket" in text_of(get(office, "operator"))


@pytest.mark.parametrize("day", ["2027-03-01", "kemarin", "9999-12-31", ""])
def test_any_day_may_be_looked_up(office: Office, day: str) -> None:
    assert get(office, "kasi", f"/piket/?mulai={day}").status_code == 200


def test_the_page_costs_a_fixed_number_of_queries(office: Office) -> None:
    client, numbers = signed_in(office, "kasi"), []
    with clock.at(office.at):
        client.get("/piket/")
        for name in ("Piket lapangan", "Piket data center"):
            with counted() as queries:
                client.get("/piket/")
            numbers.append(len(queries))
            roster(office.cast, name=name)
    assert numbers[1] == numbers[0] <= 13, numbers


def test_one_offers_ones_own_shift(office: Office) -> None:
    slot = slot_at("2026-11-24T20:00")
    page = text_of(get(office, "pelaksana", f"/piket/tukar/?jaga={slot}"))
    assert "Selasa, 24 Nov 16.00 – Rabu 07.30" in page
    to = str(office.cast.user("pelaksana-2").pk)
    answer = post(office, "pelaksana", "/piket/tukar/", jaga=slot, to=to, in_return="", note="")
    assert answer["Location"] == "/piket/"
    assert DutySwap.objects.get().offered_to.username == "pelaksana-2"


def test_an_offer_with_faults_comes_back_as_it_was_typed(office: Office) -> None:
    slot, note = slot_at("2026-11-24T20:00"), "Mohon digantikan"
    answer = post(office, "pelaksana", "/piket/tukar/", jaga=slot, to="", note=note)
    assert answer.status_code == 422
    assert note in text_of(answer)
    assert "Pilih salah satu." in text_of(answer)
    assert not DutySwap.objects.exists()


def test_the_shift_of_another_is_not_found(office: Office) -> None:
    slot = slot_at("2026-11-24T20:00")
    assert get(office, "kasi", f"/piket/tukar/?jaga={slot}").status_code == 404
    assert get(office, "kasi", "/piket/tukar/").status_code == 404


@pytest.mark.parametrize(
    ("answer", "by", "stands"),
    [("terima", "pelaksana-2", "pelaksana-2"), ("tolak", "pelaksana-2", "pelaksana")],
)
def test_the_one_asked_answers_on_the_page(
    office: Office, answer: str, by: str, stands: str
) -> None:
    swap = offered(office)
    page = text_of(get(office, by))
    assert "Menunggu jawaban Anda" in page
    assert "Anak sakit" in page
    sent = post(office, by, f"/piket/tukar/{swap.pk}/{answer}")
    assert sent.status_code == 302
    assert who("2026-11-24T20:00") == stands
    assert "Menunggu jawaban Anda" not in text_of(get(office, by))


def test_nobody_else_answers(office: Office) -> None:
    swap = offered(office)
    assert "Menunggu jawaban Anda" not in text_of(get(office, "kasi"))
    assert post(office, "kasi", f"/piket/tukar/{swap.pk}/terima").status_code == 403
    assert post(office, "kasi", f"/piket/tukar/{swap.pk}/curi").status_code == 404
    assert post(office, "pelaksana", f"/piket/tukar/{swap.pk}/tarik").status_code == 302
    late = post(office, "pelaksana-2", f"/piket/tukar/{swap.pk}/terima")
    assert late.status_code == 409
    assert who("2026-11-24T20:00") == "pelaksana"


def test_ones_own_shifts_are_downloaded(office: Office) -> None:
    own = get(office, "admin-jaringan", "/piket/kalender.ics")
    assert own["Content-Type"] == "text/calendar; charset=utf-8"
    assert "pelaksana" not in text_of(own)
    assert "DTSTART:20261128T003000Z" in text_of(own)
    assert "pelaksana@sigap.example" in text_of(
        get(office, "admin-jaringan", "/piket/kalender.ics?siapa=semua")
    )


def test_a_phone_subscribes_with_a_secret_address(office: Office) -> None:
    answer = post(office, "pelaksana", "/piket/langganan/", siapa="saya")
    found = re.search(r"/piket/langganan/[\w-]{40,}\.ics", text_of(answer))
    assert found is not None
    assert found[0] not in text_of(get(office, "pelaksana"))
    phone = Client()
    with clock.at(MONDAY_MORNING):
        feed = phone.get(found[0])
        assert "SUMMARY:Piket NOC: Rina Anggraeni" in text_of(feed).replace("\\,", ",")
        assert phone.get("/piket/langganan/tebakan.ics").status_code == 404
    (row,) = feeds_of(office.cast.user("pelaksana").pk)
    post(office, "kasi", "/piket/langganan/", akhiri=str(row.pk))
    assert phone.get(found[0]).status_code == 200
    post(office, "pelaksana", "/piket/langganan/", akhiri=str(row.pk))
    assert phone.get(found[0]).status_code == 404
