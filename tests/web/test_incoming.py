"""Messages from outside on screen: what waits, and what the operator makes of it."""

import pytest
from django.test import Client

from sigap.incidents.actions.incoming import consider_incoming
from sigap.incidents.models import Incident
from sigap.notifications.actions.incoming import keep_letter
from sigap.notifications.models import Incoming, Source
from sigap.notifications.received import Letter
from tests.office import Office

pytestmark = pytest.mark.django_db(transaction=True)

TEXT = "Internet kami mati sejak pagi.\nMohon bantuan."


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def letter(office: Office) -> Incoming:
    """A message of somebody whom nobody knows."""
    told = ("e-mail", "<1@lain.example>", "budi@lain.example", "Budi", "Internet mati", TEXT)
    keep_letter(Letter(*told, b""), at=office.at)
    consider_incoming(at=office.at)
    return Incoming.objects.get()


def signed_in(office: Office, who: str = "operator") -> Client:
    client = Client()
    client.force_login(office.cast.user(who))
    return client


def test_what_waits_is_listed_with_the_reason(office, letter):
    page = signed_in(office).get("/pesan-masuk/").content.decode()
    assert "Internet mati" in page
    assert "Pengirim tidak dikenal" in page


def test_a_way_in_that_fails_is_shown_to_who_can_act(office):
    Source.objects.create(key="e-mail", failed_at=office.at, last_error="AUTHENTICATIONFAILED")
    page = signed_in(office).get("/pesan-masuk/").content.decode()
    assert "AUTHENTICATIONFAILED" in page


def test_it_is_put_on_a_case(office, letter):
    incident = office.report()
    told = {"act": "lampirkan", "number": incident.number}
    answer = signed_in(office).post(f"/pesan-masuk/{letter.pk}/", told)
    assert answer["Location"] == f"/gangguan/{incident.number}/"
    letter.refresh_from_db()
    assert (letter.outcome, letter.number) == ("catatan", incident.number)


@pytest.mark.parametrize(
    ("told", "part"),
    [
        ({"act": "lampirkan", "number": ""}, "Wajib diisi"),
        ({"act": "lampirkan", "number": "2026-999999"}, "tidak ada"),
        ({"act": "abaikan", "reason": " "}, "Wajib diisi"),
    ],
)
def test_what_is_missing_is_said_and_nothing_happens(office, letter, told, part):
    answer = signed_in(office).post(f"/pesan-masuk/{letter.pk}/", told)
    assert answer.status_code == 422
    assert part in answer.content.decode()
    letter.refresh_from_db()
    assert letter.outcome == "menunggu"


def test_it_is_set_aside_with_a_reason(office, letter):
    told = {"act": "abaikan", "reason": "Salah alamat"}
    signed_in(office).post(f"/pesan-masuk/{letter.pk}/", told)
    letter.refresh_from_db()
    assert (letter.outcome, letter.explanation) == ("diabaikan", "Salah alamat")


def test_it_begins_a_report_and_stands_on_the_new_case(office, letter):
    client = signed_in(office)
    page = client.get(f"/lapor/?pesan={letter.pk}").content.decode()
    assert "Mohon bantuan." in page
    told = {
        "letter": letter.pk,
        "channel": "e-mail",
        "reporter_name": "Budi",
        "category": "wifi-mati",
        "summary": "Internet mati",
        "impact": "sebagian",
        "urgency": "terganggu",
    }
    assert client.post("/lapor/", {**told, "place": "lokasi:kantor-disdik"}).status_code == 302
    letter.refresh_from_db()
    assert letter.number == Incident.objects.get().number


def test_others_see_no_messages(office, letter):
    assert signed_in(office, "pelaksana").get("/pesan-masuk/").status_code == 403
    assert (
        "Mohon bantuan."
        not in signed_in(office, "kasi").get(f"/lapor/?pesan={letter.pk}").content.decode()
    )
