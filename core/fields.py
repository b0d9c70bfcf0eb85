"""Form fields that every room's officers meet in the same shape."""

from __future__ import annotations

from typing import Any

from django import forms

#: How a day may be typed; the first is how it is shown.
DAY_FORMATS = ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d")
HINT = "Dạng ngày/tháng/năm, ví dụ 31/10/2026."


class Day(forms.DateField):
    """A day written as dd/mm/yyyy, whatever language the browser speaks; ``hint`` is said before the form of the day."""

    def __init__(self, label: str, *, hint: str = "", **more: Any) -> None:
        super().__init__(
            label=label,
            help_text=f"{hint} {HINT}".strip(),
            input_formats=DAY_FORMATS,
            widget=forms.DateInput(format=DAY_FORMATS[0], attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": 10}),
            error_messages={"invalid": f"Ngày chưa đúng. {HINT}"},
            **more,
        )
