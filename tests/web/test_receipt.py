"""The receipt: what the reporter takes along, and who may see it."""

import pytest

from sigap.incidents.actions.confirmations import add_agency
from sigap.incidents.models import Incident
from tests.office import Office
from tests.web.sending import counted, signed_in, text_of


@pytest.fixture
def office(db: None) -> Office:
    return Office()


@pytest.fixture
def incident(office: Office) -> Incident:
    return office.report(letter_number="005/9/Disdik", channel="surat")


def address(incident: Incident) -> str:
    return f"/gangguan/{incident.number}/tanda-terima"


def test_it_says_number_code_report_and_what_is_promised(
    office: Office, incident: Incident
) -> None:
    page = text_of(signed_in(office, "operator").get(address(incident)))
    for said in (
        incident.number,
        incident.tracking_code,
        f"/lacak/{incident.tracking_code}",
        "WiFi lantai 2 mati",
        "005/9/Disdik",
        "Operator Meja Layanan",
        "Senin, 23 November 2026 pukul 09.15 WIB",
    ):
        assert said in page, said
    for step in office.procedure.steps:
        assert step.short in page


def test_the_qr_is_a_drawing_without_inline_style(office: Office, incident: Incident) -> None:
    page = text_of(signed_in(office, "operator").get(address(incident)))
    assert 'class="qrline"' in page
    assert "style=" not in page


def test_the_reporting_agency_sees_it(office: Office, incident: Incident) -> None:
    assert signed_in(office, "opd-pendidikan").get(address(incident)).status_code == 200


def test_another_agency_does_not_know_of_it(office: Office, incident: Incident) -> None:
    assert signed_in(office, "opd-kesehatan").get(address(incident)).status_code == 404


def test_an_affected_agency_does_not_get_the_code_of_the_reporter(
    office: Office, incident: Incident
) -> None:
    by = office.cast.actor("kabid")
    add_agency(incident.number, agency="dinas-kesehatan", at=office.at, by=by)
    answer = signed_in(office, "opd-kesehatan").get(address(incident))
    assert answer.status_code == 403
    assert incident.tracking_code not in text_of(answer)


def test_it_costs_a_fixed_number_of_queries(office: Office, incident: Incident) -> None:
    client = signed_in(office, "operator")
    with counted() as queries:
        client.get(address(incident))
    assert len(queries) <= 6
