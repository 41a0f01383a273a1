"""Calls the API as the cast does: with each one's bearer token, at the office's moment."""

import json
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from sigap.domain.actor import SYSTEM
from sigap.domain.procedure import Step
from sigap.incidents.models import Incident
from sigap.incidents.queries.cases import procedure_of
from sigap.kit import clock
from sigap.people.actions import create_token
from tests.office import Office, filled

PREFIX = "/api/v1"

REPORT: dict[str, Any] = {
    "agency": "dinas-pendidikan",
    "site": "kantor-disdik",
    "category": "wifi-mati",
    "summary": "WiFi lantai 2 mati",
    "channel": "telepon",
    "reporter": {"name": "Agus Hermawan", "phone": "0812-3456-7890"},
}


class Caller:
    """The cast at the API. `at` of the office is the time of every call."""

    def __init__(self) -> None:
        self.office = Office()
        self.client = Client(raise_request_exception=False)
        self._tokens: dict[str, str] = {}

    def token(self, who: str) -> str:
        if who not in self._tokens:
            user = self.office.cast.user(who)
            self._tokens[who] = create_token(user, at=self.office.at, by=SYSTEM)
        return self._tokens[who]

    def call(
        self, method: str, who: str | None, path: str, body: Any = None, **headers: str
    ) -> Any:
        """One request; header names are written with underscores. `who` None sends no token."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if who is not None:
            named["Authorization"] = f"Bearer {self.token(who)}"
        text = body if isinstance(body, str | bytes) else json.dumps(body)
        with clock.at(self.office.at):
            return self.client.generic(
                method,
                f"{PREFIX}{path}",
                b"" if body is None else text,
                content_type="application/json",
                headers=named,
            )

    def get(self, who: str | None, path: str, **headers: str) -> Any:
        return self.call("GET", who, path, **headers)

    def post(self, who: str | None, path: str, body: Any = None, **headers: str) -> Any:
        return self.call("POST", who, path, body, **headers)

    def upload(self, who: str, path: str, content: bytes, name: str, **headers: str) -> Any:
        """A file as a browser sends it."""
        named = {key.replace("_", "-"): value for key, value in headers.items()}
        named["Authorization"] = f"Bearer {self.token(who)}"
        with clock.at(self.office.at):
            return self.client.post(
                f"{PREFIX}{path}", {"file": SimpleUploadedFile(name, content)}, headers=named
            )

    def report(self, who: str = "operator", **told: Any) -> str:
        """File a report; answers its number."""
        answer = self.post(who, "/incidents", {**REPORT, **told})
        assert answer.status_code == 201, answer.content
        return str(answer.json()["number"])

    def step(self, number: str) -> Step:
        """The step the case is in."""
        row = Incident.objects.select_related("procedure").get(number=number)
        return procedure_of(row).step(row.step)

    def walk(self, number: str, *verbs: str) -> dict[str, Any]:
        """Take these exits through the API, each with the token of the step's performer."""
        told: dict[str, Any] = {}
        for verb in verbs:
            self.office.wait(minutes=5)
            step = self.step(number)
            body = {"output": dict(filled(step, verb)), "note": "Masih putus saat dicek"}
            answer = self.post(step.role, f"/incidents/{number}/exits/{verb}", body)
            assert answer.status_code == 200, answer.content
            told = answer.json()
        return told


def problem(answer: Any, status: int, code: str) -> dict[str, Any]:
    """The body of a refusal, after checking that it is a whole RFC 9457 problem of this code."""
    assert answer.headers["Content-Type"] == "application/problem+json", answer.content
    told: dict[str, Any] = answer.json()
    assert (answer.status_code, told["status"], told["code"]) == (status, status, code), told
    assert told["type"] == f"urn:sigap:problem:{code}"
    assert told["title"]
    assert told["detail"]
    return told
