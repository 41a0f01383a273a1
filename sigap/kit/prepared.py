"""Reads whose SQL is composed once: composing costs Django far more than running it.

A row with its joins takes about 1.8 ms to compose and read, and 0.3 ms when it is only read
(docs/decisions/0005-speed.md). For the few reads that nearly every request makes.
"""

from collections.abc import Callable, Mapping
from copy import copy
from datetime import UTC, datetime, timedelta
from functools import wraps
from inspect import signature
from typing import Any, ParamSpec, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

P = ParamSpec("P")
Row = TypeVar("Row")

_KEYS = "/* keys */"

# What stands in the SQL for each parameter of a read until it is run. The values are fit for
# every column of their type, and no row holds them.
_STAND_INS: Mapping[type, Callable[[int], Any]] = {
    str: lambda place: f"\ue000{place}",
    int: lambda place: 2_100_000_000 + place,
    datetime: lambda place: datetime(1801, 1, 1, tzinfo=UTC) + timedelta(days=place),
    QuerySet: lambda place: RawSQL(_KEYS, []),
}


def prepared(read: Callable[P, QuerySet[Any, Row]]) -> Callable[P, list[Row]]:
    """Make of a function that composes a query set one that answers with its rows.

    `read` is called once, with stand-ins: it must compose the same query for all values. Its
    parameters are annotated str, int or datetime and each is compared with a column as it is
    (equal, less, greater), never part of a pattern or of JSON and never None. One may be a
    QuerySet of keys, for `in`; that one is composed anew each time. TypeError at the first call
    where a parameter cannot be found again in the SQL.
    """
    kinds = {name: each.annotation for name, each in signature(read).parameters.items()}
    plans: dict[str, _Plan] = {}

    @wraps(read)
    def rows(*args: P.args, **named: P.kwargs) -> list[Row]:
        alias = DEFAULT_DB_ALIAS
        if alias not in plans:
            plans[alias] = _Plan(read, kinds, alias)
        return plans[alias].rows({**dict(zip(kinds, args, strict=False)), **named})

    return rows


class _Plan:
    """The composed SQL of one read for one database, and where its parameters go."""

    def __init__(self, read: Callable[..., Any], kinds: Mapping[str, type], alias: str) -> None:
        stand_ins = {
            name: _STAND_INS[kind](place) for place, (name, kind) in enumerate(kinds.items())
        }
        self._alias = alias
        self._queryset = read(**stand_ins).using(alias)
        self._compiler = self._queryset.query.get_compiler(alias)
        self._sql, params = self._compiler.as_sql()
        columns = [expression for expression, *_ in self._compiler.select]
        self._converters = self._compiler.get_converters(columns)
        known = [(self._adapted(value), name) for name, value in stand_ins.items()]
        self._places = [
            (next((name for value, name in known if value == param), None), param)
            for param in params
        ]
        before, marked, _ = self._sql.partition(_KEYS)
        if marked:
            name = next(name for name, kind in kinds.items() if kind is QuerySet)
            self._places.insert(before.replace("%%", "").count("%s"), (name, _KEYS))
        missing = set(stand_ins) - {name for name, _ in self._places}
        if missing:
            raise TypeError(f"{read.__name__}: {sorted(missing)} cannot be filled in later")

    def rows(self, values: Mapping[str, Any]) -> list[Any]:
        """Run the SQL with these values; the rows as the query set would give them."""
        try:
            filled = self._filled(values)
        except EmptyResultSet:
            return []
        compiler = copy(self._compiler)
        # A compiler belongs to the connection, and so to the thread, that it was made for.
        compiler.connection = connections[self._alias]
        compiler.as_sql = lambda *args, **kwargs: filled
        compiler.get_converters = lambda columns: self._converters
        queryset = self._queryset.all()
        queryset.query.get_compiler = lambda *args, **kwargs: compiler
        return list(queryset)

    def _filled(self, values: Mapping[str, Any]) -> tuple[str, tuple[Any, ...]]:
        sql, params = self._sql, []
        for name, stand_in in self._places:
            if name is None:
                params.append(stand_in)
            elif stand_in is _KEYS:
                keys, of_keys = values[name].query.get_compiler(self._alias).as_sql()
                sql = sql.replace(_KEYS, keys)
                params += of_keys
            else:
                value = self._adapted(values[name])
                # psycopg sends an integer in the type of its column, which is a class of int.
                params.append(type(stand_in)(value) if isinstance(value, int) else value)
        return sql, tuple(params)

    def _adapted(self, value: Any) -> Any:
        if isinstance(value, datetime):
            return connections[self._alias].ops.adapt_datetimefield_value(value)
        return value
