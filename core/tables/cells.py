"""What rows are made of, and how much of it one file may hold."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from .errors import UnreadableError


class Formula(enum.Enum):
    """A cell whose formula gave no value, by the reason why its row stays out.

    Either whoever made the file never let a spreadsheet compute it, or it came to an error such as ``#N/A``.
    """

    UNCOMPUTED = "formula_without_value"
    FAILED = "error_value"


#: What a cell holds once read: text, a number, a date, "" for nothing, or a formula without a value.
Cell = str | float | int | bool | dt.date | dt.datetime | dt.time | dt.timedelta | Formula

#: No list of a province comes near these; what does is broken or hostile.
MAX_BYTES = 600 * 1024 * 1024
MAX_PACKED = 200 * 1024 * 1024
MAX_INFLATED = 1024 * 1024 * 1024
MAX_RATIO = 100
RATIO_MATTERS = 50 * 1024 * 1024
MAX_COLUMNS = 200
MAX_FIELD = 32_767
MAX_ROWS = 1_100_000
MAX_CELLS = 30_000_000
MAX_SHEETS = 100


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a file; rows are counted from 1 as people see them.

    A sheet is delimited where a sign parts its cells: one that stands in a text or an amount moves all cells behind it. Its margins are
    what is printed above and below each of its pages, outside of all cells.
    """

    number: int
    name: str
    _open: Callable[[], Iterator[list[Cell]]]
    is_delimited: bool = False
    margins: tuple[str, ...] = ()

    def rows(self) -> Iterator[tuple[int, list[Cell]]]:
        """Return the rows with their numbers, from the first one each time; what is wrong further down is raised there."""
        return enumerate(self._open(), start=1)


def too_wide(columns: int) -> UnreadableError:
    """Return the refusal of a sheet that is wider than any list."""
    return UnreadableError("too_many_columns", f"Tệp có {columns} cột, nhiều hơn mức {MAX_COLUMNS} cột được nhận.")


def too_long() -> UnreadableError:
    """Return the refusal of a sheet that is longer than any list."""
    return UnreadableError("too_many_rows", f"Tệp có hơn {MAX_ROWS} dòng hoặc {MAX_CELLS} ô; hãy chia thành nhiều tệp.")
