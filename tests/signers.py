"""A paper to be signed, and somebody who signs it, for the tests of the ways of signing."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from sigap.documents.renderers.typst import draw
from sigap.documents.signers.base import Placement, Request, Secret, Signatory
from sigap.domain.signing import block_lines
from tests.outside.esign.people import KABID, Registered

AT = datetime(2026, 11, 23, 2, 15, tzinfo=UTC)
PLACE = Placement(page=-1, x=110, y=40, width=75, height=26)
WHO = Signatory(
    name=KABID.name,
    nip="197904122005012003",
    nik=KABID.nik,
    email=KABID.email,
    title="Plt. Kepala Bidang TIK",
    capacity="Plt.",
    decree="821/123/BKPSDM",
)
_SOURCE = """
#let facts = json("facts.json")
#set document(title: "Surat", author: "Dinas", date: datetime(year: 2026, month: 11, day: 23))
#set page(width: 21cm, height: 29.7cm)
#set text(font: "Arimo", lang: "id", fallback: false)
= Surat
#facts.isi
#pagebreak()
Halaman dua.
"""


@cache
def paper(text: str = "Yth. Kepala Dinas Contoh") -> bytes:
    """A drawn paper of two pages, PDF/A-3a and PDF/UA-1 as all of them."""
    return draw(_SOURCE, {"isi": text}, pictures={}, at=AT)


def request(**changed: Any) -> Request:
    """A request of the head of the Bidang, visible on the last page."""
    usual = Request(
        content=paper(),
        by=WHO,
        placement=PLACE,
        lines=block_lines(WHO, at=AT, zone=ZoneInfo("Asia/Jakarta")),
        at=AT,
        reason="Mengesahkan naskah",
        location="Bekasi",
    )
    return replace(usual, **changed)


def secret(who: Registered = KABID) -> Secret:
    """The right passphrase."""
    return Secret(passphrase=who.passphrase)
