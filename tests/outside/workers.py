"""Workers that send the outbox and are killed while they do, run as a program.

Arguments: how many work at once, how many are killed before the end. Each is a process of its
own; one that is killed has a successor. Prints how many were killed when nothing waits any more.
"""

import os
import random
import signal
import sys
import time
from datetime import timedelta

import django
from django.db import connections

django.setup()

from sigap.kit import clock  # noqa: E402
from sigap.notifications import queries  # noqa: E402
from sigap.notifications.actions.sending import send_due  # noqa: E402

BATCH = 20
# Long enough for twenty messages on a machine with much else to do, short enough to wait for.
LEASE = timedelta(seconds=6)
LOOK_EVERY_SECONDS = 0.25


def work() -> None:
    """Round after round, until somebody kills this process."""
    random.seed(os.getpid())
    while True:
        if not send_due(at=clock.now(), batch=BATCH, lease=LEASE):
            time.sleep(0.05)


def hired() -> int:
    """A new worker; connections are not shared with it."""
    connections.close_all()
    pid = os.fork()
    if pid == 0:
        work()
    return pid


def kill(pid: int) -> None:
    """As the power does it: no farewell, nothing is finished."""
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)


def main() -> None:
    """Keep the workers at work until the outbox is empty."""
    at_once, to_be_killed = int(sys.argv[1]), int(sys.argv[2])
    working, killed = [hired() for _ in range(at_once)], 0
    while queries.waiting().exists():
        time.sleep(LOOK_EVERY_SECONDS * random.random())
        if killed < to_be_killed:
            kill(working.pop(random.randrange(at_once)))
            killed += 1
            working.append(hired())
    for pid in working:
        kill(pid)
    print(killed, flush=True)


if __name__ == "__main__":
    main()
