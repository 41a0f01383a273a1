"""Sizes that read well: what is longer is asked to become two things."""

from pathlib import Path

from tests.architecture.source import PACKAGE, functions, listed, modules, modules_of_tests, place

FILE = 400
FUNCTION = 40
VIEW = 25
TEMPLATE = 150
TEST = 30


def _lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_files_have_at_most_400_lines() -> None:
    paths = [*modules(), *modules_of_tests()]
    long = [f"{place(path)} {_lines(path)} lines" for path in paths if _lines(path) > FILE]
    assert not long, listed(long)


def test_functions_have_at_most_40_lines() -> None:
    long = [
        f"{place(path, node)} {node.name} {size} lines"
        for path in modules()
        for node in functions(path)
        if (size := (node.end_lineno or 0) - node.lineno + 1) > FUNCTION
    ]
    assert not long, listed(long)


def test_views_have_at_most_25_lines() -> None:
    long = [
        f"{place(path, node)} {node.name} {size} lines"
        for path in modules("web", "api")
        for node in functions(path)
        if node.args.args
        and node.args.args[0].arg == "request"
        and (size := (node.end_lineno or 0) - node.lineno + 1) > VIEW
    ]
    assert not long, listed(long)


def test_templates_have_at_most_150_lines() -> None:
    templates = sorted(PACKAGE.glob("*/templates/**/*.*"))
    long = [f"{place(path)} {_lines(path)} lines" for path in templates if _lines(path) > TEMPLATE]
    assert not long, listed(long)


def test_tests_have_at_most_30_lines() -> None:
    long = [
        f"{place(path, node)} {node.name} {size} lines"
        for path in modules_of_tests()
        for node in functions(path)
        if node.name.startswith("test_")
        and (size := (node.end_lineno or 0) - node.lineno + 1) > TEST
    ]
    assert not long, listed(long)
