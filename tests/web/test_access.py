"""The permission table: everything has a row, every row an address, and each row holds."""

import re
from collections.abc import Iterator
from inspect import getclosurevars, isfunction, unwrap
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from ninja.operation import PathView
from pytest_django import DjangoAssertNumQueries

from sigap.config.access import OPERATIONS, PAGES
from sigap.config.gate import operation
from sigap.domain.access import Entry, closed
from sigap.domain.actor import ROLES
from sigap.kit import clock
from tests.api.caller import Caller, problem
from tests.cast import PEOPLE

SENTENCE = str(closed().fault)
NOBODY = None
# What stands in an address where any value will do: whether the thing exists is no question here.
SAMPLE = {"int": "1", "slug": "contoh", "str": "contoh", "uuid": "0" * 32, "path": "contoh"}
SAMPLE["inventoryword"] = "perangkat"
UNUSED_PAGES = {"styleguide"}  # only with SIGAP_DEBUG


def patterns(
    resolver: URLResolver, route: str = "", space: str = ""
) -> Iterator[tuple[str, str, URLPattern]]:
    """(name with its namespace, route, pattern) of everything that can be asked for."""
    for each in resolver.url_patterns:
        below = route + str(each.pattern)
        if isinstance(each, URLResolver):
            inner = f"{space}{each.namespace}:" if each.namespace else space
            yield from patterns(each, below, inner)
        else:
            yield f"{space}{each.name}", below, each


def addresses() -> tuple[dict[str, URLPattern], set[str]]:
    """The pages by name, and the operations by the names of their rows."""
    pages: dict[str, URLPattern] = {}
    operations: set[str] = set()
    for name, route, pattern in patterns(get_resolver()):
        methods = methods_of(pattern)
        operations |= {operation(method, route) for method in methods}
        if not methods:
            pages[name] = pattern
    return pages, operations


def methods_of(pattern: URLPattern) -> set[str]:
    """The methods of an operation of the API: its view is a closure over what knows them."""
    view = unwrap(pattern.callback)
    inner = getclosurevars(view).nonlocals.values() if isfunction(view) else ()
    views = [each for each in inner if isinstance(each, PathView)]
    return {method for view in views for each in view.operations for method in each.methods}


def test_every_page_has_a_row() -> None:
    assert set(addresses()[0]) - set(PAGES) == set()


def test_every_operation_of_the_api_has_a_row() -> None:
    assert addresses()[1] - set(OPERATIONS) == set()


def test_every_row_has_an_address() -> None:
    pages, operations = addresses()
    assert set(PAGES) - set(pages) - UNUSED_PAGES == set()
    assert set(OPERATIONS) - operations == set()


def test_no_page_goes_without_a_name() -> None:
    assert [route for name, route, _ in patterns(get_resolver()) if name.endswith("None")] == []


def test_a_token_cannot_prove_who_holds_it_so_no_operation_asks_for_that() -> None:
    assert [row for row, entry in OPERATIONS.items() if entry.fresh] == []


def page_address(name: str, pattern: URLPattern) -> str:
    kwargs: dict[str, Any] = {}
    for argument, converter in pattern.pattern.converters.items():
        kind = type(converter).__name__.removesuffix("Converter").lower().replace("string", "str")
        kwargs[argument] = SAMPLE[kind]
    return reverse(name, kwargs=kwargs)


PEOPLE_AND_NOBODY = [NOBODY, *(person[0] for person in PEOPLE)]


@pytest.fixture
def caller(db: None) -> Caller:
    return Caller()


def answered(caller: Caller, who: str | None, address: str) -> str:
    """How the gate answered a look at this page: "sign-in", "closed" or "open"."""
    client = Client(raise_request_exception=False)
    if who is not None:
        client.force_login(caller.office.cast.user(who))
    with clock.at(caller.office.at):
        answer = client.get(address)
    if answer.status_code == 302 and answer["Location"].startswith("/masuk/?next="):
        return "sign-in"
    closed_here = answer.status_code == 403 and SENTENCE in answer.content.decode()
    return "closed" if closed_here else "open"


def expected(caller: Caller, entry: Entry, who: str | None) -> str:
    actor = caller.office.cast.actor(who) if who else None
    if entry.admits(actor):
        return "open"
    return "closed" if actor else "sign-in"


@pytest.mark.parametrize("who", PEOPLE_AND_NOBODY)
def test_pages_open_as_their_rows_say(caller: Caller, who: str | None) -> None:
    pages = addresses()[0]
    rows = {name: entry for name, entry in PAGES.items() if name in pages}
    found = {name: answered(caller, who, page_address(name, pages[name])) for name in rows}
    assert found == {name: expected(caller, entry, who) for name, entry in rows.items()}


def called(caller: Caller, who: str | None, row: str) -> tuple[int, str]:
    """(status, code of the problem) of an operation called with nothing in its body."""
    method, path = row.split()
    for part in re.findall("{.*?}", path):
        path = path.replace(part, SAMPLE["int" if part.startswith("{int:") else "str"])
    answer = caller.call(method, who, path, None if method == "GET" else {})
    return answer.status_code, answer.json().get("code", "")


def test_operations_answer_nobody_without_a_token(caller: Caller) -> None:
    found = {row: called(caller, NOBODY, row) for row in OPERATIONS}
    assert found == dict.fromkeys(OPERATIONS, (401, "token-missing"))


@pytest.mark.parametrize("who", [person[0] for person in PEOPLE])
def test_operations_answer_as_their_rows_say(caller: Caller, who: str) -> None:
    actor, refusal = caller.office.cast.actor(who), (403, closed().code)
    found = {row: called(caller, who, row) == refusal for row in OPERATIONS}
    assert found == {row: not entry.admits(actor) for row, entry in OPERATIONS.items()}


def test_somebody_without_an_office_opens_only_what_needs_none(caller: Caller) -> None:
    person = caller.office.cast.user("operator")
    person.appointments.all().delete()
    assert answered(caller, "operator", "/gangguan/") == "closed"
    assert answered(caller, "operator", "/pemberitahuan/") == "open"
    problem(caller.get("operator", "/incidents"), 403, closed().code)


def test_the_gate_asks_the_database_nothing_about_a_stranger(
    caller: Caller, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        assert answered(caller, NOBODY, "/lacak/") == "open"
        assert answered(caller, NOBODY, "/pengaturan/") == "sign-in"


def test_what_has_no_row_is_open_to_nobody(caller: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(PAGES, "help")  # type: ignore[arg-type]
    monkeypatch.delitem(OPERATIONS, "GET /categories")  # type: ignore[arg-type]
    assert answered(caller, "admin", "/bantuan/") == "closed"
    problem(caller.get("admin", "/categories"), 403, closed().code)


def test_the_roles_of_the_table_are_roles_that_exist() -> None:
    rows = [*PAGES.values(), *OPERATIONS.values()]
    assert {role for entry in rows for role in entry.roles or ()} <= set(ROLES)
