"""Many rows at once, the way each database takes them fastest: COPY on PostgreSQL, hundreds of rows a statement on SQLite."""

from __future__ import annotations

import gc
import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from itertools import chain, islice
from typing import Any, cast

from django.db import connection, models
from django.db.models.expressions import RawSQL

#: What no code and no folded name holds.
_PARTED = "\x1f"


def blank(model: type[models.Model]) -> dict[str, Any]:
    """Return what a new row of ``model`` holds before anything is filled in; its number comes from the database."""
    return {field.attname: field.get_default() for field in model._meta.concrete_fields if not field.primary_key}


def widths(model: type[models.Model]) -> dict[str, int]:
    """Return how long the texts of a row may be: PostgreSQL refuses a longer one, SQLite would keep it."""
    texts = (field for field in model._meta.concrete_fields if isinstance(field, models.CharField) and not field.choices)
    return {field.attname: field.max_length for field in texts if field.max_length}


def insert(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write ``rows``, tuples in the order of the attributes ``names``; the caller holds the transaction.

    No model is made of a row: of a million that alone would take minutes.
    """
    table = connection.ops.quote_name(model._meta.db_table)
    into = f"{table} ({', '.join(connection.ops.quote_name(_column(model, name)) for name in names)})"
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor, cursor.copy(f"COPY {into} FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
    else:
        _insert_many(into, len(names), iter(rows))


def _insert_many(into: str, width: int, rows: Iterator[Sequence[Any]]) -> None:
    """Write as many rows with each statement as SQLite has room for.

    An FTS5 table that a trigger fills writes itself out at the end of every statement: row by row that takes three times as long.
    """
    connection.ensure_connection()
    raw: sqlite3.Connection = connection.connection
    at_once = raw.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER) // width
    holes = f"({', '.join('?' * width)})"
    while some := list(islice(rows, at_once)):
        raw.execute(f"INSERT INTO {into} VALUES {', '.join([holes] * len(some))}", [*chain.from_iterable(some)])  # noqa: S608 - names of ours


def update(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Set the attributes ``names`` of rows that exist; each tuple ends with the row's number."""
    table, key = connection.ops.quote_name(model._meta.db_table), connection.ops.quote_name(_column(model, "pk"))
    sets = ", ".join(f"{connection.ops.quote_name(_column(model, name))} = %s" for name in names)
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {table} SET {sets} WHERE {key} = %s", cast(Any, rows))  # noqa: S608 - names of ours


class Behind:
    """Writes a list chunk by chunk in a thread with a connection of its own, while the caller works out the next chunk.

    A list of one chunk, or one that is written within the caller's transaction, is written at once; so is every list on SQLite,
    where the time goes into one process either way. What a chunk's writing raises is raised when the next one comes, or at the end.
    """

    def __init__(self, *, is_long: bool) -> None:
        is_apart = is_long and connection.vendor == "postgresql" and not connection.in_atomic_block
        self._thread = ThreadPoolExecutor(1, "behind") if is_apart else None
        self._last: Future[None] | None = None

    def __enter__(self) -> Behind:
        return self

    def write(self, work: Callable[[], None]) -> None:
        """Do ``work``, which holds its own transaction, after all work before it."""
        if self._thread is None:
            work()
            return
        self._settle()
        self._last = self._thread.submit(work)

    def _settle(self) -> None:
        if self._last:
            self._last.result()

    def __exit__(self, failed: type[BaseException] | None, *_: object) -> None:
        if self._thread is None:
            return
        try:
            if failed is None:
                self._settle()
        finally:
            self._thread.submit(_hang_up)
            self._thread.shutdown()


def _hang_up() -> None:
    """Close the connection of the thread that calls: Django's proxy knows each thread's own."""
    connection.close()


def among(column: str, values: Iterable[str | int], kind: str = "text") -> RawSQL:
    """Return a condition on a column of a ``kind`` that holds for any of thousands of values, given as one."""
    listed = list(values)
    if connection.vendor == "postgresql":  # psycopg takes longer to write a list than the server to take a text apart
        # what only the run of the statement shows is taken for ten values: the planner never reads a whole table for them
        statement = f"{column} = ANY(ARRAY(SELECT unnest(string_to_array(%s, %s)::{kind}[])))"
        return RawSQL(statement, [_PARTED.join(map(str, listed)), _PARTED], output_field=models.BooleanField())  # noqa: S611 - names of ours
    statement = f"{column} IN (SELECT value FROM json_each(%s))"  # noqa: S608 - names of ours
    return RawSQL(statement, [json.dumps(listed)], output_field=models.BooleanField())  # noqa: S611


@contextmanager
def set_aside() -> Iterator[None]:
    """Keep what is loaded already out of the garbage collector's sight while many rows come and go; then it is watched as before.

    Hardly any of it is ever garbage, and walking through it again and again takes a seventh of an import.
    """
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def widen() -> None:
    """Let SQLite keep the upper parts of large indexes in memory while many rows are written; PostgreSQL shares its own."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA cache_size = -49152")


def analyze(model: type[models.Model], *names: str) -> None:
    """Let PostgreSQL look at a table that grew at once, lest it reads it whole for each few rows; SQLite goes by its indexes.

    It looks at the attributes ``names`` alone, by which rows are found: at all, it would take every sample's name to words, too.
    """
    if connection.vendor == "postgresql":
        columns = ", ".join(connection.ops.quote_name(_column(model, name)) for name in names)
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)} ({columns})")


def new_ids(model: type[models.Model], count: int) -> range | list[int]:
    """Return numbers for ``count`` new rows; the caller holds the transaction, in which nobody else can be given them."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT nextval(%s::regclass) FROM generate_series(1, %s)", [_sequence(model), count])
            return [number for (number,) in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [model._meta.db_table])
        found = cursor.fetchone()
    first = 1 + (found[0] if found else 0)
    return range(first, first + count)


@cache
def _sequence(model: type[models.Model]) -> str:
    """Return what gives PostgreSQL the numbers of a table; asked for with each number, it would take longer than the number."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [model._meta.db_table, model._meta.pk.column])
        return str(cursor.fetchone()[0])


def _column(model: type[models.Model], name: str) -> str:
    field = model._meta.pk if name == "pk" else model._meta.get_field(name)
    return str(getattr(field, "column", name))
