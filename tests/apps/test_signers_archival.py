"""What a signature does to PDF/A-3a and PDF/UA-1, looked at on the objects of the file."""

from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import mkdtemp

import pikepdf
import pytest
from pikepdf import Name

from sigap.config.environment_signing import Signing
from sigap.documents.renderers.binding import Part, bind
from sigap.documents.signers.base import Placement, Secret
from sigap.documents.signers.local import LocalSigner
from sigap.documents.signers.reading import signatures_in
from sigap.documents.signers.testkey import NAME, make_key
from tests.archival import faults
from tests.signers import AT, PLACE, paper, request

# The unsigned paper has no form at all; a signature is a field of one.
A_FORM = "scripts or forms"
UNTAGGED = "page {}: a link without words"


@cache
def way() -> LocalSigner:
    place = Path(mkdtemp(prefix="sigap-test-kunci-")) / "uji.p12"
    return LocalSigner(Signing(signer="local", p12=place, p12_password=make_key(place, at=AT)))


@cache
def signed() -> bytes:
    made = way().sign(request(), secret=Secret())
    assert made.subject == NAME
    return made.content


def opened(content: bytes) -> pikepdf.Pdf:
    return pikepdf.open(BytesIO(content))


def test_a_visible_signature_keeps_both_standards() -> None:
    assert faults(paper()) == []
    assert faults(signed()) == [A_FORM]


def test_the_description_of_the_file_stays_as_it_was_drawn() -> None:
    before, after = opened(paper()), opened(signed())
    assert after.Root.Metadata.read_raw_bytes() == before.Root.Metadata.read_raw_bytes()
    assert dict(after.docinfo) == dict(before.docinfo)


def test_a_screen_reader_meets_the_signature_where_the_document_ends() -> None:
    pdf = opened(signed())
    element = pdf.Root.StructTreeRoot.K[0].K[-1]
    assert (element.S, element.K.Type) == (Name.Form, Name.OBJR)
    widget = element.K.Obj
    assert widget.objgen == pdf.pages[-1].obj.Annots[0].objgen
    assert str(widget.Contents) == str(widget.TU) == ", ".join(request().lines)
    numbers = pikepdf.NumberTree(pdf.Root.StructTreeRoot.ParentTree)
    assert numbers[int(widget.StructParent)].objgen == element.objgen
    assert pdf.Root.StructTreeRoot.ParentTreeNextKey == int(widget.StructParent) + 1


def test_the_block_is_drawn_in_the_face_of_the_paper_and_prints() -> None:
    pdf = opened(signed())
    widget = pdf.pages[-1].obj.Annots[0]
    drawn = widget.AP.N.Resources.XObject["/Blok"]
    faces = {str(font.BaseFont) for font in drawn.Resources.Font.values()}
    assert all("Arimo" in face for face in faces)
    assert all("/ToUnicode" in font for font in drawn.Resources.Font.values())
    assert int(widget.F) & 4


def test_an_unseen_signature_lies_outside_the_page() -> None:
    made = way().sign(request(placement=None), secret=Secret()).content
    pdf = opened(made)
    (widget,) = pdf.pages[0].obj.Annots
    assert widget.Rect[0] < 0
    # PDF/UA-1, 7.18.1: what lies outside the page needs no tag.
    assert faults(made) == [A_FORM, UNTAGGED.format(1)]


def initialled(kept_free: Placement | None) -> bytes:
    made = way().sign(request(placement=None, kept_free=kept_free), secret=Secret())
    return made.content


def test_a_visible_signature_after_a_paraf_is_tagged_where_it_was_to_come() -> None:
    before = initialled(PLACE)
    made = way().sign(request(content=before), secret=Secret()).content
    assert made.startswith(before)
    assert faults(made) == [A_FORM, UNTAGGED.format(1)]
    pdf = opened(made)
    element = pdf.Root.StructTreeRoot.K[0].K[-1]
    (widget,) = pdf.pages[-1].obj.Annots
    assert element.K.Obj.objgen == widget.objgen
    assert str(widget.Contents) == "Tempat tanda tangan elektronik"
    assert "/Blok" in widget.AP.N.Resources.XObject
    said = [(each.intact, each.changed_since) for each in signatures_in(made)]
    assert said == [(True, False)] * 2


def test_a_second_paraf_leaves_the_place_to_the_signature() -> None:
    once = initialled(PLACE)
    asked = request(content=once, placement=None, kept_free=PLACE)
    twice = way().sign(asked, secret=Secret()).content
    made = way().sign(request(content=twice), secret=Secret()).content
    pdf = opened(made)
    names = [str(field.T) for field in pdf.Root.AcroForm.Fields]
    assert sorted(names) == ["TTD-1", "TTD-2", "TTD-tampak"]
    said = [(each.intact, each.changed_since) for each in signatures_in(made)]
    assert said == [(True, False)] * 3


def test_what_is_kept_free_is_an_archive_file_too() -> None:
    pdf = opened(initialled(PLACE))
    (widget,) = pdf.pages[-1].obj.Annots
    assert "/N" in widget.AP
    assert "/V" not in widget
    bound = bind(Part("Muka", paper()), [Part("Satu", initialled(PLACE))], (), mark=str, at=AT)
    assert faults(bound) == []


def test_a_visible_signature_beside_another_gets_words_but_no_tag() -> None:
    beside = Placement(page=1, x=20, y=40, width=75, height=26)
    made = way().sign(request(content=signed(), placement=beside), secret=Secret()).content
    assert faults(made) == [A_FORM, UNTAGGED.format(1)]
    pdf = opened(made)
    assert str(pdf.pages[0].obj.Annots[0].Contents) == ", ".join(request().lines)


@pytest.mark.parametrize(
    "lines", [("#set text [x] $y$ \\", "محمد", "😀" * 80), ("x" * 200,) * 6, ()]
)
def test_any_words_fit_into_the_block(lines: tuple[str, ...]) -> None:
    made = way().sign(request(lines=lines), secret=Secret()).content
    assert faults(made) == [A_FORM]
