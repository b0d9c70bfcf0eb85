"""What stands in a packed workbook before it is handed to its reader: XLSX and ODS, judged by their parts.

The reader of workbooks is fast and trusting: it takes room for the rectangle between the first cell and the last, and repeats a cell as
often as it is told. So every part is unpacked here once, in pieces, and what no list needs is refused.
"""

from __future__ import annotations

import datetime as dt
import html
import re
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import IO
from xml.etree import ElementTree

from .cells import MAX_CELLS, MAX_COLUMNS, MAX_INFLATED, MAX_RATIO, MAX_SHEETS, RATIO_MATTERS, Formula, too_long, too_wide
from .errors import UnreadableError, broken
from .grid import Grid, Places

_PIECE = 1 << 20
_PARTS = 5_000
_MAX_ODS = 300 * 1024 * 1024
_MAX_SPACES = 10_000_000
#: A row of the widest sheet with the longest cells; what is longer without an end is no sheet.
_MAX_CARRY = 8 * 1024 * 1024

_DECLARED = re.compile(rb"<!(?!--|\[CDATA\[)")
_ENCODING = re.compile(rb"""\A\s*<\?xml[^>]*\bencoding\s*=\s*["']([^"']+)["']""")
_MADE = re.compile(rb"<(?:dcterms:created|dcterms:modified|meta:creation-date|dc:date)\b[^>]*>(\d{4}-\d{2}-\d{2})")
#: What is printed above and below each page of a sheet, and the codes in it: where a part of it begins, and how it looks.
_MARGIN = re.compile(
    rb"<(?:[\w.\-]+:)?(?:odd|even|first)(?:Header|Footer)\b[^<>]*>([^<]{1,4000})<"
    rb"|<style:(?:header|footer)(?:-left|-first)?(?=[\s>])[^<>]*>((?:[^<]|<(?!/?style:[hf])){1,4000})</style:[hf]"
)
_ODS_LINE, _ODS_MARK = re.compile(rb"</(?:text:p|style:region-\w+)>"), re.compile(rb"<[^<>]*>")
_SECTION = re.compile(r"&[LCR]|[\r\n]")
_LOOK = re.compile(r'&(?:"[^"]*"|\d+|K[0-9A-F]{2}(?:[0-9A-F]{4}|[+-]\d{3})|[A-Za-z])')
_MAX_MARGINS = 24

_ODS_TOKEN = re.compile(rb"<table:table(?=[\s>])|<table:table-row\b([^>]*)>|</table:table-row>|<table:(?:covered-)?table-cell\b([^>]*)>")
_ODS_COLUMNS = re.compile(rb"""table:number-columns-repeated\s*=\s*["'](\d+)""")
#: How many spaces stand in one place: no more than four figures, else it is no number that a list could mean.
_ODS_SPACES = re.compile(rb"""\btext:c\s*=\s*["'](?:(\d{1,4})["'])?""")
_ODS_ROWS = re.compile(rb"""table:number-rows-repeated\s*=\s*["'](\d+)""")


@dataclass(slots=True)
class Checked:
    """What was found on the way: cells whose formula says nothing and margins, by the number of their sheet, and when the file was made."""

    without_value: dict[int, Places] = field(default_factory=dict)
    margins: dict[int, tuple[str, ...]] = field(default_factory=dict)
    made_on: dt.date | None = None


def check(archive: zipfile.ZipFile, size: int) -> Checked:
    """Look through all parts of a packed workbook; raise `UnreadableError` for what no list needs."""
    parts = archive.infolist()
    _check_directory(parts, size)
    by_part: dict[str, Places] = {}
    margins: dict[str, tuple[str, ...]] = {}
    for part in parts:
        places, said = _check_part(archive, part)
        if places:
            by_part[part.filename] = places
        if said:
            margins[part.filename] = said
    if "content.xml" in archive.NameToInfo:
        return Checked(_check_ods(archive), dict.fromkeys(range(MAX_SHEETS), margins.get("styles.xml", ())), _made_on(archive))
    numbers = _sheet_numbers(archive) if by_part or margins else {}
    if not by_part.keys() <= numbers.keys():
        raise broken()
    return Checked(
        {numbers[name]: places for name, places in by_part.items()},
        {numbers[name]: said for name, said in margins.items() if name in numbers},
        _made_on(archive),
    )


def _check_directory(parts: list[zipfile.ZipInfo], size: int) -> None:
    names = [part.filename.lower() for part in parts]
    inflated = sum(part.file_size for part in parts)
    if inflated > MAX_INFLATED or (inflated > RATIO_MATTERS and inflated > size * MAX_RATIO):
        raise UnreadableError("too_large_inflated", f"Tệp nén bất thường: {inflated // 1024 // 1024} MB sau khi giải nén.")
    if len(names) > _PARTS or len(set(names)) < len(names):
        raise broken()
    if any(part.flag_bits & 1 for part in parts):
        raise locked()
    if any(name.endswith("vbaproject.bin") or "macrosheets/" in name or name.startswith("basic/") for name in names):
        raise UnreadableError("macro", "Tệp có chứa macro. Hãy lưu lại thành .xlsx không có macro.")
    if "xl/workbook.bin" in names:
        raise UnreadableError("content_mismatch", "Tệp là .xlsb, không được nhận. Hãy lưu lại thành .xlsx.")
    if "word/document.xml" in names:
        raise UnreadableError("content_mismatch", "Tệp là văn bản Word, không phải bảng tính. Hãy lưu bảng thành .xlsx hoặc .csv.")


def locked() -> UnreadableError:
    """Return the refusal of a file that asks for a password."""
    return UnreadableError("locked", "Tệp có đặt mật khẩu. Hãy bỏ mật khẩu rồi gửi lại.")


def _check_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> tuple[Places, tuple[str, ...]]:
    """Read one part to its end, so that its length and checksum are proved; judge it if it is XML, and return its margins."""
    grid, said = Grid(), list[bytes]()
    with archive.open(part) as file:
        head = file.read(4096)
        is_xml = _is_xml(head)
        for text in _pieces(head, file):
            if is_xml:
                if b"<!" in text and _DECLARED.search(text):
                    raise _declared()
                grid.read(text)
                if (b"headerFooter" in text or b"<style:header" in text) and len(said) < _MAX_MARGINS:
                    said += (found[1] or _ODS_MARK.sub(b"", _ODS_LINE.sub(b"\n", found[2])) for found in _MARGIN.finditer(text))
    return grid.places, tuple(line for each in said[:_MAX_MARGINS] for line in margin_lines(html.unescape(each.decode("utf-8", "replace"))))


def margin_lines(margin: str) -> Iterator[str]:
    """Yield what the parts of a margin say, without the codes in it."""
    for part in _SECTION.split(margin.replace("&&", "\0")):
        if line := _LOOK.sub("", part).replace("\0", "&").strip():
            yield line


def _pieces(head: bytes, file: IO[bytes]) -> Iterator[bytes]:
    """Yield a part in pieces that end where an element ends."""
    carry = head
    while piece := file.read(_PIECE):
        carry += piece
        end = max(carry.rfind(b"</c>") + 4, carry.rfind(b":c>") + 3)
        if end < 4 and len(carry) > _MAX_CARRY:
            end = max(carry.rfind(b"<"), len(carry) - _MAX_CARRY // 2)
        if end >= 4:
            yield carry[:end]
            carry = carry[end:]
    yield carry


def _is_xml(head: bytes) -> bool:
    """Tell whether a part is XML; one in another encoding than the reader knows is refused, since its text cannot be judged."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"<\x00" in head[:64] or b"\x00<" in head[:64]:
        code = "xml_entity" if b"<\x00!\x00" in head or b"\x00<\x00!" in head else "unreadable"
        raise _declared() if code == "xml_entity" else broken()
    bare = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not bare.startswith(b"<"):
        return False
    if (named := _ENCODING.match(bare)) and named[1].lower() not in (b"utf-8", b"us-ascii", b"utf8"):
        raise broken()
    return True


def _declared() -> UnreadableError:
    return UnreadableError("xml_entity", "Tệp có khai báo thực thể XML, không được nhận.")


def _made_on(archive: zipfile.ZipFile) -> dt.date | None:
    """Return the day on which a workbook says it was made, if it was last saved in the same month: else it tells nothing."""
    for part in ("docProps/core.xml", "meta.xml"):
        if part in archive.NameToInfo:
            days = [found.decode() for found in _MADE.findall(archive.read(part)[:65536])]
            if days and len({day[:7] for day in days}) == 1:
                with suppress(ValueError):
                    return dt.date.fromisoformat(min(days))
    return None


def _sheet_numbers(archive: zipfile.ZipFile) -> dict[str, int]:
    """Return which part is which sheet, in the order in which people see them."""
    names = {"r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships"}
    try:
        links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314 - no declarations are left in it
        book = ElementTree.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314
    except (ElementTree.ParseError, KeyError) as error:
        raise broken() from error
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    sheets = [each for each in book.iter() if each.tag.endswith("}sheet")]
    numbers = {}
    for number, sheet in enumerate(sheets):
        target = targets.get(sheet.get(f"{{{names['r']}}}id"), "")
        numbers[target.lstrip("/") if target.startswith("/") else f"xl/{target}"] = number
    return numbers


def _check_ods(archive: zipfile.ZipFile) -> dict[int, Places]:
    """Walk over the cells of an ODS file, which says once what it repeats; return those whose formula says nothing."""
    if archive.getinfo("content.xml").file_size > _MAX_ODS:
        raise too_long()
    text = archive.read("content.xml")
    _check_spaces(text)
    found: dict[int, Places] = {}
    table, row, widest, longest = -1, 0, 0, 0
    repeats, column, is_filled, here = 1, 0, False, dict[int, Formula]()
    for token in _ODS_TOKEN.finditer(text):
        if token[2] is not None:
            attributes = token[2]
            count = int(repeated[1]) if (repeated := _ODS_COLUMNS.search(attributes)) else 1
            if not attributes.endswith(b"/") or b"office:" in attributes or b"table:formula" in attributes:
                if count > MAX_COLUMNS or column + count > MAX_COLUMNS:
                    raise too_wide(column + count)
                is_filled, widest = True, max(widest, column + count)
                if says_nothing := _formula(attributes):
                    here |= dict.fromkeys(range(column, column + count), says_nothing)
            column += count
        elif token[1] is not None:
            repeats = int(repeated[1]) if (repeated := _ODS_ROWS.search(token[1])) else 1
            column, is_filled, here = 0, False, {}
            if token[1].endswith(b"/"):
                row += repeats
        elif token[0] == b"</table:table-row>":
            if is_filled:
                longest = row + repeats
                if longest * max(widest, 1) > MAX_CELLS:
                    raise too_long()
            if here:
                found.setdefault(table, {}).update(((row + each, place), how) for each in range(repeats) for place, how in here.items())
            row += repeats
        else:
            table, row, widest, longest = table + 1, 0, 0, 0
    return found


def _formula(attributes: bytes) -> Formula | None:
    """Return how a cell of an ODS file says nothing, ``None`` for one that says something."""
    if b'value-type="error"' in attributes:
        return Formula.FAILED
    if b"table:formula" in attributes and b"-value=" not in attributes and b"office:value=" not in attributes:
        return Formula.UNCOMPUTED
    return None


def _check_spaces(text: bytes) -> None:
    """Refuse a text that says of spaces, which it counts and does not write, that there are more than any list holds."""
    spaces = 0
    for found in _ODS_SPACES.finditer(text):
        spaces += int(found[1] or _MAX_SPACES + 1)
        if spaces > _MAX_SPACES:
            raise broken()
