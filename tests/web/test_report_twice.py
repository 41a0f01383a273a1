"""Two sendings of one form at the same moment, on real connections."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.test import Client

from sigap.incidents.models import Incident
from tests.office import Office
from tests.web.sending import file_report, signed_in


@pytest.mark.django_db(transaction=True)
def test_a_double_click_files_one_report() -> None:
    office = Office()
    cookies = signed_in(office, "operator").cookies

    def click(_: int) -> str:
        browser = Client()
        browser.cookies = cookies
        try:
            return file_report(browser, office.at)["Location"]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as clicks:
        led_to = set(clicks.map(click, range(2)))
    assert led_to == {f"/gangguan/{Incident.objects.get().number}/tanda-terima"}
