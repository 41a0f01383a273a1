"""`bench_measure`: serves a filled database and measures every scenario beside bare Django."""

import json
from argparse import ArgumentParser
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.client import Answer, Request, press
from bench.results import Result, facts, heading, row
from bench.scenarios import Scenario, reads, writes
from bench.serving import Served, served
from sigap.incidents.models import Incident
from sigap.kit import clock

_OF_TRANSACTIONS = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")
# Cases that wait for their first step before the first case is created, for a second of load.
_READY_A_SECOND = 60


class Command(BaseCommand):
    """Rounds of load, each scenario right after bare Django, so that ratios hold when the
    machine drifts."""

    help = "Measure a filled database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seconds", type=float, default=2.0)
        parser.add_argument("--rounds", type=int, default=5)
        parser.add_argument("--clients", type=int, default=4)
        parser.add_argument("--only", default="")
        parser.add_argument("--json", type=Path)

    def handle(self, **options: Any) -> None:
        self.seconds, self.rounds = options["seconds"], options["rounds"]
        self.clients, self.only = options["clients"], options["only"]
        settings.ALLOWED_HOSTS.append("testserver")
        about = facts(Incident.objects.count())
        self.stdout.write(", ".join(f"{name} {value}" for name, value in about.items()))
        self.stdout.write(heading())
        with served() as server:
            at = clock.now()
            results = self._measured(server, self._wanted(reads(at)))
            ready = int(_READY_A_SECOND * self.seconds * self.rounds)
            wanted = self._wanted(writes(at, ready))
            results += self._measured(server, wanted)
        if options["json"]:
            told = {**about, "scenarios": [result.told() for result in results]}
            options["json"].write_text(json.dumps(told, indent=2) + "\n")

    def _wanted(self, scenarios: Iterable[Scenario]) -> list[Scenario]:
        return [each for each in scenarios if not each.beside or self.only in each.name]

    def _measured(self, server: Served, scenarios: Sequence[Scenario]) -> list[Result]:
        bare, *others = scenarios
        results = {each.name: Result(each.name, each.limit, _queries(each)) for each in scenarios}
        # Our own connections would keep a transaction's view and, on SQLite, locks.
        connections.close_all()
        for each in scenarios:
            self._press(server, each, self.seconds / 2)
        for _ in range(self.rounds):
            for each in others:
                beside = self._round(server, bare, results[bare.name], self.seconds / 2)
                own = self._round(server, each, results[each.name], self.seconds)
                if own:
                    results[each.name].ratios.append(beside / own)
        for result in results.values():
            if result.loads:
                self.stdout.write(row(result))
                for answer in result.loads[-1].refused[:1]:
                    self.stderr.write(f"{answer.status}: {answer.body[:300]!r}")
        return list(results.values())

    def _round(self, server: Served, scenario: Scenario, result: Result, seconds: float) -> float:
        used = server.processor_seconds()
        load = self._press(server, scenario, seconds)
        used = server.processor_seconds() - used
        result.loads.append(load)
        result.processor.append(used / max(1, len(load.times)))
        return load.rate

    def _press(self, server: Served, scenario: Scenario, seconds: float) -> Any:
        return press(
            server.port, scenario.ask, scenario.hear, clients=self.clients, seconds=seconds
        )


def _queries(scenario: Scenario) -> int:
    """The statements of one request, without those that open and end transactions.

    The second request counts: the first may read what the process then keeps.
    """
    for _ in range(2):
        asked = scenario.ask()
        with CaptureQueriesContext(connection) as captured:
            answer = _asked_within(asked)
        if not scenario.hear(asked, answer):
            raise RuntimeError(f"{scenario.name}: {answer.status} {answer.body[:500]!r}")
    return sum(not each["sql"].startswith(_OF_TRANSACTIONS) for each in captured)


def _asked_within(asked: Request) -> Answer:
    answer = Client().generic(
        asked.method,
        asked.path,
        asked.body,
        content_type=asked.kind or "application/octet-stream",
        headers=dict(asked.headers),
    )
    head = "\r\n".join(f"{name}: {value}" for name, value in answer.headers.items())
    return Answer(answer.status_code, head.encode(), answer.content)
