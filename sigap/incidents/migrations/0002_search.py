"""The full-text index over cases, as each database does it best."""

from django.db import migrations

_POSTGRESQL = (
    """
    CREATE TABLE incident_search (
        incident_id bigint PRIMARY KEY REFERENCES incidents_incident (id) ON DELETE CASCADE
            DEFERRABLE INITIALLY DEFERRED,
        document tsvector NOT NULL
    )
    """,
    "CREATE INDEX incident_search_document ON incident_search USING gin (document)",
)
# Prefix indexes of two to four letters: people type the beginnings of words.
_SQLITE = (
    "CREATE VIRTUAL TABLE incident_search USING fts5("
    "document, prefix='2 3 4', tokenize='unicode61 remove_diacritics 2')",
)


def create(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    for statement in _POSTGRESQL if vendor == "postgresql" else _SQLITE:
        schema_editor.execute(statement)


def drop(apps, schema_editor):
    schema_editor.execute("DROP TABLE incident_search")


class Migration(migrations.Migration):
    dependencies = [("incidents", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]
