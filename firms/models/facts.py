"""Facts as lists state them: rows are added with their batch and never changed."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from core.models.bytewise import BytewiseField
from core.tables import values

from .batches import ImportBatch
from .firm import Firm, FirmStatus, LegalForm


class FactQuerySet(models.QuerySet[Any]):
    """Facts by whether their batch counts."""

    def in_force(self) -> FactQuerySet:
        """Return the counted rows of batches that are applied and not replaced."""
        return self.filter(batch__state="applied", batch__replaced_by=None, is_counted=True)


class Fact(models.Model):
    """A row of a list. Where no firm answers to its code yet, ``stated`` keeps the code as read."""

    batch = models.ForeignKey(
        ImportBatch, verbose_name="lô nhập", on_delete=models.CASCADE, related_name="%(class)s_rows", db_index=False
    )  # the index by place begins with it
    place = models.PositiveIntegerField("dòng", default=0)
    key = models.BigIntegerField(
        null=True, editable=False, help_text="Dấu vân tay của những gì phân biệt dòng này với dòng khác trong danh sách."
    )
    stated = models.CharField("mã ghi trong danh sách", max_length=20, blank=True)
    is_counted = models.BooleanField("được tính", default=True)

    objects = FactQuerySet.as_manager()

    class Meta:
        abstract = True
        indexes: ClassVar = [
            models.Index(fields=("batch", "place"), name="firms_%(class)s_place"),
            models.Index(fields=("batch", "key"), condition=Q(key__isnull=False), name="firms_%(class)s_key"),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id}:{self.place}"


class Tied(Fact):
    """A row about a firm; while no firm answers to its code, an index finds it by the code as stated."""

    class Meta(Fact.Meta):
        abstract = True
        indexes: ClassVar = [*Fact.Meta.indexes, models.Index(fields=("stated",), condition=Q(firm=None), name="firms_%(class)s_stated")]


class Source(models.TextChoices):
    """Who counted the workers."""

    REGISTER = "register", "Đơn vị kê khai khi đăng ký"
    ZONE = "zone_report", "Ban Quản lý khu công nghiệp báo cáo"
    AGENCY = "headcount_vss", "Cơ quan BHXH trích dữ liệu thu"


class OfficeArea(Fact):
    """A commune that an office of the SI agency serves."""

    office = models.CharField("mã cơ quan", max_length=5)
    name = models.CharField("tên cơ quan", max_length=120)
    commune = models.CharField("xã, phường", max_length=120)
    zones = models.CharField("KCN/CCN", max_length=200, blank=True)


class RegisterEntry(Fact):
    """A firm as the business register has it on one day."""

    tax_code = BytewiseField("mã số thuế", max_length=14)
    name = models.CharField("tên", max_length=200)
    name_key = BytewiseField(max_length=200, blank=True, editable=False)
    legal_form = models.CharField("loại hình", max_length=8, choices=LegalForm.choices)
    status = models.CharField("tình trạng", max_length=10, choices=FirmStatus.choices)
    vsic_version = models.CharField(max_length=4, blank=True)
    vsic_code = models.CharField(max_length=6, blank=True)
    address = models.CharField("địa chỉ", max_length=300, blank=True)
    commune = models.CharField("xã, phường", max_length=120, blank=True)
    zone = models.CharField("KCN/CCN", max_length=120, blank=True)
    registered_on = models.DateField("ngày đăng ký", null=True, blank=True)
    declared = models.PositiveIntegerField("lao động kê khai", null=True, blank=True)
    declared_on = models.DateField("ngày kê khai", null=True, blank=True)

    class Meta(Fact.Meta):
        indexes: ClassVar = [*Fact.Meta.indexes, models.Index(fields=("tax_code",), name="firms_registerentry_code")]


class Arrears(Tied):
    """A firm on a list of those that pay late (danh sách chậm đóng), as of one day."""

    firm = models.ForeignKey(
        Firm, verbose_name="đơn vị", null=True, blank=True, on_delete=models.PROTECT, related_name="arrears", db_index=False
    )  # an index below begins with it
    as_of = models.DateField("tính đến ngày")
    office = models.CharField("mã cơ quan", max_length=5, blank=True)
    unit = models.CharField("mã đơn vị", max_length=7, blank=True)
    workers = models.PositiveIntegerField("số lao động", null=True, blank=True)
    months = models.DecimalField("số tháng chậm đóng", max_digits=6, decimal_places=2, null=True, blank=True)
    months_text = models.CharField("số tháng như đã ghi", max_length=20, blank=True)
    bhxh_vnd = models.BigIntegerField("BHXH", default=0)
    bhyt_vnd = models.BigIntegerField("BHYT", default=0)
    bhtn_vnd = models.BigIntegerField("BHTN", default=0)
    tnld_vnd = models.BigIntegerField("TNLĐ-BNN", default=0)
    lai_vnd = models.BigIntegerField("lãi", default=0)
    total_vnd = models.BigIntegerField("tổng cộng")
    note = models.CharField("ghi chú", max_length=300, blank=True)
    is_put_off = models.BooleanField("tạm dừng đóng (Điều 37)", default=False)
    reminded_on = models.DateField("ngày đôn đốc bằng văn bản", null=True, blank=True)
    paid_on = models.DateField("đã nộp đủ ngày", null=True, blank=True)

    class Meta(Tied.Meta):
        verbose_name = "số tiền chậm đóng"
        verbose_name_plural = "số tiền chậm đóng"
        ordering = ("-as_of", "place")
        indexes: ClassVar = [*Tied.Meta.indexes, models.Index(fields=("firm", "as_of"), name="firms_arrears_firm_as_of")]

    @property
    def months_said(self) -> str:
        """Return the length of the delay as the list has it, in words that a reader knows; "" where it has none."""
        return values.months_said(self.months_text or ("" if self.months is None else f"{self.months.normalize():f}"))


class Balance(Tied):
    """What stood on the account of a unit at its office in one month; a positive closing sum is not arrears yet."""

    firm = models.ForeignKey(Firm, verbose_name="đơn vị", null=True, blank=True, on_delete=models.PROTECT, related_name="balances")
    office = models.CharField("mã cơ quan", max_length=5)
    unit = models.CharField("mã đơn vị", max_length=7)
    as_of = models.DateField("tính đến ngày")
    opening_vnd = models.BigIntegerField("đầu kỳ")
    paid_vnd = models.BigIntegerField("đã nộp")
    closing_vnd = models.BigIntegerField("cuối kỳ")


class StatementLine(Tied):
    """One line of the monthly statement of a unit (thông báo C12-TS): what it lacks is line ``dd.2.2``, the surcharge ``dd.2.3``."""

    firm = models.ForeignKey(Firm, verbose_name="đơn vị", null=True, blank=True, on_delete=models.PROTECT, related_name="statement_lines")
    office = models.CharField("mã cơ quan", max_length=5, blank=True)
    unit = models.CharField("mã đơn vị", max_length=7)
    as_of = models.DateField("tính đến ngày")
    line = models.CharField("dòng của mẫu", max_length=12)
    label = models.CharField("nội dung", max_length=200, blank=True)
    bhxh_vnd = models.BigIntegerField("BHXH", default=0)
    bhyt_vnd = models.BigIntegerField("BHYT", default=0)
    bhtn_vnd = models.BigIntegerField("BHTN", default=0)
    tnld_vnd = models.BigIntegerField("TNLĐ-BNN", default=0)
    total_vnd = models.BigIntegerField("cộng", default=0)

    class Meta(Tied.Meta):
        verbose_name = "dòng thông báo C12"
        verbose_name_plural = "dòng thông báo C12"


class Conduct(models.TextChoices):
    """What a decision punishes; two decisions are of one conduct when their codes are equal, whatever decree they cite."""

    LATE = "CHAM_DONG", "Chậm đóng"
    WRONG_LEVEL = "SAI_MUC", "Đóng không đúng mức"
    MISSING_PEOPLE = "THIEU_NGUOI", "Đóng không đủ số người"
    KEPT_MONEY = "CHIEM_DUNG", "Chiếm dụng tiền đóng"
    NOBODY_INSURED = "KHONG_DONG_TOAN_BO", "Không đóng cho toàn bộ người lao động"
    EVASION = "TRON_DONG", "Trốn đóng"
    NOT_POSTED = "NIEM_YET", "Không niêm yết công khai"
    NOT_REGISTERED = "KHONG_DANG_KY", "Không đăng ký tham gia"
    OTHER = "KHAC", "Hành vi khác"


class SanctionState(models.TextChoices):
    """Whether a decision stands."""

    FINAL = "final", "Có hiệu lực"
    ANNULLED = "annulled", "Đã bị hủy bỏ"
    APPEAL = "appeal", "Đang giải quyết khiếu nại"


class Sanction(Tied):
    """A decision that punishes a firm (quyết định xử phạt vi phạm hành chính)."""

    firm = models.ForeignKey(
        Firm, verbose_name="đơn vị", null=True, blank=True, on_delete=models.PROTECT, related_name="sanctions", db_index=False
    )  # an index below begins with it
    decision_no = models.CharField("số quyết định", max_length=60)
    issued_on = models.DateField("ngày quyết định")
    issuer = models.CharField("người, cơ quan ban hành", max_length=200, blank=True)
    conduct = models.CharField("hành vi", max_length=20, choices=Conduct.choices)
    conduct_text = models.TextField("hành vi như đã ghi")
    decree = models.CharField("nghị định", max_length=20, blank=True)
    legal_text = models.CharField("căn cứ như đã ghi", max_length=300, blank=True)
    form = models.CharField("hình thức", max_length=10, choices=[("fine", "Phạt tiền"), ("warning", "Cảnh cáo")])
    fine_vnd = models.BigIntegerField("mức phạt", default=0)
    remedies = models.CharField("biện pháp khắc phục", max_length=300, blank=True)
    violated_on = models.DateField("ngày vi phạm", null=True, blank=True)
    completed_on = models.DateField("thi hành xong ngày", null=True, blank=True)
    state = models.CharField("tình trạng", max_length=10, choices=SanctionState.choices, default=SanctionState.FINAL)

    class Meta(Tied.Meta):
        verbose_name = "quyết định xử phạt"
        verbose_name_plural = "quyết định xử phạt"
        ordering = ("-issued_on", "place")
        indexes: ClassVar = [*Tied.Meta.indexes, models.Index(fields=("firm", "issued_on"), name="firms_sanction_firm_issued")]

    def __str__(self) -> str:
        return f"{self.decision_no} ngày {self.issued_on:%d/%m/%Y}"


class Headcount(Tied):
    """How many people work for a firm, or are insured, by one source in one month."""

    firm = models.ForeignKey(
        Firm, verbose_name="đơn vị", null=True, blank=True, on_delete=models.PROTECT, related_name="headcounts", db_index=False
    )  # an index below begins with it
    source = models.CharField("nguồn", max_length=14, choices=Source.choices)
    month = models.DateField("tháng", help_text="Ngày đầu tháng.")
    counted_on = models.DateField("tính đến ngày")
    extracted_on = models.DateField("ngày trích", null=True, blank=True)
    office = models.CharField("mã cơ quan", max_length=5, blank=True)
    unit = models.CharField("mã đơn vị", max_length=7, blank=True)
    employed = models.PositiveIntegerField("đang sử dụng", null=True, blank=True)
    insured = models.PositiveIntegerField("tham gia BHXH", null=True, blank=True)

    class Meta(Tied.Meta):
        verbose_name = "số lao động"
        verbose_name_plural = "số lao động"
        ordering = ("-month", "source", "place")
        indexes: ClassVar = [
            *Tied.Meta.indexes,
            models.Index(fields=("firm", "month"), name="firms_headcount_firm_month"),
            models.Index(fields=("month", "source"), name="firms_headcount_month_source"),
        ]


class Contribution(Tied):
    """What a firm had to pay for one month, by when, and what it paid."""

    firm = models.ForeignKey(
        Firm, verbose_name="đơn vị", null=True, blank=True, on_delete=models.PROTECT, related_name="contributions", db_index=False
    )  # an index below begins with it
    month = models.DateField("tháng", help_text="Ngày đầu tháng.")
    due_on = models.DateField("hạn đóng")
    paid_on = models.DateField("ngày nộp", null=True, blank=True)
    due_vnd = models.BigIntegerField("phải đóng")
    paid_vnd = models.BigIntegerField("đã nộp")

    class Meta(Tied.Meta):
        verbose_name = "tháng đóng"
        verbose_name_plural = "tháng đóng"
        ordering = ("-month", "place")
        indexes: ClassVar = [
            *Tied.Meta.indexes,
            models.Index(fields=("firm", "month"), name="firms_contrib_firm_month"),
            models.Index(fields=("due_on",), name="firms_contrib_due"),
        ]
