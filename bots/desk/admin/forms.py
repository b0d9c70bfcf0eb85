"""What officers type at the desk."""

from __future__ import annotations

import secrets
from typing import Any

from django import forms

from core.models import Officer
from press.admin.acting import Because, reason

from .. import hours, texts
from ..models import TalkPolicy


def officers() -> Any:
    """Return who may be given a talk."""
    return Officer.objects.with_perm("bots.answer_talks").order_by("first_name", "last_name")


def _text(label: str, *, rows: int, required: bool = True) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows, "autocomplete": "off"})
    return forms.CharField(label=label, max_length=texts.LONGEST, widget=widget, required=required)


class Once(forms.Form):
    """A form that does its work once, however often it is sent."""

    token = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["token"].initial = secrets.token_urlsafe(12)


class Write(Once):
    """Asks for a line."""

    text = _text("Tin gửi người hỏi", rows=3)
    is_sure = forms.BooleanField(label="Tôi đã xem lại và vẫn gửi", required=False)


class HandBack(Once):
    """Asks for a closing line, which may be left out."""

    closing = _text("Lời kết (có thể bỏ trống)", rows=2, required=False)
    is_sure = forms.BooleanField(label="Tôi đã xem lại và vẫn gửi", required=False)


class Answer(Once):
    """Says which published answer is sent."""

    slug = forms.SlugField(widget=forms.HiddenInput)


class PassTo(Because):
    """Asks for the officer who goes on."""

    other = forms.ModelChoiceField(label="Cán bộ nhận tiếp", queryset=Officer.objects.none())
    because = reason("Cán bộ nhận tiếp đọc được lý do này; không nhắc nội dung trò chuyện.", longest=300)

    def __init__(self, *args: Any, by: Officer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["other"].queryset = officers().exclude(pk=by.pk)  # type: ignore[attr-defined]


class Why(Because):
    """Asks for the reason."""

    because = reason("Ghi vào diễn biến; không nhắc nội dung trò chuyện.", longest=300)


class Reveal(Because):
    """Asks why hidden numbers must be seen."""

    line = forms.IntegerField(widget=forms.HiddenInput)
    because = reason("Lần xem, người xem và lý do được ghi lại.", longest=300)


class Policy(Because):
    """Asks for hours and terms."""

    promised_minutes = forms.IntegerField(label="Hẹn nhận sau (phút trong giờ trực)", min_value=5, max_value=480)
    officer_minutes = forms.IntegerField(label="Cán bộ im lặng quá (phút) thì về hàng chờ", min_value=5, max_value=120)
    person_hours = forms.IntegerField(label="Người hỏi im lặng quá (giờ) thì kết thúc", min_value=1, max_value=72)
    lapse_days = forms.IntegerField(label="Chờ tối đa (ngày trực)", min_value=1, max_value=10)
    kept_days = forms.IntegerField(label="Xóa nội dung sau khi kết thúc (ngày)", min_value=1, max_value=30)

    NUMBERS = ("promised_minutes", "officer_minutes", "person_hours", "lapse_days", "kept_days")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, name in enumerate(hours.WEEKDAYS):
            self.fields[f"day_{number}"] = forms.CharField(label=name[0].upper() + name[1:], required=False, max_length=120)
        self.fields["day_0"].help_text = "Ví dụ 07:30-11:30, 13:30-17:00; để trống nếu đóng cửa. Ngày lễ và ngày hoán đổi theo lịch chung."
        self.order_fields([*(f"day_{number}" for number in range(len(hours.WEEKDAYS))), *self.NUMBERS, "because"])

    @classmethod
    def of(cls, policy: TalkPolicy) -> Policy:
        """Return the form filled with what governs."""
        days = {f"day_{number}": text for number, text in enumerate(policy.hours)}
        return cls(initial=days | {name: getattr(policy, name) for name in cls.NUMBERS})

    def clean(self) -> dict[str, Any]:
        """Read the hours of every day."""
        data = super().clean() or {}
        for number in range(len(hours.WEEKDAYS)):
            try:
                data[f"day_{number}"] = hours.write_spans(hours.read_spans(data.get(f"day_{number}", "")))
            except hours.BadHours as error:
                self.add_error(f"day_{number}", str(error))
        return data

    def arguments(self) -> dict[str, Any]:
        """Return what `services.set_policy` takes."""
        data = self.cleaned_data
        days = [data[f"day_{number}"] for number in range(len(hours.WEEKDAYS))]
        return {"hours": days, "because": data["because"]} | {name: data[name] for name in self.NUMBERS}
