"""What officers fill in; every step asks for its reason."""

from __future__ import annotations

from typing import Any

from django import forms

from core import clock
from core.fields import Day
from core.models import Officer
from firms.admin.choosing import FirmField
from press.admin.acting import Because

from ..due_process import SERVICE_LABELS
from ..models import BASIS_LABELS
from ..rounds import facts as rounds
from ..rules import Basis


class FirmForm(forms.Form):
    """On which firm a file is to be opened."""

    def __init__(self, data: Any = None, *, by: Officer) -> None:
        super().__init__(data)
        self.fields["ma"] = FirmField(by=by, label="Đơn vị", help_text="Mã số thuế, mã đơn vị BHXH hoặc tên.")


class ReasonForm(forms.Form):
    """A step that needs nothing but its reason."""

    because = forms.CharField(label="Lý do", widget=forms.Textarea(attrs={"rows": 2}), max_length=1000)


class DraftForm(ReasonForm):
    """What a file on a list needs to be drawn up: nothing more."""


class DraftDecisionForm(ReasonForm):
    """What a file on a decision needs to be drawn up."""

    consequence = forms.CharField(label="Hậu quả lớn hoặc ảnh hưởng xấu về dư luận (nêu cụ thể)", widget=forms.Textarea(attrs={"rows": 3}))
    request_no = forms.CharField(label="Số văn bản đề nghị của người ký", max_length=60)
    request_on = Day("Ngày văn bản đề nghị")
    request_received_on = Day("Ngày nhận đề nghị")
    records_repeat = forms.BooleanField(label="Chính quyết định này ghi tình tiết tái phạm", required=False)


class ServeForm(ReasonForm):
    """Proof of service."""

    served_on = Day("Ngày tống đạt")
    mode = forms.ChoiceField(label="Cách tống đạt", choices=[(mode.value, label) for mode, label in SERVICE_LABELS.items()])
    proof = forms.CharField(label="Chứng cứ (số biên bản, giấy báo phát, xác nhận)", max_length=300)


class ReplyForm(ReasonForm):
    """A reply that came on paper."""

    text = forms.CharField(label="Nội dung trả lời", widget=forms.Textarea(attrs={"rows": 4}))
    paid_on = Day("Đơn vị nêu đã nộp ngày", required=False)


class ReviewForm(ReasonForm):
    """The legal review."""

    reply_shown = forms.CharField(
        label="Ý kiến của đơn vị được đăng kèm",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Đăng nguyên ý; chỉ bỏ dữ liệu cá nhân.",
    )


class PaidForm(ReasonForm):
    """A payment that the insurance agency or the signer confirmed."""

    paid_on = Day("Ngày đã khắc phục", hint="Theo xác nhận của cơ quan BHXH hoặc người ký quyết định.")


class ContestForm(ReasonForm):
    """A complaint or a lawsuit of the firm."""

    contested_on = Day("Ngày khiếu nại, khởi kiện")


class PublicWordsForm(ReasonForm):
    """A step that the public is told of."""

    what = forms.CharField(label="Câu thông báo công khai", max_length=300, help_text="Không nêu tên, mã số của đơn vị.")


class AgreementForm(forms.Form):
    """The agreement under which lists are relayed."""

    number = forms.CharField(label="Số", max_length=60)
    signed_on = Day("Ngày ký")
    partner = forms.CharField(label="Cơ quan", max_length=200)
    valid_from = Day("Hiệu lực từ")
    valid_to = Day("Đến trước ngày", required=False)

    def clean_signed_on(self) -> object:
        """Refuse an agreement that is not signed yet."""
        day = self.cleaned_data["signed_on"]
        if day > clock.today():
            raise forms.ValidationError("Ngày này chưa đến.")
        return day


class RoundForm(Because):
    """Opens a round that gathers notices."""

    title = forms.CharField(label="Tên đợt", max_length=200, help_text="Người đọc thấy; không nêu tên đơn vị hay mã số.")
    basis = forms.ChoiceField(
        label="Căn cứ", choices=[(basis.value, BASIS_LABELS[basis]) for basis in (Basis.BHXH_ART35, Basis.VPHC_ART72)]
    )
    planned_on = Day("Ngày dự kiến phát hành", hint="Hồ sơ phải đăng trước ngày này thì phát hành riêng, không chờ đợt.")


class ListForm(Because):
    """Opens a round that relays a published list as a whole."""

    title = forms.CharField(label="Tên đợt", max_length=200, help_text="Người đọc thấy; không nêu tên đơn vị hay mã số.")
    batch = forms.ChoiceField(label="Danh sách cơ quan BHXH đã công khai")
    planned_on = Day("Ngày dự kiến phát hành")

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="list_%s")
        self.lists = {str(batch.pk): batch for batch in rounds.relayable()}
        choices = [(key, f"{batch.published_title} ({batch.published_on:%d/%m/%Y})") for key, batch in self.lists.items()]
        self.fields["batch"].choices = choices  # type: ignore[attr-defined]

    def clean_batch(self) -> object:
        """Return the list itself."""
        return self.lists[self.cleaned_data["batch"]]
