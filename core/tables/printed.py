"""Printed lists: tables with ruled lines in a PDF that holds text, page after page, as one sheet."""

from __future__ import annotations

import io
import re
import time
import zlib
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from .cells import MAX_ROWS, Cell, Sheet, too_long
from .errors import UnreadableError, broken, refusing

MAX_BYTES = 50 * 1024 * 1024
MAX_PAGES = 300
MAX_INFLATED = 150 * 1024 * 1024
#: Reading one page takes about a tenth of a second; a file that takes this long was made to.
MAX_SECONDS = 240.0

_STREAM = re.compile(rb"(<<[^\x00]{0,2000}?)stream\r?\n")
#: A number or code that was broken at the edge of its cell.
_BROKEN_NUMBER = re.compile(r"(?<=[\d.,])\n(?=[\d.,])")

Open = Callable[[], BinaryIO]


def open_printed(source: Open, size: int) -> tuple[Sheet, ...]:
    """Read all pages; raise `UnreadableError` for scans, passwords, tables without lines, and what is too large."""
    if size > MAX_BYTES:
        raise UnreadableError("too_large", f"Tệp PDF lớn hơn {MAX_BYTES // 1024 // 1024} MB. Hãy gửi tệp Excel hoặc CSV.")
    with source() as file:
        content = file.read()
    if b"/Encrypt" in content:
        raise UnreadableError("locked", "Tệp PDF có đặt mật khẩu hoặc khóa quyền. Hãy bỏ khóa rồi gửi lại.")
    _check_streams(content)
    with refusing():
        rows = list(_rows(source))
    return (Sheet(1, "", lambda: iter(rows)),)


def _check_streams(content: bytes) -> None:
    """Unpack every packed stream in pieces and count, before a reader unpacks it whole."""
    inflated = 0
    for found in _STREAM.finditer(content):
        if found[1].count(b"FlateDecode") > 1:
            raise broken()
        packed, rest = zlib.decompressobj(), memoryview(content)[found.end() :]
        try:
            for start in range(0, len(rest), 1 << 16):
                piece = packed.decompress(rest[start : start + (1 << 16)], 1 << 22)
                inflated += len(piece)
                while packed.unconsumed_tail and inflated <= MAX_INFLATED:
                    inflated += len(packed.decompress(packed.unconsumed_tail, 1 << 22))
                if inflated > MAX_INFLATED:
                    raise UnreadableError(
                        "too_large_inflated", f"Tệp PDF nén bất thường: hơn {MAX_INFLATED // 1024 // 1024} MB sau khi giải nén."
                    )
                if packed.eof:
                    break
        except zlib.error:
            continue  # not packed this way, so it takes no more room than it has


def _rows(source: Open) -> Iterator[list[Cell]]:
    import pdfplumber  # takes half a second to import, and few lists come printed

    ends, width, count, has_text = time.monotonic() + MAX_SECONDS, 0, 0, False
    with source() as file, pdfplumber.open(io.BytesIO(file.read())) as book:
        if len(book.pages) > MAX_PAGES:
            raise UnreadableError("too_many_rows", f"Tệp PDF có hơn {MAX_PAGES} trang. Hãy gửi tệp Excel hoặc CSV.")
        for number, page in enumerate(book.pages, start=1):
            if time.monotonic() > ends:
                raise UnreadableError("too_slow", "Đọc tệp PDF quá lâu. Hãy gửi tệp Excel hoặc CSV.")
            has_text = has_text or bool(page.chars)
            for row in _page_rows(page):
                count += 1
                if count > MAX_ROWS:
                    raise too_long()
                if len(row) > 2:
                    width = width or len(row)
                    if len(row) != width:
                        raise UnreadableError(
                            "uneven_table", f"Bảng ở trang {number} của tệp PDF có số cột khác các trang trước. Hãy gửi tệp Excel hoặc CSV."
                        )
                yield row
            page.close()
    if not has_text:
        raise UnreadableError("scanned", "Tệp PDF là bản quét, không có chữ để đọc. Hãy xin tệp Excel, CSV hoặc PDF xuất từ máy tính.")
    if not width:
        raise UnreadableError("no_table", "Không tìm thấy bảng có kẻ khung trong tệp PDF. Hãy gửi tệp Excel hoặc CSV.")


def _page_rows(page: Any) -> Iterator[list[Cell]]:
    """Yield what a page says from top to bottom: lines of text above, between and below its tables, and their rows."""
    tables = sorted(page.find_tables(), key=lambda table: table.bbox[1])
    lines = [line for line in page.extract_text_lines(return_chars=False) if not any(_is_inside(line, table.bbox) for table in tables)]
    for table in tables:
        while lines and lines[0]["top"] < table.bbox[1]:
            yield [lines.pop(0)["text"]]
        for row in table.extract():
            yield [_clean(cell) for cell in row]
    yield from ([line["text"]] for line in lines)


def _is_inside(line: dict[str, Any], box: tuple[float, float, float, float]) -> bool:
    middle = (line["top"] + line["bottom"]) / 2
    return bool(box[1] <= middle <= box[3])


def _clean(cell: str | None) -> str:
    return " ".join(_BROKEN_NUMBER.sub("", cell or "").split())
