"""How much room words take on a flowchart: wrapped lines, and the place beside an arrow."""

from itertools import pairwise

from sigap.domain.flowchart_routing import Point, Route

LABEL_SIZE = 10.0

_NARROW, _WIDE = "fijlrt.,:;'()/|! ", "mwMW@%—"
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
    """The text in lines no wider than `width`; a single longer word keeps its own line."""
    lines: list[str] = []
    for word in text.split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(joined, size) <= width:
            lines[-1] = joined
        else:
            lines.append(word)
    return tuple(lines)


def label_place(label: str, route: Route) -> Point:
    """Where the words of an arrow begin (base line): at its start, clear of its own line."""
    width = text_width(label, LABEL_SIZE)
    level = [(a, b) for a, b in pairwise(route) if a[1] == b[1]]
    if width > _LONG_LABEL and level:
        a, b = max(level, key=lambda ends: abs(ends[0][0] - ends[1][0]))
        return (min(a[0], b[0]) + 8, a[1] - 5)
    (x, y), (next_x, next_y) = route[0], route[1]
    if x == next_x:
        return (x + 5, y + 12 if next_y > y else y - 5)
    # The words stand on the side the arrow does not turn to, before its first bend.
    turns_up = len(route) > 2 and route[2][1] < y
    beside = y + 13 if turns_up else y - 5
    if next_x > x:
        return (min(x + 4, next_x - 3 - width), beside)
    return (max(x - 4 - width, next_x + 3), beside)
