"""A report of rows: what a meeting or a joint team holds in its hands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ..money import number
from ..tables.writing import Row, Value
from .letter import clean

#: A tagged PDF of more rows takes gigabytes; such a table is for a spreadsheet.
MOST_ROWS = 5_000


class ReportTooLong(ValueError):
    """A report has more rows than a PDF should; the same table as XLSX has no such limit."""

    def __init__(self, rows: int) -> None:
        self.rows = rows
        super().__init__(f"{rows} rows, at most {MOST_ROWS}")


@dataclass(frozen=True, slots=True)
class Report:
    """A titled table with its notes: sources, days, what the figures do not say."""

    title: str
    head: Sequence[str]
    rows: Iterable[Row]
    subtitle: str = ""
    notes: Sequence[str] = ()
    landscape: bool = False
    widths: Sequence[float] = ()


def shown(value: Value) -> str:
    """Return a value as a reader of a printed table sees it."""
    match value:
        case None:
            return ""
        case bool():
            return "có" if value else "không"
        case int():
            return number(value)
        case float() | Decimal():
            return f"{Decimal(str(value)).normalize():f}".replace(".", ",")
        case dt.datetime():
            return f"{value:%d/%m/%Y %H:%M}"
        case dt.date():
            return f"{value:%d/%m/%Y}"
        case _:
            return clean(str(value))


def is_figure(value: Value) -> bool:
    """Tell whether a value is set to the right, as figures are."""
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)
