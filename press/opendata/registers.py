"""What is given away as open data: each room registers its registers, with the meaning of every column."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Generic, Protocol, TypeVar

from django.db.models import Max, Min, Model, Q, QuerySet

from core import clock

from ..models import Release
from .places import NUMBER, Part

M = TypeVar("M", bound=Model)
_AT_ONCE = 500

#: One row, as JSON without floats where money is meant: the columns in the order of the register's fields.
Record = dict[str, Any]
#: Where a row stands in its register's order; what comes after it is asked for with it.
Key = tuple[Any, ...]
#: A row behind its key.
Pair = tuple[Key, Record]
#: The first and the last day that a register speaks of; nothing where it is empty.
Days = tuple[dt.date | None, dt.date | None]


class Type(StrEnum):
    """What a column holds."""

    TEXT = "string"
    ADDRESS = "uri"
    WHOLE = "integer"
    PART = "number"
    YES_NO = "boolean"
    LIST = "array"
    DAY = "date"
    MOMENT = "datetime"
    MONTH = "yearmonth"


@dataclass(frozen=True, slots=True)
class Field:
    """One column and what it means; ``among`` are the only values that it may hold, ``items`` the JSON schema of a list's."""

    name: str
    about: str
    type: Type = Type.TEXT
    is_required: bool = False
    among: tuple[str, ...] = ()
    items: Mapping[str, Any] | None = None


class Source(Protocol):
    """Where the rows of a register come from: the public door of a room and nothing behind it."""

    @property
    def place(self) -> tuple[Part, ...]:
        """Return what a key is made of, so that a cursor can say it."""

    def rows(self, after: Key | None = None, limit: int | None = None) -> Iterator[Pair]:
        """Yield the rows behind ``after`` in a fixed order, ``limit`` of them at most; all of them one by one without it."""

    def find(self, key: str) -> Record | None:
        """Return the row of this id if the public may see it in this very moment."""

    def marks(self, keys: Collection[str] | None = None) -> Iterator[tuple[str, str]]:
        """Yield the id of every row, or of those of ``keys`` that are there, with a mark that changes whenever the row does."""

    def days(self) -> Days:
        """Return the first and the last day that the rows speak of."""


@dataclass(frozen=True, slots=True)
class Register:
    """One register of open data; ``code`` stands in its addresses, ``key`` names the column of its stable ids.

    A log only grows: its own order is its list of changes, so the common one leaves it out; its ``end`` tells what stands for
    all of it, and when it grew last. ``ended`` tells of ids that
    were public once why they are so no more. ``of`` returns by their ids the rows that speak of a release, and nothing in
    place of one that may not be seen now: an act of the desk is told in the changes within its own transaction.
    """

    code: str
    title: str
    about: str
    #: The public page of the register, below the root of a language.
    page: str
    fields: tuple[Field, ...]
    source: Source
    key: str = "id"
    end: Callable[[], tuple[str, dt.datetime | None]] | None = None
    ended: Callable[[Iterable[str]], dict[str, str]] = field(default=lambda keys: {})
    of: Callable[[Release], Mapping[str, Record | None]] = field(default=lambda release: {})
    #: Asked for in what order the registers are shown.
    order: int = 50

    @property
    def is_log(self) -> bool:
        """Tell whether the register only grows."""
        return self.end is not None

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of the columns."""
        return tuple(each.name for each in self.fields)


_registers: dict[str, Register] = {}


def register(new: Register) -> None:
    """Give a register away; called from a room's ``registration`` module."""
    _registers[new.code] = new


def forget(code: str) -> None:
    """Take a register out again: a test that brought its own cleans up."""
    del _registers[code]


def get(code: str) -> Register:
    """Return the register ``code``; `KeyError` where there is none."""
    return _registers[code]


def every() -> list[Register]:
    """Return the registers in the order in which readers meet them."""
    return sorted(_registers.values(), key=lambda each: (each.order, each.code))


@dataclass(frozen=True)
class Rows(Generic[M]):
    """A source over a question to the database that a room's public door asks.

    ``order`` makes the rows' order total; its columns are those of the model itself, and ``place`` writes them. ``by`` is the
    column of the public id, ``changed`` those that make its mark, ``on`` the day by which the register's days are counted.
    """

    visible: Callable[[], QuerySet[M]]
    record: Callable[[M], Record]
    order: tuple[str, ...]
    by: str
    changed: tuple[str, ...]
    on: str
    place: tuple[Part, ...] = (NUMBER,)

    def rows(self, after: Key | None = None, limit: int | None = None) -> Iterator[Pair]:
        """Yield the rows behind ``after``; without a limit the database hands them out some hundreds at a time."""
        found = self.visible().order_by(*self.order)
        if after is not None:
            found = found.filter(_behind(self.order, after))
        for each in found.iterator(chunk_size=500) if limit is None else found[:limit]:
            yield tuple(_plain(getattr(each, name.lstrip("-"))) for name in self.order), self.record(each)

    def find(self, key: str) -> Record | None:
        """Return the row of this id if it may be seen now."""
        found = self.visible().filter(**{self.by: key}).first()
        return None if found is None else self.record(found)

    def marks(self, keys: Collection[str] | None = None) -> Iterator[tuple[str, str]]:
        """Yield ids and marks without reading what the rows say."""
        for visible in chosen(self.visible(), self.by, keys):
            for key, *changed in visible.order_by().values_list(self.by, *self.changed).iterator(chunk_size=2000):
                yield str(key), "|".join(map(str, changed))

    def days(self) -> Days:
        """Return the first and the last day."""
        found = self.visible().order_by().aggregate(first=Min(self.on), last=Max(self.on))
        return _day(found["first"]), _day(found["last"])


def chosen(visible: QuerySet[M], by: str, keys: Collection[Any] | None) -> Iterator[QuerySet[M]]:
    """Yield ``visible`` as it is, or, where ``keys`` of the column ``by`` are named, those rows of it some hundreds at a time."""
    if keys is None:
        yield visible
        return
    wanted = list(keys)
    for start in range(0, len(wanted), _AT_ONCE):
        yield visible.filter(**{f"{by}__in": wanted[start : start + _AT_ONCE]})


def moment(value: dt.datetime | None) -> str | None:
    """Return a moment as it stands in open data: in Vietnamese time with its offset, to the second."""
    return value.astimezone(clock.VIETNAM).isoformat(timespec="seconds") if value else None


def _behind(order: tuple[str, ...], after: Key) -> Q:
    """Return the question for what comes after a key, column by column."""
    (name, *rest), (value, *values) = order, after
    column = name.lstrip("-")
    beyond = Q(**{f"{column}__{'lt' if name.startswith('-') else 'gt'}": value})
    return beyond | (Q(**{column: value}) & _behind(tuple(rest), tuple(values))) if rest else beyond


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value


def _day(value: Any) -> dt.date | None:
    """Return the day of a date, of a moment, or of a moment as text."""
    if isinstance(value, str):
        value = dt.datetime.fromisoformat(value)
    return value.astimezone(clock.VIETNAM).date() if isinstance(value, dt.datetime) else value
