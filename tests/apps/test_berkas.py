"""The berkas of a case: one PDF/A-3 with everything, readable and provable without this system."""

import json
import subprocess
import sys
from datetime import timedelta
from hashlib import sha256
from io import BytesIO, StringIO
from pathlib import Path

import pikepdf
import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from PIL import Image

from sigap.documents.actions.signatures import keep_scan, require_signatures
from sigap.documents.actions.templates import load_templates
from sigap.documents.models import Letterhead, Paper
from sigap.domain.actor import SYSTEM
from sigap.domain.errors import NotAllowed, NotFound, Refused
from sigap.incidents.actions import berkas as module
from sigap.incidents.actions.attachments import attach_file
from sigap.incidents.actions.berkas import Berkas, bind_berkas
from sigap.incidents.actions.cyber import restrict_incident
from sigap.incidents.actions.exceptions import record_deviation
from sigap.incidents.actions.papers import draw_papers, make_papers
from sigap.incidents.actions.redacting import decide_redaction, propose_redaction
from sigap.incidents.actions.steps import hold_step, resume_step
from sigap.incidents.files import path_of
from sigap.incidents.models import Incident
from sigap.incidents.papers.berkas_files import plain_name
from tests.archival import faults, within
from tests.office import CHECKED, FIELD, REMOTE, Office

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def office() -> Office:
    office = Office()
    Letterhead.objects.create(government="Pemerintah Kota Contoh", agency="Dinas Contoh")
    load_templates(at=office.at, by=SYSTEM)
    return office


@pytest.fixture
def closed(office: Office) -> Incident:
    """A case that has had everything: a hold, a deviation, a field visit, and an end."""
    incident = office.walk(office.report(), *FIELD[:2])
    by = office.cast.actor("admin-jaringan")
    until = office.at + timedelta(hours=4)
    hold_step(incident.number, reason="pln", until=until, at=office.wait(minutes=2), by=by)
    resume_step(incident.number, at=office.wait(minutes=30), by=by)
    told = {"kind": "perintah-lisan", "reason": "Banjir.", "authority": "Kepala Dinas"}
    record_deviation(incident.number, **told, at=office.wait(minutes=1), by=by)
    attach(office, incident, "bukti.txt", b"ping 1 ms")
    attach(office, incident, "layar.jpg", picture("JPEG"))
    incident = office.walk(incident, *FIELD[2:], *CHECKED, "konfirmasikan")
    make_papers(at=office.at)
    return incident


def attach(office: Office, incident: Incident, name: str, content: bytes) -> None:
    by = office.cast.actor("admin-jaringan")
    attach_file(incident.number, name=name, stream=BytesIO(content), at=office.at, by=by)


def made(office: Office, incident: Incident, who: str = "auditor") -> Berkas:
    return bind_berkas(incident.number, by=office.cast.actor(who), at=office.at)


def picture(kind: str, size: tuple[int, int] = (64, 48)) -> bytes:
    drawn = BytesIO()
    Image.new("RGB", size, "#336699").save(drawn, kind)
    return drawn.getvalue()


def text(content: bytes, folder: Path) -> str:
    path = folder / "berkas.pdf"
    path.write_bytes(content)
    return " ".join(
        subprocess.run(
            ["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True, timeout=60
        )
        .stdout.decode()
        .split()
    )


def test_it_is_pdfa_and_tagged_from_end_to_end(office, closed):
    content = made(office, closed).content
    assert faults(content) == []
    with pikepdf.open(BytesIO(content)) as pdf:
        own = sum(len(pikepdf.open(BytesIO(paper)).pages) for paper in papers(content).values())
        assert len(pdf.pages) > own > len(papers(content)) - 1
        told = [item.title for item in pdf.open_outline().root]
    assert told[-1] == "Surat Konfirmasi"


def test_its_contents_lead_to_the_papers_themselves(office, closed):
    content = made(office, closed).content
    with pikepdf.open(BytesIO(content)) as pdf:
        begun = {item.title: item.destination[0] for item in pdf.open_outline().root}
        pages = [page.obj.objgen for page in pdf.pages]
        notes = [note for page in pdf.pages for note in page.obj.get("/Annots", [])]
        led = {pages.index(note.Dest[0].objgen) for note in notes if "/Dest" in note}
        told = " ".join(str(note.Contents) for note in notes)
        receipt = pages.index(begun["Tanda Terima Laporan Gangguan"].objgen)
    assert all(pages.index(page.objgen) in led for page in begun.values())
    assert not any("/A" in note for note in notes)
    assert f"Tanda Terima Laporan Gangguan, halaman {receipt + 1}" in told


def papers(content: bytes) -> dict[str, bytes]:
    return {name: kept for name, kept in within(content).items() if name.startswith("naskah-")}


def test_the_same_case_gives_the_same_bytes(office, closed):
    made(office, closed)
    assert made(office, closed) == made(office, closed)


def test_everything_of_the_case_can_be_read(office, closed, tmp_path):
    said = text(made(office, closed).content, tmp_path)
    for part in (
        *(closed.number, "Agus Hermawan", "perintah lisan"),
        *("Tertunda, waktu kerjanya tidak dihitung", "Jumlah waktu kerja yang dihitung"),
        *("Langkah 7 selesai: Konfirmasi. Perkara ditutup", "Lembar Disposisi", "Surat Konfirmasi"),
        closed.ledger.head,
        f"Berkas perkara {closed.number} · halaman",
    ):
        assert part in said, part


def test_the_record_within_is_proved_by_the_verifier_within(office, closed, tmp_path):
    for name, content in within(made(office, closed).content).items():
        (tmp_path / name).write_bytes(content)
    verifier = [sys.executable, str(tmp_path / "verify_sigap.py"), str(tmp_path)]
    assert subprocess.run(verifier, capture_output=True, timeout=60).returncode == 0
    record = tmp_path / "catatan.jsonl"
    record.write_text(record.read_text().replace("WiFi", "Wifi", 1))
    assert subprocess.run(verifier, capture_output=True, timeout=60).returncode == 1


def test_the_record_within_is_proved_also_where_a_name_was_hidden(office, closed, tmp_path):
    name = "Agus Hermawan"
    told = {"terms": name, "reason": "Permintaan subjek data"}
    row = propose_redaction(closed.number, **told, at=office.at, by=office.cast.actor("kasi"))
    told = {"approve": True, "decree": "045/3", "note": "Sesuai"}
    decide_redaction(row.pk, **told, at=office.at, by=office.cast.actor("kabid"))
    bound = made(office, closed).content
    for file, content in within(bound).items():
        (tmp_path / file).write_bytes(content)
    assert name not in text(bound, tmp_path)
    assert name not in (tmp_path / "catatan.jsonl").read_text()
    verifier = [sys.executable, str(tmp_path / "verify_sigap.py"), str(tmp_path)]
    assert subprocess.run(verifier, capture_output=True, timeout=60).returncode == 0


def test_a_signed_copy_lies_within_and_the_list_says_who_signed(office, closed, tmp_path):
    draw_papers(at=office.at)
    paper = Paper.objects.get(kind="konfirmasi")
    require_signatures(paper, [("tanda-tangan", "kabid")], at=office.at)
    by = office.cast.actor("kabid").signature("kabid")
    scan = picture("PNG")
    with transaction.atomic():
        keep_scan(paper, scan, "image/png", fulfils=True, by=by, at=office.at)
    bound = made(office, closed).content
    assert within(bound)[f"naskah-{paper.code}-ttd-1.png"] == scan
    assert f"Tanda tangan {by['name']}" in text(bound, tmp_path)
    (told,) = json.loads(within(bound)["perkara.json"])["papers"][-1]["signatures"]
    assert (told["provider"], told["sha256"]) == ("basah", sha256(scan).hexdigest())


def test_papers_and_originals_lie_within_byte_for_byte(office, closed):
    kept = within(made(office, closed).content)
    drawn = {f"naskah-{row.code}.pdf": row.sha256 for row in Paper.objects.all()}
    assert {name: sha256(kept[name]).hexdigest() for name in drawn} == drawn
    assert kept["lampiran-01-bukti.txt"] == b"ping 1 ms"
    told = json.loads(kept["perkara.json"])
    assert told["attachments"][0]["sha256"] == sha256(b"ping 1 ms").hexdigest()


def test_a_case_without_anything_has_its_berkas_too(office):
    assert faults(made(office, office.report()).content) == []


def test_what_was_typed_is_text_and_never_a_command(office):
    nasty = "#panic() $x$ *b* @a <l> `c` \\ سلام 😀" + "N" * 150
    incident = office.report(
        summary=nasty[:200], description=nasty, reporter_name=nasty[:200], letter_number=nasty[:120]
    )
    attach(office, incident, "#panic().jpg", picture("JPEG"))
    incident = office.walk(incident, *REMOTE)
    make_papers(at=office.at)
    content = made(office, incident).content
    assert faults(content) == []
    assert json.loads(within(content)["perkara.json"])["incident"]["summary"] == nasty[:200]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("terpotong.jpg", picture("JPEG", (640, 480))[:900]),
        ("sebesar.jpg", picture("JPEG", (7740, 7740))),
        ("gambar.webp", picture("WEBP")),
    ],
)
def test_any_picture_that_was_taken_in_is_printed_or_a_grey_field(office, name, content):
    incident = office.report()
    attach(office, incident, name, content)
    bound = made(office, incident).content
    assert faults(bound) == []
    assert within(bound)[f"lampiran-01-{name}"] == content


def scripted() -> bytes:
    drawn = BytesIO()
    pdf = pikepdf.new()
    pdf.add_blank_page()
    action = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    pdf.Root.OpenAction = pdf.make_indirect(action)
    pdf.save(drawn)
    return drawn.getvalue()


def test_a_pdf_with_a_script_is_kept_as_it_is_and_runs_nothing(office):
    incident = office.report()
    script = scripted()
    attach(office, incident, "skrip.pdf", script)
    content = made(office, incident).content
    assert faults(content) == []
    assert within(content)["lampiran-01-skrip.pdf"] == script


def test_a_file_that_is_gone_is_told_and_stops_nothing(office, tmp_path):
    incident = office.report()
    attach(office, incident, "hilang.txt", b"sekali pakai, untuk uji ini")
    path_of(incident.attachments.get().sha256).unlink()
    bound = made(office, incident).content
    assert "Tidak ditemukan di penyimpanan: hilang.txt" in text(bound, tmp_path)


def test_a_paper_that_cannot_be_drawn_is_listed_and_stops_nothing(office, closed, tmp_path):
    paper = Paper.objects.first()
    paper.template.source = "#panic()"
    paper.template.save()
    bound = made(office, closed).content
    assert faults(bound) == []
    assert "Belum dapat digambar" in text(bound, tmp_path)


def test_originals_beyond_the_bound_are_left_to_the_command_line(office, monkeypatch):
    incident = office.report()
    attach(office, incident, "a.txt", b"abc")
    with pytest.raises(Refused, match="sigap berkas"):
        bind_berkas(incident.number, by=office.cast.actor("kasi"), at=office.at, most_bytes=2)
    assert bind_berkas(incident.number, by=None, at=office.at, most_bytes=None).content


def test_photos_beyond_the_bound_are_counted_and_lie_within(office, monkeypatch, tmp_path):
    monkeypatch.setattr(module, "MOST_PHOTOS", 1)
    incident = office.report()
    for number in range(3):
        attach(office, incident, f"{number}.png", picture("PNG", (30 + number, 20)))
    bound = made(office, incident).content
    assert "2 foto lain tidak dicetak" in text(bound, tmp_path)
    assert "lampiran-03-2.png" in within(bound)


def test_a_contact_gets_no_berkas_and_a_stranger_learns_nothing(office, closed):
    with pytest.raises(NotAllowed):
        made(office, closed, "opd-pendidikan")
    with pytest.raises(NotFound):
        made(office, closed, "opd-kesehatan")
    with pytest.raises(NotFound):
        bind_berkas("2026-999999", by=office.cast.actor("kasi"), at=office.at)


def test_a_restricted_case_is_for_those_who_may_know_of_it(office):
    incident = office.walk(office.report(), *REMOTE[:2])
    told = {"reason": "Surat tebusan", "personal_data": True}
    by = office.cast.actor("kasi")
    restrict_incident(incident.number, **told, at=office.wait(minutes=1), by=by)
    with pytest.raises(NotFound):
        made(office, incident, "pelaksana")
    assert faults(made(office, incident, "kabid").content) == []


def test_its_reads_do_not_grow_with_the_case(office):
    incident = office.walk(office.report(), "disposisikan")
    short = statements(office, incident)
    for number in range(5):
        attach(office, incident, f"{number}.txt", b"%d" % number)
    office.walk(incident, *FIELD[1:], "kembalikan", "laporkan")
    assert statements(office, incident) == short < 20


def statements(office: Office, incident: Incident) -> int:
    make_papers(at=office.at)
    draw_papers(at=office.at)
    made(office, incident)
    with CaptureQueriesContext(connection) as asked:
        made(office, incident)
    return len(asked)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("foto.jpg", "foto.jpg"),
        ("../../etc/passwd", "etcpasswd"),
        ("N" * 146 + ".jpg", "N" * 76 + ".jpg"),
        ("سلام😀.png", "سلام😀.png"),
        ("..", "berkas"),
    ],
)
def test_a_name_within_is_one_that_any_system_can_store(name, kept):
    assert plain_name(name) == kept


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "berkas.pdf"


def test_the_command_writes_it(office, closed, target):
    out = StringIO()
    call_command("berkas", closed.number, "-o", str(target), stdout=out)
    assert target.read_bytes().startswith(b"%PDF-1.7")
    assert str(target.stat().st_size) in out.getvalue()


def test_the_command_keeps_the_rights_of_a_named_person(office, closed, target):
    with pytest.raises(CommandError) as refused:
        call_command("berkas", closed.number, "-o", str(target), "--user", "opd-pendidikan")
    assert refused.value.returncode == 1
    assert not target.exists()
