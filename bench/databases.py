"""Where the benchmark works: a throw-away database or the one that is named, and a free port."""

import os
import secrets
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
import psycopg
from django.core.management import call_command
from psycopg import sql

from tests.postgresql import server


@contextmanager
def database(wanted: str, folder: Path) -> Iterator[str]:
    """The address of the database to measure: `wanted` is "sqlite", "postgresql" or an address.

    What was made here is removed afterwards. Raises NoPostgresql where there is none.
    """
    if wanted == "sqlite":
        yield f"sqlite:///{folder}/bench.db"
    elif wanted == "postgresql":
        with server() as url, _own_database(url) as own:
            yield own
    else:
        yield wanted


@contextmanager
def _own_database(url: str) -> Iterator[str]:
    name = f"sigap_bench_{secrets.token_hex(4)}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield f"{url.rpartition('/')[0]}/{name}"
        finally:
            connection.execute(
                sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name))
            )


def free_port() -> int:
    """A port of this machine on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def set_up(url: str, folder: Path) -> None:
    """Make this process the product over this database, with all tables, and nothing else."""
    for variable in [each for each in os.environ if each.startswith("SIGAP_")]:
        del os.environ[variable]
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "bench.settings",
        "SIGAP_DATABASE_URL": url,
        "SIGAP_DATA_DIR": str(folder),
        "SIGAP_SECRET_KEY": secrets.token_hex(32),
        "SIGAP_PORT": str(free_port()),
    }
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
