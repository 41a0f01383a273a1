"""How the tests of pages sign somebody in and fill in the report form."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sigap.kit import clock
from tests.office import Office

TYPED = {
    "sekali": "satu",
    "channel": "telepon",
    "place": "lokasi:kantor-disdik",
    "category": "wifi-mati",
    "summary": "WiFi lantai 2 mati",
    "reporter_name": "Agus Hermawan",
    "reporter_phone": "0812 3456 7890",
}


def signed_in(office: Office, key: str) -> Client:
    """A browser in which this person is signed in."""
    client = Client()
    client.force_login(office.cast.user(key))
    return client


def file_report(client: Client, at: datetime, **typed: Any) -> HttpResponse:
    """Send the report form as an operator fills it in, with these answers changed."""
    with clock.at(at):
        return client.post("/lapor/", TYPED | typed)


def text_of(answer: HttpResponse) -> str:
    """The page as it was sent."""
    return answer.content.decode()


@contextmanager
def counted() -> Iterator[CaptureQueriesContext]:
    """The queries made within."""
    with CaptureQueriesContext(connection) as queries:
        yield queries
