"""Where the benchmark works: a throw-away database or the one that is named, and a free port."""

import secrets
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
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
