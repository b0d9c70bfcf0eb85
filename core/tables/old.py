"""Which cells of an old workbook (XLS) hold an error: the reader of workbooks hands it over as if nothing stood there.

Such a file is a small file system: tables chain its sectors to streams, and one stream holds the records of all sheets, one by one.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from .cells import Formula
from .errors import UnreadableError, broken
from .grid import Places
from .packed import locked

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

_RECORD = struct.Struct("<HH")
_BEGIN, _END, _PASSWORD, _SHEET, _FORMULA, _VALUE = 0x0809, 0x000A, 0x002F, 0x0085, 0x0006, 0x0205


def failed(content: bytes) -> dict[int, Places]:
    """Return the cells that hold an error such as ``#N/A`` or whose formula came to one, by the number of their sheet from 0."""
    stream = _stream(content)
    starts: list[tuple[int, int]] = []
    for kind, data in _records(stream, (_PASSWORD, _SHEET)):
        if kind == _PASSWORD:
            raise locked()
        starts.append((int.from_bytes(data[:4], "little"), len(starts)))
    found: dict[int, Places] = {}
    count = 0
    for (start, number), (end, _) in pairwise([*sorted(starts), (len(stream), 0)]):
        found[number] = places = Places()
        for kind, data in _records(stream[start:end], (_FORMULA, _VALUE)):
            if data[7] == 1 if kind == _VALUE else data[6] == 2 and data[12:14] == b"\xff\xff":
                places[_RECORD.unpack_from(data)] = Formula.FAILED  # row and column stand first
                count += 1
                if count > _MAX_FAILED:
                    raise UnreadableError(
                        "too_many_errors", f"Tệp có hơn {_MAX_FAILED} ô báo lỗi (#N/A, #REF!…). Hãy sửa công thức rồi gửi lại."
                    )
    return found


def _records(stream: memoryview, kinds: Sequence[int]) -> Iterator[tuple[int, bytes]]:
    """Yield the records of some kinds up to the end of what begins here, without those of the charts that stand inside it."""
    place = depth = 0
    while True:
        kind, length = _RECORD.unpack_from(stream, place)
        place += 4
        if kind in kinds and depth < 2:
            yield kind, bytes(stream[place : place + length])
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
