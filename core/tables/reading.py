"""Files to rows: CSV, XLSX, XLS, ODS and printed tables in PDF, each checked before anything in it is unpacked."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from . import plain, printed, workbooks
from .cells import MAX_BYTES, MAX_PACKED, Sheet
from .errors import UnreadableError

_CHUNK = 1 << 20
_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
#: What a file begins with that people take for a list, and what it is.
_OTHERS = (
    (b"\x89PNG", "ảnh"),
    (b"\xff\xd8\xff", "ảnh"),
    (b"{\\rtf", "văn bản"),
    (b"Rar!", "tệp nén"),
    (b"7z\xbc\xaf", "tệp nén"),
    (b"\x1f\x8b", "tệp nén"),
)


@dataclass(frozen=True, slots=True)
class Table:
    """A file that was read: its fingerprint, its sheets, and the day on which it says it was made and last saved."""

    name: str
    sha256: str
    size: int
    sheets: tuple[Sheet, ...]
    made_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Where the bytes of a file are: in memory or on disk. It can be opened again and again."""

    content: bytes | Path

    def open(self) -> BinaryIO:
        """Return the bytes from the start."""
        return io.BytesIO(self.content) if isinstance(self.content, bytes) else self.content.open("rb")

    def fingerprint(self) -> tuple[str, int]:
        """Return SHA-256 and size, reading in pieces; stop at a size that is refused anyway."""
        digest, size = hashlib.sha256(), 0
        with self.open() as file:
            while piece := file.read(_CHUNK):
                digest.update(piece)
                size += len(piece)
                if size > MAX_BYTES:
                    raise _too_large(MAX_BYTES)
        return digest.hexdigest(), size


def open_table(content: bytes | Path, name: str) -> Table:
    """Read a file by its content; its name only helps to say what is wrong.

    A text file stays where it is and is read again for each pass over its rows, so its size costs no memory.
    Raises `UnreadableError` with one sentence when the file cannot be taken.
    """
    source = Source(content)
    digest, size = source.fingerprint()
    if not size:
        raise UnreadableError("empty", "Tệp rỗng.")
    return Table(name, digest, size, *_sheets(source, size))


def _sheets(source: Source, size: int) -> tuple[tuple[Sheet, ...], dt.date | None]:
    with source.open() as file:
        head = file.read(plain.HEAD)
    for magic, what in _OTHERS:
        if head.startswith(magic):
            raise UnreadableError("content_mismatch", f"Tệp là {what}, không phải bảng tính. Hãy lưu danh sách thành .xlsx hoặc .csv.")
    if head.startswith((b"PK", _OLD_WORKBOOK)) and size > MAX_PACKED:
        raise _too_large(MAX_PACKED)
    if head.lstrip()[:5] == b"%PDF-":
        return printed.open_printed(source.open, size), None
    if head.startswith(b"PK"):
        return workbooks.open_packed(source.open, size)
    if head.startswith(_OLD_WORKBOOK):
        return workbooks.open_old(source.open), None
    return (plain.open_text(source.open, head),), None


def _too_large(limit: int) -> UnreadableError:
    return UnreadableError("too_large", f"Tệp lớn hơn {limit // 1024 // 1024} MB.")
