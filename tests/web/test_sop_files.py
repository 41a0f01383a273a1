"""The register of SOPs and their files: paper and BPMN, for everybody who may read the SOP."""

from xml.etree import ElementTree as Xml

import pytest

from sigap.documents.models import OWN, Template
from sigap.domain.actor import SYSTEM
from sigap.incidents.actions.procedures import import_procedure
from sigap.kit import clock
from tests.office import PROCEDURES, Office
from tests.web.sending import counted, signed_in, text_of

KEY = "penanganan-gangguan"


@pytest.fixture
def office(db: None) -> Office:
    return Office()


def approved_second_version(office: Office) -> None:
    text = (PROCEDURES / f"{KEY}.v1.toml").read_text(encoding="utf-8")
    for blank, written in (
        ("versi = 1", "versi = 2"),
        ('nomor = ""', 'nomor = "000.8.3.3/12/DISKOMINFO"'),
        ('tanggal_pengesahan = ""', 'tanggal_pengesahan = "1 Oktober 2026"'),
    ):
        text = text.replace(blank, written, 1)
    import_procedure(text, at=office.at, by=SYSTEM)


@pytest.mark.parametrize("who", ["kabid", "opd-pendidikan", "auditor"])
def test_everybody_gets_the_paper_and_the_flow(office: Office, who: str) -> None:
    client = signed_in(office, who)
    paper = client.get(f"/sop/{KEY}/v1/naskah.pdf")
    assert paper["Content-Type"] == "application/pdf"
    assert paper.content.startswith(b"%PDF")
    flow = client.get(f"/sop/{KEY}/v1/alir.bpmn")
    assert f"{KEY}.v1.bpmn" in flow["Content-Disposition"]
    assert Xml.fromstring(flow.content).tag.endswith("definitions")


def test_a_version_that_is_not_there_has_no_files(office: Office) -> None:
    client = signed_in(office, "kasi")
    for name in ("naskah.pdf", "alir.bpmn"):
        assert client.get(f"/sop/{KEY}/v9/{name}").status_code == 404


def test_the_paper_of_a_replaced_version_is_another(office: Office) -> None:
    client = signed_in(office, "kasi")
    before = client.get(f"/sop/{KEY}/v1/naskah.pdf").content
    assert client.get(f"/sop/{KEY}/v1/naskah.pdf").content == before
    approved_second_version(office)
    assert client.get(f"/sop/{KEY}/v1/naskah.pdf").content != before


def test_a_template_that_cannot_be_drawn_is_said_and_not_a_crash(office: Office) -> None:
    admin = office.cast.actor("admin")
    made = {"made_at": office.at, "made_by": admin.signature()}
    Template.objects.create(kind="sop", version=9, source="#tidak-ada", origin=OWN, **made)
    answer = signed_in(office, "kasi").get(f"/sop/{KEY}/v1/naskah.pdf")
    assert answer.status_code == 409
    assert "belum dapat digambar" in text_of(answer)


def test_the_version_page_leads_to_both_files(office: Office) -> None:
    page = text_of(signed_in(office, "kasi").get(f"/sop/{KEY}/v1/"))
    assert f"/sop/{KEY}/v1/naskah.pdf" in page
    assert f"/sop/{KEY}/v1/alir.bpmn" in page


def test_the_register_tells_number_approval_cases_and_the_next_review(office: Office) -> None:
    office.report()
    approved_second_version(office)
    with clock.at(office.at):
        page = text_of(signed_in(office, "kasi").get("/sop/"))
    said = ["000.8.3.3/12/DISKOMINFO", "1 Oktober 2026", "1 berjalan dari 1", "0 berjalan dari 0"]
    assert not [each for each in said if each not in page]
    assert "Tinjauan berikutnya Minggu, 23 Mei 2027" in page
    assert "Tinjauan enam bulanan dimulai setelah SOP berlaku" in page


def test_the_register_asks_no_more_for_more_versions(office: Office) -> None:
    client = signed_in(office, "kasi")
    client.get("/sop/")
    with counted() as before:
        client.get("/sop/")
    approved_second_version(office)
    client.get("/sop/")
    with counted() as after:
        client.get("/sop/")
    assert len(after) == len(before)
