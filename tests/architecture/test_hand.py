"""The hand in which the code is written: promises, moments handed in, nothing hidden."""

import ast
import sys

from tests.architecture.source import (
    calls,
    functions,
    is_furniture,
    listed,
    modules,
    modules_of_tests,
    place,
    public_functions,
    tree,
)

CLOCKS = {"now", "utcnow", "today", "localtime", "localdate"}
# Standard library, yet clock, disk or network.
IMPURE = {"os", "pathlib", "socket", "subprocess", "shutil", "tempfile", "sqlite3", "http", "time"}


def test_every_module_opens_with_a_sentence() -> None:
    silent = [
        place(path)
        for path in modules()
        if path.read_text(encoding="utf-8").strip() and not ast.get_docstring(tree(path))
    ]
    assert not silent, listed(silent)


def test_every_public_function_states_its_promise() -> None:
    silent = [
        f"{place(path, node)} {node.name}"
        for path in modules()
        if path.parts[-2] == "domain"
        or is_furniture(path, "actions")
        or is_furniture(path, "queries")
        for node in public_functions(path)
        if not ast.get_docstring(node)
    ]
    assert not silent, listed(silent)


def test_no_import_hides_in_a_function() -> None:
    hidden = [
        place(path, inner)
        for path in [*modules(), *modules_of_tests()]
        for node in functions(path)
        for inner in ast.walk(node)
        if isinstance(inner, (ast.Import, ast.ImportFrom))
    ]
    assert not hidden, listed(hidden)


def test_the_domain_uses_the_standard_library_only_and_nothing_of_the_machine() -> None:
    allowed = (sys.stdlib_module_names | {"sigap"}) - IMPURE
    strangers = [
        f"{place(path, node)} {name}"
        for path in modules("domain")
        for node in ast.walk(tree(path))
        for name in _imported(node)
        if name not in allowed
    ]
    assert not strangers, listed(strangers)


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.ImportFrom):
        return [(node.module or "").split(".")[0]]
    if isinstance(node, ast.Import):
        return [alias.name.split(".")[0] for alias in node.names]
    return []


def test_neither_the_domain_nor_an_action_reads_the_clock() -> None:
    readers = [
        f"{place(path, node)} {receiver}.{name}()"
        for path in modules()
        if path.parts[-2] == "domain" or is_furniture(path, "actions")
        for node, receiver, name in calls(path)
        if name in CLOCKS
    ]
    assert not readers, listed(readers)


def test_the_moment_and_the_actor_are_handed_to_actions_by_name() -> None:
    positional = [
        f"{place(path, node)} {node.name}({argument.arg})"
        for path in modules()
        if is_furniture(path, "actions")
        for node in public_functions(path)
        for argument in [*node.args.posonlyargs, *node.args.args]
        if argument.arg in ("at", "by") and _acts_at_a_moment(node)
    ]
    assert not positional, listed(positional)


def _acts_at_a_moment(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """A guard that only looks at the actor is no act and may take it first."""
    arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    return any(argument.arg == "at" for argument in arguments)
