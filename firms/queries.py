"""What somebody types to find a firm: a code or the words of a name, and which other words may have been meant. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from core.text import expand, fold, match_key, nfc

from . import codes

#: Who types more tells a story.
LONGEST = 200
#: Words that are longer are no slips of words that we know.
LONGEST_WORD = 24
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_UNIT = re.compile(r"(?:(\d{5})\s*/\s*)?([A-Z]{1,3}\d{2,5}[A-Z]?)\Z")
_DIGITS = re.compile(r"[\s.\-]")
#: Vowels as the two common keyboards write them when no one turns them into letters.
_TELEX = (("aa", "a"), ("ee", "e"), ("oo", "o"), ("dd", "d"), ("aw", "a"), ("ow", "o"), ("uw", "u"))
_TONES = "fsrxj"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question read: the beginnings of tax codes it may be, the unit code, and the words of a name."""

    folded: str
    expanded: str
    key: str
    tax_codes: tuple[str, ...] = ()
    office: str = ""
    unit: str = ""

    @property
    def words(self) -> tuple[str, ...]:
        """Return the telling words; the last may be the beginning of one."""
        return tuple(self.key.split())

    @property
    def tells(self) -> bool:
        """Tell whether there is enough to look for a name: two signs, and more than a legal form."""
        return len(self.key) >= 2 and match_key(f"{self.key} x") != "x"

    @property
    def is_code(self) -> bool:
        """Tell whether this is a code or the beginning of one, rather than a name."""
        return bool(self.tax_codes or self.unit)


def read(text: str) -> Asked:
    """Read a question as it was typed, with or without accents, in any normal form."""
    text = nfc(text)[:LONGEST]
    unit = _UNIT.match(text.upper())
    return Asked(fold(text), expand(text), match_key(text), _tax_codes(text), (unit[1] or "") if unit else "", unit[2] if unit else "")


def _tax_codes(text: str) -> tuple[str, ...]:
    """Return the spellings under which the digits may stand: as typed, with the branch's hyphen, with the zero that was lost."""
    digits = _DIGITS.sub("", text)
    if len(digits) < 4 or not (digits.isascii() and digits.isdigit()):
        return ()
    found = [digits] if len(digits) <= 12 else []
    if len(digits) > 10:
        found.append(f"{digits[:10]}-{digits[10:]}")
    with suppress(codes.BadCodeError):
        found.append(codes.read_tax_code(digits).code)
    return tuple(dict.fromkeys(found))


def slips(word: str) -> set[str]:
    """Return every text that is one slip away from ``word``: a letter too many, too few, another, or two changed about."""
    halves = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    return {
        *(left + right[1:] for left, right in halves if right),
        *(left + right[1] + right[0] + right[2:] for left, right in halves if len(right) > 1),
        *(left + letter + right[1:] for left, right in halves if right for letter in _LETTERS),
        *(left + letter + right for left, right in halves for letter in _LETTERS),
    } - {word, ""}


def typed_raw(word: str) -> str:
    """Return ``word`` without what a Vietnamese keyboard leaves when it is switched off.

    >>> typed_raw("nguyeenx"), typed_raw("hoaf"), typed_raw("cuong72")
    ('nguyen', 'hoa', 'cuong')
    """
    bare = re.sub(r"(?<=[a-z])[1-9]+", "", word)
    for written, meant in _TELEX:
        bare = bare.replace(written, meant)
    return bare[:-1] if len(bare) > 2 and bare[-1] in _TONES else bare


def parted(word: str) -> Iterator[tuple[str, str]]:
    """Yield the ways to part ``word`` in two, for a space that was left out."""
    return ((word[:place], word[place:]) for place in range(2, len(word) - 1))
