"""Letters about a case: a reference with its entry in the ledger, also after the case has ended."""

from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest

from sigap.audit.queries import entries
from sigap.domain.errors import Invalid, NotAllowed, NotFound
from sigap.domain.machine.letters import Letter
from sigap.incidents.actions.letters import record_letter
from sigap.incidents.models import Attachment, CaseLetter
from sigap.incidents.queries.proof import mismatches
from tests.office import CHECKED, REMOTE, Office

pytestmark = pytest.mark.django_db(transaction=True)

LETTER = Letter("masuk", "500/1/Disdik", "12", date(2026, 11, 20), "Dinas Pendidikan", "Permohonan")


@pytest.fixture
def office() -> Office:
    return Office()


def record(office: Office, incident, who: str = "operator", file=None, **changed) -> CaseLetter:
    letter, by = replace(LETTER, **changed), office.cast.actor(who)
    return record_letter(incident.number, letter, file=file, at=office.at, by=by)


def test_a_letter_is_kept_and_the_ledger_tells_of_it(office):
    incident = office.report()
    row = record(office, incident, url="https://srikandi.example/naskah/1")
    assert (row.agenda, row.on) == ("12", date(2026, 11, 20))
    told = entries(incident.ledger.key)[-1]
    assert (told.kind, told.data["number"]) == ("letter-added", "500/1/Disdik")
    assert not [*mismatches()]


def test_its_scan_is_a_file_of_the_case(office):
    incident = office.report()
    row = record(office, incident, file=("surat.txt", BytesIO(b"isi surat")))
    assert row.attachment == Attachment.objects.get()


def test_a_case_that_has_ended_still_takes_letters(office):
    incident = office.walk(office.report(), *REMOTE, *CHECKED, "konfirmasikan")
    assert record(office, incident, direction="keluar", who="kabid").pk


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("number", " "),
        ("about", ""),
        ("on", None),
        ("direction", "samping"),
        ("number", "9" * 121),
        ("about", "nol\x00"),
        ("url", "javascript:alert(1)"),
        ("url", "https://[rusak"),
        ("attachment", "tidak-ada"),
    ],
)
def test_a_faulty_letter_leaves_nothing_behind(office, name, value):
    incident = office.report()
    with pytest.raises(Invalid) as refused:
        record(office, incident, file=None, **{name: value})
    assert name in refused.value.faults
    assert not CaseLetter.objects.exists()
    assert not Attachment.objects.exists()


def test_a_bad_scan_keeps_no_letter(office):
    incident = office.report()
    with pytest.raises(Invalid):
        record(office, incident, file=("surat.pdf", BytesIO(b"bukan pdf")))
    assert not CaseLetter.objects.exists()


def test_others_write_no_letters_down(office):
    incident = office.report()
    with pytest.raises(NotAllowed):
        record(office, incident, who="pelaksana")
    with pytest.raises(NotFound):
        record(office, incident, who="opd-kesehatan")
