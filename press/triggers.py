"""The database itself refuses to change the ledger; declared here once and made again after each migrate.

A later migration on SQLite rebuilds tables and drops their triggers without a word, hence "again".
"""

from __future__ import annotations

from django.db import connection

#: What only grows: the entries of the ledger, and its heads as they were published.
TABLES = ("press_ledgerentry", "press_dailyhead")
_REFUSAL = "the public ledger is append-only"

_SQLITE = {
    f"{table}_no_{event.lower()}": f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} "
    f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
    for table in TABLES
    for event in ("UPDATE", "DELETE")
}
_FUNCTION = (
    f"CREATE OR REPLACE FUNCTION {TABLES[0]}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{_REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
)
_POSTGRESQL = {
    name: f"CREATE TRIGGER {name} BEFORE {events} ON {table} FOR EACH {each} EXECUTE FUNCTION {TABLES[0]}_refuse()"
    for table in TABLES
    for name, events, each in ((f"{table}_no_change", "UPDATE OR DELETE", "ROW"), (f"{table}_no_truncate", "TRUNCATE", "STATEMENT"))
}


def _declared() -> dict[str, str]:
    return _POSTGRESQL if connection.vendor == "postgresql" else _SQLITE


def create() -> None:
    """Make every trigger anew."""
    drop()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_FUNCTION)
        for statement in _declared().values():
            cursor.execute(statement)


def drop() -> None:
    """Take the triggers away: before they are made anew, and when a test empties its database."""
    is_postgresql = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        for name, statement in _declared().items():
            table = next(table for table in TABLES if f" ON {table} " in statement)
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}" + (f" ON {table}" if is_postgresql else ""))


def missing() -> list[str]:
    """Return the triggers that do not stand, do not fire, or were replaced by others of their name."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT t.tgname FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid "
                "WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A') AND p.proname = %s AND p.prosrc LIKE %s",
                [f"{TABLES[0]}_refuse", f"%{_REFUSAL}%"],
            )
            standing = {row[0] for row in cursor.fetchall()}
        else:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            standing = {name for name, sql in cursor.fetchall() if sql == _SQLITE.get(name)}
    return sorted(set(_declared()) - standing)
