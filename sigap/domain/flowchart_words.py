"""How much room words take on a flowchart: wrapped lines, and the place beside an arrow."""

import re
from itertools import pairwise

from sigap.domain.flowchart_routing import Point, Route

LABEL_SIZE = 10.0

_NARROW, _WIDE = "fijlrt.,:;'()/|! ", "mwMW@%—"
_PARTS = re.compile(r"[^\s/]*/+|[^\s/]+")
_LONG_LABEL = 40.0  # a longer one finds no room beside the tip of a symbol


def text_width(text: str, size: float) -> float:
    """About how wide a sans-serif text is; good enough to wrap it, not to set it flush."""
    units = 0.0
    for char in text:
        if char in _NARROW:
            units += 0.31
        elif char in _WIDE:
            units += 0.84
        else:
            units += 0.68 if char.isupper() else 0.55
    return units * size


def wrap(text: str, width: float, size: float) -> tuple[str, ...]:
    """The text in lines no wider than `width`, broken at blanks and after slashes.

    A single word that is wider than a line is cut where the line is full.
    """
    lines: list[str] = []
    for part in _PARTS.findall(text):
        glue = "" if lines and lines[-1].endswith("/") else " "
        joined = f"{lines[-1]}{glue}{part.strip()}" if lines else part.strip()
        if lines and text_width(joined, size) <= width:
            lines[-1] = joined
        else:
            lines += _cut(part.strip(), width, size)
    return tuple(lines)


def _cut(word: str, width: float, size: float) -> list[str]:
    pieces = [""]
    for char in word:
        if pieces[-1] and text_width(pieces[-1] + char, size) > width:
            pieces.append("")
        pieces[-1] += char
    return pieces


def label_place(label: str, route: Route) -> Point:
    """Where the words of an arrow begin (base line): at its start, clear of its own line."""
    width = text_width(label, LABEL_SIZE)
    level = [(a, b) for a, b in pairwise(route) if a[1] == b[1]]
    if width > _LONG_LABEL and level:
        a, b = max(level, key=lambda ends: abs(ends[0][0] - ends[1][0]))
        towards_end = b[0] - 12 - width if b[0] > a[0] else b[0] + 12
        return (towards_end, a[1] - 5)
    (x, y), (next_x, next_y) = route[0], route[1]
    if x == next_x:
        # A short stretch turns close below the tip: the words stand on the line it turns into.
        return (x + 5, min(y + 12, next_y - 2) if len(route) > 2 else y + 12)
    # The words stand on the side the arrow does not turn to, before its first bend; where there
    # is no room before it, further from the tip of the symbol.
    tight = abs(next_x - x) < width + 7
    turns_up = len(route) > 2 and route[2][1] < y
    beside = y + (26 if tight else 13) if turns_up else y - (18 if tight else 5)
    if next_x > x:
        return (min(x + 4, next_x - 3 - width), beside)
    return (max(x - 4 - width, next_x + 3), beside)
