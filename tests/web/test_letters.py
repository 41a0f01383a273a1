"""Letters of a case on its pages."""

import pytest
from django.test import Client

from sigap.incidents.models import CaseLetter
from tests.office import Office

pytestmark = pytest.mark.django_db
LETTER = {"direction": "masuk", "number": "500/1/Disdik", "on": "2026-11-20", "about": "Permohonan"}


@pytest.fixture
def office() -> Office:
    return Office()


def signed_in(office: Office, who: str = "operator") -> Client:
    client = Client()
    client.force_login(office.cast.user(who))
    return client


def test_a_letter_is_written_down_and_shown_with_the_papers(office):
    number, client = office.report().number, signed_in(office)
    assert client.post(f"/gangguan/{number}/surat", LETTER).status_code == 302
    page = client.get(f"/gangguan/{number}/naskah").content.decode()
    assert "500/1/Disdik" in page
    assert (
        "Surat masuk dicatat: 500/1/Disdik" in client.get(f"/gangguan/{number}/").content.decode()
    )


def test_a_faulty_letter_comes_back_as_it_was_typed(office):
    number = office.report().number
    told = {**LETTER, "on": "kemarin", "url": "srikandi", "about": "Permohonan kedua"}
    answer = signed_in(office).post(f"/gangguan/{number}/surat", told)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Permohonan kedua" in page
    assert "https://" in page
    assert not CaseLetter.objects.exists()


def test_the_agencies_contact_sees_no_letters(office):
    number, client = office.report().number, signed_in(office, "opd-pendidikan")
    assert client.get(f"/gangguan/{number}/surat").status_code == 403
    assert "Surat masuk dan keluar" not in client.get(f"/gangguan/{number}/naskah").content.decode()
