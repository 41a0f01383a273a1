"""Signs PDFs as the service does: as an incremental update, or with all of it written anew."""

import base64
from dataclasses import dataclass
from io import BytesIO

from PIL import Image
from pyhanko.pdf_utils.images import PdfImage
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import AxisAlignment, InnerScaling, SimpleBoxLayoutRule
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator import ValidationContext

Box = tuple[int, int, int, int]
FILLED = SimpleBoxLayoutRule(
    AxisAlignment.ALIGN_MID,
    AxisAlignment.ALIGN_MID,
    inner_content_scaling=InnerScaling.STRETCH_FILL,
)


@dataclass(frozen=True, slots=True)
class Look:
    """Where and how a signature is seen; `box` in points from the lower left corner."""

    page: int = 1
    box: Box | None = None
    image: bytes = b""
    reason: str = ""
    location: str = ""


def sealed(content: bytes, signer: SimpleSigner, look: Look, *, anew: bool = False) -> bytes:
    """The file with one more signature; `anew`: everything is written again first."""
    if anew:
        copied = BytesIO()
        copy_into_new_writer(PdfFileReader(BytesIO(content))).write(copied)
        content = copied.getvalue()
    writer = IncrementalPdfFileWriter(BytesIO(content))
    earlier = len(PdfFileReader(BytesIO(content)).embedded_signatures)
    name = f"sig_{earlier + 1}"
    about = PdfSignatureMetadata(
        field_name=name,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        reason=look.reason or None,
        location=look.location or None,
    )
    style = None
    if look.box and look.image:
        picture = PdfImage(Image.open(BytesIO(look.image)))
        style = StaticStampStyle(background=picture, background_layout=FILLED, border_width=0)
    place = SigFieldSpec(name, on_page=look.page - 1, box=look.box)
    made = PdfSigner(about, signer, stamp_style=style, new_field_spec=place).sign_pdf(writer)
    return bytes(made.getvalue())


def height_of(content: bytes, page: int) -> float:
    """The height of a page in points."""
    reader = PdfFileReader(BytesIO(content))
    found = reader.find_page_for_modification(page - 1)[0].get_object()
    while "/MediaBox" not in found:
        found = found["/Parent"]
    return float(found["/MediaBox"][3])


def checked(content: bytes, root: object) -> list[tuple[str, bool]]:
    """Whose signatures the file holds, and whether each is whole and ours."""
    trust = ValidationContext(trust_roots=[root])
    found = []
    for each in PdfFileReader(BytesIO(content)).embedded_signatures:
        status = validate_pdf_signature(each, trust)
        name = each.signer_cert.subject.native["common_name"]
        found.append((name, bool(status.bottom_line)))
    return found


def picture_of(text: str) -> bytes:
    """A picture in base64, as version 2 takes it."""
    return base64.b64decode(text, validate=True)
