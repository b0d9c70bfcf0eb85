"""Which row of law is in force on a day, and who cites an article: pure rules over dated rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol, TypeVar


class Dated(Protocol):
    """A row with a half-open span of validity, ``valid_from <= day < valid_to``."""

    valid_from: dt.date
    valid_to: dt.date | None


class ArticleRow(Dated, Protocol):
    """An article: its number within its instrument."""

    number: str


class ParameterRow(Dated, Protocol):
    """A number that the law sets."""

    code: str


Row = TypeVar("Row", bound=Dated)
AnArticle = TypeVar("AnArticle", bound=ArticleRow)
AParameter = TypeVar("AParameter", bound=ParameterRow)


class NotInForce(LookupError):
    """No row is in force on the day that was asked for; never guess, say that you do not know."""


def in_force(rows: Iterable[Row], *, on: dt.date) -> Iterator[Row]:
    """Yield the rows in force on the day ``on``."""
    return (row for row in rows if row.valid_from <= on and (row.valid_to is None or on < row.valid_to))


def article(rows: Iterable[AnArticle], number: str, *, on: dt.date) -> AnArticle:
    """Return the article ``number`` as it stands on the day ``on``, or raise `NotInForce`."""
    return _latest((row for row in rows if row.number == number), f"article {number}", on)


def parameter(rows: Iterable[AParameter], code: str, *, on: dt.date) -> AParameter:
    """Return the parameter ``code`` as it stands on the day ``on``, or raise `NotInForce`."""
    return _latest((row for row in rows if row.code == code), f"parameter {code}", on)


def _latest(rows: Iterable[Row], what: str, on: dt.date) -> Row:
    found = max(in_force(rows, on=on), key=lambda row: row.valid_from, default=None)
    if found is None:
        raise NotInForce(f"{what} on {on}")
    return found


def cite(instrument: str, number: str, clause: str = "") -> str:
    """Return a passage as readers see it; an empty ``number`` cites the whole instrument.

    >>> cite("Luật Bảo hiểm xã hội 41/2024/QH15", "39", "1(đ)")
    'Điều 39 khoản 1 điểm đ Luật Bảo hiểm xã hội 41/2024/QH15'
    """
    if not number:
        return instrument
    paragraph, _, point = clause.rstrip(")").partition("(")
    parts = (f"Điều {number}", paragraph and f"khoản {paragraph}", point and f"điểm {point}", instrument)
    return " ".join(part for part in parts if part)


def place(number: str) -> tuple[int, str]:
    """Return a key that sorts articles as the law counts them: 9, 10, 48a, 49.

    >>> sorted(["48a", "9", "49", ""], key=place)
    ['', '9', '48a', '49']
    """
    digits = number.rstrip("abcdđeghik")
    return (int(digits) if digits.isdigit() else 0, number[len(digits) :])


def dated(label: str, valid_from: dt.date, valid_to: dt.date | None, *, is_to_confirm: bool) -> str:
    """Return a passage with the days on which it holds and, where it is so, the words "đang chờ xác nhận".

    >>> dated("Điều 39", dt.date(2022, 1, 17), dt.date(2026, 9, 10), is_to_confirm=True)
    'Điều 39 (áp dụng từ 17/01/2022 đến hết 09/09/2026; đang chờ xác nhận)'
    """
    until = f" đến hết {valid_to - dt.timedelta(days=1):%d/%m/%Y}" if valid_to else ""
    return f"{label} (áp dụng từ {valid_from:%d/%m/%Y}{until}{'; đang chờ xác nhận' if is_to_confirm else ''})"


@dataclass(frozen=True, slots=True)
class Citation:
    """Somebody who cites an article: what it is, and where a reader or editor finds it."""

    title: str
    url: str


Citing = Callable[[str, str], Iterable[Citation]]
_citing: dict[str, Citing] = {}


def register_citations(name: str, find: Citing) -> None:
    """Let a room tell who in it cites an article; ``find(instrument number, article number)``."""
    _citing[name] = find


def citations(instrument: str, number: str) -> list[Citation]:
    """Return everyone who cites article ``number`` of ``instrument``, in every room."""
    return [citation for find in _citing.values() for citation in find(instrument, number)]
