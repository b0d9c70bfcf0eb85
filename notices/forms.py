"""What firms and readers fill in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core import clock


class CodeForm(forms.Form):
    """The code from the letter."""

    code = forms.CharField(
        label=_("Mã hồ sơ trong thư"),
        max_length=40,
        help_text=_("16 chữ và số, ví dụ ABCD-EFGH-IJKL-MNOP; gõ có hay không có gạch nối đều được."),
    )
    code.widget.attrs |= {"autocomplete": "off", "spellcheck": "false"}


class ReplyForm(forms.Form):
    """What the firm answers."""

    code = forms.CharField(widget=forms.HiddenInput, max_length=40)
    text = forms.CharField(
        label=_("Ý kiến của đơn vị"),
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=5000,
        help_text=_("Nêu số liệu nào chưa đúng và vì sao. Không ghi thông tin riêng của người lao động."),
    )
    paid_on = forms.DateField(
        label=_("Đã nộp đủ ngày (nếu có)"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=_("Số liệu chỉ thay đổi khi cơ quan BHXH xác nhận."),
    )

    def clean_paid_on(self) -> Any:
        """Refuse a day that has not come yet."""
        day = self.cleaned_data.get("paid_on")
        if day and day > clock.today():
            raise forms.ValidationError(_("Ngày này chưa đến."))
        return day


class CorrectionForm(forms.Form):
    """What somebody thinks is wrong in a notice."""

    text = forms.CharField(
        label=_("Nội dung cần đính chính"),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=3000,
        help_text=_("Nêu chỗ sai và căn cứ. Không cần họ tên. Không ghi số định danh, số điện thoại của ai."),
    )
