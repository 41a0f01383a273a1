"""The probe agent: asks what the centre's plan says, and keeps what it heard until it is delivered.

It works on while it is cut off: the plan is remembered, the readings wait in a SQLite file of
bounded size, the oldest leaving first. It needs no database of the product.
"""

import json
import logging
import sqlite3
import ssl
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from sigap.domain.probeplan import next_due
from sigap.monitoring.actions.orders import way_to
from sigap.monitoring.plain import reading_plain
from sigap.monitoring.probes.base import Reading, Target
from sigap.monitoring.probes.round import probe

log = logging.getLogger(__name__)

MOST_KEPT: Final = 500_000
MOST_SENT: Final = 2_000
BITE: Final = 2_000
PATIENCE: Final = 10.0
TALK_EVERY: Final = 5.0
_LOOPBACK: Final = ("127.0.0.1", "::1", "localhost")

Row = list[Any]


class TokenRefused(Exception):
    """The centre does not know this token, or knows it no more."""


class NoSafeWay(ValueError):
    """The centre's address is neither HTTPS nor this machine."""


class Outbox:
    """Readings that wait to be delivered, in one SQLite file; safe among threads and restarts."""

    def __init__(self, path: Path, *, most: int = MOST_KEPT) -> None:
        self._path, self._most = path, most
        with closing(self._open()) as file, file:
            file.execute("PRAGMA journal_mode=WAL")
            file.execute("CREATE TABLE IF NOT EXISTS reading (id INTEGER PRIMARY KEY, said TEXT)")

    def put(self, rows: Sequence[Row]) -> None:
        """Keep these; where there are too many the oldest leave."""
        with closing(self._open()) as file, file:
            said = [(json.dumps(row),) for row in rows]
            file.executemany("INSERT INTO reading (said) VALUES (?)", said)
            file.execute(
                "DELETE FROM reading WHERE id <= (SELECT max(id) FROM reading) - ?", [self._most]
            )

    def first(self, most: int = MOST_SENT) -> list[tuple[int, Row]]:
        """The oldest that wait, with their numbers."""
        with closing(self._open()) as file:
            found = file.execute("SELECT id, said FROM reading ORDER BY id LIMIT ?", [most])
            return [(number, json.loads(said)) for number, said in found.fetchall()]

    def delivered(self, last: int) -> None:
        """Forget all up to this number."""
        with closing(self._open()) as file, file:
            file.execute("DELETE FROM reading WHERE id <= ?", [last])

    def __len__(self) -> int:
        with closing(self._open()) as file:
            return int(file.execute("SELECT count(*) FROM reading").fetchone()[0])

    def _open(self) -> sqlite3.Connection:
        return sqlite3.connect(self._path, timeout=10)


class Centre:
    """The product as an agent talks to it."""

    def __init__(self, url: str, token: str) -> None:
        parts = urlsplit(url)
        if parts.scheme != "https" and parts.hostname not in _LOOPBACK:
            raise NoSafeWay(url)
        self._url, self._token = url.rstrip("/"), token
        self._context = ssl.create_default_context()

    def post(self, path: str, body: Mapping[str, Any]) -> Any:
        """One request. Raises TokenRefused, or OSError while the centre cannot be reached."""
        asked = Request(
            f"{self._url}/api/v1/agent/{path}",
            json.dumps(body).encode(),
            {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"},
        )
        try:
            with urlopen(asked, timeout=PATIENCE, context=self._context) as said:
                return json.load(said)
        except HTTPError as error:
            if error.code in (401, 403):
                raise TokenRefused from error
            raise OSError(f"HTTP {error.code}") from error
        except (URLError, ValueError) as error:
            raise OSError(str(error)) from error


class ProbeAgent:
    """Asks, keeps and delivers; `now` gives the present moment."""

    def __init__(self, centre: Centre, outbox: Outbox, now: Callable[[], datetime]) -> None:
        self._centre, self.outbox, self._now = centre, outbox, now
        self._stamp, self._plan, self._known_good = "", list[dict[str, Any]](), list[str]()
        self._due: dict[int, datetime] = {}
        self._orders: list[dict[str, Any]] = []
        self._trouble = ""
        self.refused = threading.Event()

    def run(self, stop: threading.Event) -> None:
        """Ask every second and talk every five, until told to stop or the token is refused."""
        talking = threading.Thread(target=self._talk_on, args=(stop,), daemon=True)
        talking.start()
        while not (stop.is_set() or self.refused.is_set()):
            self.ask()
            stop.wait(1.0)
        stop.set()
        talking.join(2 * PATIENCE)

    def _talk_on(self, stop: threading.Event) -> None:
        while not stop.is_set():
            try:
                self.talk()
            except TokenRefused:
                self.refused.set()
                return
            except OSError as error:
                log.warning("centre not reached (%s); %d readings wait", error, len(self.outbox))
            stop.wait(TALK_EVERY)

    def talk(self) -> None:
        """Fetch the plan and orders, deliver what waits. Raises OSError or TokenRefused."""
        told = self._centre.post("work", {"stamp": self._stamp})
        self._known_good = told["known_good"]
        if told["checks"] is not None:
            self._stamp, self._plan = told["stamp"], told["checks"]
            self._due = {row["id"]: self._due.get(row["id"], self._now()) for row in self._plan}
        self._orders += told["orders"]
        self._deliver()
        for order in self._orders:
            self._centre.post(f"orders/{order['id']}", self._carried_out(order))
        self._orders.clear()

    def _deliver(self) -> None:
        """Send what waits, oldest first; also nothing at all, so that the centre hears of us."""
        full = True
        while full:
            waiting = self.outbox.first()
            rows = [row for _, row in waiting]
            left = len(self.outbox) - len(rows)
            told = {"readings": rows, "trouble": self._trouble, "waiting": left}
            self._centre.post("readings", told)
            if waiting:
                self.outbox.delivered(waiting[-1][0])
            full = len(waiting) == MOST_SENT

    def ask(self) -> int:
        """Ask what is due, and keep what was heard; answers how many readings that was."""
        at, plan = self._now(), self._plan
        due = [row for row in plan if self._due.get(row["id"], at) <= at][:BITE]
        if not due:
            return 0
        heard = probe([_target(row) for row in due], at=at, known_good=self._known_good)
        self._trouble = heard.proof.trouble
        self.outbox.put([_row(reading) for reading in heard.readings])
        for row in due:
            every = timedelta(seconds=row["every"])
            self._due[row["id"]] = next_due(row["phase"], every, after=at)
        return len(due)

    def _carried_out(self, order: Mapping[str, Any]) -> dict[str, Any]:
        at, asked = self._now(), order["questions"]
        heard = probe([_target(row) for row in asked], at=at, known_good=self._known_good)
        readings = [
            reading_plain(reading, label=row["label"])
            for reading, row in zip(heard.readings, asked, strict=True)
        ]
        way = way_to(order["address"], at=at)
        return {"readings": readings, "way": way, "trouble": heard.proof.trouble}


def _target(row: Mapping[str, Any]) -> Target:
    return Target(row["id"], row["kind"], row["address"], row["options"])


def _row(reading: Reading) -> Row:
    trips = [round(trip * 1_000_000) for trip in reading.trips]
    at = reading.at.isoformat()
    return [reading.target.key, at, reading.answer.value, reading.sent, trips, reading.detail]
