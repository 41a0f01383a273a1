"""Reads whose SQL is composed once: composing costs Django far more than running it.

A row with its joins takes about 1.8 ms to compose and read, and 0.2 ms when it is only read
(docs/decisions/0005-speed.md). For the few reads that nearly every request makes.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import wraps
from inspect import Parameter, signature
from types import NoneType
from typing import Annotated, Any, ParamSpec, TypeVar, get_args

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from sigap.kit.rows import Reader

P = ParamSpec("P")
Row = TypeVar("Row")
T = TypeVar("T")

Fixed = Annotated[T, "part of the query"]
"""A parameter that is written into the query, as a limit is, although its type has a stand-in."""

_MARK = "\ue000"
_KEYS = "/* keys */"
_IN_JSON = "/* in JSON */"
_MOST_PLANS = 256

# What stands in the SQL for each value of a read until it is run. They are fit for every column
# of their type, and no row holds them.
_STAND_INS: Mapping[Any, Callable[[int], Any]] = {
    str: lambda place: f"{_MARK}{place}",
    int: lambda place: 2_100_000_000 + place,
    datetime: lambda place: datetime(1801, 1, 1, tzinfo=UTC) + timedelta(days=place),
    QuerySet: lambda place: RawSQL(_KEYS, []),
}


def prepared(read: Callable[P, QuerySet[Any, Row]]) -> Callable[P, list[Row]]:
    """Make of a function that composes a query set one that answers with its rows.

    A parameter annotated str, int or datetime is a value: it is compared with a column as it is
    (equal, less, greater), never part of a pattern, and `read` composes the same query for all of
    them; it is called with stand-ins. One may be a QuerySet of keys, for `in`; that one is composed
    anew each time. Any other parameter (a bool, a tuple, a `Fixed[int]`) shapes the query, and so
    does whether a value that may be None is None: the query is composed once for each. TypeError
    at the first call where a value cannot be found again in the SQL; one that may be None need not
    be there.
    """
    takes = [
        _Taken.by(place, each) for place, each in enumerate(signature(read).parameters.values())
    ]
    shaping = [each for each in takes if each.shapes]
    plans: dict[tuple[Any, ...], _Plan] = {}

    @wraps(read)
    def rows(*args: P.args, **named: P.kwargs) -> list[Row]:
        given = {**dict(zip((each.name for each in takes), args, strict=False)), **named}
        values = (
            given if len(given) == len(takes) else {each.name: each.of(given) for each in takes}
        )
        shape = tuple(each.shape(values[each.name]) for each in shaping)
        if shape not in plans:
            if len(plans) >= _MOST_PLANS:
                plans.clear()
            plans[shape] = _Plan(read, takes, values)
        return plans[shape].rows(values)

    return rows


@dataclass(frozen=True, slots=True)
class _Taken:
    """One parameter of a read; `stand_in` is None where it only shapes the query."""

    name: str
    default: Any
    stand_in: Any
    optional: bool

    @classmethod
    def by(cls, place: int, parameter: Parameter) -> "_Taken":
        kinds = [each for each in get_args(parameter.annotation) if each is not NoneType]
        optional = NoneType in get_args(parameter.annotation)
        kind = kinds[0] if optional and len(kinds) == 1 else parameter.annotation
        made = _STAND_INS.get(kind)
        return cls(parameter.name, parameter.default, made(place) if made else None, optional)

    @property
    def shapes(self) -> bool:
        return self.stand_in is None or self.optional

    def shape(self, value: Any) -> Any:
        """What of this value makes the query another one."""
        return value if self.stand_in is None or value is None else ...

    def of(self, given: Mapping[str, Any]) -> Any:
        """What was given, else the default."""
        return given.get(self.name, self.default)


class _Plan:
    """The composed SQL of one read, and where its values go."""

    def __init__(
        self, read: Callable[..., Any], takes: list[_Taken], values: Mapping[str, Any]
    ) -> None:
        self._alias = DEFAULT_DB_ALIAS
        filled = {each.name: each for each in takes if each.shape(values[each.name]) is ...}
        stand_ins = {name: each.stand_in for name, each in filled.items()}
        queryset = read(**{**values, **stand_ins}).using(self._alias)
        compiler = queryset.query.get_compiler(self._alias)
        try:
            self._sql, params = compiler.as_sql()
        except EmptyResultSet:
            self._sql = ""
            return
        self._reader = Reader(queryset, compiler)
        self._places = [self._place(param, stand_ins) for param in params]
        before, marked, _ = self._sql.partition(_KEYS)
        if marked:
            name = next(name for name, each in stand_ins.items() if isinstance(each, RawSQL))
            self._places.insert(before.replace("%%", "").count("%s"), (name, _KEYS))
        found = {name for name, _ in self._places}
        missing = sorted(name for name in stand_ins.keys() - found if not filled[name].optional)
        if missing or any(name is None and _MARK in str(param) for name, param in self._places):
            raise TypeError(f"{read.__name__}: {missing} cannot be filled in later")

    def _place(self, param: Any, stand_ins: Mapping[str, Any]) -> tuple[str | None, Any]:
        """Which value goes where this stands in the query, if any does."""
        in_json = getattr(param, "obj", param)
        for name, value in stand_ins.items():
            if param == self._adapted(value):
                return name, param
            if isinstance(value, str) and in_json in (value, self._as_json(value)):
                return name, _IN_JSON
        return None, param

    def rows(self, values: Mapping[str, Any]) -> list[Any]:
        """Run the SQL with these values; the rows as the query set would give them."""
        if not self._sql:
            return []
        try:
            sql, params = self._filled(values)
        except EmptyResultSet:
            return []
        with connections[self._alias].cursor() as cursor:
            cursor.execute(sql, params)
            found = cursor.fetchall()
        return self._reader.read(found, connections[self._alias])

    def _filled(self, values: Mapping[str, Any]) -> tuple[str, tuple[Any, ...]]:
        sql, params = self._sql, []
        for name, stand_in in self._places:
            if name is None:
                params.append(stand_in)
            elif stand_in is _IN_JSON:
                params.append(self._as_json(values[name]))
            elif stand_in is _KEYS:
                keys, of_keys = values[name].query.get_compiler(self._alias).as_sql()
                sql = sql.replace(_KEYS, keys)
                params += of_keys
            else:
                value = self._adapted(values[name])
                # psycopg sends an integer in the type of its column, which is a class of int.
                params.append(type(stand_in)(value) if isinstance(value, int) else value)
        return sql, tuple(params)

    def _as_json(self, value: str) -> Any:
        return connections[self._alias].ops.adapt_json_value(value, None)

    def _adapted(self, value: Any) -> Any:
        if isinstance(value, datetime):
            return connections[self._alias].ops.adapt_datetimefield_value(value)
        return value
