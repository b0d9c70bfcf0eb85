"""Industries (VSIC): a code means something only with its edition, since the letters J to V were dealt anew in 2025. Pure."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

DATA = Path(__file__).parent / "data" / "vsic.csv"
#: The edition by whose sections firms of both are grouped.
NEWEST = "2025"


@dataclass(frozen=True, slots=True)
class Section:
    """One section of one edition; a ``letter`` "" means that the industry is not known.

    ``is_confirmed`` is false where the place of a code rests on our reading alone: it is shown as "đang chờ xác nhận".
    """

    letter: str
    name: str
    english: str = ""
    is_confirmed: bool = True


UNKNOWN = Section("", "Chưa rõ ngành", "Industry not known")


@dataclass(frozen=True, slots=True)
class _Row:
    version: str
    letter: str
    first: int
    last: int
    group: str
    section: Section


@lru_cache(maxsize=1)
def _table() -> tuple[_Row, ...]:
    with DATA.open(encoding="utf-8", newline="") as file:
        return tuple(_rows(csv.DictReader(file)))


def _rows(lines: Iterable[dict[str, str]]) -> Iterator[_Row]:
    for line in lines:
        first, _, last = line["divisions"].partition("-")
        section = Section(line["letter"], line["name_vi"], line["name_en"], line["certainty"] == "found")
        yield _Row(line["version"], line["letter"], int(first), int(last or first), line["group"], section)


def _find(version: str, code: str) -> tuple[_Row, bool] | None:
    """Return the row that a code belongs to, and whether its letter says so; digits alone are placed by their division."""
    code = code.strip().upper()
    rows = [row for row in _table() if row.version == version.strip()]
    if code[:1].isalpha():
        return next(((row, True) for row in rows if row.letter == code[0]), None)
    division = code[:2]
    if len(division) == 2 and division.isascii() and division.isdigit():
        return next(((row, False) for row in rows if row.first <= int(division) <= row.last), None)
    return None


@lru_cache(maxsize=4096)
def section(version: str, code: str) -> Section:
    """Return the section that ``code`` ("C", "C2511" or "2511") names in its edition; `UNKNOWN` without an edition that we know."""
    if (found := _find(version, code)) is None:
        return UNKNOWN
    row, by_letter = found
    return row.section if by_letter else replace(row.section, is_confirmed=False)


@lru_cache(maxsize=4096)
def group(version: str, code: str) -> Section:
    """Return the section of the newest edition under which a code of any edition is counted.

    Section J of 2018 became J and K: a 2018 code that names no division is counted under "J-K", which claims neither.
    Whatever came from 2018 is not confirmed, as the conversion table has not been checked.
    """
    if (found := _find(version, code)) is None:
        return UNKNOWN
    row = found[0]
    if row.version == NEWEST:
        return section(version, code)
    division = code.strip().upper().removeprefix(row.letter)[:2]
    if row.group == "J-K" and division.isascii() and division.isdigit() and row.first <= int(division) <= row.last:
        return group(NEWEST, division)
    if row.group == "J-K":
        return Section("J-K", f"{row.section.name} (VSIC 2018; nay thuộc ngành J hoặc K)", row.section.english, False)
    return replace(section(NEWEST, row.group), is_confirmed=False)


def sections(version: str = NEWEST) -> tuple[Section, ...]:
    """Return the sections of one edition, in order."""
    return tuple(row.section for row in _table() if row.version == version)


def groups() -> tuple[Section, ...]:
    """Return all sections under which firms are counted, in order, with "J-K" behind K."""
    both = group("2018", "J")
    return tuple(each for one in sections() for each in ([one, both] if one.letter == "K" else [one]))


def members(letter: str) -> tuple[tuple[str, str, str], ...]:
    """Return what is counted under the group ``letter``: editions with half-open ranges of their codes, for a filter."""
    found: list[tuple[str, str, str]] = []
    for row in _table():
        if row.group != "J-K":
            if row.group == letter:
                found += [(row.version, row.letter, chr(ord(row.letter) + 1)), (row.version, f"{row.first:02d}", _after(row.last))]
            continue
        if letter == "J-K":
            found += [
                (row.version, row.letter, f"{row.letter}{row.first}"),
                (row.version, f"{row.letter}{row.last + 1}", chr(ord(row.letter) + 1)),
            ]
        for new in _table():
            if new.version == NEWEST and new.letter == letter and row.first <= new.first and new.last <= row.last:
                found += [(row.version, f"{mark}{new.first}", f"{mark}{new.last + 1}") for mark in (row.letter, "")]
    return tuple(found)


def _after(division: int) -> str:
    """Return the end of a range of codes, which sorts behind all of the division's in every collation."""
    return f"{division + 1:02d}" if division < 99 else "9A"
