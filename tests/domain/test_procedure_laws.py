"""Laws of reading procedures, whatever the text: no crash, and no line outside the file."""

import tomllib
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from sigap.domain.procedure import LineFault, ProcedureFaults, parse
from sigap.domain.procedure_lines import line_map
from tests.domain.walks import PROCEDURES

TEXTS = [path.read_text(encoding="utf-8") for path in sorted(PROCEDURES.glob("*.toml"))]
LINES = [text.splitlines() for text in TEXTS]
PIECES = st.sampled_from(
    ["", "0", "-1", "1.5", "true", '""', '"x"', "[]", "{}", "[1]", '["x"]', "{ menit = 1 }"]
)


def faults_of(text: str) -> tuple[LineFault, ...]:
    """The faults of a text; none only when it is a procedure."""
    try:
        parse(text)
    except ProcedureFaults as refusal:
        return refusal.faults
    return ()


def assert_lines_are_inside(text: str) -> None:
    last = text.count("\n") + 1
    assert all(1 <= fault.line <= last and str(fault) for fault in faults_of(text))


@st.composite
def edited(draw: st.DrawFn) -> str:
    """A shipped procedure with a few lines dropped, doubled, swapped or given another value."""
    lines = list(draw(st.sampled_from(LINES)))
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(lines) - 1))
        match draw(st.sampled_from(["drop", "double", "swap", "value", "cut"])):
            case "drop":
                del lines[place]
            case "double":
                lines.insert(place, lines[place])
            case "swap":
                other = draw(st.integers(0, len(lines) - 1))
                lines[place], lines[other] = lines[other], lines[place]
            case "value":
                lines[place] = f"{lines[place].split('=')[0]}= {draw(PIECES)}"
            case "cut":
                lines[place] = lines[place][: draw(st.integers(0, 20))]
    return "\n".join(lines)


@given(edited())
def test_an_edited_procedure_is_read_or_refused_with_lines_in_the_file(text: str) -> None:
    assert_lines_are_inside(text)


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    assert_lines_are_inside(text)


@given(st.sampled_from(["[" * 5000, "a = " + "9" * 5000, "a = " + "[" * 3000, "a.b.c = 1\na = 2"]))
def test_text_made_to_break_a_reader_is_refused(text: str) -> None:
    assert faults_of(text)
    assert_lines_are_inside(text)


def paths(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    found = [path]
    if isinstance(value, dict):
        for key, inner in value.items():
            found += paths(inner, (*path, key))
    if isinstance(value, list):
        for place, inner in enumerate(value):
            found += paths(inner, (*path, place))
    return found


def test_every_value_of_the_shipped_files_has_its_own_line() -> None:
    for text in TEXTS:
        lines = line_map(text)
        places = paths(tomllib.loads(text))
        assert set(places) <= set(lines)
        source = text.splitlines()
        for path in places:
            if path and isinstance(path[-1], str):
                assert path[-1] in source[lines[path] - 1]


def test_lines_survive_every_way_of_writing_toml() -> None:
    text = (
        'a.b = 1 # a = [\n"c d".\'e\' = """\nx = "\\""\n"""\n'
        "[t.u]\nv = '''\n'''''\n[[l]]\nk = [ # ]\n 'p', { q = [\n1] },\n]\n[[l]]\n[l.m]\nn = 1\r\n"
        "z = 1979-05-27T07:32:00Z\n"
    )
    lines = line_map(text)
    assert set(paths(tomllib.loads(text))) <= set(lines)
    assert lines["c d", "e"] == 2
    assert lines["t", "u", "v"] == 6
    assert lines["l", 0, "k", 1, "q", 0] == 11
    assert lines["l", 1, "m", "n"] == 15
    assert lines["l", 1, "m", "z"] == 16
