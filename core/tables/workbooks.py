"""Workbooks to rows: XLSX, ODS and old XLS, checked first and then read by calamine."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from typing import BinaryIO

import python_calamine

from . import packed
from .cells import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, MAX_SHEETS, Cell, Formula, Sheet, too_long, too_wide
from .errors import UnreadableError, broken, refusing

Open = Callable[[], BinaryIO]

_PROTECTED = "EncryptedPackage".encode("utf-16-le")
_MACRO = "_VBA_PROJECT".encode("utf-16-le")
_NOT_A_WORKBOOK = "WordDocument".encode("utf-16-le")


def open_packed(source: Open, size: int) -> tuple[tuple[Sheet, ...], dt.date | None]:
    """Check an XLSX or ODS file part by part, then read it; return its sheets and the day on which it was made."""
    with refusing(), source() as file, zipfile.ZipFile(file) as archive:
        checked = packed.check(archive, size)
    return _open(source, checked.uncomputed), checked.made_on


def open_old(source: Open) -> tuple[Sheet, ...]:
    """Read a workbook of the old kind; one with a password hides its sheets in the same wrapping."""
    with source() as file:
        content = file.read()
    if _PROTECTED in content:
        raise packed.locked()
    if _MACRO in content:
        raise UnreadableError("macro", "Tệp có chứa macro. Hãy lưu lại thành .xlsx không có macro.")
    if _NOT_A_WORKBOOK in content:
        raise UnreadableError("content_mismatch", "Tệp là văn bản Word, không phải bảng tính. Hãy lưu bảng thành .xlsx hoặc .csv.")
    return _open(lambda: io.BytesIO(content), {})


def _open(source: Open, uncomputed: dict[int, packed.Places]) -> tuple[Sheet, ...]:
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
                places = uncomputed.get(number, set())
                if sheet.end is None and not places:
                    continue
                cells += _size(sheet)
                if cells > MAX_CELLS:
                    raise too_long()
                sheets.append(Sheet(number + 1, meta.name, partial(_rows, sheet, _by_row(places))))
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


def _by_row(places: packed.Places) -> dict[int, list[int]]:
    rows: dict[int, list[int]] = {}
    for row, column in places:
        rows.setdefault(row, []).append(column)
    return rows


def _rows(sheet: python_calamine.CalamineSheet, uncomputed: dict[int, list[int]]) -> Iterator[list[Cell]]:
    """Yield the rows from the first of the sheet and its first column, with formulas told that have no value."""
    left: list[Cell] = [""] * (sheet.start[1] if sheet.start else 0)
    number = -1
    with refusing():
        for number, row in enumerate(sheet.iter_rows() if sheet.start else ()):
            full: list[Cell] = left + row if left else row  # type: ignore[assignment, operator]
            yield _mark(full, uncomputed[number]) if number in uncomputed else full
        for below in range(number + 1, max(uncomputed, default=-1) + 1):
            yield _mark([], uncomputed.get(below, []))


def _mark(row: list[Cell], columns: list[int]) -> list[Cell]:
    row = row + [""] * (max(columns, default=-1) + 1 - len(row))
    for column in columns:
        if row[column] == "":
            row[column] = Formula.UNCOMPUTED
    return row
