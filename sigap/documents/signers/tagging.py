"""The place of a signature in a tagged PDF, so that PDF/A-3a and PDF/UA hold after signing too."""

from typing import Any, Final

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name, pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import (
    InvisSigSettings,
    SigFieldSpec,
    append_signature_field,
    enumerate_sig_fields,
)

from sigap.documents.signers.base import Placement

POINTS: Final = 72 / 25.4
"""Points in a millimetre."""

# Outside the page: PDF/A wants the print flag, PDF/UA would want what is not shown to be hidden.
_UNSEEN: Final = InvisSigSettings(
    set_print_flag=True, set_hidden_flag=False, box_out_of_bounds=True
)


KEPT_FREE: Final = "TTD-tampak"
"""The name of the field that an earlier signature left for the visible one."""
_TO_COME: Final = "Tempat tanda tangan elektronik"


def add_field(
    writer: IncrementalPdfFileWriter,
    place: Placement | None,
    told: str,
    *,
    kept_free: Placement | None = None,
) -> str:
    """A signature field of the file for the signature that is to be made; answers its name.

    `told` is what a screen reader says of it. With the first signature of a tagged file visible
    fields get their elements in the structure tree: its own, and the one at `kept_free` for the
    visible signature to come, which takes that field. Later none can: whoever checks the signatures
    before would see the changed tree as a change of the document.
    """
    fields = {name: value for name, value, _ in enumerate_sig_fields(writer)}
    if place is not None and fields.get(KEPT_FREE, place) is None:
        return KEPT_FREE
    signed = sum(value is not None for value in fields.values())
    if kept_free is not None and not fields:
        _add(writer, KEPT_FREE, kept_free, _TO_COME, tagged=True)
    name = f"TTD-{signed + 1}"
    _add(writer, name, place, told, tagged=not fields)
    return name


def _add(
    writer: IncrementalPdfFileWriter,
    name: str,
    place: Placement | None,
    told: str,
    *,
    tagged: bool,
) -> None:
    append_signature_field(
        writer,
        SigFieldSpec(
            name,
            on_page=0 if place is None else _index(place.page),
            box=None if place is None else _box(place),
            invis_sig_settings=_UNSEEN,
            readable_field_name=told,
        ),
    )
    reference = _field(writer, name)
    widget = reference.get_object()
    widget[pdf_name("/TU")] = pdf_string(told)
    if place is not None:
        widget[pdf_name("/Contents")] = pdf_string(told)
        if tagged:
            _tag(writer, reference)
    writer.update_container(widget)


def _index(page: int) -> int:
    return page if page < 0 else page - 1


def _box(place: Placement) -> tuple[int, int, int, int]:
    left, low = round(place.x * POINTS), round(place.y * POINTS)
    right = round((place.x + place.width) * POINTS)
    return left, low, right, round((place.y + place.height) * POINTS)


def _field(writer: IncrementalPdfFileWriter, name: str) -> generic.IndirectObject:
    found = next(ref for named, _, ref in enumerate_sig_fields(writer) if named == name)
    assert isinstance(found, generic.IndirectObject)
    return found


def _tag(writer: IncrementalPdfFileWriter, widget: generic.IndirectObject) -> None:
    """A Form element at the end of the document that stands for this widget (PDF/UA-1, 7.18.4)."""
    tree = _at(writer.root, "/StructTreeRoot")
    numbers, parent = _at(tree, "/ParentTree", "/Nums"), _top(tree)
    kids = _at(parent, "/K")
    if numbers is None or not isinstance(kids, generic.ArrayObject):
        return
    held = widget.get_object()
    key = int(tree["/ParentTreeNextKey"])
    element = writer.add_object(_element(parent.container_ref, widget, held.raw_get("/P")))
    kids.append(element)
    writer.update_container(kids)
    held[pdf_name("/StructParent")] = generic.NumberObject(key)
    numbers.append(generic.NumberObject(key))
    numbers.append(element)
    writer.update_container(numbers)
    tree[pdf_name("/ParentTreeNextKey")] = generic.NumberObject(key + 1)
    writer.update_container(tree)


def _at(held: Any, *keys: str) -> Any:
    """What lies under these keys, None where one of them is not there."""
    for key in keys:
        if held is None or key not in held:
            return None
        held = held[key]
    return held


def _top(tree: Any) -> Any:
    """The element of the document itself, the first one of the tree."""
    kids = _at(tree, "/K")
    return kids[0] if isinstance(kids, generic.ArrayObject) and len(kids) else kids


def _element(
    parent: generic.Reference, widget: generic.IndirectObject, page: generic.PdfObject
) -> generic.DictionaryObject:
    stands_for = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/OBJR"),
            pdf_name("/Obj"): widget,
            pdf_name("/Pg"): page,
        }
    )
    return generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/StructElem"),
            pdf_name("/S"): pdf_name("/Form"),
            pdf_name("/P"): generic.IndirectObject(parent.idnum, parent.generation, parent.pdf),
            pdf_name("/Pg"): page,
            pdf_name("/K"): stands_for,
        }
    )
