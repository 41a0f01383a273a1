"""The visible block of a signature: its words as a small drawing in the face of the paper."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sigap.documents.renderers.typst import draw_piece
from sigap.documents.signers.base import Placement

# As large as fits, 9 pt at most; the frame tells the block from what the paper itself says.
_SOURCE: Final = """
#let facts = json("facts.json")
#set document(title: "Tanda tangan elektronik", date: datetime(..facts.day))
#set page(width: facts.width * 1mm, height: facts.height * 1mm, margin: 0mm, fill: white)
#set text(font: ("Arimo", "Noto Sans Arabic"), lang: "id", region: "ID", fallback: false)
#set par(justify: false, leading: 0.4em)
#let words(size) = {
  set text(size: size)
  facts.lines.enumerate().map(((place, line)) => {
    if place == 1 { text(weight: "bold", line) } else { line }
  }).join(linebreak())
}
#let room = (facts.width * 1mm - 3mm, facts.height * 1mm - 2.4mm)
#let sizes = (9pt, 8.5pt, 8pt, 7.5pt, 7pt, 6.5pt, 6pt, 5.5pt, 5pt, 4.5pt, 4pt)
#context {
  let height(size) = measure(block(width: room.at(0), words(size)), width: room.at(0)).height
  let size = sizes.find(size => height(size) <= room.at(1))
  let (place, size) = if size == none { (top, sizes.last()) } else { (horizon, size) }
  let frame = (stroke: 0.4pt + luma(120), inset: (x: 1.5mm, y: 1.2mm), clip: true)
  // A line on the very edge would be cut in half.
  pad(0.3pt, box(width: 100%, height: 100%, ..frame, align(left + place, words(size))))
}
"""


def block(lines: Sequence[str], place: Placement, *, form: str, at: datetime) -> bytes:
    """The lines as one page of the size of the place: `form` is "pdf" or "png"."""
    facts = {
        "lines": list(lines),
        "width": place.width,
        "height": place.height,
        "day": {"year": at.year, "month": at.month, "day": at.day},
    }
    return draw_piece(_SOURCE, facts, form=form, at=at)
