"""What officers fill in: a list to import, a reason, a confirmed payment."""

from __future__ import annotations

import datetime as dt
from typing import Any, cast
from urllib.parse import urlencode

from django import forms
from django.core.files.base import ContentFile
from django.db.models import QuerySet

from core import uploads
from core.errors import Refused
from core.fields import Amount, Day
from core.models import Agency, Commune, Officer
from core.tables.cells import MAX_BYTES

from .. import asking, register, scope, sending, vsic
from ..intake.kinds import KINDS
from ..models import Confirmation, Firm, OutgoingLayout, ReceivedUnder
from ..staging import Origin


class UploadForm(forms.Form):
    """A list, and where it comes from."""

    file = forms.FileField(label="Tệp danh sách", help_text=".xlsx, .xls, .ods, .csv, .tsv, hoặc .pdf có bảng chữ (không phải bản chụp)")
    kind = forms.ChoiceField(
        label="Loại danh sách", choices=[("auto", "Tự nhận biết"), *((code, kind.label) for code, kind in KINDS.items())]
    )
    as_of = Day("Số liệu tính đến ngày", required=False, hint="Để trống nếu tiêu đề đã ghi.")
    sender = forms.CharField(label="Nơi gửi", required=False, max_length=120, help_text="Để trống: nơi gửi thường lệ của loại này.")
    received_under = forms.ChoiceField(label="Nhận theo", choices=ReceivedUnder.choices, initial=ReceivedUnder.INTERNAL)
    published_url = forms.URLField(label="Địa chỉ đã đăng", required=False, assume_scheme="https")
    published_title = forms.CharField(label="Tiêu đề đã đăng", required=False, max_length=300)
    published_on = Day("Ngày đăng", required=False)
    letter_no = forms.CharField(label="Công văn số", required=False, max_length=60, help_text="Ví dụ: 1234/BHXH-TST.")
    letter_on = Day("Ngày công văn", required=False)
    letter_from = forms.CharField(label="Nơi ban hành công văn", required=False, max_length=200)
    letter_scan = forms.FileField(label="Bản chụp công văn", required=False, help_text="PDF hoặc ảnh, không quá 8 MB; không bắt buộc.")

    def __init__(self, *args: Any, by: Officer, **more: Any) -> None:
        super().__init__(*args, **more)
        offered = [(code, KINDS[code].label) for code in sending.kinds(by)]
        cast(forms.ChoiceField, self.fields["kind"]).choices = [("auto", "Tự nhận biết"), *offered]
        if sending.is_guest(by):
            del self.fields["sender"]
            self.fields["letter_no"].required = self.fields["letter_on"].required = True

    def clean_file(self) -> Any:
        """Refuse a file that is empty or far too large before anything is kept."""
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(f"Tệp lớn hơn {MAX_BYTES // 1024 // 1024} MB.")
        return file

    def clean_letter_scan(self) -> Any:
        """Keep of a scan what is a PDF or a picture, drawn anew."""
        scan = self.cleaned_data["letter_scan"]
        if not scan:
            return None
        try:
            kept = uploads.accept(scan.read(), scan.name)
        except Refused as refused:
            raise forms.ValidationError([str(refusal) for refusal in refused.refusals]) from refused
        return ContentFile(kept.data, kept.name)

    def clean(self) -> dict[str, Any]:
        """Demand address, title and date of a list that its sender has published, and no day that has not come."""
        cleaned = super().clean() or {}
        is_published = cleaned.get("received_under") == ReceivedUnder.PUBLISHED
        try:
            published_on = cleaned.get("published_on") if is_published else None
            sending.demand_days(Origin(published_on=published_on, letter_on=cleaned.get("letter_on")))
        except Refused as refused:
            note(self, refused)
        if is_published:
            for name in ("published_url", "published_title", "published_on"):
                if not cleaned.get(name):
                    self.add_error(name, "Danh sách đã công khai phải ghi đủ địa chỉ, tiêu đề và ngày đăng.")
        return cleaned

    def origin(self) -> Origin:
        """Return where the list comes from; an internal one carries no address."""
        data = self.cleaned_data
        letter = {name: data[name] for name in ("letter_no", "letter_on", "letter_from")}
        if data["received_under"] != ReceivedUnder.PUBLISHED:
            return Origin(data.get("sender", ""), **letter)
        where = {name: data[name] for name in ("published_url", "published_title", "published_on")}
        return Origin(data.get("sender", ""), ReceivedUnder.PUBLISHED, **where, **letter)


class AgainForm(forms.Form):
    """As what a list is read anew that could not be read."""

    kind = UploadForm.base_fields["kind"]
    as_of = Day("Số liệu tính đến ngày", required=False, hint="Để trống nếu tiêu đề đã ghi.")


class SievesForm(forms.Form):
    """What the list of firms is narrowed by: an industry, a commune."""

    nganh = forms.ChoiceField(label="Ngành", required=False)
    xa = forms.ModelChoiceField(label="Xã, phường", required=False, queryset=Commune.objects.none(), empty_label="Tất cả")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = [(group.letter, f"{group.letter}. {group.name}") for group in vsic.groups()]
        self.fields["nganh"] = forms.ChoiceField(label="Ngành (VSIC 2025)", required=False, choices=[("", "Tất cả"), *groups])
        self.fields["xa"].queryset = Commune.objects.filter(firms__isnull=False).distinct()  # type: ignore[attr-defined]

    def sieve(self, firms: QuerySet[Firm]) -> QuerySet[Firm]:
        """Keep of ``firms`` what the officer asked for; a value that nobody offered is left aside."""
        self.full_clean()
        asked = self.cleaned_data
        if letter := asked.get("nganh"):
            firms = firms.filter(register.of_industry(letter))
        return firms.filter(commune=asked["xa"]) if asked.get("xa") else firms

    def kept(self) -> str:
        """Return what was asked for as a part of an address."""
        return urlencode({name: self.data[name] for name in self.fields if self.data.get(name)})


class BecauseForm(forms.Form):
    """The reason of a move."""

    because = forms.CharField(label="Lý do", widget=forms.Textarea(attrs={"rows": 3}), max_length=1000)


class JudgeForm(BecauseForm):
    """Why rows of a list count, or do not."""


class PaymentForm(BecauseForm):
    """The SI agency's confirmation that a firm has paid in full."""

    paid_on = Day("Đã nộp đủ ngày")
    source = forms.CharField(label="Văn bản xác nhận của cơ quan BHXH", max_length=200)

    field_order = ("paid_on", "source", "because")


class AskForm(BecauseForm):
    """What an agency is asked to confirm about a firm."""

    kind = forms.ChoiceField(label="Nội dung", choices=Confirmation.Kind.choices)
    says = forms.CharField(label="Đơn vị trình bày", widget=forms.Textarea(attrs={"rows": 3}), max_length=1000)
    reference = forms.CharField(label="Hồ sơ, chứng từ kèm theo", max_length=200, help_text="Ví dụ: Ủy nhiệm chi số 17 ngày 01/11/2026.")
    agency = forms.ModelChoiceField(
        label="Cơ quan trả lời",
        queryset=Agency.objects.at_work(),
        required=False,
        help_text="Để trống: cơ quan BHXH quản lý thu của đơn vị.",
    )

    field_order = ("kind", "says", "reference", "agency", "because")


class LetterForm(forms.Form):
    """The letter that an agency answers or sends with."""

    letter_no = forms.CharField(label="Công văn số", max_length=60)
    letter_on = Day("Ngày công văn")


class AnswerForm(LetterForm):
    """The answer of an agency to one request."""

    answer = forms.ChoiceField(label="Trả lời", choices=[(each.value, label) for each, label in asking.ANSWERS.items()])
    paid_on = Day("Đã nộp đủ ngày", required=False, hint="Chỉ khi trả lời “Đã nộp đủ”.")
    right_vnd = Amount("Số tiền đúng (đồng)", required=False, hint="Chỉ khi trả lời “Số liệu sai”.")
    plan_from = Day("Kế hoạch từ ngày", required=False, hint="Chỉ khi trả lời “Có kế hoạch nộp dần”.")
    plan_to = Day("Kế hoạch đến ngày", required=False)
    note = forms.CharField(label="Ghi chú", required=False, max_length=500)

    field_order = ("answer", "paid_on", "right_vnd", "plan_from", "plan_to", "note", "letter_no", "letter_on")

    def reply(self) -> asking.Reply:
        """Return the answer."""
        data = self.cleaned_data
        given = {name: data[name] for name in asking.FIELDS}
        return asking.Reply(asking.Answer(data["answer"]), **given)


class ReturnedForm(LetterForm):
    """A workbook of answers that an agency returns."""

    file = forms.FileField(label="Tệp trả lời", help_text="Tệp .xlsx tải về từ mục này, đã điền các cột trả lời.")
    agency = forms.ModelChoiceField(label="Cơ quan trả lời", queryset=Agency.objects.at_work())

    field_order = ("agency", "file", "letter_no", "letter_on")

    def __init__(self, *args: Any, by: Officer, **more: Any) -> None:
        super().__init__(*args, **more)
        if by.agency and not scope.is_whole(by):
            choice = cast("forms.ModelChoiceField[Agency]", self.fields["agency"])
            choice.queryset = Agency.objects.filter(pk=by.agency.pk)
            choice.initial = by.agency.pk


class HandForm(LetterForm, BecauseForm):
    """Which list goes to which agency, with which letter."""

    layout = forms.ModelChoiceField(label="Danh sách", queryset=OutgoingLayout.objects.all())
    agency = forms.ModelChoiceField(label="Bên nhận", queryset=Agency.objects.at_work())
    as_of = Day("Tính đến ngày")

    field_order = ("layout", "agency", "as_of", "letter_no", "letter_on", "because")


class ReceiptForm(forms.Form):
    """Who has the list, since when, by which proof."""

    received_on = Day("Nhận ngày")
    receiver = forms.CharField(label="Người nhận", max_length=120)
    proof = forms.CharField(label="Chứng cứ", max_length=200, help_text="Số đến của văn thư, biên nhận hoặc mã gửi điện tử.")


class LayoutForm(forms.Form):
    """The columns that a receiver wants."""

    title = forms.CharField(label="Tên danh sách", max_length=200)
    columns = forms.CharField(label="Các cột", widget=forms.Textarea(attrs={"rows": 10}), max_length=2000)


def note(form: forms.BaseForm, refused: Refused) -> None:
    """Write what a service refused beside the fields that it names."""
    for refusal in refused.refusals:
        form.add_error(refusal.code if refusal.code in form.fields else None, refusal.sentence)


class DayForm(forms.Form):
    """The day on which a screen is asked."""

    ngay = Day("Tính đến ngày")

    def day(self, otherwise: dt.date) -> dt.date:
        """Return the day that was chosen, or another where none was."""
        return self.cleaned_data["ngay"] if self.is_valid() else otherwise
