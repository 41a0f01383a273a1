"""What gunicorn calls in each of its processes; its own settings stand on its command line."""

import sys
from typing import Final, Protocol

from sigap.web.streams import end_streams_when

# A thread that has its answer from the database waits so long (seconds) before it may run again
# while another computes. An act asks some ten times, and others wait for its locks: with Python's
# own 5 ms it would hold them for most of that time without doing anything.
SWITCH_SECONDS: Final = 0.0002


class Process(Protocol):
    """A process of gunicorn: `alive` until it is asked to stop."""

    alive: bool


def post_worker_init(worker: Process) -> None:
    """Let threads take turns quickly, and a stop not wait for the streams of open pages."""
    sys.setswitchinterval(SWITCH_SECONDS)
    end_streams_when(lambda: not worker.alive)
