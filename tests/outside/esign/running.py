"""Starts the simulated BSrE for a test, and tells it how to behave."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from sigap.config.environment_signing import Bsre
from tests.outside.esign.people import SERVICE_PASSWORD, SERVICE_USER

ROOT = Path(__file__).parents[3]


class Esign:
    """The running service, as a test speaks of it."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"

    def setup(self, version: int = 1, proof: str = "passphrase", *, verify: bool = False) -> Bsre:
        """What the office's settings say of it."""
        return Bsre(self.url, SERVICE_USER, SERVICE_PASSWORD, version, proof, verify)

    def plan(self, *meets: str, seconds: float = 0) -> None:
        """How the next requests for a signature are met; then all is well."""
        address = f"{self.url}/_plan?seconds={seconds}"
        urlopen(Request(address, json.dumps(meets).encode())).read()

    def got(self) -> list[dict[str, Any]]:
        """Every request for a signature so far, the oldest first, without its secrets."""
        return json.load(urlopen(f"{self.url}/_got"))

    def roots(self, place: Path) -> Path:
        """Its authority as a PEM file, for SIGAP_SIGNER_ROOTS."""
        place.write_bytes(urlopen(f"{self.url}/_root.pem").read())
        return place


@contextmanager
def started(module: str) -> Iterator[int]:
    """Run a module of the tests as a process until the block ends; the port that it says."""
    running = subprocess.Popen(
        [sys.executable, "-m", module],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    try:
        assert running.stdout is not None
        yield int(running.stdout.readline())
    finally:
        running.kill()
        running.communicate()


@contextmanager
def esign() -> Iterator[Esign]:
    """The service, alone with this test."""
    with started("tests.outside.esign") as port:
        yield Esign(port)
