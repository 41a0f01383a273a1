"""Tables cut by time: native partitions on PostgreSQL, one plain table on SQLite.

Rows for which no partition was made yet go to the default one and are moved when theirs is made,
so nothing is refused because a worker was not there to prepare it.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django.db import connection, models, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import CreateModel
from django.db.migrations.state import ProjectState

POSTGRESQL: Final = "postgresql"
# One lock for all who make or drop partitions; any number that nobody else uses.
_LOCK: Final = 5_740_031
_BITE: Final = 5_000


class CreatePartitioned(CreateModel):
    """`CreateModel` whose table is partitioned by `at` where the database can."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Create the table and its default partition."""
        if schema_editor.connection.vendor != POSTGRESQL:
            super().database_forwards(app_label, schema_editor, from_state, to_state)
            return
        usual = schema_editor.sql_create_table
        schema_editor.sql_create_table = f"{usual} PARTITION BY RANGE (at)"
        try:
            super().database_forwards(app_label, schema_editor, from_state, to_state)
        finally:
            schema_editor.sql_create_table = usual
        table = to_state.apps.get_model(app_label, self.name)._meta.db_table
        schema_editor.execute(f"CREATE TABLE {table}_rest PARTITION OF {table} DEFAULT")


def is_partitioned() -> bool:
    """Whether this database keeps the history in partitions."""
    return connection.vendor == POSTGRESQL


def ensure(model: type[models.Model], length: timedelta, *, at: datetime, ahead: int = 2) -> int:
    """Make the partition of `at` and the next `ahead`; answers how many were new. 0 on SQLite."""
    if not is_partitioned():
        return 0
    table = model._meta.db_table
    made = 0
    for number in range(ahead + 1):
        start = _cut(at, length) + number * length
        name = _name(table, start)
        if name not in _partitions(table):
            _make(table, name, start, start + length)
            made += 1
    return made


def drop_old(model: type[models.Model], length: timedelta, *, before: datetime, most: int) -> int:
    """Forget rows older than `before`: whole partitions, else at most `most` rows in bites.

    Answers how many partitions or rows went. A partition goes when all of it is older.
    """
    table, gone = model._meta.db_table, 0
    for name, start in list(_dated(table)):
        if start + length <= before:
            with transaction.atomic(), connection.cursor() as cursor:
                _take_lock(cursor)
                cursor.execute(f"DROP TABLE IF EXISTS {name}")
            gone += 1
    left = f"{table}_rest" if is_partitioned() else table
    return gone + _nibble(left, before, most)


def _nibble(table: str, before: datetime, most: int) -> int:
    row = "ctid" if is_partitioned() else "rowid"
    some = f"SELECT {row} FROM {table} WHERE at < %s LIMIT {_BITE}"
    moment: Any = connection.ops.adapt_datetimefield_value(before)
    gone = 0
    while gone < most:
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table} WHERE {row} IN ({some})", [moment])
            found = cursor.rowcount
        gone += found
        if found < _BITE:
            break
    return gone


def _cut(moment: datetime, length: timedelta) -> datetime:
    """The start of the partition that holds this moment; partitions count from 1970."""
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    return epoch + (moment - epoch) // length * length


def _name(table: str, start: datetime) -> str:
    return f"{table}_{start:%Y%m%d}"


def _partitions(table: str) -> set[str]:
    if not is_partitioned():
        return set()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT child.relname FROM pg_inherits JOIN pg_class child ON child.oid = inhrelid"
            " WHERE inhparent = %s::regclass",
            [table],
        )
        return {name for (name,) in cursor.fetchall()}


def _dated(table: str) -> Iterator[tuple[str, datetime]]:
    for name in sorted(_partitions(table)):
        day = name.removeprefix(f"{table}_")
        if day.isdecimal() and len(day) == 8:
            yield name, datetime.strptime(day, "%Y%m%d").replace(tzinfo=UTC)


def _make(table: str, name: str, start: datetime, end: datetime) -> None:
    """Make one partition, with the rows of its time that waited in the default one."""
    rest, bounds = f"{table}_rest", f"at >= '{start.isoformat()}' AND at < '{end.isoformat()}'"
    with transaction.atomic(), connection.cursor() as cursor:
        _take_lock(cursor)
        if name in _partitions(table):
            return
        cursor.execute(f"CREATE TABLE {name} (LIKE {table} INCLUDING ALL)")
        # The check lets PostgreSQL attach it without reading it; the lock keeps new rows out.
        cursor.execute(f"ALTER TABLE {name} ADD CONSTRAINT {name}_bounds CHECK ({bounds})")
        cursor.execute(f"LOCK TABLE {rest} IN ACCESS EXCLUSIVE MODE")
        cursor.execute(
            f"WITH moved AS (DELETE FROM {rest} WHERE {bounds} RETURNING *)"
            f" INSERT INTO {name} SELECT * FROM moved"
        )
        cursor.execute(
            f"ALTER TABLE {table} ATTACH PARTITION {name}"
            f" FOR VALUES FROM ('{start.isoformat()}') TO ('{end.isoformat()}')"
        )
        cursor.execute(f"ALTER TABLE {name} DROP CONSTRAINT {name}_bounds")


def _take_lock(cursor: Any) -> None:
    cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
