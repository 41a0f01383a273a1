"""The evidence of the looks at the network on papers and in the berkas of a case."""

from hashlib import sha256
from io import BytesIO

import pikepdf
import pytest

from sigap.documents.actions.papers import drawing
from sigap.documents.actions.templates import load_templates
from sigap.documents.models import Letterhead, Paper
from sigap.documents.signers import configured
from sigap.documents.signers.base import Secret
from sigap.domain.actor import SYSTEM
from sigap.incidents.actions.berkas import bind_berkas
from sigap.incidents.actions.looking import diagnose_cases
from sigap.incidents.actions.papers import content_of, make_papers, pictures_of
from sigap.incidents.actions.signing import sign_exit
from sigap.incidents.models import Incident
from sigap.incidents.queries import plans
from sigap.monitoring.models import DiagnosisRaw
from tests.diagnosing import Looks, cut_off, well
from tests.office import FIELD, Office, filled
from tests.signing import PASSPHRASE, AskingSigner

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def office() -> Office:
    plans.forget_plans()
    office = Office()
    Letterhead.objects.create(government="Pemerintah Kota Contoh", agency="Dinas Contoh")
    load_templates(at=office.at, by=SYSTEM)
    return office


def repaired(office: Office) -> Incident:
    """A case that was looked at after its report and again after its repair."""
    incident, look = office.report(), Looks(cut_off(), well())
    diagnose_cases(at=office.wait(seconds=2), look=look)
    incident = office.walk(incident, *FIELD)
    diagnose_cases(at=office.wait(seconds=2), look=look)
    make_papers(at=office.wait(seconds=2))
    return incident


def evidence(kind: str) -> dict:
    return Paper.objects.get(kind=kind).facts["bukti"]


def test_the_problem_data_carry_the_verdict_of_before(office):
    repaired(office)
    told = evidence("data-permasalahan")
    assert told["sebelum"]["keadaan"] == "putus"
    assert told["sebelum"]["kalimat"] == [
        "Tautan POP Inti – Switch Disdik putus (keyakinan tinggi)."
    ]
    assert told["sesudah"] is None
    (raw,) = told["mentah"]
    assert raw["sha256"] == DiagnosisRaw.objects.earliest("id").sha256
    assert (raw["perangkat"], raw["perintah"]) == ("Switch Disdik", "show interfaces")


def test_the_field_report_carries_before_and_after(office):
    repaired(office)
    told = evidence("laporan-penanganan")
    assert told["sesudah"]["keadaan"] == "normal"
    assert told["kesimpulan"] == "pulih"
    (line,) = told["tabel"]
    assert (line["sebelum"], line["sesudah"], line["arah"]) == ("mati", "menyala", "membaik")
    assert len(told["mentah"]) == 2


def test_papers_that_say_what_to_do_carry_none(office):
    repaired(office)
    assert [evidence(kind) for kind in ("disposisi", "arahan", "surat-tugas")] == [None] * 3


def test_a_case_that_was_not_looked_at_has_papers_without_evidence_and_at_once(office):
    office.walk(office.report(), *FIELD)
    make_papers(at=office.at)
    assert evidence("laporan-penanganan") is None


def test_the_field_report_waits_for_the_look_after_it_but_not_for_ever(office):
    incident = office.report()
    diagnose_cases(at=office.wait(seconds=2), look=Looks(cut_off()))
    office.walk(incident, *FIELD)
    make_papers(at=office.at)
    assert not Paper.objects.filter(kind="laporan-penanganan").exists()
    make_papers(at=office.wait(seconds=46))
    assert evidence("laporan-penanganan")["sesudah"] is None


def test_what_is_drawn_stays_the_same_whatever_is_looked_at_later(office):
    incident = repaired(office)
    paper = Paper.objects.get(kind="laporan-penanganan")
    drawn = content_of(paper, at=office.at)
    office.walk(incident, "laporkan-kasi")
    diagnose_cases(at=office.wait(seconds=2), look=Looks(cut_off()))
    assert drawing(paper, pictures_of(paper)) == drawn


def test_a_paper_made_before_there_was_evidence_is_still_drawn(office):
    repaired(office)
    paper = Paper.objects.get(kind="data-permasalahan")
    del paper.facts["bukti"]
    assert drawing(paper, {}).startswith(b"%PDF-")


def test_the_berkas_encloses_every_raw_output_octet_for_octet(office):
    incident = repaired(office)
    found = bind_berkas(incident.number, at=office.at, by=office.cast.actor("kasi")).content
    with pikepdf.open(BytesIO(found)) as bound:
        files = bound.attachments
        inside = {name: files[name].get_file().read_bytes() for name in files}
    raw = {name: data for name, data in inside.items() if name.startswith("pemeriksaan-")}
    assert set(raw) == {"pemeriksaan-01-01-sw-disdik.txt", "pemeriksaan-02-01-sw-disdik.txt"}
    sealed = set(DiagnosisRaw.objects.values_list("sha256", flat=True))
    assert {sha256(data).hexdigest() for data in raw.values()} == sealed
    assert b'"diagnoses"' in inside["perkara.json"]


def test_signed_with_the_exit_the_paper_bears_what_was_there_at_that_moment(office, monkeypatch):
    monkeypatch.setattr(configured, "signer", AskingSigner)
    incident, look = office.report(), Looks(cut_off(), well())
    diagnose_cases(at=office.wait(seconds=2), look=look)
    office.walk(incident, *FIELD[:3])
    step = office.procedure.step("perbaikan")
    sign_exit(
        incident.number,
        "laporkan",
        values=filled(step, "laporkan"),
        secret=Secret(passphrase=PASSPHRASE),
        at=office.wait(minutes=5),
        by=office.cast.actor("pelaksana"),
    )
    told = evidence("laporan-penanganan")
    assert (told["sebelum"]["keadaan"], told["sesudah"]) == ("putus", None)
    diagnose_cases(at=office.wait(seconds=2), look=look)
    assert make_papers(at=office.at) == 3  # those before, which nobody signed with their exit
    assert evidence("laporan-penanganan")["sesudah"] is None
