"""What the reader of workbooks does not tell of an old one (XLS): which cells hold an error, and what its pages say above and below.

Such a file is a small file system: tables chain its sectors to streams, and one stream holds the records of all sheets, one by one.
"""

from __future__ import annotations

import struct
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from .cells import MAX_CELLS, MAX_COLUMNS, MAX_SHEETS, Formula, too_long, too_wide
from .errors import UnreadableError, broken
from .grid import Places
from .packed import Checked, locked, margin_lines

#: No list has more of them, and each takes room.
_MAX_FAILED = 1_000_000

_HEADER = struct.Struct("<30xH16xI8xI4xI4x")
_ENTRY = struct.Struct("<64s52xII4x")
#: The stream of records, by the names under which it is looked for, in the order in which the reader of workbooks does.
_NAMES = ("Workbook", "Book", "WORKBOOK", "BOOK")
#: Numbers from here on name no sector: they end a chain, or say that nothing is there.
_NONE = 0xFFFFFFFA
#: A stream below this size is kept in small sectors inside another.
_SMALL, _SMALL_SHIFT = 4096, 6

_PAIR = struct.Struct("<HH")
_BEGIN, _END, _PASSWORD, _SHEET, _SIZE = 0x0809, 0x000A, 0x002F, 0x0085, 0x0200
_FORMULA, _VALUE, _NUMBERS = 0x0006, 0x0205, 0x00BD
_ABOVE, _BELOW = 0x0014, 0x0015
#: Cells of every kind but the empty ones, and what else is looked at: the size that a sheet says it has, and its margins.
_LOOKED_AT = frozenset((_FORMULA, _VALUE, _NUMBERS, 0x0203, 0x0204, 0x00D6, 0x027E, 0x00FD, _SIZE, _ABOVE, _BELOW))
_NEWEST = 0x0600
_MAX_SIZE = 65_536 * 256


def check(content: bytes) -> Checked:
    """Look through all records; tell which cells hold an error such as ``#N/A`` or a formula that came to one, and the margins.

    The reader of workbooks takes room for the rectangles of all sheets at once, so a file whose cells span more than any list is refused.
    """
    stream = _stream(content)
    starts: list[int] = []
    for kind, place, _ in _records(stream, (_PASSWORD, _SHEET)):
        if kind == _PASSWORD:
            raise locked()
        starts.append(int.from_bytes(stream[place : place + 4], "little"))
    if len(starts) > MAX_SHEETS:
        raise broken()
    checked, room = Checked(), 0
    ordered = sorted((start, number) for number, start in enumerate(starts))
    for (start, number), (end, _) in pairwise([*ordered, (len(stream), 0)]):
        checked.without_value[number], checked.margins[number], size = _look(stream[start:end])
        room += size
        if room > MAX_CELLS:
            raise too_long()
        if sum(map(len, checked.without_value.values())) > _MAX_FAILED:
            raise _too_many()
    return checked


def _look(sheet: memoryview) -> tuple[Places, tuple[str, ...], int]:
    """Go through one sheet; return which cells hold an error, its margins, and how many cells there are up to the last row and column."""
    places: Places = {}
    margins: dict[int, str] = {}
    longest = widest = -1
    for kind, place, length in _records(sheet, _LOOKED_AT):
        if kind in (_SIZE, _ABOVE, _BELOW):
            said = sheet[place : place + length]
            if kind == _SIZE:
                _check_size(said)
            elif _PAIR.unpack_from(sheet, 4)[0] == _NEWEST:
                margins[kind] = _text(said)
            continue
        row, column = _PAIR.unpack_from(sheet, place)
        if kind in (_FORMULA, _VALUE) and _is_error(kind, sheet, place):
            places[row, column] = Formula.FAILED
            if len(places) > _MAX_FAILED:
                raise _too_many()
        elif kind == _NUMBERS:
            column += length // 6 - 2
        longest, widest = max(longest, row), max(widest, column)
    if widest >= MAX_COLUMNS:
        raise too_wide(widest + 1)
    return places, tuple(line for each in margins.values() for line in margin_lines(each)), (longest + 1) * (widest + 1)


def _text(said: memoryview) -> str:
    """Return a text, whose letters take one byte or two each."""
    return bytes(said[3:]).decode("utf-16-le" if len(said) > 2 and said[2] & 1 else "latin-1", "replace")


def _is_error(kind: int, sheet: memoryview, place: int) -> bool:
    if kind == _VALUE:
        return sheet[place + 7] == 1
    return sheet[place + 6] == 2 and sheet[place + 12] == sheet[place + 13] == 255


def _check_size(said: memoryview) -> None:
    """Refuse a sheet that says it is larger than the program of the old kind lets it be: room is taken for what it says."""
    first, last, left, right = struct.unpack_from("<HHHH" if len(said) < 14 else "<IIHH", said)
    left = left if left < min(256, right) else 0
    if last and right and not (first < last and (last - first) * (right - left) <= _MAX_SIZE):
        raise broken()


def _too_many() -> UnreadableError:
    return UnreadableError("too_many_errors", f"Tệp có hơn {_MAX_FAILED} ô báo lỗi (#N/A, #REF!…). Hãy sửa công thức rồi gửi lại.")


def _records(stream: memoryview, kinds: Collection[int]) -> Iterator[tuple[int, int, int]]:
    """Yield the records of some kinds, where they begin and how long they are, up to the end of what begins here.

    A chart that stands inside it has records of its own, which are passed over.
    """
    place = depth = 0
    while True:
        kind, length = _PAIR.unpack_from(stream, place)
        place += 4
        if kind in kinds and depth < 2:
            yield kind, place, length
        elif kind == _BEGIN:
            depth += 1
        elif kind == _END:
            depth -= 1
            if depth < 1:
                return
        place += length


@dataclass(frozen=True, slots=True)
class _Sectors:
    """Sectors of one size, from ``first`` on, and for each of them which one comes next."""

    content: bytes | bytearray
    shift: int
    first: int
    following: Sequence[int]

    def __getitem__(self, number: int) -> bytes | bytearray:
        start = self.first + (number << self.shift)
        return self.content[start : start + (1 << self.shift)]

    def chained(self, number: int) -> bytearray:
        """Return what a chain holds; one that comes back to itself has no end."""
        joined, most = bytearray(), len(self.following) << self.shift
        while number < _NONE:
            joined += self[number]
            if len(joined) > most:
                raise broken()
            number = self.following[number]
        return joined


def _stream(content: bytes) -> memoryview:
    """Return the records, put together from where they lie in the file."""
    shift, directory, small_table, more = _HEADER.unpack_from(content)
    if shift not in (9, 12):
        raise broken()
    bare = _Sectors(content, shift, 1 << shift, ())
    count = (len(content) >> shift) + 1
    tables = _numbers(content[76:512])
    while more < _NONE and len(tables) << shift < count * 4:
        *some, more = _numbers(bare[more])
        tables += some
    following = [number for table in tables if table < _NONE for number in _numbers(bare[table])]
    sectors = _Sectors(content, shift, 1 << shift, following[:count])
    listed = sectors.chained(directory)
    found: dict[str, tuple[int, int]] = {}
    for name, start, size in _ENTRY.iter_unpack(listed):
        if (said := name.decode("utf-16-le", "replace").partition("\0")[0]) in _NAMES:
            found.setdefault(said, (start, size))
    start, size = next(found[name] for name in _NAMES if name in found)
    if size < _SMALL:
        inside = sectors.chained(_ENTRY.unpack_from(listed)[1])
        table = sectors.chained(small_table)[: len(inside) >> _SMALL_SHIFT << 2]
        sectors = _Sectors(inside, _SMALL_SHIFT, 0, _numbers(table))
    return memoryview(sectors.chained(start))[:size]


def _numbers(piece: bytes | bytearray) -> list[int]:
    return [number for (number,) in struct.iter_unpack("<I", piece)]
