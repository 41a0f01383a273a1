"""Rows of a composed query as Django gives them, without asking the query anew how."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from inspect import getattr_static
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model, QuerySet
from django.db.models.base import ModelState
from django.db.models.fields.related_descriptors import ForeignKeyDeferredAttribute
from django.db.models.query import (
    FlatValuesListIterable,
    ModelIterable,
    RelatedPopulator,
    ValuesListIterable,
    get_related_populators,
)
from django.db.models.query_utils import DeferredAttribute
from django.db.models.signals import post_init, pre_init
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
    _make_swift(beside)
    from_db, alias = _maker(made["model"]), queryset.db
    annotated = list((compiler.annotation_col_map or {}).items())

    def read(row: Sequence[Any]) -> Any:
        instance = from_db(alias, names, row[first:last])
        for each in beside:
            each.populate(row, instance)
        for name, place in annotated:
            setattr(instance, name, row[place])
        return instance

    return read


class _Swift:
    """`from_db` of a plain model: its values become the instance's own at once.

    Django sets them one by one and tells two signals of it; a page of a case is thirty instances.
    """

    def __init__(self, model: type[Model]) -> None:
        self._model = model

    def from_db(self, db: str | None, names: Sequence[str], values: Sequence[Any]) -> Model:
        """What `Model.from_db` answers."""
        state = ModelState()
        state.db, state.adding = db, False
        instance = self._model.__new__(self._model)
        instance.__dict__ = {"_state": state, **dict(zip(names, values, strict=True))}
        return instance


def _maker(model: type[Model]) -> Callable[..., Model]:
    return _Swift(model).from_db if _is_plain(model) else model.from_db


def _is_plain(model: type[Model]) -> bool:
    """Whether nobody watches how its instances begin, and setting a field only keeps its value."""
    fields = (getattr_static(model, field.attname) for field in model._meta.concrete_fields)
    return (
        model.__init__ is Model.__init__
        and getattr(model.from_db, "__func__", None) is getattr(Model.from_db, "__func__", None)
        and all(type(each) in (DeferredAttribute, ForeignKeyDeferredAttribute) for each in fields)
        and not pre_init.has_listeners(model)
        and not post_init.has_listeners(model)
    )


def _make_swift(beside: Iterable[RelatedPopulator]) -> None:
    """The same for what `select_related` brings along."""
    each: Any
    for each in beside:
        if _is_plain(each.model_cls):
            each.model_cls = _Swift(each.model_cls)
        _make_swift(each.related_populators)


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
