"""Whole registers as files, written while they are sent: CSV that no spreadsheet runs, and JSON."""

from __future__ import annotations

import codecs
import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from core.tables.writing import neutral

from .registers import Record

_AT_ONCE = 500


def csv_lines(names: Sequence[str], records: Iterable[Record]) -> Iterator[bytes]:
    """Yield a CSV file (RFC 4180, UTF-8 with the mark by which Excel knows it): days and numbers as machines write them.

    Text that a spreadsheet would run begins with an apostrophe here; JSON has it as it is.
    """
    yield codecs.BOM_UTF8
    rows: Iterator[Sequence[Any]] = iter(_chained(names, records))
    while some := list(islice(rows, _AT_ONCE)):
        lines = io.StringIO()
        csv.writer(lines).writerows(some)
        yield lines.getvalue().encode()


def _chained(names: Sequence[str], records: Iterable[Record]) -> Iterator[Sequence[Any]]:
    yield names
    for record in records:
        yield [_cell(record[name]) for name in names]


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case str():
            return neutral(value)
        case list():
            return dumps(value)
        case _:
            return str(value)


def json_lines(head: Mapping[str, Any], records: Iterable[Record]) -> Iterator[bytes]:
    """Yield a JSON file: what ``head`` says of the register, then its rows under ``data``."""
    yield (dumps(head)[:-1] + (", " if head else "") + '"data": [').encode()
    rows, between = iter(records), "\n"
    while some := list(islice(rows, _AT_ONCE)):
        yield (between + ",\n".join(map(dumps, some))).encode()
        between = ",\n"
    yield b"\n]}\n"


def dumps(value: Any) -> str:
    """Return ``value`` as JSON that people can read, too."""
    return json.dumps(value, ensure_ascii=False)
