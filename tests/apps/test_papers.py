"""The papers of a case: one for each occasion, in the words of then, the same bytes for ever."""

from io import BytesIO

import pytest
from PIL import Image

from sigap.documents.actions.numbers import set_rule
from sigap.documents.actions.papers import drawing
from sigap.documents.actions.templates import load_templates
from sigap.documents.models import Letterhead, Paper
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
from tests.office import CHECKED, FIELD, REMOTE, Office

pytestmark = pytest.mark.django_db(transaction=True)

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


@pytest.mark.parametrize(
    "text",
    ["#panic()", "$x$ *b* _i_ `c`", "@kunci <label>", "سلام عليكم", "😀", "N" * 200, "\\ / // /*"],
)
def test_what_was_typed_is_text_and_never_a_command(office, text):
    office.walk(office.report(summary=text[:200]), "disposisikan")
    make_papers(at=office.at)
    assert draw_papers(at=office.wait(minutes=1)) == 1


def picture(kind: str) -> bytes:
    made = BytesIO()
    Image.new("RGB", (640, 480), "#996633").save(made, kind)
    return made.getvalue()


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
