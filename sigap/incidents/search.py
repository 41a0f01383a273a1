"""Full-text search over cases: PostgreSQL tsvector or SQLite FTS5 behind two functions.

Texts are cut into plain words before either engine sees them, so that both find the same cases:
"2026-000412", "FO putus" and "rs.chas" mean the same everywhere.
"""

import re

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from sigap.incidents.models import Incident
from sigap.kit.together import send

_WORD = re.compile(r"\w+")
_MOST_WORDS = 8
_FOUND = {
    "postgresql": "SELECT incident_id FROM incident_search"
    " WHERE document @@ to_tsquery('simple', %s)",
    "sqlite": "SELECT rowid FROM incident_search WHERE incident_search MATCH %s",
}


def index_incident(incident: Incident) -> None:
    """Put a case's words into the index; called once, in the reporting transaction."""
    params = [incident.pk, indexed_text(incident)]
    if connection.vendor == "postgresql":
        send(
            "INSERT INTO incident_search (incident_id, document)"
            " VALUES (%s, to_tsvector('simple', %s))",
            params,
        )
    else:
        send("INSERT INTO incident_search (rowid, document) VALUES (%s, %s)", params)


def drop_incident(incident: Incident) -> None:
    """Take a case's words out of the index, in the transaction in which it goes."""
    column = "incident_id" if connection.vendor == "postgresql" else "rowid"
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM incident_search WHERE {column} = %s", [incident.pk])


def expression(query: str) -> str:
    """What `matching` takes: every word, each as the beginning of one; "" where there is none.

    A single letter or figure has to be the whole word: half of all words begin with it.
    """
    wanted = _words(query)[:_MOST_WORDS]
    if connection.vendor == "postgresql":
        return " & ".join(f"{word}:*" if len(word) > 1 else word for word in wanted)
    return " AND ".join(f'"{word}"*' if len(word) > 1 else f'"{word}"' for word in wanted)


def matching(rows: QuerySet[Incident], wanted: str) -> QuerySet[Incident]:
    """The rows in which every word of an expression occurs."""
    return rows.filter(pk__in=RawSQL(_FOUND[connection.vendor], [wanted]))


def newest_matching(wanted: str, *, before: int | None, most: int) -> QuerySet[Incident]:
    """The newest cases in which every word occurs, of all there are; `before` is a case's key.

    SQLite's index yields them in this order and stops, where it would else gather thousands of
    cases for a common word. PostgreSQL's has no order, and its planner might read all cases.
    """
    if connection.vendor == "postgresql":
        rows = matching(Incident.objects.all(), wanted)
        return rows.filter(pk__lt=before) if before else rows
    found = _FOUND[connection.vendor]
    above = (" AND rowid < %s", [before]) if before else ("", [])
    keys = RawSQL(f"{found}{above[0]} ORDER BY rowid DESC LIMIT {most:d}", [wanted, *above[1]])
    return Incident.objects.filter(pk__in=keys)


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
