"""By which numbers the screens judge, and what officers add to the lists before they do."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from core import clock
from core.events import Event
from core.models import Policy
from core.models.policies import by_two, one_from

from .firm import Firm


class ScreenPolicy(Policy):
    """The numbers of the screens (ngưỡng sàng lọc) in force from one day on; never edited, never in the code."""

    window_months_fine = models.PositiveIntegerField("thời hạn coi như chưa bị xử phạt, phạt tiền (tháng)")
    window_months_warning = models.PositiveIntegerField("thời hạn coi như chưa bị xử phạt, cảnh cáo (tháng)")
    execution_months = models.PositiveIntegerField("thời hiệu thi hành quyết định xử phạt (tháng)", default=12)
    late_months = models.DecimalField("chậm đóng từ (tháng)", max_digits=5, decimal_places=2)
    late_total_vnd = models.BigIntegerField("chậm đóng từ (đồng)")
    honour_months = models.PositiveIntegerField("đúng hạn liên tục (tháng)")
    honour_cover_percent = models.PositiveIntegerField("tỷ lệ tham gia tối thiểu (%)")
    honour_employed = models.PositiveIntegerField("lao động tối thiểu")
    stale_days = models.PositiveIntegerField("số liệu cũ sau (ngày)")
    check_month_points = models.PositiveIntegerField("kiểm tra: điểm mỗi tháng chậm đóng", default=1)
    check_month_cap = models.PositiveIntegerField("kiểm tra: điểm tối đa theo tháng chậm đóng", default=12)
    check_vnd_step = models.BigIntegerField("kiểm tra: mỗi điểm ứng với số tiền chậm đóng (đồng)", default=100_000_000)
    check_vnd_cap = models.PositiveIntegerField("kiểm tra: điểm tối đa theo số tiền", default=10)
    check_gap_step = models.PositiveIntegerField("kiểm tra: mỗi điểm ứng với số lao động chênh lệch", default=5)
    check_gap_cap = models.PositiveIntegerField("kiểm tra: điểm tối đa theo chênh lệch lao động", default=20)
    check_list_points = models.PositiveIntegerField("kiểm tra: điểm mỗi kỳ danh sách liên tiếp", default=1)
    check_list_cap = models.PositiveIntegerField("kiểm tra: điểm tối đa theo số kỳ liên tiếp", default=6)
    check_sanction_points = models.PositiveIntegerField("kiểm tra: điểm mỗi quyết định xử phạt", default=5)
    check_sanction_cap = models.PositiveIntegerField("kiểm tra: điểm tối đa theo quyết định xử phạt", default=20)
    check_sanction_months = models.PositiveIntegerField("kiểm tra: tính quyết định trong (tháng)", default=24)
    check_silent_points = models.PositiveIntegerField("kiểm tra: điểm khi không trả lời đề nghị đăng ký tham gia", default=8)
    check_verified_points = models.PositiveIntegerField("kiểm tra: điểm khi có phản ánh đã kiểm chứng", default=10)

    #: The numbers themselves, in the order in which officers read them.
    NUMBERS: ClassVar[tuple[str, ...]] = (
        *("late_months", "late_total_vnd", "honour_months", "honour_cover_percent", "honour_employed", "stale_days"),
        *("window_months_fine", "window_months_warning", "execution_months"),
        *("check_month_points", "check_month_cap", "check_vnd_step", "check_vnd_cap", "check_gap_step", "check_gap_cap"),
        *("check_list_points", "check_list_cap", "check_sanction_points", "check_sanction_cap", "check_sanction_months"),
        *("check_silent_points", "check_verified_points"),
    )

    class Meta:
        verbose_name = "ngưỡng sàng lọc"
        verbose_name_plural = "ngưỡng sàng lọc"
        ordering = ("-valid_from", "-pk")
        permissions: ClassVar = [
            ("propose_policy", "Đề nghị ngưỡng sàng lọc"),
            ("approve_policy", "Duyệt ngưỡng sàng lọc"),
        ]
        constraints: ClassVar = [
            one_from("firms_policy_one_from"),
            by_two("firms_policy_four_eyes"),
            models.CheckConstraint(
                name="firms_policy_steps_count", condition=Q(check_vnd_step__gt=0, check_gap_step__gt=0, honour_months__gt=0)
            ),
        ]

    def __str__(self) -> str:
        return f"Ngưỡng áp dụng từ {self.valid_from:%d/%m/%Y}"


class PolicyEvent(Event):
    """One move of a version of the thresholds."""

    record = models.ForeignKey(ScreenPolicy, on_delete=models.CASCADE, related_name="events")


class DecisionRemark(models.Model):
    """What an officer confirmed about one sanction decision, whichever list carries it."""

    class Kind(models.TextChoices):
        """What was confirmed."""

        EVADED = "evaded", "Đơn vị trốn tránh, trì hoãn thi hành"
        REPEAT = "repeat", "Quyết định ghi nhận tái phạm là tình tiết tăng nặng"

    firm = models.ForeignKey(Firm, verbose_name="đơn vị", on_delete=models.PROTECT, related_name="remarks")
    decision_no = models.CharField("số quyết định", max_length=60)
    kind = models.CharField("nội dung", max_length=10, choices=Kind.choices)
    document = models.CharField("văn bản làm căn cứ", max_length=200)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="người xác nhận", null=True, on_delete=models.PROTECT, related_name="+"
    )
    noted_at = models.DateTimeField("xác nhận lúc", default=clock.now)
    withdrawn_at = models.DateTimeField("rút lại lúc", null=True, blank=True)

    class Meta:
        verbose_name = "xác nhận về quyết định"
        verbose_name_plural = "xác nhận về quyết định"
        ordering = ("-noted_at", "-pk")
        permissions: ClassVar = [("remark_decision", "Xác nhận tái phạm, trốn tránh thi hành quyết định")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("firm", "decision_no", "kind"), condition=Q(withdrawn_at=None), name="firms_remark_one_that_stands"
            ),
            models.CheckConstraint(name="firms_remark_names_its_document", condition=Q(document__gt="")),
        ]

    def __str__(self) -> str:
        return f"{self.decision_no}: {self.get_kind_display()}"


class VerifiedReport(models.Model):
    """An officer's tick: reports on this firm were verified, or not. Never what was said, by whom, or in which file."""

    firm = models.ForeignKey(Firm, verbose_name="đơn vị", on_delete=models.PROTECT, related_name="verified_reports")
    is_verified = models.BooleanField("có phản ánh đã kiểm chứng")
    is_newest = models.BooleanField("mới nhất", default=True)
    noted_on = models.DateField("ngày ghi")
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="người ghi", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "phản ánh đã kiểm chứng"
        verbose_name_plural = "phản ánh đã kiểm chứng"
        ordering = ("-noted_on", "-pk")
        permissions: ClassVar = [("tick_verified", "Ghi có hay không có phản ánh đã kiểm chứng")]
        constraints: ClassVar = [models.UniqueConstraint(fields=("firm",), condition=Q(is_newest=True), name="firms_verified_one_newest")]

    def __str__(self) -> str:
        return "Có phản ánh đã kiểm chứng" if self.is_verified else "Không có phản ánh đã kiểm chứng"


class Export(models.Model):
    """One list of firms that left the house as a file: who took it, when, and what it held."""

    what = models.CharField("danh sách", max_length=40)
    as_of = models.DateField("tính đến ngày")
    asked = models.CharField("bộ lọc", max_length=300, blank=True)
    rows = models.PositiveIntegerField("số dòng")
    file_name = models.CharField("tên tệp", max_length=200)
    sha256 = models.CharField("SHA-256", max_length=64)
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="người xuất", null=True, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField("xuất lúc", default=clock.now)

    class Meta:
        verbose_name = "lần xuất danh sách"
        verbose_name_plural = "lần xuất danh sách"
        ordering = ("-taken_at", "-pk")

    def __str__(self) -> str:
        return self.file_name


class ExportEvent(Event):
    """That a list left the house, beside the other stories of the office."""

    record = models.ForeignKey(Export, on_delete=models.CASCADE, related_name="events")

    @property
    def became(self) -> str:
        """Return what happened, in words."""
        return "Đã xuất danh sách"
