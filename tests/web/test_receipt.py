"""The receipt: what the reporter takes along, and who may see it."""

import subprocess
from pathlib import Path
from typing import Any

import pytest

from sigap.documents.actions.templates import load_templates
from sigap.documents.models import Letterhead, Paper
from sigap.domain.actor import SYSTEM
from sigap.incidents.actions.confirmations import add_agency
from sigap.incidents.models import Incident
from sigap.incidents.queries.dossier import RECEIPT
from tests.archival import faults
from tests.office import Office
from tests.web.sending import counted, signed_in, text_of

NASTY = ("#panic() $x$ *b* @c <d> \\ //", "N" * 200, "سلام عليكم 😀", "W W " * 50)


@pytest.fixture
def office(db: None, settings: Any, tmp_path: Path) -> Office:
    settings.MEDIA_ROOT = tmp_path
    office = Office()
    load_templates(at=office.at, by=SYSTEM)
    return office


def words_of(content: bytes, folder: Path) -> str:
    path = folder / "tanda-terima.pdf"
    path.write_bytes(content)
    told = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, check=True)
    return " ".join(told.stdout.decode().split())


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


def drawn(office: Office, incident: Incident, who: str = "operator") -> bytes:
    answer = signed_in(office, who).get(f"{address(incident)}.pdf")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    return answer.content


def test_as_a_paper_it_is_made_once_and_never_changes(office: Office, incident: Incident) -> None:
    assert Paper.objects.count() == 0
    first = drawn(office, incident)
    Letterhead.objects.update(agency="Dinas Lain")
    office.wait(hours=2)
    assert drawn(office, incident, "opd-pendidikan") == first
    paper = Paper.objects.get()
    assert (paper.kind, paper.entry, paper.step) == (RECEIPT, None, "")
    assert paper.facts["naskah"]["tanggal"] == "23 November 2026"


def test_the_paper_says_what_the_page_says(
    office: Office, incident: Incident, tmp_path: Path
) -> None:
    said = words_of(drawn(office, incident), tmp_path)
    for told in (
        incident.number,
        incident.tracking_code,
        f"/lacak/{incident.tracking_code}",
        "WiFi lantai 2 mati",
        "005/9/Disdik",
        "Wulan Maharani, S.I.Kom., Operator Meja Layanan",
        *(step.short for step in office.procedure.steps),
    ):
        assert told in said, told


def test_who_reported_himself_is_not_named_to_anyone_who_verifies_it(office: Office) -> None:
    incident = office.report("opd-pendidikan", channel="formulir", site="kantor-disdik")
    drawn(office, incident)
    (taken_in,) = Paper.objects.get().facts["penandatangan"]
    assert taken_in["nama"] == "dicatat oleh sistem"
    page = text_of(signed_in(office, "auditor").get(f"/verifikasi/{Paper.objects.get().code}"))
    assert "Agus Hermawan" not in page


def test_the_paper_goes_to_the_reporters_agency_alone(office: Office, incident: Incident) -> None:
    add_agency(
        incident.number, agency="dinas-kesehatan", at=office.at, by=office.cast.actor("kabid")
    )
    drawn(office, incident)
    papers = f"/gangguan/{incident.number}/naskah"
    code = Paper.objects.get().code
    for who, may in (("opd-pendidikan", True), ("opd-kesehatan", False), ("kasi", True)):
        client = signed_in(office, who)
        assert (code in text_of(client.get(papers))) is may
        assert (client.get(f"{papers}/{code}.pdf").status_code == 200) is may
    answer = signed_in(office, "opd-kesehatan").get(f"{address(incident)}.pdf")
    assert answer.status_code == 403


@pytest.mark.parametrize("told", [{"summary": text, "reporter_name": text} for text in NASTY])
def test_whatever_was_typed_is_text_on_it(office: Office, told: dict[str, str]) -> None:
    content = drawn(office, office.report(description="#panic()" * 50, **told))
    assert faults(content) == []


def test_it_costs_a_fixed_number_of_queries(office: Office, incident: Incident) -> None:
    client = signed_in(office, "operator")
    with counted() as queries:
        client.get(address(incident))
    assert len(queries) <= 6
