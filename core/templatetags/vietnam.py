"""How dates, amounts and counts are written, days before months in both languages; loaded into every template."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from .. import money, plaintext

register = template.Library()


@register.filter
def day(value: dt.date | dt.datetime | None) -> str:
    """Return a date as ``31/10/2026``."""
    if isinstance(value, dt.datetime):
        value = timezone.localtime(value)
    return f"{value:%d/%m/%Y}" if value else ""


@register.filter
def moment(value: dt.datetime | None) -> str:
    """Return a moment as ``09:05 ngày 31/10/2026``, in Vietnamese time."""
    between = "on" if get_language() == "en" else "ngày"
    return f"{timezone.localtime(value):%H:%M {between} %d/%m/%Y}" if value else ""


@register.filter
def month(value: dt.date | None) -> str:
    """Return the month of a date as ``10/2026``."""
    return f"{value:%m/%Y}" if value else ""


@register.filter
def time_tag(value: dt.date | dt.datetime | None) -> str:
    """Return a date as a ``time`` element that machines read too."""
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), day(value)) if value else ""


@register.filter
def vnd(value: int | None) -> str:
    """Return an amount as ``1.234.567 đồng``, in English as ``1,234,567 dong``."""
    return "" if value is None else money.vnd(value, get_language() or "vi")


@register.filter
def count(value: int | None) -> str:
    """Return a count as ``1.234``, in English as ``1,234``."""
    return "" if value is None else money.number(value, get_language() or "vi")


@register.filter
def prose(value: str) -> SafeString:
    """Return editors' plain text (blank lines, ``## `` heads, ``- `` and ``1. `` lists) as HTML, everything escaped."""
    return mark_safe(plaintext.html(value or ""))


#: What would end a data block before its time.
_UNSAFE = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})


@register.filter
def linked_data(value: Mapping[str, Any] | None) -> SafeString:
    """Return what a page says of itself as a data block, which no browser runs."""
    if not value:
        return SafeString("")
    return mark_safe(f'<script type="application/ld+json">{json.dumps(value, ensure_ascii=False).translate(_UNSAFE)}</script>')
