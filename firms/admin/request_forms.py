"""What officers fill in about requests to insure."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings

from core import uploads
from core.errors import Refused
from core.fields import Day
from core.models import Agency, Commune, Officer
from core.uploads import Upload

from ..models import Firm, LetterBatch, Way
from ..services import LetterForm
from .forms import BecauseForm

_BACKEND = "django.contrib.auth.backends.ModelBackend"
_SHARED = ("agency_over", "agency", "mark", "place", "signer_role", "reply_to")


class FilterForm(forms.Form):
    """Which firms of the gap are looked at."""

    tu = forms.IntegerField(label="Chênh lệch từ (người)", min_value=1, required=False)
    xa = forms.ModelChoiceField(label="Xã, phường", queryset=Commune.objects.none(), required=False, empty_label="Tất cả")
    khu = forms.ChoiceField(label="KCN/CCN", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zones = Firm.objects.filter(is_listed=True).exclude(zone="").order_by("zone").values_list("zone", flat=True).distinct()
        communes = Commune.objects.filter(province__scheme=settings.PROVINCE_SCHEME, province__code=settings.PROVINCE_CODE, valid_to=None)
        self.fields["xa"].queryset = communes.order_by("name_sort")  # type: ignore[attr-defined]
        self.fields["khu"].choices = [("", "Tất cả"), *((zone, zone) for zone in zones)]  # type: ignore[attr-defined]

    def chosen(self) -> dict[str, Any]:
        """Return the filter as `requests.candidates` takes it."""
        data = self.cleaned_data if self.is_valid() else {}
        commune = data.get("xa")
        return {"at_least": data.get("tu") or 1, "commune": commune.pk if commune else None, "zone": data.get("khu") or ""}


class ComposeForm(BecauseForm):
    """What all letters of a batch have in common."""

    agency_over = forms.CharField(label="Cơ quan chủ quản", required=False, max_length=200)
    agency = forms.CharField(label="Cơ quan ban hành", max_length=200)
    mark = forms.CharField(label="Ký hiệu", max_length=39, help_text="Phần sau số, ví dụ SNV-VLBHXH.")
    place = forms.CharField(label="Địa danh", max_length=80)
    signer_role = forms.CharField(label="Chức vụ người ký", max_length=120)
    reply_to = forms.CharField(label="Nơi nhận trả lời", max_length=300, help_text="Phòng, địa chỉ, hộp thư của cơ quan.")

    field_order = (*_SHARED, "because")

    def shared(self) -> LetterForm:
        """Return what the letters have in common."""
        return LetterForm(**{name: self.cleaned_data[name] for name in _SHARED})


def usual(by: Officer) -> dict[str, str]:
    """Return what the officer's last batch said, or what follows from the officer's agency."""
    last = LetterBatch.objects.filter(drafted_by__agency=by.agency).first() if by.agency else None
    if last:
        return {name: getattr(last, name) for name in _SHARED} | {"mark": last.mark.lstrip("/")}
    agency = by.agency.name if by.agency else settings.AUTHORITY
    is_department = by.agency is not None and by.agency.kind == Agency.Kind.HOME_AFFAIRS
    return {
        "agency_over": f"Ủy ban nhân dân {settings.PROVINCE_NAME}" if is_department else "",
        "agency": agency,
        "mark": by.agency.letter_prefix if by.agency else "",
        "place": settings.PROVINCE_NAME.removeprefix("tỉnh ").removeprefix("thành phố "),
        "signer_role": "Giám đốc" if is_department else "",
        "reply_to": agency,
    }


class PaperForm(BecauseForm):
    """A move that may bring a paper with it."""

    file = forms.FileField(label="Tệp kèm theo", required=False, help_text="PDF hoặc ảnh JPEG, PNG, WebP, đến 8 MB; chỉ cán bộ mở được.")

    def clean_file(self) -> Upload | None:
        """Check the paper before anything is kept of it."""
        given = self.cleaned_data["file"]
        if given is None:
            return None
        try:
            return uploads.accept(given.read(uploads.LARGEST + 1), given.name)
        except Refused as refused:
            raise forms.ValidationError([refusal.sentence for refusal in refused.refusals]) from None


class SignedBy(forms.Form):
    """The day on a letter and who signed it."""

    dated_on = Day("Ngày văn bản", hint="Không trước ngày soạn thư.")
    signer = forms.ModelChoiceField(label="Người ký", queryset=Officer.objects.none(), empty_label=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        signers = Officer.objects.with_perm("firms.sign_request", backend=_BACKEND, include_superusers=False)
        self.fields["signer"].queryset = signers.order_by("last_name", "first_name")  # type: ignore[attr-defined]


class SignForm(PaperForm, SignedBy):
    """The number that the clerk gives to one letter; the signed letter may come with it."""

    number = forms.CharField(label="Số, ký hiệu", max_length=60)

    field_order = ("number", "dated_on", "signer", "file", "because")


class SignAllForm(BecauseForm, SignedBy):
    """The first number that the clerk gives to a batch."""

    first = forms.IntegerField(label="Số của thư đầu tiên", min_value=1, max_value=999_999, help_text="Các thư sau được đánh số liên tiếp.")

    field_order = ("first", "dated_on", "signer", "because")


class Sent(forms.Form):
    """How and when a letter went out."""

    how = forms.ChoiceField(label="Cách gửi", choices=Way.choices)
    sent_on = Day("Ngày gửi", hint="Không trước ngày văn bản. Ghi muộn thì thời hạn của đơn vị tính từ ngày ghi.")
    proof = forms.CharField(label="Chứng cứ gửi", max_length=200, help_text="Số vận đơn, biên bản giao nhận, mã văn bản điện tử.")


class SendForm(PaperForm, Sent):
    """How one letter went out, and when the firm received it."""

    received_on = Day("Đơn vị nhận ngày", required=False, hint="Để trống: như ngày gửi.")

    field_order = ("how", "sent_on", "received_on", "proof", "file", "because")


class SendAllForm(BecauseForm, Sent):
    """How all letters of a batch went out."""

    field_order = ("how", "sent_on", "proof", "because")


class AnswerForm(PaperForm):
    """What the firm answered."""

    answered_on = Day("Ngày trả lời")
    document = forms.CharField(label="Văn bản trả lời", max_length=200, help_text="Số, ngày văn bản của đơn vị.")
    said = forms.CharField(label="Nội dung trả lời", widget=forms.Textarea(attrs={"rows": 4}), max_length=4000, required=False)

    field_order = ("answered_on", "document", "said", "file", "because")
