"""The flowchart of any procedure: the form's columns, five symbols, arrows that stay clear."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sigap.domain.flowchart import Shape, Sheet, layout
from sigap.domain.flowchart_ways import FINISH, START
from sigap.domain.flowchart_words import text_width, wrap
from sigap.domain.procedure import Exit, Procedure
from tests.domain.walks import procedure

NAMES = ("penanganan-gangguan.v1", "penyambungan-baru.v1")
SHAPES = [(name, full, rows) for name in NAMES for full in (False, True) for rows in (0, 3)]


@pytest.fixture(scope="module")
def sop() -> Procedure:
    return procedure()


@pytest.fixture(scope="module")
def sheet(sop: Procedure) -> Sheet:
    return layout(sop)[0]


def shape(sheet: Sheet, name: str) -> Shape:
    return next(each for each in sheet.shapes if each.name == name)


def test_each_step_has_one_symbol_in_its_performers_lane(sop: Procedure, sheet: Sheet) -> None:
    lanes = {column.role: column for column in sheet.columns if column.role}
    assert list(lanes) == ["kabid", "kasi", "admin-jaringan", "pelaksana"]
    for step in sop.steps:
        symbol, lane = shape(sheet, step.key), lanes[step.role]
        assert lane.x < symbol.x - symbol.width / 2
        assert symbol.x + symbol.width / 2 < lane.x + lane.width


def test_the_rows_follow_the_steps_downwards(sop: Procedure, sheet: Sheet) -> None:
    assert [row.step for row in sheet.rows] == ["", *(step.key for step in sop.steps), ""]
    assert all(upper.bottom == lower.y for upper, lower in pairwise(sheet.rows))
    for row in sheet.rows:
        for symbol in sheet.shapes:
            if row.step and symbol.step == row.step:
                assert row.y < symbol.y < row.bottom


def test_a_step_that_decides_is_a_diamond_with_its_question(sop: Procedure, sheet: Sheet) -> None:
    for step in sop.steps:
        symbol = shape(sheet, step.key)
        assert symbol.kind == ("diamond" if len(step.exits) > 1 else "box")
        assert " ".join(symbol.lines) == (step.question or step.short)


def test_the_chart_begins_and_ends_with_a_capsule(sheet: Sheet) -> None:
    assert shape(sheet, START).kind == shape(sheet, FINISH).kind == "capsule"
    assert shape(sheet, f"{FINISH}:arahan").kind == "capsule"


def test_the_ways_out_of_a_decision_carry_their_words(sheet: Sheet) -> None:
    said = {(arrow.ways[0], arrow.verb): arrow.label for arrow in sheet.arrows}
    assert said[("penanganan", "laporan-lengkap"), "teratasi"] == "ya"
    assert said[("penanganan", "perbaikan"), "kirim-pelaksana"] == "tidak"
    assert said[("perbaikan", "laporan-lengkap"), "laporkan"] == ""
    assert said[("konfirmasi", "penanganan"), "masih-gangguan"] == "masih gangguan"


def test_every_exit_has_its_arrow_and_a_detour_its_own(sop: Procedure, sheet: Sheet) -> None:
    ways = {(arrow.ways[0], arrow.detour) for arrow in sheet.arrows}
    for step in sop.steps:
        for way in step.exits:
            assert ((step.key, way.to), False) in ways
    assert (("laporan-lengkap", "penanganan"), True) in ways


@pytest.mark.parametrize(("name", "full", "rows"), SHAPES)
def test_arrows_run_at_right_angles_inside_the_sheet(name: str, full: bool, rows: int) -> None:
    for sheet in layout(procedure(name), full=full, rows_per_page=rows):
        for arrow in sheet.arrows:
            assert len(arrow.points) >= 2
            for (ax, ay), (bx, by) in pairwise(arrow.points):
                assert (ax == bx) != (ay == by)
                assert 0 < bx < sheet.width
                assert sheet.header_height < by < sheet.height


@pytest.mark.parametrize(("name", "full", "rows"), SHAPES)
def test_no_arrow_runs_through_a_symbol(name: str, full: bool, rows: int) -> None:
    for sheet in layout(procedure(name), full=full, rows_per_page=rows):
        for arrow in sheet.arrows:
            for ends in pairwise(arrow.points):
                assert not [each.name for each in sheet.shapes if inside(each, *ends)]


def inside(symbol: Shape, a: tuple[float, float], b: tuple[float, float]) -> bool:
    """Whether a stretch enters the rectangle of a symbol, its rim apart."""
    return (
        max(a[0], b[0]) > symbol.x - symbol.width / 2 + 1
        and min(a[0], b[0]) < symbol.x + symbol.width / 2 - 1
        and max(a[1], b[1]) > symbol.y - symbol.height / 2 + 1
        and min(a[1], b[1]) < symbol.y + symbol.height / 2 - 1
    )


@pytest.mark.parametrize(("name", "full", "rows"), SHAPES)
def test_arrows_of_different_ways_do_not_lie_on_one_another(
    name: str, full: bool, rows: int
) -> None:
    for sheet in layout(procedure(name), full=full, rows_per_page=rows):
        stretches = [
            (number, arrow.points[0], arrow.points[-1], *ends)
            for number, arrow in enumerate(sheet.arrows)
            for ends in pairwise(arrow.points)
        ]
        for one, start, goal, a, b in stretches:
            for other, start2, goal2, c, d in stretches:
                if one < other and start != start2 and goal != goal2:
                    assert not overlap(a, b, c, d)


def overlap(
    a: tuple[float, float], b: tuple[float, float], c: tuple[float, float], d: tuple[float, float]
) -> bool:
    for along, across in ((0, 1), (1, 0)):
        if a[across] == b[across] == c[across] == d[across]:
            ends = min(max(a[along], b[along]), max(c[along], d[along]))
            return ends - max(min(a[along], b[along]), min(c[along], d[along])) > 0
    return False


@pytest.mark.parametrize("rows", [1, 2, 3, 5])
def test_a_way_that_leaves_a_page_is_found_again_by_its_letter(sop: Procedure, rows: int) -> None:
    sheets = layout(sop, rows_per_page=rows)
    assert [sheet.number for sheet in sheets] == list(range(1, -(-7 // rows) + 1))
    named: dict[str, set[tuple[str, ...]]] = {"out": set(), "in": set()}
    for sheet in sheets:
        for each in sheet.shapes:
            if each.kind == "pentagon":
                side, target = each.name.split(":", 1)
                named[side].add((target, *each.lines))
    assert named["out"] == named["in"] != set()


def test_symbols_are_the_five_of_the_form(sop: Procedure) -> None:
    kinds = {each.kind for sheet in layout(sop, rows_per_page=3) for each in sheet.shapes}
    assert kinds == {"capsule", "box", "diamond", "pentagon"}  # the arrow is the fifth


def test_the_whole_form_has_every_column_and_the_whole_text(sop: Procedure) -> None:
    sheet = layout(sop, full=True)[0]
    keys = [column.key for column in sheet.columns if not column.role]
    assert keys == ["no", "kegiatan", "kelengkapan", "waktu", "output", "keterangan"]
    said = {(cell.step, cell.column): " ".join(cell.lines) for cell in sheet.cells}
    assert said["disposisi", "kegiatan"] == sop.step("disposisi").text
    assert said["arahan", "kegiatan"].startswith("a. Menganalisa status lokasi")
    assert said["perbaikan", "waktu"] == "1 hari"
    assert said["konfirmasi", "kelengkapan"].endswith("telah diperiksa")


def test_a_layout_is_made_once(sop: Procedure) -> None:
    assert layout(sop) is layout(procedure())


def test_text_is_wrapped_within_its_width_and_loses_nothing() -> None:
    text = "Data permasalahan/gangguan jaringan " + "x" * 60
    lines = wrap(text, 90, 11)
    assert all(text_width(line, 11) <= 90 for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert wrap("", 90, 11) == ()


@st.composite
def rewired(draw: st.DrawFn) -> Procedure:
    """The shipped steps with any ways between them, in any lanes."""
    sop = procedure()
    keys = [step.key for step in sop.steps]
    ways = st.lists(st.sampled_from([*keys, None]), min_size=1, max_size=4, unique=True)
    roles = st.sampled_from([lane.role for lane in sop.lanes])
    steps = [
        replace(
            step,
            role=draw(roles),
            exits=tuple(
                Exit(f"jalan-{number}", "Jalan", to)
                for number, to in enumerate(draw(ways))
                if to != step.key
            )
            or (Exit("tutup", "Tutup", None),),
        )
        for step in sop.steps
    ]
    return replace(sop, steps=tuple(steps), source_hash=str(draw(st.integers())))


@given(rewired(), st.integers(0, 4))
@settings(max_examples=25, deadline=None)
def test_any_wiring_can_be_drawn(sop: Procedure, rows: int) -> None:
    sheets = layout(sop, rows_per_page=rows)
    drawn = [each.name for sheet in sheets for each in sheet.shapes if each.step == each.name]
    assert drawn == [step.key for step in sop.steps]
    ways = {way for sheet in sheets for arrow in sheet.arrows for way in arrow.ways}
    assert {(step.key, way.to) for step in sop.steps for way in step.exits} <= ways
