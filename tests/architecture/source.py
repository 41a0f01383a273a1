"""The product's source as the architecture tests see it: rooms, modules and their syntax trees."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "sigap"
TESTS = ROOT / "tests"

# From the ground up; entrances share a floor. import-linter holds the imports to the same order.
FLOOR = {
    room: height
    for height, rooms in enumerate(
        (
            ("domain",),
            ("kit",),
            ("audit",),
            ("people",),
            ("inventory",),
            ("documents", "monitoring", "notifications"),
            ("incidents",),
            ("reports",),
            ("web", "api", "worker"),
            ("config",),
        )
    )
    for room in rooms
}

FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)


def modules(*rooms: str) -> Iterator[Path]:
    """The Python files of these rooms (all rooms when none is named), without migrations."""
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).parts
        if "migrations" not in parts and (not rooms or parts[0] in rooms):
            yield path


def modules_of_tests() -> Iterator[Path]:
    """The Python files of the tests."""
    yield from sorted(TESTS.rglob("*.py"))


@cache
def tree(path: Path) -> ast.Module:
    """The syntax tree of one file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method of a file, also nested ones."""
    for node in ast.walk(tree(path)):
        if isinstance(node, FUNCTION):
            yield node


def public_functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """The functions that a file offers to others."""
    for node in tree(path).body:
        if isinstance(node, FUNCTION) and not node.name.startswith("_"):
            yield node


def calls(path: Path) -> Iterator[tuple[ast.Call, str, str]]:
    """Every call of a method as (node, what it is called on, method name)."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node, ast.unparse(node.func.value), node.func.attr


def place(path: Path, node: ast.AST | None = None) -> str:
    """A clickable place: file and line from the root of the project."""
    line = getattr(node, "lineno", 1)
    return f"{path.relative_to(ROOT)}:{line}"


def is_furniture(path: Path, name: str) -> bool:
    """Whether the file is, or lies in the folder of, this piece of an app's furniture."""
    parts = path.relative_to(PACKAGE).parts
    return len(parts) > 1 and (parts[1] == f"{name}.py" or parts[1] == name)


def listed(violations: list[str]) -> str:
    """Violations one a line, as the message of a failed assertion."""
    return "\n" + "\n".join(violations)
