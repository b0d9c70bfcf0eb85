"""The database itself refuses to change the ledger; declared here once and made again after each migrate.

A later migration on SQLite rebuilds tables and drops their triggers without a word, hence "again".
"""

from __future__ import annotations

from django.db import connection

TABLE = "press_ledgerentry"
_REFUSAL = "the public ledger is append-only"

_SQLITE = {
    f"{TABLE}_no_{event.lower()}": f"CREATE TRIGGER {TABLE}_no_{event.lower()} BEFORE {event} ON {TABLE} "
    f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
    for event in ("UPDATE", "DELETE")
}
_FUNCTION = (
    f"CREATE OR REPLACE FUNCTION {TABLE}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{_REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
)
_POSTGRESQL = {
    f"{TABLE}_no_change": f"CREATE TRIGGER {TABLE}_no_change BEFORE UPDATE OR DELETE ON {TABLE} "
    f"FOR EACH ROW EXECUTE FUNCTION {TABLE}_refuse()",
    f"{TABLE}_no_truncate": f"CREATE TRIGGER {TABLE}_no_truncate BEFORE TRUNCATE ON {TABLE} "
    f"FOR EACH STATEMENT EXECUTE FUNCTION {TABLE}_refuse()",
}


def create() -> None:
    """Make every trigger anew."""
    drop()
    is_postgresql = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        if is_postgresql:
            cursor.execute(_FUNCTION)
        for statement in (_POSTGRESQL if is_postgresql else _SQLITE).values():
            cursor.execute(statement)


def drop() -> None:
    """Take the triggers away: before they are made anew, and when a test empties its database."""
    is_postgresql = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        for name in _POSTGRESQL if is_postgresql else _SQLITE:
            cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {TABLE}" if is_postgresql else f"DROP TRIGGER IF EXISTS {name}")
