"""Form fields that every room's officers meet in the same shape."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from .money import number

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


#: Beyond what any list or decision names, and within what both databases hold.
MOST_VND = 10**15
_IN_THOUSANDS = re.compile(r"\d{1,3}(?:[. \u00a0]\d{3})+")


class Amount(forms.IntegerField):
    """An amount of whole đồng, typed with or without points between thousands and shown with them."""

    #: Django would drop the end of "50.00"; nobody knows whether fifty or five thousand is meant.
    re_decimal = re.compile(r"(?!)")

    def __init__(self, label: str, *, hint: str = "", **more: Any) -> None:
        super().__init__(
            label=label,
            help_text=hint,
            min_value=0,
            max_value=MOST_VND,
            widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": 24}),
            error_messages={
                "invalid": "Số tiền chưa đúng. Ghi số đồng chẵn, ví dụ 50.000.000.",
                "min_value": "Số tiền không được âm.",
                "max_value": "Số tiền quá lớn; hãy xem lại số chữ số.",
            },
            **more,
        )

    def to_python(self, value: Any) -> int | None:
        """Read the points between thousands away; a point elsewhere is no whole amount."""
        text = str(value or "").strip() if not isinstance(value, int) else value
        amount: int | None = super().to_python(re.sub(r"\D", "", text) if isinstance(text, str) and _IN_THOUSANDS.fullmatch(text) else text)
        return amount

    def prepare_value(self, value: Any) -> Any:
        """Show a number with its points; what was typed wrong stays as it was typed."""
        return number(value) if isinstance(value, int) else value
