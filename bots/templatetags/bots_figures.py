"""Shares as readers know them."""

from __future__ import annotations

from django import template
from django.utils.formats import number_format

register = template.Library()


@register.filter
def percent(value: float) -> str:
    """Return a share from 0 to 1 as percent, with one decimal in the reader's language."""
    return f"{_rounded(100 * value, 1)} %"


@register.filter
def range_percent(ends: tuple[float, float]) -> str:
    """Return an interval of shares as percent."""
    return f"{_rounded(100 * ends[0], 1)}–{_rounded(100 * ends[1], 1)} %"


@register.filter
def signed(value: float) -> str:
    """Return what something adds, with its sign."""
    return f"{'+' if value >= 0 else '−'}{_rounded(abs(value), 2)}"


@register.filter
def decimal(value: float) -> str:
    """Return a number with two decimals."""
    return _rounded(value, 2)


def _rounded(value: float, places: int) -> str:
    """Return a number rounded; Django's own formatting cuts off what is too long."""
    return number_format(round(value, places), places)
