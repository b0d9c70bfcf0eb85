"""What a point means in amounts that are counted in thousands: "234.567" may be grouped, or have decimals. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

from core.tables import Cell, Layout

#: Of other units every reading is sure, or each single amount is refused.
_SCALE = 1_000
#: Nobody writes decimals that are all nought.
_EITHER = re.compile(r"(?<![\d.,])[1-9]\d{0,2}\.(?!000)\d{3}(?![\d.,])")
#: Groups of a larger number, decimals behind a comma, and what is too small for a group.
_GROUPED = re.compile(r"\d\.\d{3}(?:\.\d{3}(?!\d)|,\d)|\d,\d{1,2}(?!\d)|\A\s*\(?-?[1-9]\d{0,2}\)?\s*\Z")
_DECIMAL = re.compile(r"(?<!\d)0\.\d|\d{4}\.\d|(?<![.\d])\d+\.(?:\d{1,2}|\d{4,})(?!\d)")


class Points:
    """What the amounts of one list show, those of its printed sums too."""

    def __init__(self) -> None:
        self._example = ""
        self._is_grouped = self._is_decimal = False

    def note(self, cell: Cell) -> None:
        """Take in one amount as it is written; a number of a workbook has no sign that could be misread."""
        if not isinstance(cell, str) or cell in ("", "0", "-"):
            return
        if found := _EITHER.search(cell):
            self._example = self._example or found[0]
        elif _GROUPED.search(cell):
            self._is_grouped = True
        elif _DECIMAL.search(cell):
            self._is_decimal = True

    @property
    def doubt(self) -> str:
        """Return an amount that may be read in two ways, "" where another amount of the list shows which is meant."""
        return "" if self._is_grouped and not self._is_decimal else self._example


def watched(layout: Layout, scale: int, scales: Mapping[str, int]) -> frozenset[str]:
    """Return the columns in which a point may mean two things: those that are counted in thousands."""
    return frozenset(name for name in layout.money if scales.get(name, scale) == _SCALE)
