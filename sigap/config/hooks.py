"""What gunicorn calls in each of its processes; its own settings stand on its command line."""

from typing import Protocol

from sigap.web.streams import end_streams_when


class Process(Protocol):
    """A process of gunicorn: `alive` until it is asked to stop."""

    alive: bool


def post_worker_init(worker: Process) -> None:
    """Let a stop not wait for the streams of open pages."""
    end_streams_when(lambda: not worker.alive)
