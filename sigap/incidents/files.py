"""Files of a case: what is accepted, proved by content, and where it is kept."""

import hashlib
import warnings
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from PIL import Image, ImageOps, UnidentifiedImageError

from sigap.domain.errors import Fault, Invalid, NotFound, words

MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 60_000_000

_IMAGES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
_ENDINGS = {
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
    "image/webp": (".webp",),
    "application/pdf": (".pdf",),
    "text/plain": (".txt", ".log"),
}
_NAMES = "JPG, PNG, WebP, PDF, TXT"


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A file that may be kept: what it is by its content, and its fingerprint."""

    name: str
    media_type: str
    sha256: str
    content: bytes

    @property
    def size(self) -> int:
        return len(self.content)


def check_file(name: str, stream: BinaryIO) -> CheckedFile:
    """Read and judge an upload before anything is stored; Invalid names what is wrong.

    The content decides what a file is. A name whose ending says otherwise is refused: it would
    open as something else on the reader's machine.
    """
    content = stream.read(MOST_BYTES + 1)
    plain = Path(name.replace("\\", "/")).name.strip()
    if not plain or len(plain) > 150 or any(ord(letter) < 32 for letter in plain):
        raise _fault("bad-name", words("Nama berkas tidak dapat dipakai; paling banyak 150 huruf."))
    if not content:
        raise _fault("empty", words("Berkas “%(name)s” kosong."), name=plain)
    if len(content) > MOST_BYTES:
        raise _fault(
            "too-large",
            words("Berkas “%(name)s” lebih dari %(most)s MB. Kecilkan dulu, lalu unggah lagi."),
            name=plain,
            most=MOST_BYTES // (1024 * 1024),
        )
    kind = _kind_of(content, plain)
    if not plain.lower().endswith(_ENDINGS[kind]):
        raise _fault(
            "lying-name",
            words("Isi “%(name)s” adalah %(kind)s; akhiran namanya harus %(endings)s."),
            name=plain,
            kind=kind,
            endings=" / ".join(_ENDINGS[kind]),
        )
    return CheckedFile(plain, kind, hashlib.sha256(content).hexdigest(), content)


def _kind_of(content: bytes, name: str) -> str:
    if content.startswith(b"%PDF-"):
        return "application/pdf"
    image = _image_kind(content, name)
    if image is not None:
        return image
    if _is_text(content):
        return "text/plain"
    raise _fault(
        "unknown-kind",
        words("“%(name)s” bukan jenis berkas yang diterima. Yang diterima: %(kinds)s."),
        name=name,
        kinds=_NAMES,
    )


def _image_kind(content: bytes, name: str) -> str | None:
    """The media type of an image that really decodes, or None when it is no image at all."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(content)) as image:
                kind = _IMAGES.get(image.format or "")
                if kind is None:
                    return None
                width, height = image.size
                if width * height > MOST_PIXELS:
                    raise _fault(
                        "too-many-pixels",
                        words("Gambar “%(name)s” terlalu besar; paling banyak 60 megapiksel."),
                        name=name,
                    )
                image.verify()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _fault(
            "too-many-pixels",
            words("Gambar “%(name)s” terlalu besar; paling banyak 60 megapiksel."),
            name=name,
        ) from None
    except UnidentifiedImageError:
        return None
    except (OSError, SyntaxError, ValueError):
        raise _fault(
            "broken-image", words("Gambar “%(name)s” rusak dan tidak dapat dibuka."), name=name
        ) from None
    return kind


def _is_text(content: bytes) -> bool:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return not any(ord(letter) < 32 and letter not in "\t\n\r\f" for letter in text)


def _fault(code: str, template: str, **params: object) -> Invalid:
    return Invalid({"file": Fault(code, template, params)})


def without_metadata(file: CheckedFile) -> CheckedFile:
    """A picture upright and without anything but its pixels; any other file as it is.

    What a camera or a program adds (place, time, a small preview of the picture as it was) would
    show what was blackened.
    """
    endings = {kind: name for name, kind in _IMAGES.items()}
    if file.media_type not in endings:
        return file
    with Image.open(BytesIO(file.content)) as opened:
        upright = ImageOps.exif_transpose(opened)
        seen = upright.convert("RGBA" if "A" in upright.getbands() else "RGB")
    if file.media_type == "image/jpeg":
        seen = seen.convert("RGB")
    plain, made = Image.new(seen.mode, seen.size), BytesIO()
    plain.paste(seen)
    plain.save(made, endings[file.media_type], quality=90)
    content = made.getvalue()
    return CheckedFile(file.name, file.media_type, hashlib.sha256(content).hexdigest(), content)


def removed() -> NotFound:
    """The refusal for a file that went by an approved act."""
    return NotFound(
        "file-removed", words("Berkas ini sudah dimusnahkan menurut keputusan; isinya tidak ada.")
    )


def path_of(sha256: str) -> Path:
    """Where content of this fingerprint is kept: by what it is, never by what it is called."""
    return Path(settings.MEDIA_ROOT) / sha256[:2] / sha256


def keep(file: CheckedFile) -> None:
    """Store the content, whole or not at all; content already there is left alone."""
    target = path_of(file.sha256)
    if target.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_suffix(".part")
    partial.write_bytes(file.content)
    partial.replace(target)
