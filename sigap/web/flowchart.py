"""Draws an SOP flowchart as an inline SVG, with the way a case took and where it stands."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape

from django.utils.translation import gettext as _
from markupsafe import Markup

from sigap.domain.flowchart import Arrow, Column, Shape, Sheet, layout
from sigap.domain.flowchart_form import (
    LINE_HEIGHT,
    SYMBOL_LINE_HEIGHT,
    SYMBOL_TEXT_SIZE,
    TEXT_SIZE,
)
from sigap.domain.flowchart_ways import FINISH, START
from sigap.domain.flowchart_words import LABEL_SIZE
from sigap.domain.procedure import Procedure

_CORNER = 3.0
_HEAD_LENGTH, _HEAD_WIDTH = 7.0, 3.0
_OPEN_STATES = ("berjalan", "tertunda", "mengikuti")


@dataclass(frozen=True, slots=True)
class Trail:
    """The way of one case: the step it is in (None once closed), the steps it has been in, the
    ways taken as (from, to) step keys with None for the end, and the status of the case."""

    current: str | None
    visited: frozenset[str] = frozenset()
    taken: frozenset[tuple[str, str | None]] = field(default_factory=frozenset)
    status: str = "berjalan"


def svg(
    procedure: Procedure,
    trail: Trail | None = None,
    *,
    full: bool = False,
    rows_per_page: int = 0,
) -> Markup:
    """The flowchart as SVG markup ready for the page, one element for each sheet.

    It carries classes only (`flow-…`); without any style sheet it is drawn in the colour of the
    text around it, with what a case has passed in bold lines. `full` draws the whole form.
    """
    sheets = layout(procedure, full=full, rows_per_page=rows_per_page)
    return Markup("".join(_Drawing(procedure, sheet, trail, full).markup() for sheet in sheets))


class _Drawing:
    def __init__(self, procedure: Procedure, sheet: Sheet, trail: Trail | None, full: bool) -> None:
        self._procedure = procedure
        self._sheet = sheet
        self._trail = trail
        kind = "lengkap" if full else "ringkas"
        self._id = f"alir-{procedure.key}-{procedure.version}-{kind}-{sheet.number}"

    def markup(self) -> str:
        sheet = self._sheet
        parts = [
            f'<svg class="flow" xmlns="http://www.w3.org/2000/svg" role="img"'
            f' viewBox="0 0 {_n(sheet.width + 2)} {_n(sheet.height + 2)}"'
            f' width="{_n(sheet.width + 2)}" height="{_n(sheet.height + 2)}"'
            f' aria-labelledby="{self._id}-judul {self._id}-isi" fill="none"'
            f' stroke="currentColor" font-family="inherit">',
            f'<title id="{self._id}-judul">{escape(self._title())}</title>',
            f'<desc id="{self._id}-isi">{escape(self._description())}</desc>',
            '<g transform="translate(1 1)">',
            *self._grid(),
            *self._texts(),
            # Bold arrows last, so that what was passed lies over what was not.
            *(self._arrow(a) for a in sheet.arrows if not self._is_taken(a)),
            *(self._arrow(a) for a in sheet.arrows if self._is_taken(a)),
            *(self._shape(s) for s in sheet.shapes),
            *self._token(),
            "</g></svg>",
        ]
        return "".join(parts)

    def _title(self) -> str:
        title = _("Diagram alir %(title)s") % {"title": self._procedure.title}
        if self._sheet.of == 1:
            return title
        page = {"title": title, "number": self._sheet.number, "of": self._sheet.of}
        return _("%(title)s, halaman %(number)s dari %(of)s") % page

    def _description(self) -> str:
        """The chart in words, for those who do not see it."""
        names = ", ".join(f"{step.no}. {step.short}" for step in self._procedure.steps)
        said = [_("Langkah: %(names)s.") % {"names": names}]
        trail = self._trail
        if trail is not None and trail.current is not None:
            step = self._procedure.step(trail.current)
            lane = self._procedure.lane(step.role).title
            here = {"no": step.no, "step": step.short, "lane": lane}
            said.append(_("Sekarang di langkah %(no)s, %(step)s (%(lane)s).") % here)
        if trail is not None and trail.visited:
            passed = [str(s.no) for s in self._procedure.steps if s.key in trail.visited]
            said.append(_("Langkah yang ditempuh: %(passed)s.") % {"passed": ", ".join(passed)})
        return " ".join(said)

    def _grid(self) -> Iterator[str]:
        sheet = self._sheet
        lines = [f"M0 0H{_n(sheet.width)}V{_n(sheet.height)}H0Z"]
        for column in sheet.columns[1:]:
            top = 22 if column.group and column.group == self._group_before(column) else 0
            lines.append(f"M{_n(column.x)} {top}V{_n(sheet.height)}")
        lines += [f"M0 {_n(row.y)}H{_n(sheet.width)}" for row in sheet.rows]
        groups: dict[str, list[Column]] = {}
        for column in sheet.columns:
            if column.group:
                groups.setdefault(column.group, []).append(column)
        headings = []
        for title, columns in groups.items():
            left, right = columns[0].x, columns[-1].x + columns[-1].width
            lines.append(f"M{_n(left)} 22H{_n(right)}")
            headings.append(_lines((_(title),), (left + right) / 2, 15, "flow-head", True))
        ink = 'stroke-width=".75" stroke-opacity=".45"'
        yield f'<path class="flow-grid" {ink} d="{"".join(lines)}"/>'
        yield from headings

    def _group_before(self, column: Column) -> str:
        place = self._sheet.columns.index(column)
        return self._sheet.columns[place - 1].group

    def _texts(self) -> Iterator[str]:
        for column in self._sheet.columns:
            top = 22.0 if column.group else 0.0
            space = self._sheet.header_height - top
            heading = " ".join(column.title)
            title = column.title if column.role else (_(heading),)
            y = top + (space - len(title) * LINE_HEIGHT) / 2 + TEXT_SIZE
            yield _lines(title, column.middle, y, "flow-head", True)
        current = self._trail.current if self._trail else None
        for cell in self._sheet.cells:
            here = " flow-here" if cell.step == current else ""
            yield _lines(cell.lines, cell.x, cell.y, f"flow-text{here}", cell.centred)

    def _is_taken(self, arrow: Arrow) -> bool:
        trail = self._trail
        if trail is None:
            return False
        return any(way[0] is None or way in trail.taken for way in arrow.ways)

    def _arrow(self, arrow: Arrow) -> str:
        taken = self._is_taken(arrow)
        names = f"flow-arrow flow-{arrow.kind}{' flow-taken' if taken else ''}"
        dashed = ' stroke-dasharray="5 3"' if arrow.kind == "buka-kembali" or arrow.detour else ""
        width = "2.75" if taken else "1.1"
        label = ""
        if arrow.label:
            x, y = (_n(place) for place in arrow.label_at)
            said = _(arrow.label) if arrow.kind == "buka-kembali" else arrow.label
            label = (
                f'<text class="flow-word" x="{x}" y="{y}" font-size="{_n(LABEL_SIZE)}"'
                f' fill="currentColor" stroke="none">{escape(said)}</text>'
            )
        return (
            f'<g class="{names}"><path stroke-width="{width}" stroke-linejoin="round"{dashed}'
            f' d="{_path(arrow)}"/><path stroke="none" fill="currentColor" d="{_head(arrow)}"/>'
            f"{label}</g>"
        )

    def _shape(self, shape: Shape) -> str:
        names = ["flow-shape", f"flow-{shape.kind}"]
        width = "1.25"
        if self._is_passed(shape):
            names.append("flow-passed")
            width = "2.5"
        if shape is self._token_shape():
            names.append("flow-current")
        lines = shape.lines if shape.step and shape.kind != "capsule" else _translated(shape)
        y = shape.y - len(lines) * SYMBOL_LINE_HEIGHT / 2 + SYMBOL_TEXT_SIZE - 1
        if shape.kind == "pentagon":
            y -= 3  # the letter stands in the square part, above the tip
        words = _lines(lines, shape.x, y, "flow-label", True, SYMBOL_TEXT_SIZE, SYMBOL_LINE_HEIGHT)
        return f'<g class="{" ".join(names)}">{_outline(shape, width)}{words}</g>'

    def _is_passed(self, shape: Shape) -> bool:
        trail = self._trail
        if trail is None or shape.kind == "pentagon":
            return False
        if shape.name == START:
            return True
        if shape.kind == "capsule":
            return shape is self._token_shape()
        return shape.step in trail.visited or shape.step == trail.current

    def _token_shape(self) -> Shape | None:
        """The symbol the case is in: its step while open, an end capsule once closed."""
        trail = self._trail
        if trail is None or trail.status == "dibatalkan":
            return None
        if trail.current is not None and trail.status in _OPEN_STATES:
            name = trail.current
        elif trail.status in _OPEN_STATES:
            return None
        else:
            transfers = (f"{FINISH}:{a}" for a, b in sorted(trail.taken, key=str) if b is None)
            ends = [n for n in transfers if any(s.name == n for s in self._sheet.shapes)]
            name = ends[0] if ends and trail.status == "dilimpahkan" else FINISH
        return next((shape for shape in self._sheet.shapes if shape.name == name), None)

    def _token(self) -> Iterator[str]:
        shape = self._token_shape()
        if shape is None:
            return
        x, y = _token_place(shape)
        said = _("Posisi gangguan ini")
        yield (
            f'<g class="flow-token"><title>{escape(said)}</title>'
            f'<circle cx="{_n(x)}" cy="{_n(y)}" r="4.5" fill="currentColor" stroke="none"/>'
            f'<circle class="flow-ring" cx="{_n(x)}" cy="{_n(y)}" r="7.5" stroke-width="1.5"/></g>'
        )


def _token_place(shape: Shape) -> tuple[float, float]:
    """On the symbol, where it has no words: a box is full of them, so there on its upper edge."""
    top = shape.y - shape.height / 2
    if shape.kind == "diamond":
        return shape.x, top + 17
    left = shape.x - shape.width / 2
    return (left + 13, shape.y) if shape.kind == "capsule" else (left + 14, top)


def _translated(shape: Shape) -> tuple[str, ...]:
    if shape.kind == "pentagon":
        return shape.lines
    return tuple(_(line) for line in shape.lines)


def _n(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")


def _lines(
    lines: tuple[str, ...],
    x: float,
    y: float,
    name: str,
    centred: bool,
    size: float = TEXT_SIZE,
    height: float = LINE_HEIGHT,
) -> str:
    anchor = ' text-anchor="middle"' if centred else ""
    spans = "".join(
        f'<tspan x="{_n(x)}" y="{_n(y + place * height)}">{escape(line)}</tspan>'
        for place, line in enumerate(lines)
    )
    return (
        f'<text class="{name}" font-size="{_n(size)}" fill="currentColor" stroke="none"{anchor}>'
        f"{spans}</text>"
    )


def _outline(shape: Shape, stroke_width: str) -> str:
    left, top = shape.x - shape.width / 2, shape.y - shape.height / 2
    right, bottom = left + shape.width, top + shape.height
    if shape.kind in ("capsule", "box"):
        radius = shape.height / 2 if shape.kind == "capsule" else 0
        return (
            f'<rect class="flow-outline" x="{_n(left)}" y="{_n(top)}" width="{_n(shape.width)}"'
            f' height="{_n(shape.height)}" rx="{_n(radius)}" stroke-width="{stroke_width}"/>'
        )
    points: tuple[tuple[float, float], ...]
    if shape.kind == "diamond":
        points = ((shape.x, top), (right, shape.y), (shape.x, bottom), (left, shape.y))
    else:
        shoulder = bottom - 9
        points = ((left, top), (right, top), (right, shoulder), (shape.x, bottom), (left, shoulder))
    corners = " ".join(f"{_n(x)},{_n(y)}" for x, y in points)
    return f'<polygon class="flow-outline" points="{corners}" stroke-width="{stroke_width}"/>'


def _path(arrow: Arrow) -> str:
    """The arrow's line, stopped short of its head so that a bold line does not blunt the tip."""
    *rest, (x, y) = arrow.points
    before_x, before_y = rest[-1]
    if x == before_x:
        y -= _HEAD_LENGTH - 1 if y > before_y else 1 - _HEAD_LENGTH
    else:
        x -= _HEAD_LENGTH - 1 if x > before_x else 1 - _HEAD_LENGTH
    return "M" + "L".join(f"{_n(px)} {_n(py)}" for px, py in (*rest, (x, y)))


def _head(arrow: Arrow) -> str:
    (before_x, before_y), (x, y) = arrow.points[-2:]
    along = (0, 1 if y > before_y else -1) if x == before_x else (1 if x > before_x else -1, 0)
    back_x, back_y = x - along[0] * _HEAD_LENGTH, y - along[1] * _HEAD_LENGTH
    side_x, side_y = along[1] * _HEAD_WIDTH, along[0] * _HEAD_WIDTH
    return (
        f"M{_n(x)} {_n(y)}L{_n(back_x + side_x)} {_n(back_y + side_y)}"
        f"L{_n(back_x - side_x)} {_n(back_y - side_y)}Z"
    )
