"""Lists as text: which encoding, which sign parts the columns, and rows read as they are asked for."""

from __future__ import annotations

import codecs
import csv
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import islice
from typing import BinaryIO

from .cells import MAX_COLUMNS, MAX_FIELD, MAX_ROWS, Cell, Sheet, too_long, too_wide
from .errors import UnreadableError, broken

csv.field_size_limit(MAX_FIELD)

#: How much of a file is looked at to tell its encoding and its delimiter.
HEAD = 64 * 1024
_CHUNK = 1 << 20
_SAMPLE = 200
_DELIMITERS = ",;\t|:^~#"
_MARKUP = ("<!doctype", "<html", "<table", "<?xml", "<body", "<meta")

_TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
_VOWELS = "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY"
#: The letters of Vietnamese beyond ASCII, and the signs that offices write between them.
_LETTERS = frozenset(unicodedata.normalize("NFC", vowel + tone) for vowel in _VOWELS for tone in _TONES) | {"đ", "Đ"}
_SIGNS = frozenset("\u00a0–—‘’“”…•·°²³₫½")
#: A word of Vietnamese without its tones: a consonant or none, vowels, an ending or none.
_SYLLABLE = re.compile(
    r"(?:ngh|ch|gh|gi|kh|ng|nh|ph|qu|th|tr|[bcdđghklmnpqrstvx])?[aăâeêioôơuưy]{1,3}(?:ch|ng|nh|[cmnpt])?\Z",
)
_WORD = re.compile(r"[^\W\d_]+")

Open = Callable[[], BinaryIO]


def open_text(source: Open, head: bytes) -> Sheet:
    """Return a text file as a sheet, once all of it has been decoded strictly; no letter is ever replaced."""
    encoding = _encoding(source, head)
    start = "".join(islice(_lines(source, encoding), 100))[:HEAD]
    if start[:2000].lstrip("\ufeff \t\r\n").lower().startswith(_MARKUP):
        raise UnreadableError(
            "content_mismatch", "Nội dung tệp là trang web (HTML), không phải bảng tính. Hãy lưu lại thành .xlsx hoặc .csv."
        )
    delimiter = sniff(start)
    return Sheet(1, "", lambda: _rows(source, encoding, delimiter), is_delimited=True)


def _rows(source: Open, encoding: str, delimiter: str) -> Iterator[list[Cell]]:
    reader = csv.reader(_lines(source, encoding), delimiter=delimiter, strict=True)
    try:
        for row in islice(reader, MAX_ROWS):
            if len(row) > MAX_COLUMNS:
                raise too_wide(len(row))
            yield row  # type: ignore[misc]  # a row of text is a row of cells
        if next(reader, None) is not None:
            raise too_long()
    except csv.Error as error:
        raise UnreadableError(
            "bad_csv", f"Không đọc được tệp CSV tại dòng {reader.line_num}: ô quá dài hoặc dấu nháy kép không khớp."
        ) from error


def _lines(source: Open, encoding: str) -> Iterator[str]:
    """Yield the lines of a text file; windows-1258 writes tones apart, so its lines are composed."""
    with source() as file, io.TextIOWrapper(file, encoding=encoding, newline="") as text:
        if encoding == "cp1258":
            yield from (unicodedata.normalize("NFC", line) for line in text)
        else:
            yield from text


def _encoding(source: Open, head: bytes) -> str:
    """Return the encoding in which the whole file can be read, or refuse it."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        candidates = ["utf-16"]
    elif b"\x00" in head:
        candidates = [_wide(head)]
    else:
        candidates = ["utf-8-sig", "cp1258"]
    for encoding in candidates:
        if _is_readable(source, encoding):
            return encoding
    raise UnreadableError("bad_encoding", "Không đọc được bảng mã của tệp. Hãy lưu lại với bảng mã UTF-8.")


def _wide(head: bytes) -> str:
    """Tell which way round UTF-16 without its mark is written, by where the zeros of plain letters stand."""
    zeros = {"utf-16-le": head[1::2].count(0), "utf-16-be": head[0::2].count(0)}
    best = max(zeros, key=lambda each: zeros[each])
    other = min(zeros.values())
    if zeros[best] < len(head) // 8 or other * 8 > zeros[best]:
        raise broken()
    return best


def _is_readable(source: Open, encoding: str) -> bool:
    """Tell whether every byte makes sense in ``encoding``; text that was damaged before it came is refused."""
    decoder = codecs.getincrementaldecoder(encoding)(errors="strict")
    words: set[str] = set()
    rest, endless = "", 0
    with source() as file:
        try:
            while piece := file.read(_CHUNK):
                text = decoder.decode(piece)
                endless = 0 if "\n" in text or "\r" in text else endless + len(text)
                if "\x00" in text or endless > MAX_COLUMNS * MAX_FIELD:
                    raise broken()
                if "\ufffd" in text:
                    return False
                if encoding == "cp1258":
                    text, rest = _whole_lines(rest + text)
                    if not _gather(text, words):
                        return False
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return encoding != "cp1258" or (_gather(rest, words) and _are_vietnamese(words))


def _whole_lines(text: str) -> tuple[str, str]:
    end = text.rfind("\n") + 1
    return text[:end], text[end:]


def _gather(text: str, words: set[str]) -> bool:
    """Add the words with accents to ``words``, and tell whether all signs are such as Vietnamese is written with."""
    composed = unicodedata.normalize("NFC", text)
    if not {sign for sign in set(composed) if not sign.isascii()} <= _LETTERS | _SIGNS:
        return False
    words.update(word for word in set(_WORD.findall(composed)) if not word.isascii())
    return True


def _are_vietnamese(words: set[str]) -> bool:
    """Tell whether text read as windows-1258 is meant so: nearly any bytes can be read, few of them make words.

    A word in twenty may be run together or mistyped.
    """
    strange = sum(not _is_syllable(word) for word in words)
    return strange * 20 <= len(words)


def _is_syllable(word: str) -> bool:
    """Tell whether a word is built as Vietnamese words are, with one tone at most, or is an abbreviation with Đ."""
    if word.isupper() and word.replace("Đ", "").isascii():
        return True
    spread = unicodedata.normalize("NFD", word.lower())
    tones = sum(sign in _TONES[1:] for sign in spread)
    bare = unicodedata.normalize("NFC", "".join(sign for sign in spread if sign not in _TONES[1:]))
    return tones <= 1 and bool(_SYLLABLE.match(bare))


def sniff(start: str) -> str:
    r"""Return the sign that parts the columns: the one by which most lines come out equally wide.

    >>> sniff("Tỉnh A, xã B\nTên;Số\nA, B;1\nC;2\n")
    ';'
    """
    lines = start.splitlines(keepends=True)[:_SAMPLE]
    if lines and len(bare := lines[0].strip().lower()) == 5 and bare.startswith("sep="):
        return bare[4]
    return max(_DELIMITERS, key=lambda sign: (*_fit(lines, sign), -_DELIMITERS.index(sign)))


def _fit(lines: list[str], sign: str) -> tuple[int, int]:
    """Return how many lines have the usual number of columns, and that number; a single column is none."""
    widths: Counter[int] = Counter()
    with suppress(csv.Error):  # a cell without end is refused where it stands
        widths.update(len(row) for row in csv.reader(lines, delimiter=sign) if len(row) > 1)
    if not widths:
        return 0, 0
    width, count = max(widths.items(), key=lambda item: (item[1] * min(item[0], 20), item[0]))
    return count * min(width, 20), width
