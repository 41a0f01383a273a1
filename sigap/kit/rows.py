"""Rows of a composed query as Django gives them, without asking the query anew how."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import QuerySet
from django.db.models.query import (
    FlatValuesListIterable,
    ModelIterable,
    ValuesListIterable,
    get_related_populators,
)
from django.db.models.sql.compiler import SQLCompiler

_Converter = Callable[[Any, Any, Any], Any]
_Read = Callable[[Sequence[Any]], Any]


class Reader:
    """How the rows of one query become what its query set promises.

    Knows query sets of instances, with what `select_related` brings along, of tuples and of single
    values; TypeError for any other.
    """

    def __init__(self, queryset: QuerySet[Any, Any], compiler: SQLCompiler) -> None:
        self._converters = _converters(compiler)
        self._read = _how(queryset, compiler)

    def read(self, found: Iterable[Sequence[Any]], connection: BaseDatabaseWrapper) -> list[Any]:
        """The rows that a cursor fetched, as the query set would have given them."""
        read = self._read
        return [read(row) for row in self._converted(found, connection)]

    def _converted(
        self, found: Iterable[Sequence[Any]], connection: BaseDatabaseWrapper
    ) -> Iterable[Sequence[Any]]:
        if not self._converters:
            return found
        rows = [list(row) for row in found]
        for place, convert, expression in self._converters:
            for row in rows:
                row[place] = convert(row[place], expression, connection)
        return rows


def _how(queryset: QuerySet[Any, Any], compiler: SQLCompiler) -> _Read:
    if compiler.has_extra_select:
        raise TypeError("a prepared read orders by what it selects")
    if queryset._iterable_class is ValuesListIterable:
        return tuple
    if queryset._iterable_class is FlatValuesListIterable:
        return lambda row: row[0]
    if queryset._iterable_class is ModelIterable:
        return _instance(queryset, compiler)
    raise TypeError("a prepared read gives instances, tuples or single values")


def _instance(queryset: QuerySet[Any, Any], compiler: SQLCompiler) -> _Read:
    made = compiler.klass_info
    first, last = made["select_fields"][0], made["select_fields"][-1] + 1
    names = [column.target.attname for column, *_ in compiler.select[first:last]]
    # The stubs describe a later Django.
    beside = get_related_populators(made, compiler.select, queryset.db)  # type: ignore[call-arg]
    model, alias = made["model"], queryset.db
    annotated = list((compiler.annotation_col_map or {}).items())

    def read(row: Sequence[Any]) -> Any:
        instance = model.from_db(alias, names, row[first:last])
        for each in beside:
            each.populate(row, instance)
        for name, place in annotated:
            setattr(instance, name, row[place])
        return instance

    return read


def _converters(compiler: SQLCompiler) -> list[tuple[int, _Converter, Any]]:
    columns = [expression for expression, *_ in compiler.select]
    return [
        (place, _swift(convert), expression)
        for place, (converters, expression) in compiler.get_converters(columns).items()
        for convert in converters
    ]


def _swift(convert: _Converter) -> _Converter:
    """SQLite keeps moments without their zone and asks the settings for it at each of hundreds."""
    if getattr(convert, "__name__", "") != "convert_datetimefield_value":
        return convert

    def moment(value: Any, expression: Any, connection: BaseDatabaseWrapper) -> Any:
        if type(value) is datetime and value.tzinfo is None:
            return value.replace(tzinfo=connection.timezone)
        return convert(value, expression, connection)

    return moment
