"""The OpenAPI document: what every operation shares, and how to begin."""

from collections.abc import Iterator
from typing import Any

from ninja.openapi.schema import REF_TEMPLATE, OpenAPISchema

from sigap.api.agent_shapes import described
from sigap.api.shapes import Problem

DESCRIPTION = """
The procedure for ICT network disruptions, from the report to the confirmed restoration.

**Who calls.** `Authorization: Bearer TOKEN`; `sigap token create --user NAME` prints one. What a
token may do follows from the offices its holder has at that moment. An agency's contact sees the
cases of the own agency only, without diagnoses, outputs or internal notes and files.

**Names.** Agencies, sites, devices, categories and procedures are named by their `key`, cases by
their `number`. Lists answer `{items, next}`; send `next` back as `cursor`.

**Moments** are ISO 8601. One without an offset is read in the zone of the office; answers carry
its offset. Durations are given in ISO 8601 and in seconds, and never in days: the length of a
working day depends on the calendar.

**Refusals** are `application/problem+json` (RFC 9457) with a stable `code`. A refused step lists
the acts that are open (`open_verbs`), faulty input lists every field (`errors`). Sentences are
Indonesian, or English with `Accept-Language: en`.

**Twice is once.** With an `Idempotency-Key` the same request, sent again within seven days,
answers what it answered first (`Idempotent-Replayed: true`) and acts no second time. The same key
for another request is refused (422). A refused request is not remembered: its key may be used for
the corrected one.

**Only on the state seen.** Send the `ETag` of a case back as `If-Match`; if somebody acted since,
nothing is done and the answer is 409 with the code `stale`.
"""

_KEY_HEADER = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "description": "The same key and request answers the same result once.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200},
    "example": "5b0c1c4e-6a0e-4f0e-9f0a-0e6f2f2f8a11",
}
_MATCH_HEADER = {
    "in": "header",
    "name": "If-Match",
    "required": False,
    "description": "The ETag of the case as the caller saw it.",
    "schema": {"type": "string"},
    "example": '"12"',
}
_PROBLEMS = {
    "400": "The request cannot be read.",
    "401": "No token, or one that is unknown or revoked.",
    "403": "The caller's offices do not give this right.",
    "404": "There is no such thing, or the caller may not know of it.",
    "409": "The case does not allow this now; `open_verbs` lists what it does allow.",
    "413": "The request is larger than what is accepted.",
    "422": "Faulty fields, or an Idempotency-Key used for another request.",
    "503": "The database is busy; try again.",
}
_OF_READS = ("401", "403", "404", "422", "503")


def completed(document: OpenAPISchema) -> OpenAPISchema:
    """The document with headers, problems and names that all operations share."""
    schema = Problem.model_json_schema(ref_template=REF_TEMPLATE, mode="serialization")
    document["components"]["schemas"] |= {**schema.pop("$defs", {}), "Problem": schema}
    for path, method, operation in _operations(document):
        operation["operationId"] = _name(operation["operationId"])
        codes = _OF_READS if method == "get" else tuple(_PROBLEMS)
        for code in codes:
            operation["responses"][code] = _problem(_PROBLEMS[code])
        if method != "get":
            operation["parameters"].append(_KEY_HEADER)
            if "{number}" in path:
                operation["parameters"].append(_MATCH_HEADER)
        if path.endswith(("/attachments/{key}", ".pdf", ".bpmn")):
            content = {"application/octet-stream": {"schema": {"type": "string"}}}
            operation["responses"][200] = {"description": "The file.", "content": content}
    described(document)
    return document


def _operations(document: OpenAPISchema) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def _name(long: str) -> str:
    """ "sigap_api_views_cases_file_incident" is "file_incident" to a client."""
    return long.split("_views_", 1)[1].split("_", 1)[1]


def _problem(description: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        "description": description,
        "content": {"application/problem+json": {"schema": schema}},
    }
