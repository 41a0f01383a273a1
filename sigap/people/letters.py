"""How names are stored and searched so that a few typed letters find them on every database."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import reduce
from operator import add, and_, or_

from django.db import models
from django.db.models import Case, ExpressionWrapper, Q, Value, When
from django.db.models.expressions import Combinable, OrderBy

_NOT_A_WORD = re.compile(r"[^a-z0-9]+")
_MOST_WORDS = 8


def words_of(text: str) -> tuple[str, ...]:
    """The words of `text` in small plain letters: no accents, no punctuation, order kept."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return tuple(word for word in _NOT_A_WORD.split(plain) if word)


def letters(texts: Iterable[str]) -> str:
    """One line to search in, with a space before and after each word of `texts`, so that a
    whole word and a word's beginning can be told from a find in its middle.
    """
    found = [word for text in texts for word in words_of(text)]
    return f" {' '.join(found)} " if found else ""


class LettersField(models.TextField):  # type: ignore[type-arg]
    """A column that keeps `letters(row.search_texts())`, filled at every save and bulk insert.

    A computed column of the database would not do: SQLite and PostgreSQL disagree about case
    and accents, and a search must find the same rows on both.
    """

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(**{"editable": False, "default": "", **options})  # type: ignore[arg-type]

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        line = letters(model_instance.search_texts())  # type: ignore[attr-defined]
        setattr(model_instance, self.attname, line)
        return line


def matching(words: Sequence[str], columns: Sequence[str]) -> Q:
    """Rows in which every word stands somewhere in at least one of the columns."""
    return reduce(
        and_,
        (
            reduce(or_, (Q(**{f"{column}__contains": word}) for column in columns))
            for word in words[:_MOST_WORDS]
        ),
        Q(),
    )


def best_first(words: Sequence[str], columns: Sequence[str]) -> OrderBy:
    """The order in which rows answer the words best.

    A whole word beats a word's beginning, which beats a find in the middle; an earlier column
    beats a later one; a line that opens with the first word gets a little more.
    """
    parts: list[Combinable] = [_word_score(word, columns) for word in words[:_MOST_WORDS]]
    opening = When(**{f"{columns[0]}__startswith": f" {words[0]}"}, then=Value(2))
    total = reduce(add, [*parts, Case(opening, default=Value(0))])
    points = ExpressionWrapper(total, output_field=models.IntegerField())
    return OrderBy(points, descending=True)


def _word_score(word: str, columns: Sequence[str]) -> Case:
    whens: list[When] = []
    for points, pattern in ((9, f" {word} "), (6, f" {word}")):
        for place, column in enumerate(columns):
            whens.append(When(**{f"{column}__contains": pattern}, then=Value(points - place)))
    whens.append(When(**{f"{columns[0]}__contains": word}, then=Value(2)))
    return Case(*whens, default=Value(1))
