"""Uploads: judged by content before anything is stored."""

from io import BytesIO

import pytest
from PIL import Image

from sigap.domain.errors import Invalid
from sigap.incidents.actions.attachments import attach_file
from sigap.incidents.files import MOST_BYTES, check_file, path_of
from sigap.incidents.models import Attachment
from tests.office import Office


def picture(kind: str = "PNG", size: tuple[int, int] = (8, 8)) -> bytes:
    out = BytesIO()
    Image.new("RGB", size).save(out, kind)
    return out.getvalue()


GOOD = [
    ("foto.png", picture(), "image/png"),
    ("FOTO.JPG", picture("JPEG"), "image/jpeg"),
    ("foto.webp", picture("WEBP"), "image/webp"),
    ("surat.pdf", b"%PDF-1.7\n%", "application/pdf"),
    ("ping.log", b"64 bytes from 10.0.0.1\r\n", "text/plain"),
    ("C:\\Users\\joko\\ping.txt", b"baik", "text/plain"),
]
BAD = [
    ("foto.png", b"", "empty"),
    ("foto.jpg", picture(), "lying-name"),
    ("surat.pdf", picture(), "lying-name"),
    ("virus.exe", b"MZ\x90\x00\x03", "unknown-kind"),
    ("foto.png", b"MZ\x90\x00\x03", "unknown-kind"),
    ("foto.gif", picture("GIF"), "unknown-kind"),
    ("halaman.html", b"<script>alert(1)</script>", "lying-name"),
    ("foto.png", picture(size=(200, 200))[:-30], "broken-image"),
    ("besar.txt", b"a" * (MOST_BYTES + 1), "too-large"),
    ("", b"baik", "bad-name"),
    ("..", b"baik", "lying-name"),
    ("a\nb.txt", b"baik", "bad-name"),
    (f"{'a' * 150}.txt", b"baik", "bad-name"),
]


@pytest.mark.parametrize(("name", "content", "kind"), GOOD)
def test_a_fit_file_is_known_by_its_content(name, content, kind):
    assert check_file(name, BytesIO(content)).media_type == kind


@pytest.mark.parametrize(("name", "content", "code"), BAD)
def test_an_unfit_file_is_refused_with_what_is_wrong(name, content, code):
    with pytest.raises(Invalid) as refusal:
        check_file(name, BytesIO(content))
    assert refusal.value.faults["file"].code == code


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded():
    with pytest.raises(Invalid) as refusal:
        check_file("bom.png", BytesIO(picture(size=(9000, 8000))))
    assert refusal.value.faults["file"].code == "too-many-pixels"


@pytest.mark.django_db
def test_a_refused_file_leaves_neither_row_nor_bytes(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    office = Office()
    with pytest.raises(Invalid):
        attach_file(
            office.report().number, name="foto.jpg", stream=BytesIO(picture()),
            at=office.at, by=office.cast.actor("operator"),
        )  # fmt: skip
    assert not Attachment.objects.exists()
    assert list(tmp_path.rglob("*")) == []


@pytest.mark.django_db
def test_a_kept_file_is_on_the_record_by_its_fingerprint(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    office = Office()
    row = attach_file(
        office.report().number, name="foto.png", stream=BytesIO(picture()),
        at=office.at, by=office.cast.actor("opd-pendidikan"),
    )  # fmt: skip
    assert path_of(row.sha256).read_bytes() == picture()
    assert row.incident.ledger.entries.last().data["sha256"] == row.sha256
    assert row.internal is False
