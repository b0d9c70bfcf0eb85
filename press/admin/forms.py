"""What officers fill in at the desk."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.db.models import QuerySet

from core import clock, uploads
from core.errors import Refused
from core.fields import Day
from core.models import Officer
from core.text import legible, nfc

from ..kinds import CHANNEL_LABELS, HANDED_BY
from ..lifecycle import ENDED
from ..media.releases import Words
from ..models import MadePack, PressContact, PressPolicy, PressRelease, PressText, Release
from .acting import Because, Briefly

QUOTES = 3


class WordsForm(Because):
    """The words of a press release."""

    title = forms.CharField(label="Tiêu đề", max_length=200)
    lead = forms.CharField(
        label="Tóm tắt mở đầu",
        help_text="Ai, việc gì, khi nào, ở đâu, trong một đoạn; dùng cho danh sách, nguồn tin và thư gửi báo chí.",
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    body = forms.CharField(
        label="Nội dung",
        help_text="Đoạn cách nhau bằng dòng trống; dòng bắt đầu bằng “## ” là đề mục, “- ” hoặc “1. ” là danh sách.",
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 14}),
    )
    contact_name = forms.CharField(label="Đầu mối báo chí (họ tên, đơn vị)", max_length=120)
    contact_phone = forms.CharField(label="Điện thoại của đầu mối", max_length=40, required=False)
    contact_email = forms.EmailField(label="Thư điện tử của đầu mối", required=False)
    linked = forms.CharField(
        label="Tin liên quan", help_text="Mã tin, cách nhau bằng dấu phẩy, ví dụ BD-22-2026-000001.", max_length=400, required=False
    )
    expires_on = Day("Công khai đến trước ngày", hint="Để trống: không có thời hạn.", required=False)

    field_order = (
        "title",
        "lead",
        "body",
        *(f"quote{number}_{part}" for number in range(1, QUOTES + 1) for part in ("text", "name", "role")),
        "contact_name",
        "contact_phone",
        "contact_email",
        "linked",
        "expires_on",
        "because",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, QUOTES + 1):
            self.fields[f"quote{number}_text"] = forms.CharField(
                label=f"Trích dẫn {number}: nguyên văn", max_length=1_000, required=False, widget=forms.Textarea(attrs={"rows": 2})
            )
            self.fields[f"quote{number}_name"] = forms.CharField(label=f"Trích dẫn {number}: người nói", max_length=120, required=False)
            self.fields[f"quote{number}_role"] = forms.CharField(label=f"Trích dẫn {number}: chức vụ", max_length=160, required=False)
        self.order_fields(self.field_order)

    @classmethod
    def of(cls, record: PressRelease, text: PressText) -> WordsForm:
        """Return the form filled with a version."""
        initial: dict[str, Any] = {name: getattr(text, name) for name in ("title", "lead", "body", *_CONTACT)}
        for number, quote in enumerate(text.quotes[:QUOTES], 1):
            initial |= {f"quote{number}_{part}": quote.get(part, "") for part in ("text", "name", "role")}
        linked = ", ".join(record.linked.order_by("public_id").values_list("public_id", flat=True))
        return cls(initial={**initial, "linked": linked, "expires_on": record.expires_on})

    def clean_linked(self) -> list[Release]:
        """Return the releases that the numbers name."""
        wanted = [part.strip().upper() for part in self.cleaned_data["linked"].split(",") if part.strip()]
        found = {each.public_id: each for each in Release.objects.filter(public_id__in=wanted).exclude(state__in=ENDED)}
        if missing := [number for number in wanted if number not in found]:
            raise forms.ValidationError(f"Không có tin nào đang lập hoặc đang công khai mang mã: {', '.join(missing)}.")
        return list(found.values())

    def clean_expires_on(self) -> dt.date | None:
        """Refuse a term that is over before it begins."""
        day: dt.date | None = self.cleaned_data["expires_on"]
        if day and day <= clock.today():
            raise forms.ValidationError("Ngày này phải sau hôm nay.")
        return day

    def clean(self) -> dict[str, Any]:
        """Demand who says what is quoted, and a way to reach the contact."""
        data = super().clean() or self.cleaned_data
        for name, said in data.items():
            if isinstance(said, str):
                data[name] = legible(said) if isinstance(self.fields[name].widget, forms.Textarea) else nfc(legible(said))
        for number in range(1, QUOTES + 1):
            if data.get(f"quote{number}_text") and not data.get(f"quote{number}_name"):
                self.add_error(f"quote{number}_name", "Trích dẫn phải có người nói.")
        if not data.get("contact_phone") and not data.get("contact_email"):
            self.add_error("contact_phone", "Cần điện thoại hoặc thư điện tử để báo chí liên hệ.")
        return data

    def arguments(self) -> dict[str, Any]:
        """Return what the services take."""
        data = self.cleaned_data
        quotes = [
            {part: data[f"quote{number}_{part}"] for part in ("text", "name", "role")}
            for number in range(1, QUOTES + 1)
            if data[f"quote{number}_text"]
        ]
        words = Words(**{name: data[name] for name in ("title", "lead", "body", *_CONTACT)}, quotes=quotes)
        return {"words": words, "because": data["because"], "linked": data["linked"], "expires_on": data["expires_on"]}


_CONTACT = ("contact_name", "contact_phone", "contact_email")


class ClearForm(Because):
    """The approval of one version, by its number."""

    number = forms.IntegerField(widget=forms.HiddenInput)


class AppointForm(forms.Form):
    """An appointment, as its decision says it."""

    officer = forms.ModelChoiceField(Officer.objects.none(), label="Cán bộ")
    decision_no = forms.CharField(label="Số quyết định", max_length=60)
    valid_from = Day("Từ ngày")
    valid_to = Day("Đến trước ngày", hint="Để trống: chưa định ngày kết thúc.", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: Any = self.fields["officer"]
        choices.queryset = Officer.objects.filter(is_active=True).order_by("last_name", "first_name", "pk")


class EndForm(Briefly):
    """The end of an appointment."""

    valid_to = Day("Đến trước ngày")


class AnswerForm(Because):
    """The written answer to a question of the press."""

    answer = forms.CharField(
        label="Câu trả lời",
        help_text="Không nêu thông tin của người lao động; nêu tên đơn vị chỉ khi đang công khai.",
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 10}),
    )


class ReadForm(Because):
    """The approval of the answer that was on the screen."""

    read = forms.CharField(widget=forms.HiddenInput, required=False)


class SentForm(Because):
    """How the answer went out."""

    how = forms.CharField(label="Đã gửi qua", help_text="Ví dụ: thư điện tử của cơ quan, văn bản số …", max_length=200)


class ClippingForm(Because):
    """Where something was carried."""

    medium = forms.CharField(label="Cơ quan báo chí", max_length=120)
    title = forms.CharField(label="Tiêu đề bài, chương trình", max_length=300)
    carried_on = Day("Ngày đăng, phát")
    url = forms.URLField(label="Địa chỉ bài", max_length=500, required=False, assume_scheme="https")
    scan = forms.FileField(label="Bản chụp (ảnh hoặc PDF)", required=False, help_text="Bắt buộc khi bài không có địa chỉ trên mạng.")
    release = forms.CharField(
        label="Tin của ta", help_text="Mã tin; để trống nếu bài không theo một tin nào.", max_length=24, required=False
    )

    def clean_scan(self) -> uploads.Upload | None:
        """Return what may be kept of the file."""
        file = self.cleaned_data["scan"]
        try:
            return uploads.accept(file.read(), file.name) if file else None
        except Refused as error:
            raise forms.ValidationError([refusal.sentence for refusal in error.refusals]) from None

    def clean_release(self) -> Release | None:
        """Return the release that the number names."""
        number = self.cleaned_data["release"].strip().upper()
        found = Release.objects.filter(public_id=number, live_at__isnull=False).first() if number else None
        if number and found is None:
            raise forms.ValidationError("Không có tin nào đã công khai mang mã này.")
        return found

    def arguments(self) -> dict[str, Any]:
        """Return what the services take."""
        return dict(self.cleaned_data)


class WrongForm(Because):
    """What a medium had wrong."""

    wrong = forms.CharField(label="Chỗ sai và nội dung đúng", max_length=2_000, widget=forms.Textarea(attrs={"rows": 3}))


class GiveForm(Briefly):
    """Whom a personal link is for."""

    contact = forms.ModelChoiceField(PressContact.objects.none(), label="Phóng viên được nhận tin sớm")
    way = forms.ChoiceField(
        label="Đưa bằng cách nào",
        choices=(("mail", "Hệ thống gửi thư điện tử"), ("hand", "Cán bộ đưa tận tay")),
        help_text="Thư kèm cam kết và giờ giữ kín. Đưa tận tay: đường dẫn hiện một lần cho anh/chị chép.",
    )

    def __init__(self, *args: Any, contacts: QuerySet[PressContact], can_write: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: Any = self.fields["contact"]
        choices.queryset = contacts
        if not can_write:
            ways: Any = self.fields["way"]
            ways.choices = ways.choices[1:]
            ways.help_text = "Chưa thiết lập máy chủ thư: đường dẫn hiện một lần cho anh/chị chép."


class PolicyForm(Because):
    """Terms towards the press, with the decision that sets them."""

    answer_workdays = forms.IntegerField(label="Trả lời báo chí trong (ngày làm việc)", min_value=1, max_value=60)
    correction_workdays = forms.IntegerField(label="Theo dõi đề nghị cải chính sau (ngày làm việc)", min_value=1, max_value=60)
    keep_months = forms.IntegerField(label="Giữ dữ liệu cá nhân của nhà báo (tháng)", min_value=1, max_value=120)
    link_hours = forms.IntegerField(label="Đường dẫn riêng dùng được nhiều nhất (giờ)", min_value=1, max_value=720)
    terms = forms.CharField(
        label="Cam kết của phóng viên trước khi đọc tin chưa công bố", max_length=4_000, widget=forms.Textarea(attrs={"rows": 8})
    )
    valid_from = Day("Áp dụng từ ngày", hint="Sau hôm nay: câu hỏi đã nhận giữ thời hạn cũ.")
    decision_no = forms.CharField(label="Số quyết định", max_length=60)
    decided_on = Day("Ngày quyết định")
    decided_by = forms.CharField(label="Người, cơ quan quyết định", max_length=200)

    def values(self) -> dict[str, Any]:
        """Return what the version sets."""
        data = {name: self.cleaned_data[name] for name in PressPolicy.NUMBERS}
        return data | {"terms": data["terms"].replace("\r\n", "\n").strip()}

    def told(self) -> dict[str, Any]:
        """Return from when, by which decision and why."""
        return {name: self.cleaned_data[name] for name in ("valid_from", "decision_no", "decided_on", "decided_by", "because")}


class HandoverForm(Because):
    """To whom files of a pack went, and how."""

    pack = forms.ModelChoiceField(MadePack.objects.none(), label="Tệp đã đưa")
    contact = forms.ModelChoiceField(
        PressContact.objects.none(), label="Đầu mối báo chí", required=False, empty_label="Người khác, ghi ở dưới"
    )
    medium = forms.CharField(label="Cơ quan báo chí (khi không có trong danh sách)", max_length=120, required=False)
    person = forms.CharField(label="Người nhận (khi không có trong danh sách)", max_length=120, required=False)
    email = forms.EmailField(label="Thư điện tử (khi không có trong danh sách)", required=False)
    channel = forms.ChoiceField(
        label="Đưa qua",
        choices=[(each.value, CHANNEL_LABELS[each]) for each in HANDED_BY],
        help_text="Khi đính chính hoặc thu hồi: thư điện tử được gửi tự động; các kênh khác mở một việc cho cán bộ.",
    )
    how = forms.CharField(label="Bằng cách nào", max_length=200, help_text="Ví dụ: gửi kèm thư từ hộp thư cơ quan, đưa USB tại tòa soạn.")
    handed_on = Day("Ngày đưa")

    def __init__(self, *args: Any, packs: QuerySet[MadePack], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        files: Any = self.fields["pack"]
        files.queryset = packs
        files.label_from_instance = lambda made: (
            f"{made.file}, {made.at.astimezone(clock.VIETNAM):%d/%m/%Y}{' (bản dự thảo)' if made.is_draft else ''}"
        )
        contacts: Any = self.fields["contact"]
        contacts.queryset = PressContact.objects.filter(is_active=True)

    def arguments(self) -> dict[str, Any]:
        """Return what the service takes beside the file."""
        return {name: value for name, value in self.cleaned_data.items() if name != "pack"}
