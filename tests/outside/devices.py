"""Starts devices to be read, each a program of its own: SNMP agents, SSH servers."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
# Recorded devices of others; licences differ, so they stay outside the project.
RECORDED = ROOT.parent / "shared" / "data"


@contextmanager
def running(program: str, *arguments: str) -> Iterator[int]:
    """Run a module of this folder until the block ends; the port it says that it listens on."""
    started = subprocess.Popen(
        [sys.executable, "-m", f"tests.outside.{program}", *arguments],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert started.stdout is not None
        yield int(started.stdout.readline())
    finally:
        started.kill()
        started.communicate()
