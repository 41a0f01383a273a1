"""Triggers that make the database itself refuse to change or remove what the ledger holds.

The seals only tell afterwards that something was bent; these triggers stop the slip of a hand, a
faulty query and a stolen application password before it happens. Whoever owns the tables can
still remove them, and then the seals tell.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

# A stream may only grow: the same key, more entries.
_STREAM_BENT = "NEW.id <> OLD.id OR NEW.key <> OLD.key OR NEW.length <= OLD.length"

# (name, table, act, condition)
_GUARDS = (
    ("audit_entry_kept", "audit_entry", "DELETE", ""),
    ("audit_entry_unchanged", "audit_entry", "UPDATE", ""),
    ("audit_stream_kept", "audit_stream", "DELETE", ""),
    ("audit_stream_grows", "audit_stream", "UPDATE", f"WHEN ({_STREAM_BENT})"),
    ("audit_root_kept", "audit_root", "DELETE", ""),
    ("audit_root_unchanged", "audit_root", "UPDATE", ""),
    ("audit_leaf_kept", "audit_leaf", "DELETE", ""),
    ("audit_leaf_unchanged", "audit_leaf", "UPDATE", ""),
    ("audit_handing_kept", "audit_handing", "DELETE", ""),
    ("audit_handing_unchanged", "audit_handing", "UPDATE", ""),
)
_TRUNCATES = (
    ("audit_entry_not_emptied", "audit_entry"),
    ("audit_stream_not_emptied", "audit_stream"),
    ("audit_root_not_emptied", "audit_root"),
    ("audit_leaf_not_emptied", "audit_leaf"),
    ("audit_handing_not_emptied", "audit_handing"),
)
_MESSAGE = "the ledger only grows: its entries are never changed or removed"

# SQLSTATE 23000, so that Django raises IntegrityError as it does for SQLite's RAISE(ABORT).
_FUNCTION = f"""
    CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '{_MESSAGE}' USING ERRCODE = '23000';
    END $$
"""


def install(connection: BaseDatabaseWrapper) -> None:
    """Lay the guards (SQLite, PostgreSQL); those that already lie there are laid anew.

    Tables that no migration has made yet are passed over: the migration that makes them calls
    this again.
    """
    remove(connection)
    tables = set(connection.introspection.table_names())
    postgresql = connection.vendor == "postgresql"
    body = (
        "EXECUTE FUNCTION audit_refuse()"
        if postgresql
        else f"BEGIN SELECT RAISE(ABORT, '{_MESSAGE}'); END"
    )
    with connection.cursor() as cursor:
        if postgresql:
            cursor.execute(_FUNCTION)
            for name, table in _TRUNCATES:
                if table not in tables:
                    continue
                cursor.execute(f"CREATE TRIGGER {name} BEFORE TRUNCATE ON {table} {body}")
        for name, table, act, condition in _GUARDS:
            if table not in tables:
                continue
            cursor.execute(
                f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW {condition} {body}"
            )


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the guards away; those that are not there are no fault."""
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for name, table in (*_TRUNCATES, *(guard[:2] for guard in _GUARDS)):
                if table not in tables:
                    continue
                cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")
            cursor.execute("DROP FUNCTION IF EXISTS audit_refuse()")
        else:
            for name, *_ in _GUARDS:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
