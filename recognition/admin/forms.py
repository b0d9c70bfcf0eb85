"""What an officer fills in for a round of praise."""

from __future__ import annotations

from django import forms

from core.fields import Day
from press.admin.acting import Because

from ..models import Scheme


class Open(forms.Form):
    """Opens a round."""

    title = forms.CharField(label="Tên đợt", max_length=200, help_text="Ví dụ: Biểu dương quý IV năm 2026.")
    scheme = forms.ModelChoiceField(label="Tiêu chí", queryset=Scheme.objects.all())
    as_of = Day("Số liệu tính đến ngày")
    because = forms.CharField(label="Lý do", max_length=2_000, widget=forms.Textarea(attrs={"rows": 2}))


class Letter(Because):
    """Records the SI agency's letter."""

    letter_no = forms.CharField(label="Số văn bản xác nhận của cơ quan BHXH", max_length=60)
    letter_on = Day("Ngày văn bản")
    field_order = ("letter_no", "letter_on", "because")
