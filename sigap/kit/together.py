"""Statements sent together: one wait for the database instead of one for each.

An act writes seven rows of which none depends on another's answer. PostgreSQL takes them one after
the other without being waited for (libpq's pipeline mode); SQLite has nobody to wait for.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

Hear = Callable[[Any], None]


class _Waiting(threading.local):
    """What is still to be heard in this thread, None outside a block; whether `send` speaks."""

    said: list[tuple[Any, Hear]] | None = None
    sending: bool = False


_waiting = _Waiting()


@contextmanager
def together() -> Iterator[None]:
    """Send what `send` is given in this block without waiting for the answers.

    They are heard at the end of the block in the order in which they were sent, and what the
    database refuses is raised there at the latest, as the error that it always is. A statement
    that is sent otherwise is answered at once, after all before it. Nothing may be caught inside:
    the transaction round the block is to end with its error. Blocks within blocks are one.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.vendor != "postgresql" or _waiting.said is not None:
        yield
        return
    connection.ensure_connection()
    said: list[tuple[Any, Hear]] = []
    _waiting.said = said
    try:
        with (
            connection.wrap_database_errors,
            connection.connection.pipeline() as pipeline,
            connection.execute_wrapper(_answered_at_once(connection, pipeline)),
        ):
            yield
        for cursor, hear in said:
            hear(cursor)
    finally:
        _waiting.said = None
        for cursor, _hear in said:
            cursor.close()


def _answered_at_once(connection: Any, pipeline: Any) -> Callable[..., Any]:
    """Django counts the rows of a statement as soon as it has sent it."""

    def run(execute: Callable[..., Any], *told: Any) -> Any:
        answer = execute(*told)
        if not _waiting.sending:
            with connection.wrap_database_errors:
                pipeline.sync()
        return answer

    return run


def send(sql: str, params: Any, hear: Hear | None = None) -> None:
    """Run a statement; `hear` gets the cursor with its answer, now or at the end of the block."""
    cursor = connections[DEFAULT_DB_ALIAS].cursor()
    if _waiting.said is not None:
        _waiting.said.append((cursor, hear or _nothing))
        _waiting.sending = True
        try:
            cursor.execute(sql, params)
        finally:
            _waiting.sending = False
        return
    with cursor:
        cursor.execute(sql, params)
        if hear is not None:
            hear(cursor)


def _nothing(cursor: Any) -> None:
    """Nobody asks what was answered."""
