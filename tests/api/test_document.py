"""The OpenAPI document tells all there is, and its page loads nothing from elsewhere."""

import re
from typing import Any

import pytest
from playwright.sync_api import sync_playwright

from sigap.api.agent_shapes import PREFIX
from sigap.api.application import api
from tests.api.caller import REPORT, Caller

METHODS = {"get", "post", "patch", "delete"}


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return api.get_openapi_schema(path_prefix="/api/v1/")


def operations(
    document: dict[str, Any], *, agents: bool = False
) -> list[tuple[str, str, dict[str, Any]]]:
    """The operations of people's programs, or those of the probe agents."""
    return [
        (path, method, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        if path.startswith(PREFIX) is agents
    ]


def references(part: Any) -> set[str]:
    if isinstance(part, dict):
        own = {part["$ref"]} if isinstance(part.get("$ref"), str) else set()
        return own.union(*(references(each) for each in part.values()))
    if isinstance(part, list | tuple):
        return set().union(*(references(each) for each in part))
    return set()


def test_every_reference_leads_to_a_schema(document):
    known = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}
    assert references(document["paths"]) | references(document["components"]) <= known


def test_every_operation_is_described_secured_and_tells_its_problems(document):
    for path, method, operation in operations(document):
        assert method in METHODS
        assert operation["description"], path
        assert operation["security"] == [{"Bearer": []}], path
        content = operation["responses"]["422"]["content"]
        assert list(content) == ["application/problem+json"], path
        assert any(str(code).startswith("2") for code in operation["responses"]), path
    assert document["components"]["securitySchemes"]["Bearer"]["scheme"] == "bearer"


def test_the_addresses_of_agents_are_described_with_their_own_token(document):
    told = {path: operation for path, _, operation in operations(document, agents=True)}
    assert set(told) == {f"{PREFIX}{path}" for path in ("work", "readings", "orders/{pk}")}
    for path, operation in told.items():
        assert operation["description"], path
        assert operation["security"] == [{"AgentToken": []}], path
        assert operation["requestBody"]["required"], path
        assert {"200", "401", "413", "422"} == set(operation["responses"]), path


def test_operations_have_names_that_a_client_can_use(document):
    names = [operation["operationId"] for _, _, operation in operations(document)]
    assert len(names) == len(set(names))
    assert all(re.fullmatch(r"[a-z_]+", name) for name in names)
    assert {"file_incident", "take_exit", "incidents", "confirm"} <= set(names)


def test_writing_operations_take_a_key_and_the_state_seen(document):
    for path, method, operation in operations(document):
        headers = {each["name"] for each in operation["parameters"] if each["in"] == "header"}
        wanted = set() if method == "get" else {"Idempotency-Key"}
        if method != "get" and "{number}" in path:
            wanted.add("If-Match")
        assert headers == wanted, path


def test_every_place_in_a_path_is_a_parameter(document):
    for path, _, operation in operations(document):
        told = {each["name"] for each in operation["parameters"] if each["in"] == "path"}
        assert told == set(re.findall(r"{(\w+)}", path)), path


def test_the_promised_addresses_are_there(document):
    promised = (
        "incidents incidents/{number} inbox procedures procedures/{key} agencies sites devices "
        "categories incidents/{number}/accept incidents/{number}/exits/{verb} "
        "incidents/{number}/hold incidents/{number}/resume incidents/{number}/deviations "
        "incidents/{number}/attachments incidents/{number}/confirmations/{agency} "
        "incidents/{number}/timeline incidents/{number}/clocks incidents/{number}/documents"
    )
    assert {f"/api/v1/{path}" for path in promised.split()} <= set(document["paths"])


def test_document_and_page_are_public_and_the_page_names_no_other_place(client, db):
    assert client.get("/api/v1/openapi.json").json()["openapi"] == "3.1.0"
    page = client.get("/api/v1/docs")
    assert page.status_code == 200
    assert "http" not in page.content.decode()
    assert "unsafe" not in page.headers["Content-Security-Policy"]


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_page_works_in_a_browser_under_its_policy(live_server, chromium):
    caller = Caller()
    caller.post("operator", "/incidents", REPORT)
    faults: list[str] = []
    asked: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page()
        page.on("console", lambda message: faults.append(message.text))
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{live_server.url}/api/v1/docs")
        page.get_by_text("/api/v1/inbox", exact=True).wait_for()
        browser.close()
    assert [url for url in asked if not url.startswith((live_server.url, "data:"))] == []
    assert faults == []
