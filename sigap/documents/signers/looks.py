"""What the pages of a PDF show, compared with what they showed before somebody else had it."""

from decimal import Decimal
from hashlib import sha256
from io import BytesIO
from typing import Any, Final

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader

# How a stream is packed, where the page hangs, and what is laid upon it: not what it shows.
_BESIDES: Final = frozenset(
    {
        "/Annots",
        "/DecodeParms",
        "/Filter",
        "/LastModified",
        "/Length",
        "/Parent",
        "/PieceInfo",
        "/StructParents",
        "/Tabs",
    }
)
_PICTURES: Final = frozenset({"/DCTDecode", "/JPXDecode", "/JBIG2Decode", "/CCITTFaxDecode"})
_DEEPEST: Final = 60


def pages_of(content: bytes) -> list[str]:
    """One SHA-256 for what each page shows: its drawing, letters, pictures and size.

    Another program may pack the same page differently; the answer stays the same. Raises the
    library's own errors on a broken file.
    """
    reader = PdfFileReader(BytesIO(content))
    seen: dict[Any, bytes] = {}
    return [_told(_inherited(reader, number), seen, 0).hex() for number in range(_count(reader))]


def page_height(content: bytes, page: int) -> tuple[int, float]:
    """The number of the page, counted from 1 (-1 is the last one), and its height in points."""
    reader = PdfFileReader(BytesIO(content))
    number = page if page > 0 else _count(reader) + 1 + page
    _, low, _, high = _inherited(reader, number - 1)["/MediaBox"]
    return number, float(high) - float(low)


def _count(reader: PdfFileReader) -> int:
    return int(reader.root["/Pages"]["/Count"])


def _inherited(reader: PdfFileReader, index: int) -> dict[str, Any]:
    """The page with what it takes over from the nodes above it."""
    node = reader.find_page_for_modification(index)[0].get_object()
    found: dict[str, Any] = {}
    for _ in range(_DEEPEST):
        for key in ("/MediaBox", "/CropBox", "/Rotate", "/Resources", "/UserUnit", "/Contents"):
            if key in node and key not in found:
                found[key] = node[key]
        if "/Parent" not in node:
            break
        node = node["/Parent"]
    found["/Contents"] = _drawing(found.get("/Contents"))
    return found


def _drawing(contents: Any) -> bytes:
    """The drawing of a page, however many streams it is cut into."""
    if contents is None:
        return b""
    if isinstance(contents, generic.ArrayObject):
        return b"\n".join(each.get_object().data for each in contents)
    return bytes(contents.data)


def _unpacked(stream: generic.StreamObject) -> bytes:
    """What a stream holds; a picture stays as it is, since that packing is the picture itself."""
    packed = stream.get("/Filter", ())
    named = {str(packed)} if isinstance(packed, generic.NameObject) else set(map(str, packed))
    return bytes(stream.encoded_data if named & _PICTURES else stream.data)


def _told(thing: Any, seen: dict[Any, bytes], depth: int) -> bytes:
    """A digest of a value with everything it refers to, a stream by what it holds unpacked."""
    if depth > _DEEPEST:
        return b"deep"
    if isinstance(thing, generic.IndirectObject):
        key = thing.reference
        if key not in seen:
            seen[key] = b"round"
            seen[key] = _told(thing.get_object(), seen, depth + 1)
        return seen[key]
    digest = sha256()
    if isinstance(thing, generic.StreamObject):
        digest.update(sha256(_unpacked(thing)).digest())
    if isinstance(thing, dict):
        for name in sorted(set(map(str, thing)) - _BESIDES):
            digest.update(name.encode() + _told(dict.__getitem__(thing, name), seen, depth + 1))
    elif isinstance(thing, list):
        for each in list.__iter__(thing):
            digest.update(_told(each, seen, depth + 1))
    elif isinstance(thing, int | float | Decimal) and not isinstance(thing, bool):
        digest.update(f"{float(thing):.4f}".encode())
    else:
        digest.update(repr(thing).encode())
    return digest.digest()
