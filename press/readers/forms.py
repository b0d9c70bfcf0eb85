"""What readers fill in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from core.models import Commune
from firms import vsic

from .. import kinds
from .services import Choice


def _topics() -> Sequence[tuple[str, str]]:
    return [(section, _(label)) for section, label in kinds.sections().items()]


def _industries() -> Sequence[tuple[str, str]]:
    is_english = get_language() == "en"
    return [(each.letter, f"{each.letter}. {each.english if is_english and each.english else each.name}") for each in vsic.sections()]


def _communes() -> Iterable[tuple[int, str]]:
    here = Commune.objects.filter(province__scheme=settings.PROVINCE_SCHEME, province__code=settings.PROVINCE_CODE, valid_to=None)
    return here.order_by("name_sort").values_list("pk", "name")


class ChoiceForm(forms.Form):
    """What a reader wants to be told."""

    topics = forms.MultipleChoiceField(
        label=gettext_lazy("Loại tin"),
        choices=_topics,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Không chọn: nhận mọi loại."),
    )
    communes = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Xã, phường"),
        choices=_communes,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Không chọn: cả tỉnh."),
    )
    industries = forms.MultipleChoiceField(
        label=gettext_lazy("Ngành"),
        choices=_industries,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Không chọn: mọi ngành."),
    )
    language = forms.ChoiceField(label=gettext_lazy("Ngôn ngữ của thư"), choices=settings.LANGUAGES, widget=forms.RadioSelect)

    @property
    def chosen(self) -> list[forms.BoundField]:
        """Return the fields of the choice, in order."""
        return [self[name] for name in ("topics", "communes", "industries", "language")]

    def choice(self) -> Choice:
        """Return what was chosen."""
        chosen: dict[str, Any] = self.cleaned_data
        return Choice(chosen["topics"], chosen["industries"], chosen["communes"], chosen["language"])


class SubscribeForm(ChoiceForm):
    """The address besides, and a field that only machines fill in."""

    email = forms.EmailField(
        label=gettext_lazy("Địa chỉ thư điện tử"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
        error_messages={"invalid": gettext_lazy("Địa chỉ thư chưa đúng; cần có dạng ten@noi-gui.vn.")},
        help_text=gettext_lazy("Chỉ dùng để gửi tin; lưu dưới dạng mã hóa, xóa ngay khi anh/chị ngừng nhận."),
    )
    website = forms.CharField(
        label=gettext_lazy("Bỏ trống ô này"), required=False, widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"})
    )
