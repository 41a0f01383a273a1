"""The papers of a case: one for each occasion, in the words of then, the same bytes for ever."""

import subprocess
import tomllib
from io import BytesIO
from xml.etree import ElementTree

import pikepdf
import pytest
from PIL import Image

from sigap.config.reference import FOLDER
from sigap.documents.actions.copies import add_copies, set_copies
from sigap.documents.actions.letterhead import set_letterhead
from sigap.documents.actions.numbers import set_rule
from sigap.documents.actions.papers import drawing
from sigap.documents.actions.signatures import add_signing_rules, set_signing_rule
from sigap.documents.actions.templates import load_templates
from sigap.documents.models import A4, F4, PAPER_SIZES, Letterhead, Paper
from sigap.domain.actor import SYSTEM, SYSTEM_ADMIN, Actor
from sigap.incidents.actions.attachments import attach_file
from sigap.incidents.actions.confirmations import add_agency, answer_confirmation
from sigap.incidents.actions.papers import (
    LONGEST_SIDE,
    content_of,
    draw_papers,
    make_papers,
    pictures_of,
    small_photo,
)
from sigap.incidents.actions.steps import take_exit
from sigap.incidents.models import Incident
from sigap.people.models import Appointment
from tests.archival import faults
from tests.office import CHECKED, FIELD, REMOTE, Office

pytestmark = pytest.mark.django_db(transaction=True)

MARGIN = 36.0
"""Points that every paper leaves at its right."""
ADMIN = Actor("admin", "Fajar", {SYSTEM_ADMIN: "Administrator Aplikasi"})


@pytest.fixture
def office() -> Office:
    office = Office()
    Letterhead.objects.create(government="Pemerintah Kota Contoh", agency="Dinas Contoh")
    load_templates(at=office.at, by=SYSTEM)
    return office


def kinds() -> list[str]:
    return list(Paper.objects.order_by("id").values_list("kind", flat=True))


def test_every_step_that_has_ended_gives_its_paper(office):
    office.walk(office.report(), *REMOTE, *CHECKED, "konfirmasikan")
    assert make_papers(at=office.at) == 6
    assert kinds() == [
        "disposisi",
        "arahan",
        "data-permasalahan",
        "laporan-lengkap",
        "laporan-diperiksa",
        "konfirmasi",
    ]


def test_a_field_visit_gives_a_work_order_and_the_technicians_report(office):
    office.walk(office.report(), *FIELD)
    make_papers(at=office.at)
    assert "surat-tugas" in kinds()
    assert "laporan-penanganan" in kinds()


def work_order(office: Office) -> dict:
    """What the Surat Tugas of a case says that was sent to the field by these rules."""
    rows = tomllib.loads((FOLDER / "papers.toml").read_text("utf-8"))["signing"]
    add_signing_rules(rows)
    office.walk(office.report(), *FIELD[:3])
    make_papers(at=office.at)
    return Paper.objects.get(kind="surat-tugas").facts


def test_the_work_order_is_the_superiors_who_did_not_carry_out_the_step(office):
    (signer,) = work_order(office)["penandatangan"]
    assert signer["nama"] == "Bambang Wicaksono, S.T., M.T."
    assert signer["jabatan"].startswith("Kepala Seksi")
    (performer,) = Paper.objects.get(kind="data-permasalahan").facts["penandatangan"]
    assert performer["jabatan"] == "Administrator Sistem Jaringan"


def test_where_the_kasi_is_gone_his_superior_gives_the_order(office):
    seats = office.cast.positions
    seats["kasi"].superior = seats["kabid"]
    seats["kasi"].save()
    office.walk(office.report(), *FIELD[:2])
    Appointment.objects.filter(position=seats["kasi"]).update(ends_at=office.wait(minutes=1))
    add_signing_rules([{"kind": "surat-tugas", "electronic": True, "signer": "kasi"}])
    office.walk(Incident.objects.get(), "kirim-pelaksana")
    make_papers(at=office.at)
    (signer,) = Paper.objects.get(kind="surat-tugas").facts["penandatangan"]
    assert signer["jabatan"].startswith("Kepala Bidang TIK selaku atasan")


def test_an_office_may_let_another_sign_and_that_stays(office):
    told = {"electronic": False, "signer": "kabid", "initials": [], "at": office.at, "by": ADMIN}
    set_signing_rule("surat-tugas", **told)
    (signer,) = work_order(office)["penandatangan"]
    assert signer["jabatan"] == "Kepala Bidang TIK"


def test_made_again_nothing_is_added(office):
    office.walk(office.report(), "disposisikan")
    assert make_papers(at=office.at) == 1
    assert make_papers(at=office.at) == 0
    assert Paper.objects.count() == 1


def test_a_returned_step_gives_a_new_paper_in_its_new_round(office):
    incident = office.walk(office.report(), *REMOTE, "laporkan-kasi")
    office.walk(incident, "kembalikan", "laporkan-kasi")
    make_papers(at=office.at)
    assert kinds().count("laporan-lengkap") == 2


def test_each_affected_agency_gets_its_own_letter(office):
    incident = office.report()
    kabid = office.cast.actor("kabid")
    add_agency(incident.number, agency="dinas-kesehatan", at=office.at, by=kabid)
    office.walk(incident, *REMOTE, *CHECKED)
    told = {"agency": "dinas-kesehatan", "result": "pulih", "at": office.at, "by": kabid}
    answer_confirmation(incident.number, **told)
    office.walk(incident, "konfirmasikan")
    make_papers(at=office.at)
    letters = Paper.objects.filter(kind="konfirmasi")
    assert {paper.facts["yth"][0] for paper in letters} == {
        "Kepala Dinas Pendidikan",
        "Kepala Dinas Kesehatan",
    }


def test_a_kind_with_a_rule_gets_its_number_and_others_none(office):
    set_rule(
        "arahan",
        text="{kode}/{n}",
        code="500",
        unit="",
        counted_by=["tahun"],
        at=office.at,
        by=ADMIN,
    )
    office.walk(office.report(), "disposisikan", "arahkan")
    make_papers(at=office.at)
    assert Paper.objects.get(kind="arahan").entry.written == "500/1"
    assert Paper.objects.get(kind="arahan").facts["naskah"]["nomor"] == "500/1"
    assert Paper.objects.get(kind="disposisi").entry is None


def test_person_and_capacity_are_those_of_then(office):
    office.walk(office.report(), "disposisikan")
    kabid = office.cast.user("kabid")
    kabid.name = "Nama Baru"
    kabid.save()
    make_papers(at=office.at)
    (signer,) = Paper.objects.get().facts["penandatangan"]
    assert signer["nama"] == "Hj. Ratna Kusumawardani, S.Kom., M.Si."
    assert signer["jabatan"] == "Kepala Bidang TIK"


def test_the_worker_draws_what_was_made_and_the_bytes_never_change(office):
    office.walk(office.report(), "disposisikan")
    make_papers(at=office.at)
    assert draw_papers(at=office.wait(minutes=1)) == 1
    paper = Paper.objects.get()
    kept = content_of(paper, at=office.at)
    assert kept.startswith(b"%PDF-")
    assert drawing(paper, pictures_of(paper)) == kept
    assert draw_papers(at=office.at) == 0


NASTY = (
    '#panic() #import "x": *',
    "$x$ *b* _i_ `c`",
    "@kunci <label>",
    "سلام عليكم",
    "😀",
    "N" * 200,
    "W w " * 50,
    "\\ / // /*",
)


@pytest.mark.parametrize("text", NASTY)
def test_what_was_typed_is_text_and_never_a_command(office, text):
    office.walk(office.report(summary=text[:200]), "disposisikan")
    make_papers(at=office.at)
    assert draw_papers(at=office.wait(minutes=1)) == 1


@pytest.mark.parametrize("size", PAPER_SIZES)
def test_letterhead_and_copies_are_text_too(office, size):
    first, second, third, *address = NASTY
    told = {"government": first, "agency": second, "city": third, "address": address[:3]}
    set_letterhead(**told, paper=size, logo=None, at=office.at, by=ADMIN)
    set_copies("konfirmasi", recipients=NASTY, at=office.at, by=ADMIN)
    office.walk(office.report(), *REMOTE, *CHECKED, "konfirmasikan")
    make_papers(at=office.at)
    content = content_of(Paper.objects.get(kind="konfirmasi"), at=office.at)
    assert faults(content) == []


def test_a_very_long_word_stays_on_its_page(office, tmp_path):
    office.walk(office.report(summary="N" * 200), *FIELD)
    make_papers(at=office.at)
    for paper in Paper.objects.all():
        path = tmp_path / "naskah.pdf"
        path.write_bytes(content_of(paper, at=office.at))
        told = subprocess.run(["pdftotext", "-bbox", path, "-"], capture_output=True, check=True)
        page = ElementTree.fromstring(told.stdout).find(".//{*}page")
        reach = max(float(word.get("xMax")) for word in page.findall("{*}word"))
        assert reach < float(page.get("width")) - MARGIN, paper.kind


def picture(kind: str) -> bytes:
    made = BytesIO()
    Image.new("RGB", (640, 480), "#996633").save(made, kind)
    return made.getvalue()


def test_copies_stand_on_the_letter_as_they_were_and_not_its_signer(office):
    told = ["Kepala Bidang TIK", "Sekretaris Daerah"]
    add_copies([{"kind": "konfirmasi", "recipients": told}])
    office.walk(office.report(), *REMOTE, *CHECKED, "konfirmasikan")
    make_papers(at=office.at)
    letter = Paper.objects.get(kind="konfirmasi")
    assert letter.facts["tembusan"] == ["Sekretaris Daerah"]
    kept = content_of(letter, at=office.at)
    set_copies("konfirmasi", recipients=["Arsip"], at=office.at, by=ADMIN)
    assert drawing(letter, pictures_of(letter)) == kept
    assert Paper.objects.get(kind="arahan").facts["tembusan"] == []


def test_the_paper_size_is_that_of_the_making(office):
    office.walk(office.report(), "disposisikan", "arahkan")
    Letterhead.objects.update(paper=F4)
    make_papers(at=office.at)
    Letterhead.objects.update(paper=A4)
    papers = {row.kind: row for row in Paper.objects.all()}
    sizes = {kind: size_of(drawing(row, {})) for kind, row in papers.items()}
    assert sizes == {"disposisi": (215, 165), "arahan": (215, 330)}
    del papers["arahan"].facts["kop"]["kertas"]
    assert size_of(drawing(papers["arahan"], {})) == (210, 297)


def size_of(content: bytes) -> tuple[int, int]:
    """Width and height of the first page in whole millimetres."""
    with pikepdf.open(BytesIO(content)) as pdf:
        _left, _low, width, height = (float(each) for each in pdf.pages[0].mediabox)
    return round(width * 25.4 / 72), round(height * 25.4 / 72)


def photo(size: tuple[int, int], **kept: object) -> bytes:
    made = BytesIO()
    Image.new("RGB", size, "#336699").save(made, "JPEG", **kept)
    return made.getvalue()


def test_a_photo_is_small_upright_and_tells_nothing_of_the_camera():
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by ninety degrees
    exif[0x010F] = "Kamera Rahasia"
    small = small_photo(photo((3000, 2000), exif=exif))
    with Image.open(BytesIO(small)) as image:
        assert image.size == (LONGEST_SIDE * 2 // 3 + 1, LONGEST_SIDE)
    assert b"Kamera" not in small


def test_a_report_with_photos_is_drawn_with_them(office):
    incident = office.walk(office.report(), *FIELD[:3])
    by = office.cast.actor("pelaksana")
    keys = [
        attach_file(incident.number, name=name, stream=BytesIO(content), at=office.at, by=by).key
        for name, content in (("a.jpg", photo((900, 600))), ("b.png", picture("PNG")))
    ]
    values = {"tindakan": "Diganti", "hasil": "pulih", "foto": keys}
    take_exit(incident.number, "laporkan", values=values, at=office.wait(minutes=5), by=by)
    make_papers(at=office.at)
    assert draw_papers(at=office.wait(minutes=1)) == Paper.objects.count()
    paper = Paper.objects.get(kind="laporan-penanganan")
    assert len(paper.facts["gambar"]) == len(keys)
    assert paper.size > 20_000


def test_the_same_photo_gives_the_same_bytes():
    assert small_photo(photo((900, 600))) == small_photo(photo((900, 600)))


@pytest.mark.parametrize("broken", [b"", b"\xff\xd8\xff\xe0 rusak", photo((400, 300))[:300]])
def test_a_broken_photo_leaves_a_grey_field_and_the_paper_whole(broken):
    with Image.open(BytesIO(small_photo(broken))) as image:
        assert image.format == "JPEG"
