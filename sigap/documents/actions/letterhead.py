"""Writes on what stands above every paper."""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import BinaryIO, Final

from django.db import transaction
from PIL import Image, UnidentifiedImageError

from sigap.documents import storage
from sigap.documents.actions.numbers import STREAM
from sigap.documents.models import PAPER_SIZES, Letterhead
from sigap.documents.queries import letterhead
from sigap.domain.actor import SYSTEM_ADMIN, Actor
from sigap.domain.errors import Fault, Invalid, NotAllowed, unknown_choice, unprintable, words
from sigap.people.actions.record import write_down

MOST_LOGO_BYTES: Final = 1024 * 1024
MOST_LINES: Final = 3
_LONGEST: Final = 200
_MOST_PIXELS: Final = 4_000_000
_LOGOS: Final = {"PNG": "png", "JPEG": "jpg"}


def begin_letterhead(*, government: str, agency: str) -> bool:
    """Begin with what the SOP itself says of the office; False when there is a letterhead already.

    Address, place of signing and logo stay blank until the office says them: never invented.
    """
    if Letterhead.objects.exists():
        return False
    Letterhead.objects.create(government=government, agency=agency)
    return True


@transaction.atomic
def set_letterhead(
    *,
    government: str,
    agency: str,
    address: Sequence[str],
    city: str,
    paper: str,
    logo: BinaryIO | None,
    at: datetime,
    by: Actor,
) -> Letterhead:
    """What stands above papers from now on; papers made before keep what they have.

    `logo` None leaves the logo as it is. Raises Invalid with every faulty field.
    """
    if not by.holds(SYSTEM_ADMIN):
        raise NotAllowed("admins-only", words("Kop naskah diatur oleh Administrator Aplikasi."))
    lines = [line.strip() for line in address if line.strip()]
    faults = _faults({"government": government, "agency": agency, "city": city}, lines)
    if paper not in PAPER_SIZES:
        faults["paper"] = unknown_choice(paper, PAPER_SIZES)
    content, kind = _checked_logo(logo, faults) if logo is not None else (b"", "")
    if faults:
        raise Invalid(faults)
    row = letterhead()
    row.government, row.agency, row.city = government.strip(), agency.strip(), city.strip()
    row.address, row.paper = lines, paper
    if content:
        row.logo_sha256, row.logo_type = storage.keep(content), kind
    row.save()
    told = {"government": row.government, "agency": row.agency, "city": row.city}
    told |= {"address": "\n".join(lines), "logo": row.logo_sha256, "paper": row.paper}
    write_down(STREAM, [("kop-diatur", told)], at=at, by=by)
    return row


def _faults(texts: dict[str, str], lines: Sequence[str]) -> dict[str, Fault]:
    faults: dict[str, Fault] = {}
    for name, value in {**texts, "address": "\n".join(lines)}.items():
        if fault := unprintable(value):
            faults[name] = fault
        elif any(len(line) > _LONGEST for line in value.splitlines()):
            template = words("Paling banyak %(most)s huruf.")
            faults[name] = Fault("too-long", template, {"most": _LONGEST})
    if len(lines) > MOST_LINES:
        template = words("Paling banyak %(most)s baris.")
        faults["address"] = Fault("too-many", template, {"most": MOST_LINES})
    return faults


def _checked_logo(stream: BinaryIO, faults: dict[str, Fault]) -> tuple[bytes, str]:
    """The logo and its kind by its content; what is wrong with it goes to `faults`."""
    content = stream.read(MOST_LOGO_BYTES + 1)
    if len(content) > MOST_LOGO_BYTES:
        faults["logo"] = Fault("too-large", words("Lambang paling besar 1 MB."))
        return b"", ""
    try:
        with Image.open(BytesIO(content), formats=tuple(_LOGOS)) as image:
            kind, pixels = _LOGOS[image.format or ""], image.width * image.height
            image.verify()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, KeyError):
        faults["logo"] = Fault("not-an-image", words("Lambang harus gambar PNG atau JPG."))
        return b"", ""
    if pixels > _MOST_PIXELS:
        faults["logo"] = Fault("too-many-pixels", words("Lambang paling besar 4 megapiksel."))
        return b"", ""
    return content, kind
