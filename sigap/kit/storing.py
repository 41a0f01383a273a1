"""Rows stored by SQL that is composed once: the counterpart of `prepared` for writing.

For the few tables that every act writes (docs/decisions/0005-speed.md). No signals, no multi-table
inheritance, keys that the database gives.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final, Self

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections
from django.db.models import (
    BooleanField,
    CharField,
    DateTimeField,
    Model,
    SlugField,
    TextField,
)

from sigap.kit.together import send

# Their values go to both databases as they are.
_PLAIN: Final = (BooleanField, CharField, SlugField, TextField)


@lru_cache(maxsize=16)
def next_keys(*models: type[Model]) -> str:
    """SQL that gives a key for a new row of each of these tables, to be asked with something else.

    On PostgreSQL the next of their sequences, for `insert` to store rows under without being
    waited for; on SQLite NULLs: there storing a row gives its key soon enough.
    """
    if connections[DEFAULT_DB_ALIAS].vendor != "postgresql":
        return ", ".join(["NULL"] * len(models))
    named = [(model._meta.db_table, model._meta.pk.column) for model in models]
    return ", ".join(
        f"nextval(pg_get_serial_sequence('\"{table}\"', '{key}'))" for table, key in named
    )


def insert(*rows: Model, ignore_conflicts: bool = False) -> None:
    """Store new rows of one table in one statement and give them their keys.

    Within `together` they have their keys at its end, unless they had them before (`next_keys`).
    With `ignore_conflicts` rows whose like is there already are left out, and none gets its key.
    """
    model = type(rows[0])
    sql, params = _insertion_of_one(rows[0]) if len(rows) == 1 else _insertion_of_many(rows)
    if ignore_conflicts:
        send(f"{sql} ON CONFLICT DO NOTHING", params)
    elif rows[0].pk is not None:
        send(sql, params)
        _stored(rows)
    else:
        key = _named(model, ())[1]
        send(f"{sql} RETURNING {key}", params, lambda cursor: _take_keys(rows, cursor))


def insert_new(row: Model) -> bool:
    """Store a new row unless its like is there already; answers whether it was stored."""
    sql, params = _insertion_of_one(row)
    sql += f" ON CONFLICT DO NOTHING RETURNING {_named(type(row), ())[1]}"
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(sql, params)
        found = cursor.fetchone()
    if found is not None:
        row.pk = found[0]
        _stored((row,))
    return found is not None


def _insertion_of_one(row: Model) -> tuple[str, list[Any]]:
    """The SQL for one row. What is left out is NULL: psycopg keeps no SQL of over fifty values."""
    connection = connections[DEFAULT_DB_ALIAS]
    given = [(name, value(row, connection)) for name, value in _values(type(row))]
    given = [each for each in given if each[1] is not None]
    sql = _insertion(type(row), 1, tuple(name for name, _value in given))
    return sql, [value for _name, value in given]


def _insertion_of_many(rows: Sequence[Model]) -> tuple[str, list[Any]]:
    model, connection = type(rows[0]), connections[DEFAULT_DB_ALIAS]
    names = tuple(name for name, _value in _values(model) if rows[0].pk or name != _key_of(model))
    values = [value for name, value in _values(model) if name in names]
    params = [value(row, connection) for row in rows for value in values]
    return _insertion(model, len(rows), names), params


def _take_keys(rows: Sequence[Model], cursor: Any) -> None:
    for row, (key,) in zip(rows, cursor.fetchall(), strict=True):
        row.pk = key
    _stored(rows)


def _stored(rows: Sequence[Model]) -> None:
    for row in rows:
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


def update(row: Model, names: Sequence[str]) -> None:
    """Store these fields of a row that is there; DatabaseError when it is not.

    `names` is a constant of the caller: the statement is kept for each.
    """
    gone = DatabaseError(f"{type(row).__name__} {row.pk} is not there to be updated")
    sql, values = _change(type(row), tuple(names))
    connection = connections[DEFAULT_DB_ALIAS]
    params = [*(value(row, connection) for value in values), row.pk]
    send(sql, params, lambda cursor: _require_one(cursor, gone))


def _require_one(cursor: Any, otherwise: Exception) -> None:
    if cursor.rowcount != 1:
        raise otherwise


def update_many(rows: Sequence[Model], names: Sequence[str]) -> None:
    """Store these fields of many rows of one table, in one go; rows that are gone are left out.

    `names` is a constant of the caller, as with `update`.
    """
    if not rows:
        return
    connection = connections[DEFAULT_DB_ALIAS]
    sql, values = _change(type(rows[0]), tuple(names))
    given = [[*(value(row, connection) for value in values), row.pk] for row in rows]
    with connection.cursor() as cursor:
        cursor.executemany(sql, given)


class Remembering(Model):
    """A row that knows what was read of it, so that `update_changed` writes no more than changed.

    A database writes every index anew that holds a column of an UPDATE, changed or not.
    """

    as_read: Mapping[str, Any] = MappingProxyType({})

    class Meta:
        abstract = True

    @classmethod
    def from_db(
        cls, db: str | None, field_names: Collection[str], values: Collection[Any], **more: Any
    ) -> Self:
        """The row, with what it was when it was read."""
        row = super().from_db(db, field_names, values, **more)
        row.as_read = dict(zip(field_names, values, strict=False))
        return row

    def refresh_from_db(self, *args: Any, **named: Any) -> None:
        """As Django does it; what was read before no longer counts."""
        super().refresh_from_db(*args, **named)
        self.as_read = {}

    def save(self, *args: Any, **named: Any) -> None:
        """As Django does it; what was read before no longer counts."""
        super().save(*args, **named)
        self.as_read = {}


def update_changed(row: Remembering, names: Sequence[str]) -> None:
    """Store those of these fields that are no longer what was read.

    The row must have been locked when it was read. What can change within itself, a list or a
    mapping, is always stored.
    """
    kept = dict(row.as_read)
    changed = [name for name in names if _is_changed(row, _attribute(type(row), name), kept)]
    if changed:
        update(row, changed)
    row.as_read = {**kept, **{name: row.__dict__[name] for name in kept if name in row.__dict__}}


def _is_changed(row: Model, name: str, kept: Mapping[str, Any]) -> bool:
    value = getattr(row, name)
    return name not in kept or isinstance(value, list | dict) or value != kept[name]


@lru_cache(maxsize=256)
def _attribute(model: type[Model], name: str) -> str:
    field: Any = model._meta.get_field(name)
    return str(field.attname)


def exchange(row: Model, otherwise: Exception, **new: Any) -> None:
    """Give these fields new values where the database still holds those of the row.

    Where it does not, `otherwise` is raised and nothing is stored; the row then is of no more use.
    """
    model, connection = type(row), connections[DEFAULT_DB_ALIAS]
    sql, values = _change(model, tuple(new))
    held = [value(row, connection) for value in values]
    for name, value in new.items():
        setattr(row, name, value)
    given = [value(row, connection) for value in values]
    where = "".join(f" AND {column} = %s" for column in _named(model, tuple(new))[2])
    params = [*given, row.pk, *held]
    send(sql + where, params, lambda cursor: _require_one(cursor, otherwise))


_Value = Callable[[Any, Any], Any]


@lru_cache(maxsize=256)
def _insertion(model: type[Model], count: int, names: tuple[str, ...]) -> str:
    table, _key, columns = _named(model, names)
    row = f"({', '.join(['%s'] * len(columns))})"
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES {', '.join([row] * count)}"


@lru_cache(maxsize=512)
def _change(model: type[Model], names: tuple[str, ...]) -> tuple[str, list[_Value]]:
    table, key, columns = _named(model, names)
    changes = ", ".join(f"{column} = %s" for column in columns)
    values = [_value(model._meta.get_field(name)) for name in names]
    return f"UPDATE {table} SET {changes} WHERE {key} = %s", values


def _named(model: type[Model], names: tuple[str, ...]) -> tuple[str, str, list[str]]:
    """Table, key and columns as SQL names them."""
    quote: Any = connections[DEFAULT_DB_ALIAS].ops.quote_name
    fields: list[Any] = [model._meta.get_field(name) for name in names]
    columns = [quote(field.column) for field in fields]
    return quote(model._meta.db_table), quote(model._meta.pk.column), columns


@lru_cache(maxsize=64)
def _values(model: type[Model]) -> list[tuple[str, _Value]]:
    """Every column's field by name, and how its value is taken from a row."""
    return [(field.name, _value(field)) for field in model._meta.concrete_fields]


def _key_of(model: type[Model]) -> str:
    return str(model._meta.pk.name)


def _value(field: Any) -> _Value:
    """How a field's value is taken from a row for the database, as `save` would take it."""
    name = field.attname
    if type(field) in _PLAIN:
        return lambda row, connection: getattr(row, name)
    if type(field) is DateTimeField:
        return lambda row, connection: connection.ops.adapt_datetimefield_value(getattr(row, name))
    if field.is_relation:
        return lambda row, connection: field.get_db_prep_save(_key(row, field), connection)
    return lambda row, connection: field.get_db_prep_save(getattr(row, name), connection)


def _key(row: Any, field: Any) -> Any:
    """The key of what the row refers to, which may have got it after it was put there."""
    key = getattr(row, field.attname)
    if key is None and (other := field.get_cached_value(row, default=None)) is not None:
        key = other.pk
        setattr(row, field.attname, key)
    return key
