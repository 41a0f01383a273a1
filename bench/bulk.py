"""Rows by the hundred thousand: copies of true rows, written as each database does it fastest."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.core.management.color import no_style
from django.db import connection, connections
from django.db.models import Max, Model

AT_ONCE = 20_000


class Stencil:
    """One row whose copies differ in their moments and in the columns named `changing`."""

    def __init__(self, row: Model, changing: Sequence[str]) -> None:
        fields = row._meta.concrete_fields
        values = [getattr(row, field.attname) for field in fields]
        self._fields = fields
        self._connection = connections[connection.alias]
        self._places = [
            next(place for place, field in enumerate(fields) if field.attname == name)
            for name in changing
        ]
        self._moments = [
            (place, value) for place, value in enumerate(values) if isinstance(value, datetime)
        ]
        self._plain = [
            field.get_db_prep_save(value, connection)
            for field, value in zip(fields, values, strict=True)
        ]

    def copy(self, shift: timedelta, *changed: Any) -> list[Any]:
        """The columns of a copy, every moment moved by `shift`."""
        row = self._plain.copy()
        for place, moment in self._moments:
            row[place] = self._prepared(place, moment + shift)
        for place, value in zip(self._places, changed, strict=True):
            row[place] = self._prepared(place, value)
        return row

    def _prepared(self, place: int, value: Any) -> Any:
        # Numbers and words are written as they are; asking the field would take half of the time.
        if type(value) in (int, str):
            return value
        return self._fields[place].get_db_prep_save(value, self._connection)


class Sheet:
    """The rows that wait to be written to one table; full sheets are written by themselves."""

    def __init__(self, table: str, columns: Sequence[str], places: str = "") -> None:
        self._rows: list[Sequence[Any]] = []
        quote = connection.ops.quote_name
        self._target = f"{quote(table)} ({', '.join(map(quote, columns))})"
        self._places = places or ", ".join(["%s"] * len(columns))

    @classmethod
    def of(cls, model: type[Model]) -> "Sheet":
        """A sheet over all columns of a model's table."""
        return cls(model._meta.db_table, [field.column for field in model._meta.concrete_fields])

    def add(self, row: Sequence[Any]) -> None:
        """One more row."""
        self._rows.append(row)
        if len(self._rows) >= AT_ONCE:
            self.write()

    def write(self) -> None:
        """Write what waits."""
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql" and "(" not in self._places:
                with cursor.copy(f"COPY {self._target} FROM STDIN") as copy:
                    for row in self._rows:
                        copy.write_row(row)
            else:
                cursor.executemany(
                    f"INSERT INTO {self._target} VALUES ({self._places})", self._rows
                )
        self._rows.clear()


def next_ids(models: Iterable[type[Model]]) -> dict[type[Model], int]:
    """The first free key of each table."""
    return {model: (model.objects.aggregate(last=Max("pk"))["last"] or 0) + 1 for model in models}


def count_on(models: Sequence[type[Model]]) -> None:
    """Let the database count on from the keys that were written."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)


def analyse() -> None:
    """Let the database learn how its values lie."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
