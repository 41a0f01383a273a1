"""The product served for the benchmark exactly as `sigap web` serves it."""

import os
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from sigap.config.processes import GRACE_SECONDS
from sigap.config.serving import web_command

_START_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Served:
    """A running server."""

    port: int
    pid: int

    def processor_seconds(self) -> float:
        """What its processes have used of the processors; 0 where the system does not tell.

        Of a database server nothing is counted, of SQLite everything.
        """
        tick = os.sysconf("SC_CLK_TCK")
        ticks = 0
        for pid in (self.pid, *_children(self.pid)):
            try:
                text = Path(f"/proc/{pid}/stat").read_text()
            except OSError:
                continue
            # The name, in brackets, may hold blanks; user and system time follow behind it.
            told = text.rpartition(")")[2].split()
            ticks += int(told[11]) + int(told[12])
        return ticks / tick


def _children(pid: int) -> list[int]:
    try:
        return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


@contextmanager
def served() -> Iterator[Served]:
    """The server from its first answer to the end of the block."""
    process = subprocess.Popen(web_command())
    try:
        _await(process, settings.ENVIRONMENT.port)
        yield Served(settings.ENVIRONMENT.port, process.pid)
    finally:
        process.terminate()
        process.wait(GRACE_SECONDS)


def _await(process: "subprocess.Popen[bytes]", port: int) -> None:
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server did not answer")
