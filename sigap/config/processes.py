"""Keeps several processes as one: they start together and none is left behind alone."""

import signal
import subprocess
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import FrameType

STOPPING = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
LOOK_EVERY_SECONDS = 0.2
GRACE_SECONDS = 30.0


def run_together(commands: Mapping[str, Sequence[str]], say: Callable[[str], None]) -> int:
    """Run the named commands until a signal asks for the end or one of them ends by itself.

    Answers 0 after SIGTERM, SIGINT or SIGHUP, which the others are told as SIGTERM. A process that
    ends unasked takes the rest down and the answer is 1: a desk whose worker is dead must not look
    alive. Whoever has not ended after GRACE_SECONDS is killed.
    """
    asked: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        asked.append(number)

    before = {number: signal.signal(number, note) for number in STOPPING}
    # Sessions of their own: Ctrl-C reaches only us, so that the end has one order.
    running = {
        name: subprocess.Popen(command, start_new_session=True)
        for name, command in commands.items()
    }
    try:
        dead = _first_end(running, asked)
        for name, code in dead.items():
            say(f"{name}: berhenti sendiri (kode {code}); yang lain dihentikan.")
        return 1 if dead else 0
    finally:
        _stop(running.values())
        for number, handler in before.items():
            signal.signal(number, handler)


def _first_end(running: Mapping[str, subprocess.Popen[bytes]], asked: list[int]) -> dict[str, int]:
    """The processes that ended unasked with their codes; empty when a signal came first."""
    while not asked:
        ended = {
            name: code for name, process in running.items() if (code := process.poll()) is not None
        }
        if ended and not asked:
            return ended
        time.sleep(LOOK_EVERY_SECONDS)
    return {}


def _stop(processes: Iterable[subprocess.Popen[bytes]]) -> None:
    living = [process for process in processes if process.poll() is None]
    for process in living:
        process.terminate()
    until = time.monotonic() + GRACE_SECONDS
    for process in living:
        try:
            process.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
