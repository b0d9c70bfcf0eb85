"""Tables that leave the house as CSV or XLSX: typed values, and no text that a spreadsheet would run."""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import chain, islice
from typing import Any

import xlsxwriter

from ..text import nfc

#: What a cell may hold: text, a number, a day, a moment, yes or no, or nothing.
Value = str | int | float | Decimal | dt.date | bool | None
Row = Sequence[Value]

#: Text that a spreadsheet takes for a formula, also behind blanks, marks of direction and line breaks; wide signs count as the plain ones.
_LIVE = re.compile(r"[\s\u0000-\u001f\u00a0\u200b-\u200f\u202a-\u202e\u2060\ufeff]*[=+\-@＝＋－＠]")
_SHOWN_AS = {"date": "dd/mm/yyyy", "moment": "dd/mm/yyyy hh:mm", "whole": "#,##0", "part": "#,##0.##"}
#: What a worksheet holds at most, its heading among it.
_MOST_ROWS = 1_048_576
_MOST_SIGNS = 32_767
_WIDEST, _LOOKED_AT, _AT_ONCE = 60, 100, 500


@dataclass(frozen=True, slots=True)
class Sheet:
    """One worksheet: its name, its heading, its rows, which may come one by one, and what may be chosen in a column.

    ``above`` are lines that stand over the heading: a title, the day of the figures. A sheet that a program reads back has none.
    """

    name: str
    head: Sequence[str]
    rows: Iterable[Row]
    choices: Mapping[int, Sequence[str]] = field(default_factory=dict)
    above: Sequence[str] = ()


def neutral(cell: str) -> str:
    """Return ``cell`` so that no spreadsheet runs it: an apostrophe goes before what begins like a formula, a tab or a line break.

    >>> neutral("=HYPERLINK(1)"), neutral("  +84"), neutral("Công ty A-B")
    ("'=HYPERLINK(1)", "'  +84", 'Công ty A-B')
    """
    return f"'{cell}" if _LIVE.match(cell) or cell[:1] in ("\t", "\r", "\n") else cell


def csv_lines(head: Sequence[str], rows: Iterable[Row]) -> Iterator[bytes]:
    """Yield a CSV file some lines at a time, in UTF-8 with the mark by which Excel knows it."""
    yield codecs.BOM_UTF8
    every = chain([head], rows)
    while some := list(islice(every, _AT_ONCE)):
        lines = io.StringIO()
        csv.writer(lines).writerows([_written(value) for value in row] for row in some)
        yield lines.getvalue().encode()


def csv_bytes(head: Sequence[str], rows: Iterable[Row]) -> bytes:
    """Return a whole CSV file."""
    return b"".join(csv_lines(head, rows))


def _written(value: Value) -> str | int:
    """Return a value as it stands in a CSV file read in Vietnam: days day first, parts after a comma."""
    match value:
        case None:
            return ""
        case bool():
            return _said(value)
        case int():
            return value
        case float() | Decimal():
            return f"{Decimal(str(value)).normalize():f}".replace(".", ",")
        case dt.datetime():
            return f"{value:%d/%m/%Y %H:%M}"
        case dt.date():
            return f"{value:%d/%m/%Y}"
        case _:
            return neutral(_tidy(str(value)))


def xlsx_bytes(sheets: Iterable[Sheet], *, made: dt.datetime | None = None) -> bytes:
    """Return a workbook, written row by row in constant memory; its heading stays in sight and can be filtered by.

    ``made`` is the moment that it names as its making, now where it is left out.
    """
    out = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        if made is not None:
            book.set_properties({"created": made.replace(tzinfo=None)})
        formats = {name: book.add_format({"num_format": shown}) for name, shown in _SHOWN_AS.items()}
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        strong = book.add_format({"bold": True})
        names: set[str] = set()
        for sheet in sheets:
            page = book.add_worksheet(_sheet_name(sheet.name, names))
            rows = iter(sheet.rows)
            first = list(islice(rows, _LOOKED_AT))
            for column, title in enumerate(sheet.head):
                page.set_column(column, column, _width(title, (row[column] for row in first if column < len(row))))
            top = last = len(sheet.above)
            for place, line in enumerate(sheet.above):
                page.write_string(place, 0, neutral(line), strong if place == 0 else None)
            page.freeze_panes(top + 1, 0)
            for column, title in enumerate(sheet.head):
                page.write_string(top, column, neutral(title), bold)
            for last, row in enumerate(chain(first, rows), start=top + 1):
                if last == _MOST_ROWS:
                    raise ValueError(f"a worksheet holds no more than {_MOST_ROWS:,} rows")
                for column, value in enumerate(row):
                    _put(page, last, column, value, formats)
            for column, offered in sheet.choices.items():
                page.data_validation(top + 1, column, max(last, top + 1), column, {"validate": "list", "source": list(offered)})
            page.autofilter(top, 0, last, max(len(sheet.head) - 1, 0))
    return out.getvalue()


def _put(page: Any, row: int, column: int, value: Value, formats: dict[str, Any]) -> None:
    match value:
        case None:
            pass
        case bool():
            page.write_string(row, column, _said(value))
        case int() if abs(value) < 10**15:
            page.write_number(row, column, value, formats["whole"])
        case int():
            page.write_string(row, column, neutral(str(value)))
        case float() | Decimal():
            page.write_number(row, column, value, formats["part"])
        case dt.datetime():
            page.write_datetime(row, column, value.replace(tzinfo=None), formats["moment"])
        case dt.date():
            page.write_datetime(row, column, dt.datetime.combine(value, dt.time()), formats["date"])
        case _:
            page.write_string(row, column, neutral(_tidy(str(value)))[:_MOST_SIGNS])


def _tidy(text: str) -> str:
    """Return ``text`` composed, its white space made single, its line breaks kept."""
    return "\n".join(nfc(line) for line in text.splitlines())


def _said(value: bool) -> str:
    return "có" if value else "không"


def _width(title: str, values: Iterable[Value]) -> int:
    longest = max((len(str(_written(value))) for value in values), default=0)
    return min(_WIDEST, max(longest, min(len(title), 18)) + 2)


def _sheet_name(wanted: str, taken: set[str]) -> str:
    r"""Return a name that Excel takes: 31 signs, none of ``[]:*?/\``, unlike every other of the workbook."""
    base = re.sub(r"[\[\]:*?/\\]", " ", nfc(wanted)).strip("' ")[:31] or "Bảng"
    name, count = base, 1
    while name.lower() in taken:
        count += 1
        name = f"{base[: 31 - len(str(count)) - 1]} {count}"
    taken.add(name.lower())
    return name
