"""Vietnamese text: one normal form, folding for search, matching keys of firm names and the dictionary order."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_STROKED = str.maketrans({"đ": "d", "Đ": "D", "ð": "d", "Ð": "D"})  # legacy data writes the Icelandic letter
_UNSEEN = str.maketrans(dict.fromkeys("\u200b\ufeff", " "))  # white space that `str.split` does not know
_CONTROLS = dict.fromkeys([*range(9), *range(0x0E, 0x20), 0x7F]) | {0x0B: "\n", 0x0C: "\n"}
_NOT_WORD = re.compile(r"[^0-9a-z]+")
_WORD = re.compile(r"[^\W\d_]+")
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
#: What is short for something in two words of a folded name.
_PAIRED = re.compile(r"(?<![0-9a-z])(?:c ty|cong ti|[12] tv|ho kd)(?![0-9a-z])")
_FIRST = frozenset({"c", "cong", "1", "2", "ho"})
#: No single short word is longer.
_LONGEST = 4
#: Words that tell the legal form and nothing about which firm it is; of two that share words, the one that may come first stands first.
_FORMS = (
    *("cong ty", "trach nhiem huu han", "mot thanh vien", "hai thanh vien tro len", "hai thanh vien", "co phan", "hop danh"),
    *("ho kinh doanh", "doanh nghiep tu nhan", "hop tac xa", "chi nhanh"),
)
_FORM_WORDS = tuple(f" {form} " for form in _FORMS)


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


def legible(text: str) -> str:
    """Return ``text`` composed, without the control signs that pasted text brings along and neither XML nor a document may hold."""
    return unicodedata.normalize("NFC", text).translate(_CONTROLS)


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


def spelling(text: str) -> str:
    """Return ``text`` in lower case, the tones of each word behind it: equal for NFC and NFD and either tone placement, and no more.

    >>> spelling("Hoạ  SĨ") == spelling("Họa sĩ"), spelling("Hà") == spelling("Hạ"), spelling("Đà") == spelling("Da")
    (True, False, False)
    """
    return _WORD.sub(_spelt, nfc(text).lower().replace("ð", "đ"))


def _spelt(word: re.Match[str]) -> str:
    spread = unicodedata.normalize("NFD", word[0])
    bare = "".join(sign for sign in spread if sign not in _TONE)
    return unicodedata.normalize("NFC", bare) + "".join(sign for sign in spread if sign in _TONE)


def words(text: str) -> str:
    """Return the folded words of ``text``, parted by single spaces, punctuation gone."""
    return _NOT_WORD.sub(" ", fold(text)).strip()


def expand(name: str) -> str:
    """Return the folded words of a firm's ``name`` with the abbreviations of offices written out."""
    folded, full, _, _ = _by_form(name)
    return _expanded(name, folded, full)


def match_key(name: str) -> str:
    """Return the key under which two spellings of one firm's name meet; never a proof that two firms are one.

    The legal form is left out. Two firms are told apart by tax code alone.

    >>> match_key("C.ty TNHH MTV TM Hòa Bình") == match_key("Công ty Cổ phần Thương mại Hoà  Bình")
    True
    """
    return _without_form(expand(name))


def sort_key(text: str) -> str:
    """Return an ASCII key that sorts as Vietnamese dictionaries do: letters first, tones only between equal words."""
    _, _, letters, tones = _by_form(text)
    return _sorted(letters, tones)


def name_forms(name: str) -> tuple[str, str, str]:
    """Return a firm's ``name`` folded, its `match_key` and its `sort_key`: all three for little more than one."""
    folded, full, letters, tones = _by_form(name)
    return " ".join(folded), _without_form(_expanded(name, folded, full)), _sorted(letters, tones)


Words = tuple[str, ...]


def _by_form(name: str) -> tuple[Words, Words, Words, Words]:
    """Return the words of a name by form: folded, written out, as letters of the alphabet, as tones."""
    if found := [_word(part) for part in _parts(name)]:
        folded, full, letters, tones = zip(*found, strict=True)
        return folded, full, letters, tones
    return (), (), (), ()


def _parts(text: str) -> list[str]:
    if "\u200b" in text or "\ufeff" in text:
        text = text.translate(_UNSEEN)
    return text.split()


@lru_cache(maxsize=16384)
def _word(word: str) -> tuple[str, str, str, str]:
    """Return one word folded, written out ("" where signs stand in it), as letters and as tones; registers repeat a few thousand."""
    if word.isdigit() and word.isascii():
        return word, word, word, "0" * len(word)
    plain = fold(word.translate(_DASHES))
    full = "" if _NOT_WORD.search(plain) else (_expansion(plain) if len(plain) <= _LONGEST and not plain.isdigit() else "") or plain
    signs = [_sorted_sign(sign) for sign in nfc(word).lower()]
    return fold(word), full, "".join([letter for letter, _ in signs]), "".join([tone for _, tone in signs])


def _expanded(name: str, folded: Words, full: Words) -> str:
    """Return the words of ``name`` written out: one by one where they are words alone, else by the patterns."""
    if not all(full):
        text = fold(name.translate(_DASHES)).replace("&", " va ")
        for pattern, written in _EXPANSIONS:
            text = pattern.sub(written, text)
        return _NOT_WORD.sub(" ", text).strip()
    if not _PAIRED.search(" ".join(folded)):
        return " ".join(full)
    expanded, last = [], len(folded) - 1
    is_second = False
    for place, word in enumerate(folded):
        pair = _expansion(f"{word} {folded[place + 1]}") if place < last and not is_second and word in _FIRST else ""
        if not is_second:
            expanded.append(pair or full[place])
        is_second = bool(pair)
    return " ".join(expanded)


def _without_form(expanded: str) -> str:
    """Return an expanded name without its legal form; one that says nothing else stays."""
    bare = f" {expanded} "
    for form in _FORM_WORDS:
        while form in bare:
            bare = bare.replace(form, "  ")
    return " ".join(bare.split()) or expanded


@lru_cache(maxsize=4096)
def _expansion(short: str) -> str:
    """Return what a word, or two, is short for; "" where it is written out."""
    return next((full for pattern, full in _EXPANSIONS if pattern.fullmatch(short)), "")


def _sorted(letters: Words, tones: Words) -> str:
    return f"{' '.join(' '.join(letters).split())}!{'0'.join(tones)}"


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
