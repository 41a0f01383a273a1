"""Rows and files changed behind the ledger's back are found and named."""

from io import BytesIO

import pytest

from sigap.incidents.actions.attachments import attach_file
from sigap.incidents.files import path_of
from sigap.incidents.models import AffectedAgency, Incident, PublishedProcedure
from sigap.incidents.queries.proof import mismatches
from tests.office import CHECKED, REMOTE, Office

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(settings, tmp_path) -> Office:
    settings.MEDIA_ROOT = tmp_path
    return Office()


def found() -> list[tuple[str, str]]:
    return [(one.number, one.template % one.params) for one in mismatches()]


def test_an_honest_office_is_never_blamed(office):
    office.walk(office.report(), *REMOTE, *CHECKED, "konfirmasikan")
    office.report()
    assert found() == []


@pytest.mark.parametrize(
    ("change", "named"),
    [({"status": "selesai"}, "status"), ({"step": "konfirmasi"}, "step"), ({"visit": 9}, "visit")],
)
def test_a_case_changed_in_the_database_is_named_with_what_differs(office, change, named):
    number = office.report().number
    Incident.objects.filter(number=number).update(**change)
    ((blamed, sentence),) = found()
    assert blamed == number
    assert named in sentence


def test_an_answer_put_into_an_agencys_mouth_is_found(office):
    number = office.report().number
    AffectedAgency.objects.update(result="pulih")
    assert found() == [(number, "Keadaan perkara berbeda dari catatannya: answers.")]


def test_an_altered_or_missing_file_is_found(office):
    incident = office.report()
    by = office.cast.actor("operator")
    rows = [
        attach_file(incident.number, name=name, stream=BytesIO(text), at=office.at, by=by)
        for name, text in (("a.txt", b"asli"), ("b.txt", b"lain"))
    ]
    path_of(rows[0].sha256).write_bytes(b"palsu")
    path_of(rows[1].sha256).unlink()
    sentences = [sentence for _, sentence in found()]
    assert "berubah" in sentences[0]
    assert "hilang" in sentences[1]


def test_a_published_sop_changed_in_the_database_is_found(office):
    row = PublishedProcedure.objects.get(key="penanganan-gangguan")
    text = row.source.replace("menit = 15", "menit = 60")
    PublishedProcedure.objects.filter(pk=row.pk).update(source=text)
    assert found() == [("penanganan-gangguan", "Naskah SOP versi 1 berubah sejak diterbitkan.")]
