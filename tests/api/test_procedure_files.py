"""An SOP as files over the API: the legal form as PDF, the flow as BPMN."""

from xml.etree import ElementTree as Xml

from tests.api.caller import problem


def test_the_version_in_force_comes_as_pdf_and_as_bpmn(caller):
    paper = caller.get("operator", "/procedures/penanganan-gangguan.pdf")
    assert paper["Content-Type"] == "application/pdf"
    assert paper.content.startswith(b"%PDF")
    flow = caller.get("operator", "/procedures/penanganan-gangguan.bpmn")
    assert Xml.fromstring(flow.content).tag.endswith("definitions")


def test_a_draft_comes_when_its_version_is_asked_for(caller):
    path = "/procedures/penyambungan-baru.pdf"
    problem(caller.get("operator", path), 404, "procedure-not-in-force")
    assert caller.get("operator", f"{path}?version=1").content.startswith(b"%PDF")


def test_the_document_says_that_these_are_files(caller):
    paths = caller.get("operator", "/openapi.json").json()["paths"]
    for name in ("pdf", "bpmn"):
        told = paths[f"/api/v1/procedures/{{key}}.{name}"]["get"]["responses"]["200"]
        assert "application/octet-stream" in told["content"]
