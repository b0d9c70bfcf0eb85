"""The database itself looks the list up: a copied word cannot make an internal list public.

A CHECK sees one row only; this guard compares the notice with its batch. Declared here once and made again after each
migrate, since a later migration on SQLite drops triggers without a word.
"""

from __future__ import annotations

from typing import Any

from django.db import connection

from .lifecycle import PUBLIC

TABLE = "notices_notice"
NAME = "notices_notice_list_is_published"
_REFUSAL = "a notice stands on a list that was not published"
_STATES = ", ".join(f"'{state}'" for state in sorted(PUBLIC))
_NO_SUCH_LIST = "NOT EXISTS (SELECT 1 FROM firms_importbatch b WHERE b.id = NEW.batch_id AND b.received_under = 'published')"
_WRONG = f"NEW.state IN ({_STATES}) AND NEW.batch_id IS NOT NULL AND {_NO_SUCH_LIST}"
_EVENTS = ("INSERT", "UPDATE")
_FUNCTION = (
    f"CREATE OR REPLACE FUNCTION {NAME}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {_WRONG} THEN "
    f"RAISE EXCEPTION '{_REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$"
)


def create() -> None:
    """Make the triggers anew."""
    drop()
    is_postgresql = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        if is_postgresql:
            cursor.execute(_FUNCTION)
            cursor.execute(f"CREATE TRIGGER {NAME} BEFORE INSERT OR UPDATE ON {TABLE} FOR EACH ROW EXECUTE FUNCTION {NAME}()")
            return
        for event in _EVENTS:
            name = f"{NAME}_{event.lower()}"
            cursor.execute(f"CREATE TRIGGER {name} BEFORE {event} ON {TABLE} WHEN {_WRONG} BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END")


def drop(**kwargs: Any) -> None:
    """Take the triggers away: SQLite cannot rebuild the table of the lists while a trigger looks into it."""
    is_postgresql = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        if is_postgresql:
            cursor.execute(f"DROP TRIGGER IF EXISTS {NAME} ON {TABLE}")
            return
        for event in _EVENTS:
            cursor.execute(f"DROP TRIGGER IF EXISTS {NAME}_{event.lower()}")
