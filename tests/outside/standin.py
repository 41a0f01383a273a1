"""Starts the programs of this folder and talks with them from a test."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

HERE = Path(__file__).parent


class Outside:
    """The services outside, as a test tells them how to behave and asks what they got."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.url = f"http://127.0.0.1:{port}"

    def plan(self, service: str, *meets: int | str, retry_after: int = 0) -> None:
        """The next requests to this service meet these, one after another; then all is well."""
        address = f"{self.url}/_plan/{service}?retry_after={retry_after}"
        urlopen(Request(address, json.dumps(meets).encode())).read()

    def write(self, update: dict[str, Any]) -> None:
        """Somebody writes to the bot: this update is what Telegram will tell of it."""
        urlopen(Request(f"{self.url}/_write", json.dumps(update).encode())).read()

    def got(self, service: str) -> list[dict[str, Any]]:
        """Every request to this service so far, the oldest first."""
        return json.load(urlopen(f"{self.url}/_got/{service}"))


@contextmanager
def started(program: str, *arguments: str) -> Iterator[int]:
    """Run a program of this folder until the block ends; the port it says that it listens on."""
    running = subprocess.Popen(
        [sys.executable, str(HERE / program), *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert running.stdout is not None
        yield int(running.stdout.readline())
    finally:
        running.kill()
        running.communicate()


@contextmanager
def answering() -> Iterator[dict[str, int]]:
    """Servers that answer well and badly (answering.py): the port of each by its name."""
    running = subprocess.Popen(
        [sys.executable, str(HERE / "answering.py")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert running.stdout is not None
        yield json.loads(running.stdout.readline())
    finally:
        running.kill()
        running.communicate()
