"""Vietnamese text: one normal form, folding for search, matching keys of firm names and the dictionary order."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_STROKED = str.maketrans({"đ": "d", "Đ": "D", "ð": "d", "Ð": "D"})  # legacy data writes the Icelandic letter
_UNSEEN = str.maketrans(dict.fromkeys("\u200b\ufeff", " "))  # white space that `str.split` does not know
_NOT_WORD = re.compile(r"[^0-9a-z]+")
#: Every composed letter of the Latin script as the bare one; what is not here is taken apart sign by sign.
_PLAIN = _STROKED | {
    code: bare for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)) if (bare := unicodedata.normalize("NFD", chr(code))[0]).isascii()
}
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-") | dict.fromkeys("“”„«»", '"') | dict.fromkeys("‘’‚`´", "'"))

#: The Vietnamese alphabet; tones come after the letter, in the order of the dictionaries.
_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_LETTER = {letter: f"{place:02d}" for place, letter in enumerate(_ALPHABET, start=10)}
_TONE = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}

#: What offices write short in firm names, in the order in which it is expanded.
_EXPANSIONS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(rf"(?<![0-9a-z])(?:{short})(?![0-9a-z])"), full)
    for short, full in (
        (r"c\.?\s?ty|cong ti", "cong ty"),
        (r"tnhh", "trach nhiem huu han"),
        (r"(?:1\s?tv|mtv)", "mot thanh vien"),
        (r"(?:2\s?tv|htv)", "hai thanh vien"),
        (r"dntn", "doanh nghiep tu nhan"),
        (r"htx", "hop tac xa"),
        (r"hkd|ho kd", "ho kinh doanh"),
        (r"xnk", "xuat nhap khau"),
        (r"cp", "co phan"),
        (r"tm", "thuong mai"),
        (r"dv", "dich vu"),
        (r"sx", "san xuat"),
        (r"xd", "xay dung"),
        (r"dt", "dau tu"),
        (r"kd", "kinh doanh"),
        (r"vt", "van tai"),
        (r"vn", "viet nam"),
    )
)
#: Words with which a short form of two words begins.
_PAIRED = frozenset({"c", "cong", "1", "2", "ho"})
#: No single short word is longer.
_LONGEST = 4
#: Words that tell the legal form and nothing about which firm it is.
_FORM_WORDS = re.compile(
    r"\b(?:cong ty|trach nhiem huu han|mot thanh vien|hai thanh vien(?: tro len)?|co phan|hop danh"
    r"|doanh nghiep tu nhan|hop tac xa|ho kinh doanh|chi nhanh)\b"
)


def gettext_noop(text: str) -> str:
    """Return ``text`` as it is; marks a label of a pure module for the catalogues, and templates translate it where it is shown."""
    return text


def nfc(text: str) -> str:
    """Return ``text`` composed, its runs of white space (no-break ones too) made one space, its ends trimmed."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
        if "\u200b" in text or "\ufeff" in text:
            text = text.translate(_UNSEEN)
    return " ".join(text.split())


def fold(text: str) -> str:
    """Return ``text`` in lower case without accents, ``đ`` as ``d``: equal for NFC and NFD and either tone placement.

    >>> fold("Đỗ Hữu Đức")
    'do huu duc'
    """
    whole = nfc(text)
    if whole.isascii():
        return whole.lower()
    plain = whole.translate(_PLAIN)
    if not plain.isascii():
        spread = unicodedata.normalize("NFD", plain)
        plain = "".join(sign for sign in spread if not unicodedata.combining(sign))
    return plain.lower()


def words(text: str) -> str:
    """Return the folded words of ``text``, parted by single spaces, punctuation gone."""
    return _NOT_WORD.sub(" ", fold(text)).strip()


def expand(name: str) -> str:
    """Return the folded words of a firm's ``name`` with the abbreviations of offices written out."""
    text = fold(name.translate(_DASHES)).replace("&", " va ")
    if not _NOT_WORD.search(text.replace(" ", "")):
        return _expand_words(text.split())
    for pattern, full in _EXPANSIONS:
        text = pattern.sub(full, text)
    return _NOT_WORD.sub(" ", text).strip()


def _expand_words(parts: list[str]) -> str:
    """Expand word by word: the same as the patterns do, for a text of words and single spaces alone."""
    expanded: list[str] = []
    place = 0
    while place < len(parts):
        pair = _expansion(" ".join(parts[place : place + 2])) if parts[place] in _PAIRED else ""
        part = parts[place]
        expanded.append(pair or (_expansion(part) if len(part) <= _LONGEST and not part.isdigit() else "") or part)
        place += 2 if pair else 1
    return " ".join(expanded)


@lru_cache(maxsize=65536)
def _expansion(short: str) -> str:
    """Return what a word, or two, is short for; "" where it is written out."""
    return next((full for pattern, full in _EXPANSIONS if pattern.fullmatch(short)), "")


def match_key(name: str) -> str:
    """Return the key under which two spellings of one firm's name meet; never a proof that two firms are one.

    The legal form is left out. Two firms are told apart by tax code alone.

    >>> match_key("C.ty TNHH MTV TM Hòa Bình") == match_key("Công ty Cổ phần Thương mại Hoà  Bình")
    True
    """
    expanded = expand(name)
    return " ".join(_FORM_WORDS.sub(" ", expanded).split()) or expanded


def sort_key(text: str) -> str:
    """Return an ASCII key that sorts as Vietnamese dictionaries do: letters first, tones only between equal words."""
    signs = [_sorted_sign(sign) for sign in nfc(text).lower()]
    letters = "".join([letter for letter, _ in signs])
    return f"{' '.join(letters.split())}!{''.join([tone for _, tone in signs])}"


@lru_cache(maxsize=4096)
def _sorted_sign(sign: str) -> tuple[str, str]:
    """Return the place of a sign in the alphabet, and its tone."""
    spread = unicodedata.normalize("NFD", sign)
    tone = next((_TONE[mark] for mark in spread if mark in _TONE), "0")
    bare = unicodedata.normalize("NFC", "".join(mark for mark in spread if mark not in _TONE))
    return _LETTER.get(bare, bare if bare.isascii() and bare.isalnum() else " "), tone


def slug(text: str) -> str:
    """Return ``text`` as a part of an address: folded words joined by hyphens."""
    return words(text).replace(" ", "-")
