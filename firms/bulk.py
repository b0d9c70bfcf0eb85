"""Many rows at once, the way each database takes them fastest: COPY on PostgreSQL, hundreds of rows a statement on SQLite."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Any, cast

from django.db import connection, models
from django.db.models.expressions import RawSQL


def blank(model: type[models.Model]) -> dict[str, Any]:
    """Return what a new row of ``model`` holds before anything is filled in; its number comes from the database."""
    return {field.attname: field.get_default() for field in model._meta.concrete_fields if not field.primary_key}


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


def among(column: str, values: Iterable[str | int], kind: str = "text") -> RawSQL:
    """Return a condition on a column of a ``kind`` that holds for any of thousands of values, given as one."""
    listed = list(values)
    if connection.vendor == "postgresql":
        return RawSQL(f"{column} = ANY(%s::{kind}[])", [listed], output_field=models.BooleanField())  # noqa: S611 - names of ours
    statement = f"{column} IN (SELECT value FROM json_each(%s))"  # noqa: S608 - names of ours
    return RawSQL(statement, [json.dumps(listed)], output_field=models.BooleanField())  # noqa: S611


def widen() -> None:
    """Let SQLite keep the upper parts of large indexes in memory while many rows are written; PostgreSQL shares its own."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA cache_size = -65536")


def analyze(*tables: type[models.Model]) -> None:
    """Let PostgreSQL look at tables that grew at once, lest it reads them whole for each few rows; SQLite goes by its indexes."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for model in tables:
                cursor.execute(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}")


def new_ids(model: type[models.Model], count: int) -> range | list[int]:
    """Return numbers for ``count`` new rows; the caller holds the transaction, in which nobody else can be given them."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [model._meta.db_table, model._meta.pk.column, count],
            )
            return [number for (number,) in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [model._meta.db_table])
        found = cursor.fetchone()
    first = 1 + (found[0] if found else 0)
    return range(first, first + count)


def _column(model: type[models.Model], name: str) -> str:
    field = model._meta.pk if name == "pk" else model._meta.get_field(name)
    return str(getattr(field, "column", name))
