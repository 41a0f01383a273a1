"""No value that anybody can send ends in a failure of the server."""

from typing import Any

import pytest

from tests.api.caller import REPORT, Caller

NASTY: tuple[Any, ...] = (
    None,
    True,
    -1,
    10**30,
    1e308,
    "",
    "\u0000",
    "\ud800",
    "x" * 70_000,
    "' OR 1=1 --",
    "../../etc/passwd",
    "2026-13-45T99:99",
    "0001-01-01T00:00:00+14:00",
    "🙈 %(value)s %s {0}",
    [],
    [[]],
    {},
    {"a": {"b": []}},
)

BODIES: dict[str, dict[str, Any]] = {
    "/incidents": REPORT | {"letter": {"number": "1"}, "reported_at": None, "follows": None},
    "/incidents/{n}/exits/disposisikan": {
        "output": {"sifat": "segera", "instruksi": "Cek"}, "note": ""
    },
    "/incidents/{n}/decline": {"reason": "x"},
    "/incidents/{n}/hold": {"reason": "pln", "evidence": "", "until": "2026-12-01T09:00:00"},
    "/incidents/{n}/deviations": {
        "reason": "x", "authority": "y", "kind": "lainnya", "to": "penanganan"
    },
    "/incidents/{n}/deviations/1/ratify": {"note": "x"},
    "/incidents/{n}/notes": {"text": "x", "internal": True},
    "/incidents/{n}/cancel": {"reason": "duplikat", "explanation": "x", "duplicate_of": "y"},
    "/incidents/{n}/parent": {"parent": "2026-000009"},
    "/incidents/{n}/unfollow": {"reason": "x"},
    "/incidents/{n}/agencies": {"agency": "dinas-kesehatan"},
    "/incidents/{n}/confirmations/dinas-pendidikan": {
        "result": "pulih", "by": "x", "channel": "telepon"
    },
}  # fmt: skip

ADDRESSES = (
    "/incidents/{v}",
    "/incidents/{v}/timeline",
    "/incidents/{n}/attachments/{v}",
    "/procedures/{v}",
    "/procedures/penanganan-gangguan?version={v}",
    "/agencies?q={v}",
    "/agencies?cursor={v}",
    "/sites?q={v}",
    "/sites?agency={v}",
    "/devices?site={v}&cursor={v}",
    "/incidents?q={v}",
    "/incidents?agency={v}&step={v}&role={v}&site={v}&category={v}",
    "/incidents?cursor={v}",
    "/incidents?limit={v}",
)
TYPED = (
    "%00", "%ff", "%ED%A0%80", "'%22%5C", "%25s", "9" * 40, "-1",
    "cjk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5", "%F0%9F%99%88", "a%20%7C%20b%20%26%20!", "*", ":",
    "NEAR(a,b)", "x" * 5000,
)  # fmt: skip


def sane(answer: Any) -> None:
    assert answer.status_code < 500, answer.content
    assert "json" in answer.headers["Content-Type"], answer.content


@pytest.mark.parametrize("path", BODIES)
def test_no_value_in_a_body_ends_in_a_failure(caller: Caller, path: str):
    body = BODIES[path]
    address = path.format(n=caller.report())
    for field in body:
        for value in NASTY:
            sane(caller.post("kabid", address, body | {field: value}))
            if isinstance(body[field], dict):
                inner = dict.fromkeys(body[field], value)
                sane(caller.post("kabid", address, body | {field: inner}))


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_address_ends_in_a_failure(caller: Caller, address: str):
    number = caller.report()
    for value in TYPED:
        sane(caller.get("kasi", address.format(n=number, v=value)))


@pytest.mark.parametrize(
    "address",
    [
        "/incidents/{n}/deviations/{v}/ratify",
        "/incidents/{n}/exits/{v}",
        "/incidents/{n}/confirmations/{v}",
        "/incidents/{v}/accept",
    ],
)
def test_no_address_of_an_act_ends_in_a_failure(caller: Caller, address: str):
    number = caller.report()
    for value in TYPED:
        sane(caller.post("kabid", address.format(n=number, v=value), {"result": "pulih"}))


def test_strange_headers_end_in_no_failure(caller: Caller):
    address = f"/incidents/{caller.report()}/accept"
    for value in ("é", "x" * 5000, '""', "W/", "²", "999999999999", ","):
        for name in ("If_Match", "Idempotency_Key", "Accept_Language", "Authorization"):
            sane(caller.post("kabid", address, **{name: value}))
