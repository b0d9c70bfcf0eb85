"""The search index over firms' names; declared here once and made again after each migrate.

SQLite: an FTS5 table beside each table of names, which triggers keep in step with every statement, bulk ones too. A later migration
rebuilds tables and drops their triggers without a word: where one was missing, the index is filled anew. PostgreSQL: an index over
an expression, which needs no trigger.
"""

from __future__ import annotations

from django.db import connection

#: Tables whose ``name_key`` is searched by its words.
TABLES = ("firms_firm", "firms_firmname")
#: What keeps the FTS5 table of a table in step with it.
_KEPT = {
    "insert": "AFTER INSERT ON {0} BEGIN INSERT INTO {0}_words(rowid, name_key) VALUES (new.id, new.name_key); END",
    "delete": "AFTER DELETE ON {0} BEGIN {forget}; END",
    "update": "AFTER UPDATE OF id, name_key ON {0} WHEN old.name_key <> new.name_key OR old.id <> new.id "
    "BEGIN {forget}; INSERT INTO {0}_words(rowid, name_key) VALUES (new.id, new.name_key); END",
}
_FORGET = "INSERT INTO {0}_words({0}_words, rowid, name_key) VALUES ('delete', old.id, old.name_key)"
_INDEX = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS {0}_words USING fts5(name_key, content='{0}', content_rowid='id', prefix='1 2 3', "
    "detail='none', columnsize=0, tokenize='ascii')"
)


def create() -> None:
    """Make what is missing, and fill an index that may have missed changes."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for table in TABLES:
                cursor.execute(f"CREATE INDEX IF NOT EXISTS {table}_words ON {table} USING gin (to_tsvector('simple', name_key))")
            return
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        present = {name for (name,) in cursor.fetchall()}
        for table in TABLES:
            cursor.execute(_INDEX.format(table))
            missing = [event for event in _KEPT if f"{table}_words_{event}" not in present]
            for event in missing:
                made = _KEPT[event].format(table, forget=_FORGET.format(table))
                cursor.execute(f"CREATE TRIGGER {table}_words_{event} {made}")
            if missing:
                cursor.execute(f"INSERT INTO {table}_words({table}_words) VALUES ('rebuild')")  # noqa: S608 - names of ours
        cursor.execute("CREATE VIRTUAL TABLE IF NOT EXISTS firms_firm_vocabulary USING fts5vocab(firms_firm_words, row)")


def drop(table: str) -> None:
    """Let bulk statements write a table without its triggers; `create` fills its index anew and makes them again."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for event in _KEPT:
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_words_{event}")
