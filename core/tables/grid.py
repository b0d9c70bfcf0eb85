"""Where the cells of an XLSX sheet stand, by its markup: how far they reach, and which of them hold no value that could be read."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from .cells import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, Formula, too_long, too_wide
from .errors import broken

#: Cells whose formula says nothing, row and column from 0.
Places = dict[tuple[int, int], Formula]

_PREFIX = rb"(?:[\w.\-]+:)?"
#: The start of a row or a cell with its attributes; without them it does not end as XML must.
_TAG = re.compile(rb"<" + _PREFIX + rb"""(row|c)(?=[\s/>])((?:[^<>"']|"[^"<]*"|'[^'<]*')*>)?""")
_ATTRIBUTE = re.compile(rb"""([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_REFERENCE = re.compile(rb"([A-Za-z]{0,9})(\d{1,12})\Z")
_UNCOMPUTED = re.compile(
    rb"<P:c\b[^>]*>\s*<P:f\b(?:[^>]*/>|[^>]*>[^<]*</P:f>)\s*(?:<P:v\s*/>|<P:v>\s*</P:v>)?\s*</P:c>".replace(b"P:", _PREFIX)
)
#: Up to here, column Z and row 99,999, all cells together are few, and nothing is counted.
_NEAR_COLUMN, _NEAR_ROW = 26, 99_999
_FAR = re.compile(rb' r="(?:[A-Za-z]{2}|[A-Za-z]?\d{6})')
_LAST = re.compile(rb'<(?:row|c) r="([A-Za-z]?)(\d*)')


@dataclass(slots=True)
class Grid:
    """The cells of one part, read piece by piece; a piece ends where an element ends.

    The reader of workbooks takes room for the rectangle up to the last row and the last column, so that is what is measured.
    """

    places: Places = field(default_factory=dict)
    _row: int = 0
    _column: int = 0
    _widest: int = _NEAR_COLUMN
    _longest: int = _NEAR_ROW

    def read(self, text: bytes) -> None:
        """Go through one piece: cell by cell only if something in it is not as nearly every sheet is written."""
        if _is_plain(text):
            self._skip(text)
        else:
            self._walk(text)

    def _skip(self, text: bytes) -> None:
        """Note where a plain piece ends, for cells behind it that do not say where they stand."""
        row, cell = text.rfind(b'<row r="'), text.rfind(b'<c r="')
        if (found := _LAST.match(text, max(row, 0))) and found[2]:
            self._row, self._column = int(found[2]), 0
        if cell > row and (found := _LAST.match(text, cell)):
            self._column = _number(found[1])

    def _walk(self, text: bytes) -> None:
        for tag in _TAG.finditer(text):
            if tag[2] is None:
                raise broken()
            said = {name: double or single for name, double, single in _ATTRIBUTE.findall(tag[2])}
            place = _REFERENCE.match(said[b"r"]) if b"r" in said else None
            if tag[1] == b"row":
                self._row, self._column = int(place[2]) if place else self._row + 1, 0
                continue
            row, self._column = (int(place[2]), _number(place[1])) if place else (self._row, self._column + 1)
            if tag[2].endswith(b"/>"):
                continue  # a cell with a style and nothing in it takes no room
            self._reach(row, self._column)
            if said.get(b"t") == b"e":
                self.places[row - 1, self._column - 1] = Formula.FAILED
            elif said.get(b"t") != b"str" and _UNCOMPUTED.match(text, tag.start()):  # an empty text is a value
                self.places[row - 1, self._column - 1] = Formula.UNCOMPUTED

    def _reach(self, row: int, column: int) -> None:
        if column > MAX_COLUMNS:
            raise too_wide(column)
        self._widest, self._longest = max(self._widest, column), max(self._longest, row)
        if row > MAX_ROWS or self._widest * self._longest > MAX_CELLS:
            raise too_long()


def _is_plain(text: bytes) -> bool:
    """Tell whether all rows and cells begin with where they stand, none of them far away, and none without a value."""
    return (
        text.count(b"<c") == text.count(b'<c r="')
        and text.count(b"<row") == text.count(b'<row r="')
        and not any(sign in text for sign in (b":c", b":row", b'"e"', b"'e'"))
        and not _FAR.search(text)
        and not (b"<f" in text and _UNCOMPUTED.search(text))
    )


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
