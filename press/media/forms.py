"""What a reporter fills in."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class QuestionForm(forms.Form):
    """A question, with who asks and for whom."""

    person = forms.CharField(label=_("Họ tên phóng viên"), max_length=120)
    medium = forms.CharField(label=_("Cơ quan báo chí"), max_length=120)
    card_no = forms.CharField(label=_("Số thẻ nhà báo hoặc giấy giới thiệu"), max_length=60)
    email = forms.EmailField(
        label=_("Thư điện tử nhận trả lời"), error_messages={"invalid": _("Địa chỉ thư chưa đúng; cần có dạng ten@noi-gui.vn.")}
    )
    phone = forms.CharField(label=_("Điện thoại (nếu muốn)"), max_length=30, required=False)
    text = forms.CharField(
        label=_("Câu hỏi"),
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=5000,
        help_text=_("Không ghi thông tin riêng của người lao động; nguồn tin không cần nêu tên."),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for name, hint in (("person", "name"), ("medium", "organization"), ("email", "email"), ("phone", "tel")):
            self.fields[name].widget.attrs["autocomplete"] = hint
