"""Full-text search over cases: PostgreSQL tsvector or SQLite FTS5 behind two functions.

Texts are cut into plain words before either engine sees them, so that both find the same cases:
"2026-000412", "FO putus" and "rs.chas" mean the same everywhere.
"""

import re

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from sigap.incidents.models import Incident

_WORD = re.compile(r"\w+")
_MOST_WORDS = 8


def index_incident(incident: Incident) -> None:
    """Put a case's words into the index; called once, in the reporting transaction."""
    text = indexed_text(incident)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "INSERT INTO incident_search (incident_id, document)"
                " VALUES (%s, to_tsvector('simple', %s))",
                [incident.pk, text],
            )
        else:
            cursor.execute(
                "INSERT INTO incident_search (rowid, document) VALUES (%s, %s)",
                [incident.pk, text],
            )


def matching(rows: QuerySet[Incident], query: str) -> QuerySet[Incident]:
    """The rows in which every word of the query occurs, each as the beginning of a word.

    A single letter or figure has to be the whole word: half of all words begin with it.
    """
    wanted = _words(query)[:_MOST_WORDS]
    if not wanted:
        return rows
    if connection.vendor == "postgresql":
        found = RawSQL(
            "SELECT incident_id FROM incident_search WHERE document @@ to_tsquery('simple', %s)",
            [" & ".join(f"{word}:*" if len(word) > 1 else word for word in wanted)],
        )
    else:
        found = RawSQL(
            "SELECT rowid FROM incident_search WHERE incident_search MATCH %s",
            [" AND ".join(f'"{word}"*' if len(word) > 1 else f'"{word}"' for word in wanted)],
        )
    return rows.filter(pk__in=found)


def indexed_text(incident: Incident) -> str:
    """The words by which a case is found, as the index keeps them."""
    parts = [
        incident.number,
        incident.number.partition("-")[2].lstrip("0"),
        incident.tracking_code,
        incident.summary,
        incident.description,
        incident.agency.name,
        incident.agency.short_name,
        incident.site.name if incident.site else "",
        incident.site.district if incident.site else "",
        incident.category.name,
        incident.reporter_name,
        incident.letter_number,
        incident.external_ref,
    ]
    return " ".join(_words(" ".join(part for part in parts if part)))


def _words(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(text.replace("_", " "))]
