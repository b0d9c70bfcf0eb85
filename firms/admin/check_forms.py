"""What officers fill in around checks, thresholds, confirmations and holds."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Exists, OuterRef

from core import clock
from core.fields import Amount, Day
from core.models import Commune, PolicyState
from core.text import slug

from .. import vsic
from ..models import Check, CheckPlan, DecisionRemark, Firm, Matter, ScreenPolicy
from ..narrowing import Filter
from .forms import BecauseForm

_AREA = forms.Textarea(attrs={"rows": 3})


def _text(label: str, size: int = 200, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=size, **more)


def _long(label: str, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=4000, widget=forms.Textarea(attrs={"rows": 3}), **more)


class ListForm(forms.Form):
    """On which day, and of which part of the province, a screen or the check list is asked."""

    ngay = Day("Tính đến ngày", required=False)
    xa = forms.ModelChoiceField(label="Xã, phường", queryset=Commune.objects.none(), required=False, empty_label="Tất cả")
    kcn = forms.ChoiceField(label="KCN/CCN", required=False)
    nganh = forms.ChoiceField(label="Ngành (VSIC)", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        communes: Any = self.fields["xa"]
        communes.queryset = Commune.objects.filter(Exists(Firm.objects.filter(commune=OuterRef("pk"))))
        zones = Firm.objects.exclude(zone="").order_by("zone").values_list("zone", flat=True).distinct()
        zone: Any = self.fields["kcn"]
        zone.choices = [("", "Tất cả"), *((name, name) for name in zones)]
        section: Any = self.fields["nganh"]
        section.choices = [("", "Tất cả"), *((each.letter, f"{each.letter}. {each.name}") for each in vsic.groups())]

    def clean_ngay(self) -> dt.date | None:
        """Refuse a day to come, of which there are no figures, and one before the first thresholds: nothing judges it."""
        day: dt.date | None = self.cleaned_data["ngay"]
        if day and day > clock.today():
            raise forms.ValidationError("Ngày số liệu chưa đến; hãy chọn từ hôm nay trở về trước.")
        first = ScreenPolicy.objects.filter(state=PolicyState.APPROVED).order_by("valid_from").first()
        if day and first and day < first.valid_from:
            raise forms.ValidationError(f"Ngưỡng sàng lọc đầu tiên áp dụng từ {first.valid_from:%d/%m/%Y}; hãy chọn từ ngày đó.")
        return day

    def day(self, otherwise: dt.date) -> dt.date:
        """Return the day that was chosen, or another where none was."""
        return self._asked().get("ngay") or otherwise

    def part(self) -> Filter:
        """Return the part that was chosen; the whole province where the form is not filled in or wrong."""
        asked = self._asked()
        commune = asked.get("xa")
        return Filter(commune.pk if commune else None, asked.get("kcn", ""), asked.get("nganh", ""))

    def address(self) -> str:
        """Return what was chosen as the address of a further page carries it."""
        return urlencode(self._told())

    def kept(self, day: dt.date) -> dict[str, Any]:
        """Return what was chosen, asked on ``day``, as the fields of a form carry it."""
        return self._told() | {"ngay": f"{day:%d/%m/%Y}"}

    def said(self) -> str:
        """Return the part that was chosen in words, empty for the whole province."""
        asked = self._asked()
        section = dict(self.fields["nganh"].choices).get(asked.get("nganh", ""), "")  # type: ignore[attr-defined]
        return ", ".join(str(value) for value in (asked.get("xa"), asked.get("kcn"), section if asked.get("nganh") else "") if value)

    def file_name(self, start: str, day: dt.date, policy: ScreenPolicy) -> str:
        """Return what a file is called, without its ending: what it holds, of which day and part, by which thresholds."""
        part = slug(self.said())[:80].strip("-")
        return f"{start}-{day:%Y-%m-%d}{'-' if part else ''}{part}-nguong-tu-{policy.valid_from:%Y-%m-%d}"

    def above(self, title: str, day: dt.date, policy: ScreenPolicy) -> tuple[str, ...]:
        """Return what stands above the table of a workbook."""
        return (title, f"Số liệu tính đến ngày {day:%d/%m/%Y}. {policy}.", f"Phạm vi: {self.said() or 'toàn tỉnh'}.")

    def _told(self) -> dict[str, Any]:
        return {name: getattr(value, "pk", value) for name, value in self._asked().items() if value}

    def _asked(self) -> dict[str, Any]:
        return self.cleaned_data if self.is_valid() else {}


class ChooseForm(BecauseForm):
    """Into which plan the chosen firms go."""

    plan = forms.ModelChoiceField(label="Kế hoạch", queryset=CheckPlan.objects.all())
    matter = forms.ChoiceField(label="Nội dung kiểm tra", choices=Matter.choices)

    field_order = ("plan", "matter", "because")


class PlanForm(BecauseForm):
    """The plan of a year."""

    year = forms.IntegerField(label="Năm", min_value=2025, max_value=2100)
    number = _text("Số kế hoạch, quyết định", 60)
    decided_on = Day("Ngày ban hành")
    title = _text("Tên kế hoạch")

    field_order = ("year", "number", "decided_on", "title", "because")


class SignsForm(BecauseForm):
    """Clear signs of violation, demanded from the second check of a year on one matter."""

    sign = _long("Dấu hiệu vi phạm rõ ràng", required=False, help_text="Bắt buộc khi trong năm đã có cuộc kiểm tra cùng nội dung.")
    sign_document = _text("Văn bản nêu dấu hiệu", required=False)


class PlanOneForm(SignsForm):
    """One firm into a plan, with signs where the year already had its check."""

    plan = forms.ModelChoiceField(label="Kế hoạch", queryset=CheckPlan.objects.all())
    matter = forms.ChoiceField(label="Nội dung kiểm tra", choices=Matter.choices)

    field_order = ("plan", "matter", "sign", "sign_document", "because")


class NoteForm(SignsForm):
    """A check or inspection by another body."""

    kind = forms.ChoiceField(label="Hình thức", choices=Check.Kind.choices)
    matter = forms.ChoiceField(label="Nội dung", choices=Matter.choices)
    body = _text("Cơ quan tiến hành")
    decision_no = _text("Số quyết định", 60)
    decided_on = Day("Ngày quyết định")

    field_order = ("kind", "matter", "body", "decision_no", "decided_on", "sign", "sign_document", "because")


class DecideForm(BecauseForm):
    """The decision that forms the team."""

    decision_no = _text("Số quyết định thành lập đoàn", 60)
    decided_on = Day("Ngày quyết định")
    leader = _text("Trưởng đoàn (chức vụ, cơ quan)", 120)
    team = _long("Thành phần đoàn")

    field_order = ("decision_no", "decided_on", "leader", "team", "because")


class RecordForm(BecauseForm):
    """The team's minutes."""

    recorded_on = Day("Ngày lập biên bản")
    found = _long("Nội dung phát hiện")

    field_order = ("recorded_on", "found", "because")


class ConcludeForm(BecauseForm):
    """The conclusion."""

    conclusion_no = _text("Số kết luận", 60)
    concluded_on = Day("Ngày kết luận")
    conclusion = _long("Nội dung kết luận")

    field_order = ("conclusion_no", "concluded_on", "conclusion", "because")


class BreachForm(BecauseForm):
    """What the conclusion established, and what must be put right."""

    kinds = forms.MultipleChoiceField(
        label="Kết luận",
        choices=[("late", "Chậm đóng"), ("evasion", "Trốn đóng (chỉ theo quyết định của cơ quan có thẩm quyền)")],
        widget=forms.CheckboxSelectMultiple,
    )
    due_on = Day("Hạn đóng của kỳ cũ nhất chưa nộp đủ", required=False)
    reminded_on = Day("Ngày đôn đốc bằng văn bản (Điều 35)", required=False)
    authority = _text("Quyết định của cơ quan có thẩm quyền về trốn đóng (số, ngày, cơ quan)", required=False)
    remedy = _long("Việc phải khắc phục")
    remedy_days = forms.IntegerField(label="Thời hạn khắc phục (ngày làm việc kể từ ngày kết luận)", min_value=1, max_value=250)

    field_order = ("kinds", "due_on", "reminded_on", "authority", "remedy", "remedy_days", "because")


class RemedyForm(BecauseForm):
    """Everything was put right."""

    remedied_on = Day("Ngày khắc phục xong")
    evidence = _text("Văn bản, chứng cứ", 300)

    field_order = ("remedied_on", "evidence", "because")


class MissedForm(BecauseForm):
    """The term passed and it was not put right."""

    evidence = _text("Văn bản, chứng cứ", 300)

    field_order = ("evidence", "because")


class DocumentForm(BecauseForm):
    """A document and a reason."""

    document = _text("Văn bản (số, ngày, cơ quan)")

    field_order: tuple[str, ...] = ("document", "because")


class TermForm(DocumentForm):
    """An agreed payment plan."""

    starts_on = Day("Từ ngày")
    ends_on = Day("Đến hết ngày")

    field_order = ("starts_on", "ends_on", "document", "because")


class RemarkForm(DocumentForm):
    """What an officer confirms about a decision."""

    decision_no = _text("Số quyết định xử phạt", 60)
    kind = forms.ChoiceField(label="Nội dung xác nhận", choices=DecisionRemark.Kind.choices)

    field_order = ("decision_no", "kind", "document", "because")


class TickForm(forms.Form):
    """The officer's tick, and nothing else."""

    is_verified = forms.TypedChoiceField(
        label="Phản ánh đã kiểm chứng",
        choices=[("1", "Có phản ánh đã kiểm chứng"), ("0", "Không có phản ánh đã kiểm chứng")],
        coerce=lambda value: value == "1",
        help_text="Chỉ ghi có hay không và ngày ghi; không ghi nội dung, hồ sơ hay người phản ánh.",
    )


#: Thresholds that divide or count back, and those that have another end than a thousand months, points or people.
_AT_LEAST_ONE = frozenset({"late_months", "honour_months", "stale_days", "check_vnd_step", "check_gap_step", "check_sanction_months"})
_MOST = {"honour_cover_percent": 100, "honour_employed": 1_000_000, "stale_days": 3650, "check_gap_step": 100_000}


class PolicyForm(forms.ModelForm):  # type: ignore[type-arg]  # the stubs ask for a parameter that Django does not take
    """A further version of the thresholds."""

    late_total_vnd = Amount("Chậm đóng từ (đồng)")
    check_vnd_step = Amount("Kiểm tra: mỗi điểm ứng với số tiền chậm đóng (đồng)")
    valid_from = Day("Áp dụng từ ngày", hint="Sớm nhất là ngày mai.")
    decided_on = Day("Ngày quyết định")
    because = forms.CharField(label="Lý do", widget=_AREA, max_length=1000)

    class Meta:
        model = ScreenPolicy
        fields = (*ScreenPolicy.NUMBERS, "valid_from", "decision_no", "decided_on", "decided_by")
        localized_fields = ("late_months",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("decision_no", "decided_by"):
            self.fields[name].required = True
        for name in ScreenPolicy.NUMBERS:
            most = _MOST.get(name, 1000)
            if name not in ("late_total_vnd", "check_vnd_step"):
                self.fields[name].validators.append(MaxValueValidator(most))
            if name in _AT_LEAST_ONE:
                self.fields[name].validators.append(MinValueValidator(1))

    def validate_constraints(self) -> None:
        """Leave the table's checks to the table: the fields are bounded, and the service says the rest in words."""

    def numbers(self) -> dict[str, Any]:
        """Return the thresholds alone."""
        return {name: self.cleaned_data[name] for name in ScreenPolicy.NUMBERS}

    def told(self) -> dict[str, Any]:
        """Return what stands around them: day, decision, reason."""
        return {name: self.cleaned_data[name] for name in ("valid_from", "decision_no", "decided_on", "decided_by", "because")}
