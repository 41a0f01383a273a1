"""The measures of a flowchart: on screen, on screen with the whole form, and on paper."""

from dataclasses import dataclass
from typing import Final

Size = tuple[float, float]

TEXT_SIZE: Final = 11.0
LINE_HEIGHT: Final = 14.0
SYMBOL_TEXT_SIZE: Final = 10.0
SYMBOL_LINE_HEIGHT: Final = 11.5


@dataclass(frozen=True, slots=True)
class Form:
    """How wide the columns and how large the symbols are, in pixels.

    `whole` adds the text of the steps and the columns of Mutu Baku and Keterangan; a width of a
    column that a form does not show is never asked for. `tracks` are where arrows may run beside
    the edge of a lane.
    """

    whole: bool
    lane: float
    activity: float
    required: float
    time: float
    output: float
    note: float
    box: Size
    diamond: Size
    tracks: tuple[float, ...]
    no: float = 34.0
    capsule: Size = (92.0, 26.0)
    pentagon: Size = (26.0, 30.0)
    row_margin: float = 14.0
    padding: float = 7.0

    def symbol(self, kind: str) -> Size:
        """Width and height of a symbol of this kind."""
        sizes = {
            "capsule": self.capsule,
            "box": self.box,
            "diamond": self.diamond,
            "pentagon": self.pentagon,
        }
        return sizes[kind]


SCREEN: Final = Form(
    whole=False,
    lane=150.0,
    activity=150.0,
    required=0.0,
    time=62.0,
    output=0.0,
    note=0.0,
    box=(110.0, 46.0),
    diamond=(112.0, 82.0),
    tracks=(-10.0, -4.0, 4.0, 10.0),
)
SCREEN_WHOLE: Final = Form(
    whole=True,
    lane=150.0,
    activity=270.0,
    required=116.0,
    time=62.0,
    output=126.0,
    note=116.0,
    box=(110.0, 46.0),
    diamond=(112.0, 82.0),
    tracks=(-10.0, -4.0, 4.0, 10.0),
)
PAPER: Final = Form(
    whole=True,
    lane=131.0,
    activity=228.0,
    required=104.0,
    time=58.0,
    output=112.0,
    note=96.0,
    box=(96.0, 42.0),
    diamond=(104.0, 76.0),
    tracks=(-8.0, -2.0, 4.0, 9.0),
    no=30.0,
    capsule=(78.0, 22.0),
    row_margin=8.0,
    padding=5.0,
)
"""Narrower, so that four lanes fill an F4 sheet laid crosswise with text that can be read."""
