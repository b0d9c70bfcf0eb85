"""Lists that offices send: files read safely to rows, rows to typed values, headings found wherever they stand."""

from .cells import Cell, Formula, Sheet
from .errors import UnreadableError, ValueProblemError
from .headings import Columns, Heading, Layout, find_heading, nearest
from .reading import Table, open_table

__all__ = [
    "Cell",
    "Columns",
    "Formula",
    "Heading",
    "Layout",
    "Sheet",
    "Table",
    "UnreadableError",
    "ValueProblemError",
    "find_heading",
    "nearest",
    "open_table",
]
