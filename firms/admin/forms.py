"""What officers fill in: a list to import, a reason, a confirmed payment."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms

from core.fields import Day

from ..intake.kinds import KINDS
from ..models import ReceivedUnder
from ..staging import Origin


class UploadForm(forms.Form):
    """A list, and where it comes from."""

    file = forms.FileField(label="Tệp danh sách", help_text=".xlsx, .xls, .ods hoặc .csv")
    kind = forms.ChoiceField(
        label="Loại danh sách", choices=[("auto", "Tự nhận biết"), *((code, kind.label) for code, kind in KINDS.items())]
    )
    as_of = Day("Số liệu tính đến ngày", required=False, hint="Để trống nếu tiêu đề đã ghi.")
    sender = forms.CharField(label="Nơi gửi", required=False, max_length=120, help_text="Để trống: nơi gửi thường lệ của loại này.")
    received_under = forms.ChoiceField(label="Nhận theo", choices=ReceivedUnder.choices, initial=ReceivedUnder.INTERNAL)
    published_url = forms.URLField(label="Địa chỉ đã đăng", required=False, assume_scheme="https")
    published_title = forms.CharField(label="Tiêu đề đã đăng", required=False, max_length=300)
    published_on = Day("Ngày đăng", required=False)

    def clean(self) -> dict[str, Any]:
        """Demand address, title and date of a list that its sender has published."""
        cleaned = super().clean() or {}
        if cleaned.get("received_under") == ReceivedUnder.PUBLISHED:
            for name in ("published_url", "published_title", "published_on"):
                if not cleaned.get(name):
                    self.add_error(name, "Danh sách đã công khai phải ghi đủ địa chỉ, tiêu đề và ngày đăng.")
        return cleaned

    def origin(self) -> Origin:
        """Return where the list comes from; an internal one carries no address."""
        data = self.cleaned_data
        if data["received_under"] != ReceivedUnder.PUBLISHED:
            return Origin(data["sender"])
        return Origin(data["sender"], ReceivedUnder.PUBLISHED, data["published_url"], data["published_title"], data["published_on"])


class BecauseForm(forms.Form):
    """The reason of a move."""

    because = forms.CharField(label="Lý do", widget=forms.Textarea(attrs={"rows": 3}), max_length=1000)


class PaymentForm(BecauseForm):
    """The SI agency's confirmation that a firm has paid in full."""

    paid_on = Day("Đã nộp đủ ngày")
    source = forms.CharField(label="Văn bản xác nhận của cơ quan BHXH", max_length=200)

    field_order = ("paid_on", "source", "because")


class DayForm(forms.Form):
    """The day on which a screen is asked."""

    ngay = Day("Tính đến ngày")

    def day(self, otherwise: dt.date) -> dt.date:
        """Return the day that was chosen, or another where none was."""
        return self.cleaned_data["ngay"] if self.is_valid() else otherwise
