"""Whom a payload names, and whether a text names one of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from core.text import words


def names(value: Any) -> Iterator[str]:
    """Yield every name in a payload: the texts under the key ``name``, at any depth."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "name" and isinstance(inner, str) and words(inner):
                yield inner
            else:
                yield from names(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from names(inner)


def named(text: str, those: Iterable[str]) -> list[str]:
    """Return those names that ``text`` contains, however they are accented or capitalised."""
    said = f" {words(text)} "
    return [name for name in those if f" {words(name)} " in said]


def names_somebody(text: str, payload: Any) -> bool:
    """Tell whether ``text`` holds a name of the payload, or a number long enough to be a tax code."""
    return bool(named(text, names(payload))) or any(len(word) >= 10 for word in words(text).split() if word.isdigit())
