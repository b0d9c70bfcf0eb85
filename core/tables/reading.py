"""Files to rows: CSV, XLSX, XLS and ODS, each checked before anything in it is unpacked."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

import python_calamine

from .errors import UnreadableError

#: What a cell holds once read: text, a number, a date, or "" for nothing.
Cell = str | float | int | bool | dt.date | dt.datetime | dt.time | dt.timedelta

#: No list of a province comes near these; what does is broken or hostile.
MAX_BYTES = 200 * 1024 * 1024
MAX_INFLATED = 1024 * 1024 * 1024
MAX_RATIO = 100
RATIO_MATTERS = 50 * 1024 * 1024
MAX_COLUMNS = 200
MAX_FIELD = 32_767
MAX_ROWS = 1_100_000

_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a file; rows are counted from 1 as people see them."""

    number: int
    name: str
    _source: list[list[Cell]] | str
    _delimiter: str = ","

    def rows(self) -> Iterator[tuple[int, list[Cell]]]:
        """Yield each row with its number."""
        if isinstance(self._source, str):
            yield from self._text_rows(self._source)
        else:
            yield from enumerate(self._source, start=1)

    def _text_rows(self, text: str) -> Iterator[tuple[int, list[Cell]]]:
        csv.field_size_limit(MAX_FIELD)
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=self._delimiter)
        number = 0
        try:
            for number, row in enumerate(reader, start=1):
                if len(row) > MAX_COLUMNS:
                    raise _too_wide(len(row))
                if number > MAX_ROWS:
                    raise _too_long()
                yield number, list(row)
        except csv.Error as error:
            raise UnreadableError("bad_csv", f"Không đọc được tệp CSV sau dòng {number}: ô quá dài hoặc sai dấu nháy.") from error


@dataclass(frozen=True, slots=True)
class Table:
    """A file that was read: its fingerprint and its sheets."""

    name: str
    sha256: str
    size: int
    sheets: tuple[Sheet, ...]


def open_table(content: bytes, name: str) -> Table:
    """Read a file by its content; its name only helps to say what is wrong.

    Raises `UnreadableError` with one sentence when the file cannot be taken.
    """
    digest = hashlib.sha256(content).hexdigest()
    if not content:
        raise UnreadableError("empty", "Tệp rỗng.")
    if len(content) > MAX_BYTES:
        raise UnreadableError("too_large", f"Tệp lớn hơn {MAX_BYTES // 1024 // 1024} MB.")
    if content.startswith(b"PK"):
        sheets = _zipped(content)
    elif content.startswith(_OLD_WORKBOOK):
        sheets = _workbook(content)
    else:
        sheets = (_text(content),)
    return Table(name, digest, len(content), sheets)


def _zipped(content: bytes) -> tuple[Sheet, ...]:
    """Check an XLSX or ODS file from its directory, before anything is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_archive(archive, len(content))
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError) as error:
        raise _broken() from error
    return _workbook(content)


def _check_archive(archive: zipfile.ZipFile, size: int) -> None:
    parts = archive.infolist()
    inflated = sum(part.file_size for part in parts)
    if inflated > MAX_INFLATED or (inflated > RATIO_MATTERS and inflated > size * MAX_RATIO):
        raise UnreadableError("too_large_inflated", f"Tệp nén bất thường: {inflated // 1024 // 1024} MB sau khi giải nén.")
    if any(part.filename.lower().endswith("vbaproject.bin") for part in parts):
        raise UnreadableError("macro", "Tệp có chứa macro. Hãy lưu lại thành .xlsx không có macro.")
    for part in parts:
        if part.filename.lower().endswith((".xml", ".rels")):
            with archive.open(part) as file:
                if b"<!" in file.read(4096).replace(b"<!--", b""):
                    raise UnreadableError("xml_entity", "Tệp có khai báo thực thể XML, không được nhận.")


def _workbook(content: bytes) -> tuple[Sheet, ...]:
    try:
        book = python_calamine.load_workbook(io.BytesIO(content))
        visible = [meta.name for meta in book.sheets_metadata if meta.visible == python_calamine.SheetVisibleEnum.Visible]
        sheets = []
        for number, name in enumerate(book.sheet_names, start=1):
            if name not in visible:
                continue
            rows = _cells(book.get_sheet_by_name(name))
            if rows:
                sheets.append(Sheet(number, name, rows))
    except UnreadableError:
        raise
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise _broken() from error
    if not sheets:
        raise UnreadableError("empty", "Tệp không có trang tính nào có dữ liệu.")
    return tuple(sheets)


def _cells(sheet: python_calamine.CalamineSheet) -> list[list[Cell]]:
    """Return the rows of a sheet, after a look at how large it says it is."""
    if sheet.width > MAX_COLUMNS:
        raise _too_wide(sheet.width)
    if sheet.height > MAX_ROWS:
        raise _too_long()
    return sheet.to_python(skip_empty_area=False)


def _text(content: bytes) -> Sheet:
    text = _decode(content)
    start = text[:2000].lstrip().lower()
    if start.startswith(("<!doctype", "<html", "<table", "<?xml")):
        raise UnreadableError(
            "content_mismatch", "Nội dung tệp là trang web (HTML), không phải bảng tính. Hãy lưu lại thành .xlsx hoặc .csv."
        )
    if "\x00" in text:
        raise _broken()
    return Sheet(1, "", text, _delimiter(text))


def _decode(content: bytes) -> str:
    """Decode text strictly: a letter that cannot be read is never replaced."""
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableError("bad_encoding", "Không đọc được bảng mã của tệp. Hãy lưu lại với bảng mã UTF-8.") from error


def _delimiter(text: str) -> str:
    """Return the sign that parts the columns: the one that is most frequent in the first lines."""
    head = text[:20_000]
    return max(",;\t|", key=lambda sign: head.count(sign) if sign != "," else head.count(sign) - head.count(", "))


def _broken() -> UnreadableError:
    return UnreadableError("unreadable", "Không đọc được tệp: tệp bị hỏng, bị cắt ngắn hoặc không phải bảng tính.")


def _too_wide(columns: int) -> UnreadableError:
    return UnreadableError("too_many_columns", f"Tệp có {columns} cột, nhiều hơn mức {MAX_COLUMNS} cột được nhận.")


def _too_long() -> UnreadableError:
    return UnreadableError("too_many_rows", f"Tệp có hơn {MAX_ROWS} dòng.")
