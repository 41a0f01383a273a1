"""Binds finished papers into one file: their pages with tags and bookmarks, and files within it."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import Final

import pikepdf
from pikepdf import (
    Array,
    AttachedFileSpec,
    Dictionary,
    Name,
    NameTree,
    NumberTree,
    Object,
    OutlineItem,
    Pdf,
    String,
)

from sigap.documents.renderers.typst import draw_piece

Size = tuple[float, float]

PART: Final = "naskah:"
"""What an address in the front begins with that stands for a part."""
# One line at the upper edge of each page.
_MARKS: Final = """\
#let facts = json("facts.json")
#set text(font: ("Arimo", "Noto Sans Arabic"), size: 7pt, fill: luma(90), fallback: false)
#for (lebar, tinggi, tanda) in facts.halaman {
  page(width: lebar * 1pt, height: tinggi * 1pt, margin: 0.6cm, align(right, tanda))
}
"""


@dataclass(frozen=True, slots=True)
class Part:
    """A finished, tagged PDF to be bound in, and what its bookmark says."""

    title: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that lies within the PDF, byte for byte.

    `relation` is its AFRelationship: "Source" for what the pages were made from, "Data" for the
    same in a form for machines, "Supplement" for what explains them.
    """

    name: str
    content: bytes
    media_type: str
    about: str
    relation: str
    at: datetime


class NotBound(Exception):
    """A part is no PDF that can be bound; the message names it."""


def sizes_of(part: Part) -> list[Size]:
    """Width and height in points of each page. Raises NotBound."""
    with _opened(part) as source:
        return [_size(page) for page in source.pages]


def _size(page: pikepdf.Page) -> Size:
    left, low, right, top = _corners(page.mediabox)
    return right - left, top - low


def _corners(box: Object) -> tuple[float, float, float, float]:
    """Left, low, right, top of a rectangle; a file may name any two opposite corners."""
    x, y, x2, y2 = (float(each) for each in box.as_list())
    return min(x, x2), min(y, y2), max(x, x2), max(y, y2)


def _opened(part: Part) -> Pdf:
    try:
        source = pikepdf.open(BytesIO(part.content))
    except pikepdf.PdfError as error:
        raise NotBound(f"{part.title}: {error}") from error
    if Name.StructTreeRoot not in source.Root:
        raise NotBound(f"{part.title}: tanpa tag")
    return source


def bind(
    front: Part,
    parts: Sequence[Part],
    enclosures: Sequence[Enclosure],
    *,
    mark: Callable[[int], str],
    at: datetime,
) -> bytes:
    """The pages of `front` and then of all parts in one PDF/A-3, with the enclosures within it.

    The tags of every part are joined, so that the whole can be read aloud from end to end. `mark`
    words the line above a page that is bound in, from its number (the first page of all is 1).
    Links of `front` to "naskah:1" lead to the first of the parts, and so on.
    The same arguments give the same bytes. Raises NotBound.
    """
    with ExitStack() as open_files:
        whole, *sources = [open_files.enter_context(_opened(part)) for part in (front, *parts)]
        began, starts = len(whole.pages), []
        for number, source in enumerate(sources, start=1):
            starts.append(len(whole.pages))
            _append(whole, source, f"n{number}-")
        _mark_pages(whole, began, mark, at)
        _bookmark(whole, parts, starts)
        _lead(whole, began, parts, starts)
        _tell_pages(whole)
        _enclose(whole, enclosures)
        bound = BytesIO()
        # What is large is compressed already: photos and PDFs.
        whole.save(bound, deterministic_id=True, compress_streams=False)
    return bound.getvalue()


def _append(whole: Pdf, source: Pdf, prefix: str) -> None:
    """The pages of one part, and its tags below those of the whole."""
    root, other = whole.Root.StructTreeRoot, source.Root.StructTreeRoot
    shift = int(root.ParentTreeNextKey)
    _settle(source)
    _shift_keys(source, shift)
    # The ids of two tables in two papers are alike.
    for element in _elements(other.K):
        _rename(element, prefix)
    whole.pages.extend(source.pages)
    tree = whole.copy_foreign(source.make_indirect(other))
    document = root.K[0]
    for child in tree.K:
        # A document within a document is a part of it.
        child.S, child.P = Name.Part, document
        document.K.append(child)
    keys = NumberTree(root.ParentTree)
    for key, value in NumberTree(tree.ParentTree).items():
        keys[int(key) + shift] = value
    root.ParentTreeNextKey = shift + int(other.ParentTreeNextKey)
    _join(root, tree, prefix)


def _settle(source: Pdf) -> None:
    """Turn the fields of a signed part into what they show: a signature would not hold here."""
    parents = NumberTree(source.Root.StructTreeRoot.ParentTree)
    for page in source.pages:
        notes = list(page.obj.get("/Annots", Array()))
        fields = [note for note in notes if note.get("/Subtype") == Name.Widget]
        for number, field in enumerate(fields):
            _draw_field(page, field, Name(f"/SigapTandaTangan{number}"))
            if "/StructParent" in field and int(field.StructParent) in parents:
                _drop(parents[int(field.StructParent)])
                del parents[int(field.StructParent)]
        if fields:
            rest = [note for note in notes if note.get("/Subtype") != Name.Widget]
            page.obj.Annots = Array(rest)


def _draw_field(page: pikepdf.Page, field: Object, name: Name) -> None:
    shown = field.get("/AP", Dictionary()).get("/N")
    left, low, right, top = _corners(field.Rect)
    if not isinstance(shown, pikepdf.Stream) or right <= left or top <= low:
        return
    x, y, x2, y2 = _corners(shown.BBox)
    wide, high = (right - left) / (x2 - x), (top - low) / (y2 - y)
    page.add_resource(shown, Name.XObject, name=name)
    page.contents_add(b"q", prepend=True)
    place = f"{wide:.5f} 0 0 {high:.5f} {left - x * wide:.5f} {low - y * high:.5f} cm"
    page.contents_add(f"Q /Artifact BMC q {place} {name} Do Q EMC".encode())


def _drop(element: Object) -> None:
    """Take an element out of the tree of tags."""
    kids = element.P.K
    kept = [kid for kid in kids if getattr(kid, "objgen", None) != element.objgen]
    element.P.K = Array(kept)


def _shift_keys(source: Pdf, shift: int) -> None:
    """Let the pages and links of a part point behind what the tree of parents has already."""
    for page in source.pages:
        notes = [note for note in page.obj.get("/Annots", []) if "/StructParent" in note]
        if "/StructParents" in page.obj:
            page.obj.StructParents = int(page.obj.StructParents) + shift
        for note in notes:
            note.StructParent = int(note.StructParent) + shift


def _elements(kids: Object) -> Iterator[Object]:
    """Every structure element below these kids."""
    waiting = [kids]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Array):
            waiting.extend(one)
        elif isinstance(one, Dictionary) and "/S" in one:
            yield one
            waiting.append(one.get("/K", Array()))


def _rename(element: Object, prefix: str) -> None:
    if "/ID" in element:
        element.ID = String(prefix + str(element.ID))
    for told in element.get("/A", []):
        if "/Headers" in told:
            told.Headers = Array([String(prefix + str(name)) for name in told.Headers])


def _join(root: Object, tree: Object, prefix: str) -> None:
    """The ids and roles of a part beside those of the whole."""
    roles = root.get("/RoleMap", Dictionary())
    for role, meaning in tree.get("/RoleMap", Dictionary()).items():
        if role not in roles:
            roles[role] = meaning
    root.RoleMap = roles
    if "/IDTree" not in tree:
        return
    if "/IDTree" not in root:
        root.IDTree = Dictionary(Names=Array())
    names = NameTree(root.IDTree)
    for name, element in NameTree(tree.IDTree).items():
        names[prefix + (name if isinstance(name, str) else name.decode())] = element


def _mark_pages(whole: Pdf, began: int, mark: Callable[[int], str], at: datetime) -> None:
    """Say on every page that was bound in which page of the whole it is."""
    bound = list(enumerate(whole.pages, start=1))[began:]
    if not bound:
        return
    facts = {"halaman": [[*_size(page), mark(number)] for number, page in bound]}
    drawn = draw_piece(_MARKS, facts, form="pdf", at=at)
    with pikepdf.open(BytesIO(drawn)) as marks:
        for (_number, page), drawing in zip(bound, marks.pages, strict=True):
            line = whole.copy_foreign(drawing.as_form_xobject())
            name = page.add_resource(line, Name.XObject, name=Name.SigapHalaman)
            page.contents_add(b"q", prepend=True)
            page.contents_add(f"Q /Artifact BMC q {name} Do Q EMC".encode())


def _bookmark(whole: Pdf, parts: Sequence[Part], starts: Sequence[int]) -> None:
    with whole.open_outline() as outline:
        for part, start in zip(parts, starts, strict=True):
            outline.root.append(OutlineItem(part.title, start))


def _lead(whole: Pdf, began: int, parts: Sequence[Part], starts: Sequence[int]) -> None:
    """Let the links of the front that name a part (PART, number from 1) go to its first page.

    They are tagged where they stand; a link out of the file would lead nowhere.
    """
    named = {f"{PART}{number}": place for number, place in enumerate(starts, start=1)}
    titles = {place: part.title for part, place in zip(parts, starts, strict=True)}
    for page in list(whole.pages)[:began]:
        for note in page.obj.get("/Annots", Array()):
            place = named.get(str(note.get("/A", Dictionary()).get("/URI", "")))
            if place is not None:
                aim = whole.pages[place]
                left, _low, _right, top = _corners(aim.mediabox)
                note.Dest = Array([aim.obj, Name.XYZ, left, top, 0])
                note.Contents = String(f"{titles[place]}, halaman {place + 1}")
                del note.A


def _enclose(whole: Pdf, enclosures: Sequence[Enclosure]) -> None:
    """Embed the files and name them on the document, as PDF/A-3 wants each of them."""
    associated = Array()
    for one in enclosures:
        spec = AttachedFileSpec(
            whole,
            one.content,
            filename=one.name,
            description=one.about,
            mime_type=one.media_type,
            creation_date=_date(one.at),
            mod_date=_date(one.at),
        )
        spec.relationship = Name(f"/{one.relation}")
        whole.attachments[one.name] = spec
        associated.append(whole.attachments[one.name].obj)
    whole.Root.AF = associated


def _date(at: datetime) -> str:
    return f"D:{at.astimezone(UTC):%Y%m%d%H%M%S}Z"


def _tell_pages(whole: Pdf) -> None:
    """Correct the number of pages in the file's description of itself."""
    told = whole.Root.Metadata.read_bytes().decode()
    tag = "xmpTPg:NPages"
    before, _, rest = told.partition(f"<{tag}>")
    _, _, after = rest.partition(f"</{tag}>")
    if after:
        pages = f"{before}<{tag}>{len(whole.pages)}</{tag}>{after}"
        whole.Root.Metadata.write(pages.encode())
