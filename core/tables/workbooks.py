"""Workbooks to rows: XLSX, ODS and old XLS, checked first and then read by calamine."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from typing import BinaryIO

import python_calamine

from . import old, packed
from .cells import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, MAX_SHEETS, Cell, Formula, Sheet, too_long, too_wide
from .errors import UnreadableError, broken, refusing
from .grid import Places

Open = Callable[[], BinaryIO]

_PROTECTED = "EncryptedPackage".encode("utf-16-le")
_MACRO = "_VBA_PROJECT".encode("utf-16-le")
_NOT_A_WORKBOOK = "WordDocument".encode("utf-16-le")


def open_packed(source: Open, size: int) -> tuple[tuple[Sheet, ...], dt.date | None]:
    """Check an XLSX or ODS file part by part, then read it; return its sheets and the day on which it was made."""
    with refusing(), source() as file, zipfile.ZipFile(file) as archive:
        checked = packed.check(archive, size)
    return _open(source, checked.without_value, checked.margins), checked.made_on


def open_old(source: Open) -> tuple[Sheet, ...]:
    """Look through the records of a workbook of the old kind, then read it; one with a password hides its sheets in the same wrapping."""
    with source() as file:
        content = file.read()
    if _PROTECTED in content:
        raise packed.locked()
    if _MACRO in content:
        raise UnreadableError("macro", "Tệp có chứa macro. Hãy lưu lại thành .xlsx không có macro.")
    if _NOT_A_WORKBOOK in content:
        raise UnreadableError("content_mismatch", "Tệp là văn bản Word, không phải bảng tính. Hãy lưu bảng thành .xlsx hoặc .csv.")
    with refusing():
        checked = old.check(content)
    return _open(lambda: io.BytesIO(content), checked.without_value, checked.margins)


def _open(source: Open, without_value: dict[int, Places], margins: dict[int, tuple[str, ...]]) -> tuple[Sheet, ...]:
    """Return the sheets that people see and that hold something."""
    sheets: list[Sheet] = []
    cells = 0
    try:
        with refusing(), source() as file:
            book = python_calamine.load_workbook(file)
            if len(book.sheet_names) > MAX_SHEETS:
                raise broken()
            for number, meta in enumerate(book.sheets_metadata):
                if meta.visible != python_calamine.SheetVisibleEnum.Visible:
                    continue
                sheet = book.get_sheet_by_index(number)
                places = without_value.get(number, {})
                if sheet.end is None and not places:
                    continue
                cells += _size(sheet)
                if cells > MAX_CELLS:
                    raise too_long()
                rows = partial(_rows, sheet, _by_row(places))
                sheets.append(Sheet(number + 1, meta.name, rows, margins=margins.get(number, ())))
    except UnreadableError as error:
        if isinstance(error.__cause__, python_calamine.PasswordError):
            raise packed.locked() from error
        raise
    if not sheets:
        raise UnreadableError("empty", "Tệp không có trang tính nào có dữ liệu.")
    return tuple(sheets)


def _size(sheet: python_calamine.CalamineSheet) -> int:
    """Return how many cells a sheet takes, after a look at how large it says it is."""
    if sheet.total_width > MAX_COLUMNS:
        raise too_wide(sheet.total_width)
    if sheet.total_height > MAX_ROWS:
        raise too_long()
    return sheet.height * sheet.width


def _by_row(places: Places) -> dict[int, dict[int, Formula]]:
    rows: dict[int, dict[int, Formula]] = {}
    for (row, column), how in places.items():
        rows.setdefault(row, {})[column] = how
    return rows


def _rows(sheet: python_calamine.CalamineSheet, marks: dict[int, dict[int, Formula]]) -> Iterator[list[Cell]]:
    """Yield the rows from the first of the sheet and its first column, with cells told whose formula says nothing."""
    left: list[Cell] = [""] * (sheet.start[1] if sheet.start else 0)
    number = -1
    with refusing():
        for number, row in enumerate(sheet.iter_rows() if sheet.start else ()):
            full: list[Cell] = left + row if left else row  # type: ignore[assignment, operator]
            yield _mark(full, marks[number]) if number in marks else full
        for below in range(number + 1, max(marks, default=-1) + 1):
            yield _mark([], marks.get(below, {}))


def _mark(row: list[Cell], marks: dict[int, Formula]) -> list[Cell]:
    row = row + [""] * (max(marks, default=-1) + 1 - len(row))
    for column, how in marks.items():
        if row[column] == "" or how is Formula.FAILED:
            row[column] = how
    return row
