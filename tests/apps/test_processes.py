"""Web and worker as one: no half of the desk keeps running alone."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from sigap.config.processes import run_together

PYTHON = sys.executable
WAITS = [PYTHON, "-c", "import time; time.sleep(60)"]
TWO = """
import sys
from sigap.config.processes import run_together
waits = "import pathlib, time; pathlib.Path({path!r}).touch(); time.sleep(60)"
command = [sys.executable, "-c", waits]
sys.exit(run_together({{"satu": command, "dua": command}}, print))
"""


def test_when_one_ends_the_other_is_ended_and_the_answer_is_not_zero() -> None:
    said: list[str] = []
    begun = time.monotonic()
    code = run_together({"web": WAITS, "worker": [PYTHON, "-c", "exit(3)"]}, said.append)
    assert code == 1
    assert said == ["worker: berhenti sendiri (kode 3); yang lain dihentikan."]
    assert time.monotonic() - begun < 20


def test_one_that_ends_without_an_error_is_an_end_all_the_same() -> None:
    assert run_together({"web": WAITS, "worker": [PYTHON, "-c", ""]}, lambda _: None) == 1


def test_the_handlers_of_before_are_put_back() -> None:
    before = signal.getsignal(signal.SIGTERM)
    run_together({"satu": [PYTHON, "-c", ""]}, lambda _: None)
    assert signal.getsignal(signal.SIGTERM) is before


def test_a_request_to_stop_reaches_all_and_ends_with_zero(tmp_path: Path) -> None:
    begun = tmp_path / "begun"
    parent = subprocess.Popen([PYTHON, "-c", TWO.format(path=str(begun))])
    until = time.monotonic() + 20
    while not begun.exists() and time.monotonic() < until:
        time.sleep(0.05)
    os.kill(parent.pid, signal.SIGTERM)
    assert parent.wait(20) == 0
