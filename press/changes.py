"""What a correction changed, field by field: pure.

Numbers and days are told as they were and as they are. Words are told as changed, never what they were: they may name
somebody, and what is told here outlives the release.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_PLAIN = re.compile(r"\d{1,3}|\d{4}-\d{2}(-\d{2})?")
_MISSING = object()

#: What the public may read of a value: a number, a short number in figures, or a day or month in ISO form.
Plain = int | str | None


@dataclass(frozen=True, slots=True)
class Change:
    """One field that changed; ``before`` and ``after`` are there only where they are numbers or days."""

    field: str
    before: Plain = None
    after: Plain = None

    @property
    def is_told(self) -> bool:
        """Tell whether the values may be read."""
        return (self.before, self.after) != (None, None)

    def as_stored(self) -> dict[str, Plain]:
        """Return the change as JSON."""
        return {"field": self.field, "before": self.before, "after": self.after}


def compare(before: Mapping[str, Any], after: Mapping[str, Any], fields: Mapping[str, str]) -> list[Change]:
    """Return what changed of the fields that have a public name, in the order of ``fields``.

    A field is a path of keys, ``figures.total_vnd``. Of a list its length is told.
    """
    return [Change(path, *_told(was, becomes)) for path in fields if (was := _at(before, path)) != (becomes := _at(after, path))]


def _at(payload: Mapping[str, Any], path: str) -> Any:
    found: Any = payload
    for key in path.split("."):
        found = found.get(key, _MISSING) if isinstance(found, Mapping) else _MISSING
    return None if found in (_MISSING, "") else found


def _told(was: Any, becomes: Any) -> Iterator[Plain]:
    """Yield both values where all that is known of them is plain, and nothing where one is not."""
    plain = [_plain(value) for value in (was, becomes)]
    if all(is_plain for is_plain, _ in plain) and plain[0][1] != plain[1][1]:
        yield from (value for _, value in plain)


def _plain(value: Any) -> tuple[bool, Plain]:
    if isinstance(value, list):
        return True, len(value)
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return True, value
    return (True, value) if isinstance(value, str) and _PLAIN.fullmatch(value) else (False, None)
