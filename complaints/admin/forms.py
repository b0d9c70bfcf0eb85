"""What an officer fills in at the desk."""

from __future__ import annotations

from typing import Any

from django import forms

from core.fields import Day
from core.models import Agency, Officer

from ..kinds import PETITIONS
from ..services.keys import PASSPHRASE_MIN

_SECRET = {"autocomplete": "off", "spellcheck": "false"}


def _passphrase(label: str, hint: str = "") -> forms.CharField:
    return forms.CharField(label=label, help_text=hint, strip=False, max_length=200, widget=forms.PasswordInput(attrs=_SECRET))


class Unlock(forms.Form):
    """Opens the desk."""

    passphrase = _passphrase("Mật khẩu khóa", "Khác mật khẩu đăng nhập. Bàn tự khóa sau 15 phút.")


class _Twice(forms.Form):
    new = _passphrase("Mật khẩu khóa mới", f"Ít nhất {PASSPHRASE_MIN} ký tự; nên là bốn, năm từ không liên quan nhau.")
    again = _passphrase("Gõ lại mật khẩu khóa mới")

    def clean(self) -> dict[str, Any]:
        """Demand that both are the same."""
        data = super().clean() or self.cleaned_data
        if data.get("new") != data.get("again"):
            self.add_error("again", "Hai lần gõ chưa giống nhau.")
        return data


class First(_Twice):
    """Makes the desk's key."""


class Passphrase(_Twice):
    """Sets an officer's own passphrase."""

    old = _passphrase("Mã mời hoặc mật khẩu khóa hiện tại")
    field_order = ("old", "new", "again")


class Invite(forms.Form):
    """Lets another officer hold the key."""

    officer = forms.ModelChoiceField(label="Cán bộ", queryset=Officer.objects.filter(is_active=True).order_by("username"))


class Text(forms.Form):
    """What the officer writes."""

    text = forms.CharField(label="Nội dung", max_length=20_000, widget=forms.Textarea(attrs={"rows": 5}))


class Forward(forms.Form):
    """Hands a case to another body."""

    agency = forms.ModelChoiceField(label="Cơ quan có thẩm quyền", queryset=Agency.objects.at_work())
    text = forms.CharField(
        label="Lý do và việc tiếp theo", help_text="Người gửi đọc được.", max_length=20_000, widget=forms.Textarea(attrs={"rows": 4})
    )


class Classify(forms.Form):
    """Says which kind of matter it is."""

    petition = forms.ChoiceField(label="Phân loại", choices=[(kind.value, label) for kind, label in PETITIONS.items()])


class Paper(forms.Form):
    """Records a signed petition."""

    on = Day("Ngày nhận đơn có chữ ký")


class Reveal(forms.Form):
    """Asks for an identity."""

    motive = forms.CharField(
        label="Lý do xem danh tính",
        help_text="Được ghi lại cùng tên cán bộ và thời điểm.",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
