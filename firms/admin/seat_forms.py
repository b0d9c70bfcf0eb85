"""What officers fill in about who takes part: agencies, seats, terms, owed lists."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings

from core.fields import Day
from core.models import Agency, Commune, Officer

from ..intake.kinds import KINDS
from ..models import Every
from ..services import Details
from .forms import BecauseForm


def _communes() -> Any:
    return Commune.objects.filter(province__scheme=settings.PROVINCE_SCHEME, province__code=settings.PROVINCE_CODE, valid_to=None).order_by(
        "name_sort"
    )


#: What only one kind of body has.
_OF_KIND = {"zones": Agency.Kind.ZONE, "commune": Agency.Kind.COMMUNE, "offices": Agency.Kind.INSURANCE}


class AgencyForm(BecauseForm):
    """What an agency is called, and what tells its business apart."""

    name = forms.CharField(label="Tên cơ quan", max_length=120)
    zones = forms.CharField(
        label="Khu, cụm công nghiệp",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Chỉ với Ban Quản lý: mỗi dòng một khu; để trống: mọi khu.",
    )
    commune = forms.ModelChoiceField(
        label="Xã, phường", queryset=Commune.objects.none(), required=False, help_text="Chỉ với Ủy ban nhân dân xã, phường."
    )
    offices = forms.CharField(
        label="Mã cơ quan BHXH", required=False, max_length=200, help_text="Chỉ với BHXH cơ sở: các mã 5 số, cách nhau bằng dấu phẩy."
    )
    email = forms.EmailField(label="Thư điện tử nhận danh sách", required=False)
    letter_prefix = forms.CharField(label="Ký hiệu văn bản", required=False, max_length=40, help_text="Ví dụ: BHXH-QLT.")

    field_order: tuple[str, ...] = ("name", "zones", "commune", "offices", "email", "letter_prefix", "because")

    def __init__(self, *args: Any, of_kind: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["commune"]
        choice.queryset = _communes()
        for name, kind in _OF_KIND.items():
            if of_kind not in ("", kind):
                del self.fields[name]

    def details(self) -> Details:
        """Return what was filled in."""
        return Details(**{name: self.cleaned_data[name] for name in Details.__dataclass_fields__ if name in self.fields})


class NewAgencyForm(AgencyForm):
    """A body that is to take part; its kind, which says whose firms it sees, stays."""

    kind = forms.ChoiceField(label="Loại cơ quan", choices=Agency.Kind.choices)

    field_order = ("kind", *AgencyForm.field_order)


class SeatForm(BecauseForm):
    """For which agency and which communes an officer works."""

    agency = forms.ModelChoiceField(
        label="Cơ quan", queryset=Agency.objects.at_work(), required=False, help_text="Để trống: không xem được đơn vị nào."
    )
    communes = forms.ModelMultipleChoiceField(
        label="Chỉ các xã, phường",
        queryset=Commune.objects.none(),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 10}),
        help_text="Không chọn: cả phạm vi của cơ quan.",
    )

    field_order = ("agency", "communes", "because")

    def __init__(self, *args: Any, officer: Officer, **kwargs: Any) -> None:
        kwargs["initial"] = {"agency": officer.agency_id, "communes": list(officer.communes.all())}
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["communes"]
        choice.queryset = (_communes() | officer.communes.all()).distinct()


class TermsForm(BecauseForm):
    """In how many working days agencies answer."""

    valid_from = Day("Áp dụng từ ngày", hint="Từ hôm nay trở đi.")
    answer_workdays = forms.IntegerField(label="Trả lời xác nhận trong (ngày làm việc)", min_value=1, max_value=60)
    receipt_workdays = forms.IntegerField(label="Báo đã nhận danh sách trong (ngày làm việc)", min_value=1, max_value=60)
    correct_workdays = forms.IntegerField(label="Đính chính sau khi được xác nhận trong (ngày làm việc)", min_value=1, max_value=60)
    source = forms.CharField(label="Căn cứ (quy chế phối hợp, văn bản)", max_length=300)

    field_order = ("valid_from", "answer_workdays", "receipt_workdays", "correct_workdays", "source", "because")


class OwedForm(BecauseForm):
    """Which list a kind of agency owes, how often and until when."""

    agency_kind = forms.ChoiceField(label="Bên gửi", choices=Agency.Kind.choices)
    kind = forms.ChoiceField(label="Danh sách", choices=[(code, kind.label) for code, kind in KINDS.items()])
    every = forms.TypedChoiceField(label="Kỳ", choices=Every.choices, coerce=int)
    day = forms.IntegerField(label="Chậm nhất ngày (của tháng sau kỳ báo cáo)", min_value=1, max_value=31)
    valid_from = Day("Áp dụng từ ngày", hint="Từ hôm nay trở đi; lịch cũ của cùng danh sách kết thúc vào ngày này.")
    source = forms.CharField(label="Căn cứ (quy chế phối hợp, văn bản)", max_length=300)

    field_order = ("agency_kind", "kind", "every", "day", "valid_from", "source", "because")


class EndForm(BecauseForm):
    """From which day on something no longer holds."""

    ends_on = Day("Kết thúc từ ngày", hint="Từ hôm nay trở đi.")

    field_order = ("ends_on", "because")
