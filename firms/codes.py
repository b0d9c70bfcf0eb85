"""Tax codes and unit codes: reading them as offices write them, and telling what they are."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from stdnum.vn import mst

_UNIT = re.compile(r"(?=.{7}\Z)[A-Z]{1,3}[0-9]{3,5}[A-Z]?\Z")
_BRANCHED = re.compile(r"(\d{9,10})-(\d{3})\Z")


class Kind(StrEnum):
    """What a code is, told by its digits and by the legal form of who bears it."""

    ENTERPRISE = "ENT10"
    BRANCH = "BRANCH13"
    PERSONAL = "PERSONAL12"
    HOUSEHOLD = "LEGACY10_HKD"
    HOUSEHOLD_PLACE = "LEGACY13_HKD"
    NONE = "NONE"


class BadCodeError(ValueError):
    """The text cannot be a tax code, whatever zeros were lost."""


class ReadCode(NamedTuple):
    """A tax code in its one spelling, and what was odd about how it was written."""

    code: str
    is_padded: bool = False
    is_checked: bool = True

    @property
    def kind(self) -> Kind:
        """Return the kind that the digits tell."""
        return kind(self.code)


@lru_cache(maxsize=16384)  # asked for twice: ahead of a chunk of rows, and with each row
def read_tax_code(text: str) -> ReadCode:
    """Read ``text`` as a tax code, putting back the zero that spreadsheets lose.

    10 digits are an enterprise, 13 (with or without hyphen) a branch, 12 a person. 9 digits and, where the first is not
    0, 12 digits that make a valid branch lost their zero; so did 11 digits of a person's number. A wrong check digit is
    told, not refused: such codes exist.
    """
    text = text.strip()
    if branched := _BRANCHED.match(text):
        root, serial, padded = branched[1].zfill(10), branched[2], len(branched[1]) == 9
        return _branch(root, serial, padded)
    if not text.isascii() or not text.isdigit():
        raise BadCodeError(text)
    match len(text):
        case 10:
            return ReadCode(text, False, _is_checked(text))
        case 9:
            return ReadCode(f"0{text}", True, _is_checked(f"0{text}"))
        case 13:
            return _branch(text[:10], text[10:], False)
        case 12 if text[0] != "0":
            return _branch(f"0{text[:9]}", text[9:], True)
        case 12:
            return ReadCode(text)
        case 11:
            return ReadCode(f"0{text}", True)
        case _:
            raise BadCodeError(text)


def _branch(root: str, serial: str, padded: bool) -> ReadCode:
    if serial == "000":
        raise BadCodeError(f"{root}-{serial}")
    return ReadCode(f"{root}-{serial}", padded, _is_checked(root))


def _is_checked(root: str) -> bool:
    """Tell whether the check digit of ten digits is right."""
    try:
        return str(mst.calc_check_digit(root)) == root[9]
    except (ValueError, IndexError):
        return False


def kind(code: str, legal_form: str = "") -> Kind:
    """Return what ``code`` is: a household's 10 or 13 digits date from before 01/7/2025, when its owner's number took their place."""
    if not code:
        return Kind.NONE
    if is_personal(code):
        return Kind.PERSONAL
    is_household = legal_form == "HKD"
    if "-" in code:
        return Kind.HOUSEHOLD_PLACE if is_household else Kind.BRANCH
    return Kind.HOUSEHOLD if is_household else Kind.ENTERPRISE


def is_personal(code: str) -> bool:
    """Tell whether ``code`` is a person's number, which is never shown."""
    return len(code) == 12 and code.isdigit()


def is_unit_code(text: str) -> bool:
    """Tell whether ``text`` is written like a unit code of the SI agency: seven signs, letters first."""
    return bool(_UNIT.match(text))
