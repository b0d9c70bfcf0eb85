"""A workbook as somebody at an agency handles it: opened, filled, saved again by another program."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

import openpyxl


@dataclass
class Book:
    """The first sheet of a workbook as rows that can be changed."""

    name: str
    rows: list[list[Any]]

    @classmethod
    def opened(cls, content: bytes) -> Book:
        """Open a workbook."""
        sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
        return cls(sheet.title, [list(row) for row in sheet.iter_rows(values_only=True)])

    @classmethod
    def choices(cls, content: bytes) -> str:
        """Return what may be chosen in the first sheet, as the workbook says it."""
        sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
        return str(sheet.data_validations.dataValidation[0].formula1)

    def fill(self, key: str, cells: dict[str, Any]) -> None:
        """Write cells, by their headings, into the row that begins with ``key``."""
        row = next(row for row in self.rows if row[0] == key)
        for title, value in cells.items():
            row[self.rows[0].index(title)] = value

    def saved(self) -> bytes:
        """Return the workbook as a file."""
        book = openpyxl.Workbook()
        sheet = book.active
        assert sheet is not None
        sheet.title = self.name
        for row in self.rows:
            sheet.append(row)
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()
