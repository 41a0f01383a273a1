"""Every refusal is problem+json with a stable code: bad input, wrong address, no token."""

from typing import Any

import pytest
from django.db import OperationalError

from sigap.api import auth
from sigap.domain.actor import SYSTEM
from sigap.people.actions import revoke_token
from sigap.people.models import ApiToken
from tests.api.caller import REPORT, Caller, problem

LONG = "x" * 201

# What is sent instead of the good value, the field that is named, and the code.
BAD_REPORTS: list[tuple[dict[str, Any], str, str]] = [
    ({"category": "ada-ada-saja"}, "category", "unknown-key"),
    ({"category": ""}, "category", "required"),
    ({"category": 7}, "category", "not-text"),
    ({"summary": "  "}, "summary", "required"),
    ({"summary": LONG}, "summary", "too-long"),
    ({"summary": None}, "summary", "not-text"),
    ({"summary": "a\u0000b"}, "summary", "unprintable"),
    ({"summary": "a\ud800b"}, "summary", "unprintable"),
    ({"description": "x" * 10_001}, "description", "too-long"),
    ({"agency": "dinas-antah-berantah", "site": None}, "agency", "unknown-key"),
    ({"agency": None, "site": None}, "agency", "required"),
    ({"site": "tidak-ada"}, "site", "unknown-key"),
    ({"site": "kantor-dinkes"}, "site", "site-elsewhere"),
    ({"device": "tidak-ada"}, "device", "unknown-key"),
    ({"site": "smp-negeri-9", "device": "sw-disdik"}, "device", "device-elsewhere"),
    ({"channel": "merpati-pos"}, "channel", "unknown-choice"),
    ({"channel": "surat"}, "letter.number", "required"),
    ({"letter": {"number": "1", "on": "kemarin"}}, "letter.on", "not-a-day"),
    ({"letter": "500/1"}, "letter", "not-an-object"),
    ({"reporter": None}, "reporter", "not-an-object"),
    ({"reporter": {}}, "reporter.name", "required"),
    ({"reporter": {"name": ""}}, "reporter.name", "required"),
    ({"reporter": {"name": "A", "phone": "nol"}}, "reporter.phone", "not-a-phone"),
    ({"reporter": {"name": "A", "email": "agus"}}, "reporter.email", "not-an-address"),
    ({"reported_at": "besok"}, "reported_at", "not-a-moment"),
    ({"reported_at": 1763863200}, "reported_at", "not-a-moment"),
    ({"reported_at": "2026-11-23"}, "reported_at", "not-a-moment"),
    ({"reported_at": "9999-12-31T23:59:59-12:00"}, "reported_at", "out-of-range"),
    ({"reported_at": "2026-11-24T09:00:00"}, "reported_at", "in-future"),
    ({"reported_at": "2026-11-23T07:00:00"}, "backdate_reason", "required"),
    ({"external_ref": LONG}, "external_ref", "too-long"),
    ({"impact": "besar"}, "impact", "unknown-choice"),
    ({"urgency": "sekali"}, "urgency", "unknown-choice"),
    ({"sumary": "salah ketik"}, "sumary", "unknown-field"),
]


@pytest.mark.parametrize(("changed", "field", "code"), BAD_REPORTS)
def test_a_faulty_report_names_its_field(caller, changed, field, code):
    answer = caller.post("operator", "/incidents", {**REPORT, **changed})
    told = problem(answer, 422, "invalid")
    faults = {each["field"]: each["code"] for each in told["errors"]}
    assert faults[field] == code
    assert all(each["detail"] and "%(" not in each["detail"] for each in told["errors"])


def test_every_faulty_field_is_told_at_once(caller):
    body = {**REPORT, "summary": "", "category": "x", "channel": "y"}
    told = problem(caller.post("operator", "/incidents", body), 422, "invalid")
    assert {each["field"] for each in told["errors"]} == {"summary", "category", "channel"}


@pytest.mark.parametrize(
    "body",
    ["{", "", "tidak", b"\xff\xfe", '{"a": ' + "[" * 100_000, '{"a": ' + "9" * 5000 + "}"],
)
def test_a_body_that_is_no_json_is_a_400_or_an_empty_body(caller, body):
    answer = caller.post("operator", "/incidents", body)
    if body == "":
        assert problem(answer, 422, "invalid")["errors"][0]["field"] == "body"
    else:
        problem(answer, 400, "malformed-body")


@pytest.mark.parametrize("body", ["[]", "null", "7", '"x"'])
def test_a_body_that_is_no_object_says_so(caller, body):
    told = problem(caller.post("operator", "/incidents", body), 422, "invalid")
    assert [each["field"] for each in told["errors"]] == ["body"]


@pytest.mark.parametrize(
    ("path", "field", "code"),
    [
        ("limit=0", "limit", "out-of-range"),
        ("limit=101", "limit", "out-of-range"),
        ("limit=banyak", "limit", "not-a-number"),
        ("cursor=bukan-kami", "cursor", "bad-cursor"),
        ("cursor=%C3%A9", "cursor", "bad-cursor"),
        ("state=entah", "state", "unknown-choice"),
        ("late=mungkin", "late", "not-a-boolean"),
        ("q=%00", "q", "unprintable"),
    ],
)
def test_a_faulty_filter_names_its_parameter(caller, path, field, code):
    told = problem(caller.get("kabid", f"/incidents?{path}"), 422, "invalid")
    assert [(each["field"], each["code"]) for each in told["errors"]] == [(field, code)]


@pytest.mark.parametrize(
    "path",
    ["/", "/tidak-ada", "/incidents/", "/incidents/1/2/3", "/incidents/a%00b", "/%ff"],
)
def test_a_wrong_address_is_a_problem_and_no_page(caller, path):
    problem(caller.get("kabid", path), 404, "unknown-address")


def test_a_wrong_method_says_which_are_right(caller):
    answer = caller.call("PUT", "kabid", "/incidents", {})
    assert "PUT" in problem(answer, 405, "method-not-allowed")["detail"]
    assert answer.headers["Allow"] == "GET, POST"


def test_a_strange_host_is_a_problem_too(caller):
    problem(caller.get("kabid", "/incidents", Host="jahat.example"), 400, "bad-request")


def test_no_token_an_unknown_one_and_a_revoked_one_are_told_apart_from_nothing_else(caller):
    answer = caller.get(None, "/incidents")
    problem(answer, 401, "token-missing")
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    problem(caller.get(None, "/incidents", Authorization="Bearer x"), 401, "token-unknown")
    problem(caller.get(None, "/incidents", Authorization="Basic x"), 401, "token-unknown")
    caller.token("kasi")
    revoke_token(ApiToken.objects.get(), at=caller.office.at, by=SYSTEM)
    problem(caller.get("kasi", "/incidents"), 401, "token-unknown")


def test_a_request_that_is_too_large_is_refused_before_it_is_read(caller):
    problem(caller.post("operator", "/incidents", b"x" * (3 * 1024 * 1024)), 413, "too-large")
    answer = caller.upload("operator", "/incidents/1/attachments", b"x" * 13_000_000, "a.txt")
    problem(answer, 413, "too-large")


def test_a_broken_form_is_a_problem(caller):
    answer = caller.post("operator", f"/incidents/{caller.report()}/attachments", {})
    assert problem(answer, 422, "invalid")["errors"][0]["field"] == "file"


def test_sentences_are_english_for_who_asks_for_it_and_codes_stay(caller):
    indonesian = caller.get("kabid", "/incidents/x", Accept_Language="id")
    english = caller.get("kabid", "/incidents/x", Accept_Language="fr, en-GB;q=0.8, id;q=0.2")
    assert indonesian.headers["Content-Language"] == "id"
    assert english.headers["Content-Language"] == "en"
    assert problem(indonesian, 404, "incident-not-found")["code"] == english.json()["code"]


def broken(error: Exception) -> Any:
    def fail(*_: Any, **__: Any) -> None:
        raise error

    return fail


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [(OperationalError("locked"), 503, "busy"), (ZeroDivisionError(), 500, "internal-error")],
)
def test_what_nobody_expected_is_a_problem_that_gives_nothing_away(
    caller, monkeypatch, error, status, code
):
    caller.token("kabid")
    monkeypatch.setattr(auth, "token_row", broken(error))
    told = problem(caller.get("kabid", "/incidents"), status, code)
    assert "locked" not in told["detail"]


def test_a_key_and_an_if_match_that_cannot_be_read_are_400(caller: Caller):
    path = f"/incidents/{caller.report()}/accept"
    problem(caller.post("kabid", path, Idempotency_Key=" "), 400, "bad-idempotency-key")
    problem(caller.post("kabid", path, Idempotency_Key="x" * 201), 400, "bad-idempotency-key")
    problem(caller.post("kabid", path, If_Match='"dua"'), 400, "bad-if-match")
