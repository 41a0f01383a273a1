"""How gunicorn serves the product on the two cores of an ordinary office server."""

import socket
import sys
from contextlib import closing

from django.conf import settings

from sigap.web.streams import MOST

WORKERS = 2
# Short requests that mostly wait for the database: a few threads a process are enough. Each page
# with live news keeps one more, which sleeps and holds no database connection meanwhile.
PAGE_THREADS = 6
THREADS = PAGE_THREADS + MOST
TIMEOUT_SECONDS = 60


def bind() -> str:
    """The address to listen on, as gunicorn writes it."""
    host, port = settings.ENVIRONMENT.host, settings.ENVIRONMENT.port
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def is_taken() -> bool:
    """Whether another program listens there: asked before the start, to say it in plain words."""
    host, port = settings.ENVIRONMENT.host, settings.ENVIRONMENT.port
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with closing(socket.socket(family, socket.SOCK_STREAM)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return True
    return False


def web_command() -> list[str]:
    """The command line that serves the pages and the API."""
    return [
        sys.executable,
        "-m",
        "gunicorn",
        "sigap.config.wsgi:application",
        "--config=python:sigap.config.hooks",
        f"--bind={bind()}",
        "--worker-class=gthread",
        f"--workers={WORKERS}",
        f"--threads={THREADS}",
        f"--timeout={TIMEOUT_SECONDS}",
        "--keep-alive=15",
        # One import for both processes: quicker to start, and they share its memory.
        "--preload",
        "--no-control-socket",
        "--log-level=warning",
    ]


def worker_command() -> list[str]:
    """The command line that does what is due."""
    return [sys.executable, "-m", "sigap.config.cli", "worker"]
