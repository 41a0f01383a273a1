"""What can be checked of PDF/A-3a and PDF/UA-1 without a validator, on the objects of the file."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, NumberTree


def faults(content: bytes) -> list[str]:
    """What the file breaks of the two standards; an empty list where nothing was found."""
    with pikepdf.open(BytesIO(content)) as pdf:
        return [
            *(str(each) for each in pdf.check_pdf_syntax()),
            *_of_catalogue(pdf),
            *_of_pages(pdf),
            *_of_tags(pdf),
            *_of_files(pdf),
        ]


def _of_catalogue(pdf: pikepdf.Pdf) -> Iterator[str]:
    root, about = pdf.Root, pdf.open_metadata()
    wanted = {"pdfaid:part": "3", "pdfaid:conformance": "A", "pdfuaid:part": "1"}
    yield from (f"XMP {name}" for name, value in wanted.items() if about.get(name) != value)
    if not about.get("dc:title") or not root.ViewerPreferences.DisplayDocTitle:
        yield "no title"
    if str(root.get("/Lang", ""))[:2] != "id" or not root.MarkInfo.Marked:
        yield "no language or not tagged"
    intents = [each for each in root.OutputIntents if each.S == Name.GTS_PDFA1]
    if len(intents) != 1 or "/DestOutputProfile" not in intents[0]:
        yield "output intent"
    if pdf.is_encrypted or "/OpenAction" in root or "/AA" in root:
        yield "encrypted, or acts on opening"
    if "/JavaScript" in root.get("/Names", Dictionary()) or "/AcroForm" in root:
        yield "scripts or forms"
    if "/ID" not in pdf.trailer:
        yield "no ID"


def _of_pages(pdf: pikepdf.Pdf) -> Iterator[str]:
    for number, page in enumerate(pdf.pages, start=1):
        for font in _fonts(page.obj.get("/Resources", Dictionary())):
            below = font.get("/DescendantFonts", Array([font]))[0]
            kept = below.get("/FontDescriptor", Dictionary())
            if not {"/FontFile", "/FontFile2", "/FontFile3"} & set(kept.keys()):
                yield f"page {number}: {font.get('/BaseFont')} is not embedded"
            if "/ToUnicode" not in font:
                yield f"page {number}: {font.get('/BaseFont')} cannot be copied"
        if page.obj.get("/Tabs") != Name.S:
            yield f"page {number}: order of tabs"
        for note in page.obj.get("/Annots", []):
            if "/Contents" not in note or "/StructParent" not in note:
                yield f"page {number}: a link without words"
            if note.get("/A", Dictionary()).get("/S") == Name.JavaScript:
                yield f"page {number}: a script"


def _fonts(resources: Any) -> Iterator[Any]:
    yield from resources.get("/Font", Dictionary()).values()
    for drawn in resources.get("/XObject", Dictionary()).values():
        if drawn.get("/Subtype") == Name.Form:
            yield from _fonts(drawn.get("/Resources", Dictionary()))


def _of_tags(pdf: pikepdf.Pdf) -> Iterator[str]:
    """Whatever is drawn belongs to a tag, and every tag hangs below the root."""
    root = pdf.Root.StructTreeRoot
    parents = dict(NumberTree(root.ParentTree).items())
    reached = {element.objgen for element in _below(root.K)}
    names: set[str] = set()
    for element in _below(root.K):
        name = str(element.get("/ID", ""))
        if name and name in names:
            yield f"two tags are called {name}"
        names.add(name)
        if Name.Figure == element.S and not element.get("/Alt"):
            yield "a picture without words"
    for number, page in enumerate(pdf.pages, start=1):
        known = parents.get(int(page.obj.get("/StructParents", -1)), Array())
        for mark in _marks(page):
            if mark >= len(known) or known[mark].objgen not in reached:
                yield f"page {number}: content {mark} belongs to no tag"


def _marks(page: pikepdf.Page) -> Iterator[int]:
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "BDC" and isinstance(operands[1], Dictionary):
            mark = operands[1].get("/MCID")
            if mark is not None:
                yield int(mark)


def _below(kids: Any) -> Iterator[Any]:
    waiting = [kids]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Array):
            waiting.extend(one)
        elif isinstance(one, Dictionary) and "/S" in one:
            yield one
            waiting.append(one.get("/K"))


def _of_files(pdf: pikepdf.Pdf) -> Iterator[str]:
    associated = {each.objgen for each in pdf.Root.get("/AF", [])}
    for name, spec in pdf.attachments.items():
        held = spec.obj
        if held.objgen not in associated:
            yield f"{name}: not associated"
        missing = {"/F", "/UF", "/Desc", "/AFRelationship", "/EF"} - set(held.keys())
        if missing:
            yield f"{name}: no {sorted(missing)}"
        if "/Subtype" not in held.EF.F or "/ModDate" not in held.EF.F.Params:
            yield f"{name}: of no kind, or without a date"


def text_of(content: bytes) -> str:
    """The words of the file's description of itself and the names of what lies within."""
    with pikepdf.open(BytesIO(content)) as pdf:
        return " ".join([str(pdf.open_metadata().get("dc:title")), *pdf.attachments])


def within(content: bytes) -> dict[str, bytes]:
    """The files that lie within, by name."""
    with pikepdf.open(BytesIO(content)) as pdf:
        return {name: spec.get_file().read_bytes() for name, spec in pdf.attachments.items()}
