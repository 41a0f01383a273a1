"""Triggers that make the database itself refuse to change or remove what the ledger holds.

The seals only tell afterwards that something was bent; these triggers stop the slip of a hand, a
faulty query and a stolen application password before it happens. Whoever owns the tables can
still remove them, and then the seals tell.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

# A stream may only grow: the same key, more entries.
_STREAM_BENT = "NEW.id <> OLD.id OR NEW.key <> OLD.key OR NEW.length <= OLD.length"

# What stays of an entry whatever happens to its content, and the leave that a change needs: one
# Alteration more than it had, written by the recorded act before.
_ENTRY_BENT = """
    NEW.id <> OLD.id OR NEW.stream_id <> OLD.stream_id OR NEW.seq <> OLD.seq OR NEW.at <> OLD.at
    OR NEW.kind <> OLD.kind OR NEW.prev <> OLD.prev OR NEW.seal <> OLD.seal
    OR NEW.altered <> OLD.altered + 1
    OR NEW.altered <> (SELECT COUNT(*) FROM audit_alteration WHERE entry_id = OLD.id)
"""

# (name, table, act, condition)
_GUARDS = (
    ("audit_entry_kept", "audit_entry", "DELETE", ""),
    ("audit_alteration_kept", "audit_alteration", "DELETE", ""),
    ("audit_alteration_unchanged", "audit_alteration", "UPDATE", ""),
    ("audit_stream_kept", "audit_stream", "DELETE", ""),
    ("audit_stream_grows", "audit_stream", "UPDATE", f"WHEN ({_STREAM_BENT})"),
    ("audit_root_kept", "audit_root", "DELETE", ""),
    ("audit_root_unchanged", "audit_root", "UPDATE", ""),
    ("audit_leaf_kept", "audit_leaf", "DELETE", ""),
    ("audit_leaf_unchanged", "audit_leaf", "UPDATE", ""),
    ("audit_handing_kept", "audit_handing", "DELETE", ""),
    ("audit_handing_unchanged", "audit_handing", "UPDATE", ""),
    ("audit_stamp_kept", "audit_stamp", "DELETE", ""),
    ("audit_stamp_unchanged", "audit_stamp", "UPDATE", ""),
)
_TRUNCATES = (
    ("audit_entry_not_emptied", "audit_entry"),
    ("audit_stream_not_emptied", "audit_stream"),
    ("audit_alteration_not_emptied", "audit_alteration"),
    ("audit_root_not_emptied", "audit_root"),
    ("audit_leaf_not_emptied", "audit_leaf"),
    ("audit_handing_not_emptied", "audit_handing"),
    ("audit_stamp_not_emptied", "audit_stamp"),
)
_ENTRY_GUARD = "audit_entry_unchanged"
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
        for statement in _entry_guard(postgresql, "audit_alteration" in tables):
            cursor.execute(statement)


def _entry_guard(postgresql: bool, alterable: bool) -> tuple[str, ...]:
    """What lays the guard over changes of an entry; without the table of leaves it refuses all."""
    bent = _ENTRY_BENT if alterable else "1 = 1"
    laid = f"CREATE TRIGGER {_ENTRY_GUARD} BEFORE UPDATE ON audit_entry FOR EACH ROW"
    if not postgresql:
        return (f"{laid} WHEN {bent} BEGIN SELECT RAISE(ABORT, '{_MESSAGE}'); END",)
    # PostgreSQL takes no subquery in a WHEN.
    function = f"""
        CREATE OR REPLACE FUNCTION audit_refuse_entry() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF {bent} THEN RAISE EXCEPTION '{_MESSAGE}' USING ERRCODE = '23000'; END IF;
            RETURN NEW;
        END $$
    """
    return function, f"{laid} EXECUTE FUNCTION audit_refuse_entry()"


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the guards away; those that are not there are no fault."""
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            guards = [guard[:2] for guard in _GUARDS]
            for name, table in (*_TRUNCATES, *guards, (_ENTRY_GUARD, "audit_entry")):
                if table not in tables:
                    continue
                cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")
            cursor.execute("DROP FUNCTION IF EXISTS audit_refuse()")
            cursor.execute("DROP FUNCTION IF EXISTS audit_refuse_entry()")
        else:
            for name in (*(guard[0] for guard in _GUARDS), _ENTRY_GUARD):
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
