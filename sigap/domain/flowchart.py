"""Where each symbol, arrow and text of an SOP flowchart stands (PermenPAN-RB 35/2012)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from sigap.domain.errors import words
from sigap.domain.flowchart_form import (
    LINE_HEIGHT,
    SCREEN,
    SCREEN_WHOLE,
    SYMBOL_TEXT_SIZE,
    TEXT_SIZE,
    Form,
)
from sigap.domain.flowchart_routing import Box, Point, Route, Router
from sigap.domain.flowchart_ways import FINISH, START, Edge, edges
from sigap.domain.flowchart_words import label_place, wrap
from sigap.domain.procedure_model import Procedure, Step

_HEADING_SIZE = 12.5  # as wide as bold letters of TEXT_SIZE


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the form: `role` is set for a performer's lane, `group` for a shared heading."""

    key: str
    title: tuple[str, ...]
    x: float
    width: float
    role: str = ""
    group: str = ""

    @property
    def middle(self) -> float:
        return self.x + self.width / 2


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the form; `step` is "" for the rows of start, end and page connectors."""

    step: str
    y: float
    height: float

    @property
    def bottom(self) -> float:
        return self.y + self.height


@dataclass(frozen=True, slots=True)
class Cell:
    """Text in a column, as wrapped lines; x, y is the first line's base line."""

    step: str
    column: str
    x: float
    y: float
    lines: tuple[str, ...]
    centred: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    """One of the symbols: "capsule", "box", "diamond" or "pentagon"; x, y is its middle.

    `step` is the step it stands for: for an end capsule the transferring step, or "".
    """

    kind: str
    name: str
    step: str
    x: float
    y: float
    width: float
    height: float
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Arrow:
    """An arrow, bent at right angles, for the `ways` from step to step it stands for.

    None as the first of a way is the start, as the second the end. Only the arrow out of a page
    connector stands for several ways. `kind` is "mulai", "maju", "kembali", "limpah" or
    "buka-kembali"; `detour` marks the way a return takes when its target was skipped. Label and
    place are "" and (0, 0) without words.
    """

    ways: tuple[tuple[str | None, str | None], ...]
    verb: str
    kind: str
    detour: bool
    points: Route
    label: str = ""
    label_at: Point = (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page of the flowchart with everything on it, in pixels from its upper left corner."""

    number: int
    of: int
    width: float
    height: float
    header_height: float
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    cells: tuple[Cell, ...]
    shapes: tuple[Shape, ...]
    arrows: tuple[Arrow, ...]


@lru_cache(maxsize=64)
def layout(
    procedure: Procedure, *, full: bool = False, rows_per_page: int = 0, form: Form | None = None
) -> tuple[Sheet, ...]:
    """The flowchart on one page, or on as many as `rows_per_page` steps a page need.

    One row a step, one column a lane; `full` adds the whole text and the columns of Mutu Baku
    and Keterangan. Arrows that leave a page end in a pentagon with a letter that is found again
    on the page they go on to. `form` takes other measures than those of the screen.
    """
    form = form or (SCREEN_WHOLE if full else SCREEN)
    steps = procedure.steps
    size = rows_per_page if rows_per_page > 0 else len(steps)
    chunks = [steps[place : place + size] for place in range(0, len(steps), size)]
    ways = tuple(edges(procedure))
    pages = {name: page for page, chunk in enumerate(chunks) for name in _names(procedure, chunk)}
    crossing = [edge.target for edge in ways if pages[edge.source] != pages[edge.target]]
    letters = {name: _letter(place) for place, name in enumerate(dict.fromkeys(crossing))}
    return tuple(
        _Page(procedure, chunk, ways, letters, form).sheet(number, len(chunks))
        for number, chunk in enumerate(chunks, start=1)
    )


def _letter(place: int) -> str:
    return chr(ord("A") + place) if place < 26 else str(place + 1)


def _names(procedure: Procedure, steps: Sequence[Step]) -> Iterator[str]:
    """The symbols that stand on the page of these steps."""
    for step in steps:
        yield step.key
        yield f"{FINISH}:{step.key}"
    if steps[0] is procedure.steps[0]:
        yield START
    if steps[-1] is procedure.steps[-1]:
        yield FINISH


def row_texts(procedure: Procedure, step: Step, *, whole: bool) -> dict[str, tuple[str, ...]]:
    """What stands in the row of a step, by column, one text a paragraph; `whole` as the decree."""
    requires = [procedure.output(key) for key in step.requires]
    letters = "abcdefghijklmnopqrstuvwxyz"
    items = tuple(f"{letters[n % 26]}. {item}" for n, item in enumerate(step.items))
    return {
        "no": (str(step.no),),
        "kegiatan": (items or (step.text,)) if whole else (step.short,),
        "kelengkapan": tuple(output.title for output in requires if output),
        "waktu": (str(step.time),),
        "output": (step.output.title,),
        "keterangan": (step.note,),
    }


class _Page:
    """Builds one sheet: columns, then rows with their texts, then symbols, then arrows."""

    def __init__(
        self,
        procedure: Procedure,
        steps: Sequence[Step],
        ways: Sequence[Edge],
        letters: dict[str, str],
        form: Form,
    ) -> None:
        self._procedure = procedure
        self._steps = steps
        self._letters = letters
        self._form = form
        self._names = set(_names(procedure, steps))
        self._edges = [e for e in ways if e.source in self._names or e.target in self._names]
        self._columns = tuple(self._lay_columns())
        self._lanes = {column.role: column for column in self._columns if column.role}
        deepest = max(len(column.title) for column in self._columns)
        self._header_height = 22 + deepest * LINE_HEIGHT + 12
        self._rows: list[Row] = []
        self._cells: list[Cell] = []
        self._shapes: list[Shape] = []

    def sheet(self, number: int, of: int) -> Sheet:
        self._lay_rows()
        last = self._columns[-1]
        return Sheet(
            number=number,
            of=of,
            width=last.x + last.width,
            height=self._rows[-1].bottom,
            header_height=self._header_height,
            columns=self._columns,
            rows=tuple(self._rows),
            cells=tuple(self._cells),
            shapes=tuple(self._shapes),
            arrows=tuple(self._arrows()),
        )

    def _lay_columns(self) -> Iterator[Column]:
        form, performer, standard = self._form, words("Pelaksana"), words("Mutu Baku")
        plan = [("no", words("No."), form.no, "", "")]
        plan.append(("kegiatan", words("Kegiatan"), form.activity, "", ""))
        plan += [
            (lane.role, lane.title, form.lane, lane.role, performer)
            for lane in self._procedure.lanes
        ]
        if form.whole:
            plan.append(("kelengkapan", words("Kelengkapan"), form.required, "", standard))
            plan.append(("waktu", words("Waktu"), form.time, "", standard))
            plan.append(("output", words("Output"), form.output, "", standard))
            plan.append(("keterangan", words("Keterangan"), form.note, "", ""))
        else:
            plan.append(("waktu", words("Waktu"), form.time, "", ""))
        x = 0.0
        for key, title, width, role, group in plan:
            lines = wrap(title, width - 2 * form.padding, _HEADING_SIZE)
            yield Column(key, lines, x, width, role, group)
            x += width

    def _lay_rows(self) -> None:
        incoming = [e.target for e in self._edges if e.source not in self._names]
        self._lay_connectors("in", incoming)
        if START in self._names:
            middle = self._add_row(self._form.capsule[1] + 2 * self._form.row_margin)
            lane = self._lanes[self._procedure.first.role]
            self._add_shape("capsule", START, "", lane.middle, middle, (words("Mulai"),))
        for step in self._steps:
            self._lay_step(step)
        if FINISH in self._names:
            middle = self._add_row(self._form.capsule[1] + 2 * self._form.row_margin)
            lane = self._lanes[self._last_role()]
            self._add_shape("capsule", FINISH, "", lane.middle, middle, (words("Selesai"),))
        outgoing = [e.target for e in self._edges if e.target not in self._names]
        self._lay_connectors("out", outgoing)

    def _last_role(self) -> str:
        """The lane the procedure ends in: that of the last step with a way to the end."""
        ends = [
            step.role
            for step in self._procedure.steps
            for way in step.exits
            if way.to is None and way.kind != "limpah"
        ]
        return ends[-1] if ends else self._procedure.steps[-1].role

    def _add_row(self, height: float, step: str = "") -> float:
        """Append a row and answer the y of its middle."""
        top = self._rows[-1].bottom if self._rows else self._header_height
        self._rows.append(Row(step, top, height))
        return top + height / 2

    def _add_shape(
        self, kind: str, name: str, step: str, x: float, y: float, lines: tuple[str, ...]
    ) -> None:
        width, height = self._form.symbol(kind)
        self._shapes.append(Shape(kind, name, step, x, y, width, height, lines))

    def _lay_connectors(self, side: str, targets: Sequence[str]) -> None:
        """A row of pentagons, each in the lane of the step it leads to."""
        if not targets:
            return
        middle = self._add_row(self._form.pentagon[1] + 2 * self._form.row_margin)
        lanes: dict[str, list[str]] = {}
        for target in dict.fromkeys(targets):
            lanes.setdefault(self._role_of(target), []).append(target)
        for role, together in lanes.items():
            apart = min(40.0, self._form.lane / len(together))
            left = self._lanes[role].middle - apart * (len(together) - 1) / 2
            for place, target in enumerate(together):
                letter = (self._letters[target],)
                self._add_shape(
                    "pentagon", f"{side}:{target}", "", left + place * apart, middle, letter
                )

    def _role_of(self, name: str) -> str:
        if name == FINISH:
            return self._last_role()
        return self._procedure.step(name).role

    def _lay_step(self, step: Step) -> None:
        texts, form = self._texts(step), self._form
        kind = "diamond" if len(step.exits) > 1 else "box"
        width, symbol = form.symbol(kind)
        transfers = any(way.kind == "limpah" for way in step.exits)
        below = form.capsule[1] + 26.0 if transfers else 0.0
        deepest = max(len(lines) for lines in texts.values())
        needed = deepest * LINE_HEIGHT + 2 * form.padding
        middle = (
            self._add_row(max(symbol + below + 2 * form.row_margin, needed), step.key) - below / 2
        )
        inner = width * (0.56 if kind == "diamond" else 0.9)
        said = step.question or step.short if kind == "diamond" else step.short
        x = self._lanes[step.role].middle
        lines = wrap(said, inner, SYMBOL_TEXT_SIZE)
        self._add_shape(kind, step.key, step.key, x, middle, lines)
        if transfers:
            y = middle + symbol / 2 + 26.0 + form.capsule[1] / 2
            end = f"{FINISH}:{step.key}"
            self._add_shape("capsule", end, step.key, x, y, (words("Selesai"),))
        for column in self._columns:
            if column.key in texts and not column.role:
                self._add_text(step, column, texts[column.key])

    def _texts(self, step: Step) -> dict[str, tuple[str, ...]]:
        said = row_texts(self._procedure, step, whole=self._form.whole)
        inset = 2 * self._form.padding
        widths = {column.key: column.width - inset for column in self._columns}
        return {
            key: tuple(line for text in parts for line in wrap(text, widths[key], TEXT_SIZE))
            for key, parts in said.items()
            if key in widths
        }

    def _add_text(self, step: Step, column: Column, lines: tuple[str, ...]) -> None:
        centred = column.key in ("no", "waktu")
        x = column.middle if centred else column.x + self._form.padding
        row = self._rows[-1]
        y = row.y + (row.height - len(lines) * LINE_HEIGHT) / 2 + TEXT_SIZE
        self._cells.append(Cell(step.key, column.key, x, y, lines, centred))

    def _arrows(self) -> Iterator[Arrow]:
        boxes = {
            shape.name: Box(shape.x, shape.y, shape.width, shape.height, shape.kind != "box")
            for shape in self._shapes
        }
        lanes = list(self._lanes.values())
        edges_x = [lanes[0].x, *(lane.x + lane.width for lane in lanes)]
        columns = [x + track for x in edges_x for track in self._form.tracks]
        columns = [x for x in columns if edges_x[0] < x < edges_x[-1]]
        rows = [row.bottom + shift for row in self._rows for shift in (-6.0, 6.0)]
        router = Router(boxes, columns, rows)
        yield from self._arrivals(router)
        # Ways ahead are drawn first, so that they stay straight and the returns go around them.
        order = {"kembali": 1, "buka-kembali": 2}
        leaving = [edge for edge in self._edges if edge.source in self._names]
        for edge in sorted(leaving, key=lambda e: (order.get(e.kind, 0), e.detour)):
            target = edge.target if edge.target in self._names else f"out:{edge.target}"
            points = router.lay(edge.source, target, f"{edge.source}/{edge.verb}")
            at = label_place(edge.label, points) if edge.label else (0.0, 0.0)
            yield Arrow((edge.steps,), edge.verb, edge.kind, edge.detour, points, edge.label, at)

    def _arrivals(self, router: Router) -> Iterator[Arrow]:
        """One arrow from each connector at the head of the page to its step."""
        coming = [edge for edge in self._edges if edge.source not in self._names]
        for target in dict.fromkeys(edge.target for edge in coming):
            ways = tuple(edge.steps for edge in coming if edge.target == target)
            source = f"in:{target}"
            yield Arrow(ways, "", "maju", False, router.lay(source, target, source))
