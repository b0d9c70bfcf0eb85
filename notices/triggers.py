"""The database itself looks the list up: a copied word cannot make an internal list public, as a notice or as a whole.

A CHECK sees one row only; these guards compare a row with its batch. Declared here once and made again after each
migrate, since a later migration on SQLite drops triggers without a word.
"""

from __future__ import annotations

from typing import Any

from django.db import connection

from .lifecycle import PUBLIC

_STATES = ", ".join(f"'{state}'" for state in sorted(PUBLIC))
_NO_SUCH_LIST = (
    "NEW.batch_id IS NOT NULL AND NOT EXISTS "
    "(SELECT 1 FROM firms_importbatch b WHERE b.id = NEW.batch_id AND b.received_under = 'published')"
)
#: By the name of the guard: its table, what it refuses, and in which words.
_GUARDS: dict[str, tuple[str, str, str]] = {
    "notices_notice_list_is_published": (
        "notices_notice",
        f"NEW.state IN ({_STATES}) AND {_NO_SUCH_LIST}",
        "a notice stands on a list that was not published",
    ),
    "notices_naminground_list_is_published": (
        "notices_naminground",
        _NO_SUCH_LIST,
        "a round relays a list that was not published",
    ),
}
_EVENTS = ("INSERT", "UPDATE")


def create() -> None:
    """Make the triggers anew."""
    drop()
    is_postgresql = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        for name, (table, wrong, refusal) in _GUARDS.items():
            if is_postgresql:
                cursor.execute(
                    f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {wrong} THEN "
                    f"RAISE EXCEPTION '{refusal}' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$"
                )
                cursor.execute(f"CREATE TRIGGER {name} BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")
                continue
            for event in _EVENTS:
                own = f"{name}_{event.lower()}"
                cursor.execute(f"CREATE TRIGGER {own} BEFORE {event} ON {table} WHEN {wrong} BEGIN SELECT RAISE(ABORT, '{refusal}'); END")


def drop(**kwargs: Any) -> None:
    """Take the triggers away: SQLite cannot rebuild the table of the lists while a trigger looks into it."""
    is_postgresql = connection.vendor == "postgresql"
    tables = connection.introspection.table_names()
    with connection.cursor() as cursor:
        for name, (table, _, _) in _GUARDS.items():
            if is_postgresql:
                if table in tables:
                    cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")
                continue
            for event in _EVENTS:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}_{event.lower()}")
