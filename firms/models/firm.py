"""A firm and the codes it is known by."""

from __future__ import annotations

import secrets
from typing import ClassVar

from django.db import models
from django.db.models import Q

from core.events import Event
from core.models.bytewise import BytewiseField
from core.models.territory import Commune, Named

from .. import codes, vsic

#: Without vowels no word can arise; without 0, 1, l and o nothing is misread.
_SIGNS = "23456789bcdfghjkmnpqrstvwxz"


def new_public_id() -> str:
    """Return ten signs that tell nothing about the firm."""
    return "".join(secrets.choice(_SIGNS) for _ in range(10))


#: Which sign a random byte stands for; bytes beyond the last whole turn would favour some signs and are left out.
_FAIR = len(_SIGNS) * (256 // len(_SIGNS))
_SIGN_OF = bytes(ord(_SIGNS[byte % len(_SIGNS)]) for byte in range(256))


def new_public_ids(count: int) -> list[str]:
    """Return many at once, drawn from one reading of the system's randomness."""
    drawn = secrets.token_bytes(count * 12 + 64).translate(_SIGN_OF, bytes(range(_FAIR, 256))).decode()
    ids = [drawn[start : start + 10] for start in range(0, len(drawn) - 9, 10)][:count]
    return ids + [new_public_id() for _ in range(count - len(ids))]


class LegalForm(models.TextChoices):
    """What kind of body an employer is (loại hình)."""

    ONE_MEMBER = "TNHH1TV", "Công ty TNHH một thành viên"
    MORE_MEMBERS = "TNHH2TV", "Công ty TNHH hai thành viên trở lên"
    SHARES = "CP", "Công ty cổ phần"
    PARTNERSHIP = "HD", "Công ty hợp danh"
    PRIVATE = "DNTN", "Doanh nghiệp tư nhân"
    COOPERATIVE = "HTX", "Hợp tác xã"
    FOREIGN = "FDI", "Công ty có vốn đầu tư nước ngoài"
    PUBLIC_UNIT = "DVSN", "Đơn vị sự nghiệp"
    HOUSEHOLD = "HKD", "Hộ kinh doanh"
    BRANCH = "CN", "Chi nhánh"
    OTHER = "KHAC", "Loại hình khác"


class FirmStatus(models.TextChoices):
    """Whether an employer is at work (tình trạng hoạt động)."""

    ACTIVE = "active", "Đang hoạt động"
    PAUSED = "paused", "Tạm ngừng kinh doanh"
    ABSENT = "absent", "Không hoạt động tại địa chỉ đã đăng ký"
    CLOSING = "closing", "Đang làm thủ tục giải thể"
    DISSOLVED = "dissolved", "Đã giải thể, chấm dứt hoạt động"
    UNKNOWN = "unknown", "Chưa rõ"


class Firm(Named):
    """An employer (đơn vị sử dụng lao động): who it is; every figure about it stands in a fact with its batch.

    All fields but the public id are a projection of the newest applied register entry.
    """

    public_id = models.CharField("mã công khai", max_length=10, default=new_public_id, editable=False)
    legal_form = models.CharField("loại hình", max_length=8, choices=LegalForm.choices, default=LegalForm.OTHER)
    status = models.CharField("tình trạng", max_length=10, choices=FirmStatus.choices, default=FirmStatus.UNKNOWN)
    commune = models.ForeignKey(Commune, verbose_name="xã, phường", null=True, blank=True, on_delete=models.PROTECT, related_name="firms")
    address = models.CharField("địa chỉ", max_length=300, blank=True)
    zone = models.CharField("KCN/CCN", max_length=120, blank=True)
    vsic_version = models.CharField("phiên bản VSIC", max_length=4, blank=True)
    vsic_code = models.CharField("ngành (VSIC)", max_length=6, blank=True)
    registered_on = models.DateField("ngày đăng ký", null=True, blank=True)
    parent = models.ForeignKey(
        "self", verbose_name="đơn vị chủ quản", null=True, blank=True, on_delete=models.PROTECT, related_name="branches", db_index=False
    )  # few firms have one: the index below holds those alone
    is_listed = models.BooleanField("có trong danh bạ", default=True, help_text="Có ít nhất một danh bạ đang áp dụng nêu tên.")

    class Meta:
        verbose_name = "đơn vị"
        verbose_name_plural = "đơn vị"
        ordering = ("name_fold", "pk")
        permissions: ClassVar = [
            ("view_register", "Xem hồ sơ đơn vị"),
            ("confirm_payment", "Ghi nhận đã nộp đủ theo xác nhận của cơ quan BHXH"),
        ]
        constraints: ClassVar = [models.UniqueConstraint(fields=("public_id",), name="firms_firm_public_id_once")]
        indexes: ClassVar = [
            models.Index(fields=("name_fold",), name="firms_firm_fold"),
            models.Index(fields=("name_key",), name="firms_firm_key"),
            models.Index(fields=("parent",), condition=Q(parent__isnull=False), name="firms_firm_branches"),
        ]

    @property
    def is_person(self) -> bool:
        """Tell whether the name is a natural person's: a household business or a private enterprise."""
        return self.legal_form in (LegalForm.HOUSEHOLD, LegalForm.PRIVATE)

    @property
    def industry(self) -> vsic.Section:
        """Return the section of its industry, in the edition that the register states."""
        return vsic.section(self.vsic_version, self.vsic_code)


class FirmEvent(Event):
    """One thing that was recorded about a firm: a hold, a finding, a confirmed payment."""

    record = models.ForeignKey(Firm, on_delete=models.CASCADE, related_name="events")

    #: A firm has no state of its own: what was recorded about it says what followed.
    BECAME: ClassVar[dict[str, str]] = {
        "internal": "Có hồ sơ nội bộ đang xử lý",
        "public": "Hồ sơ đã công khai",
        "lifted": "Hồ sơ đã khép lại",
        "paid": "Cơ quan BHXH xác nhận đã nộp đủ",
        "late": "Kiểm tra kết luận chậm đóng",
        "evasion": "Cơ quan có thẩm quyền kết luận trốn đóng",
        "clean": "Kiểm tra không phát hiện vi phạm",
        "overturned": "Kết luận đã bị bác",
        "merged": "Đã gộp bản ghi trùng",
        "gone": "Đã gộp vào đơn vị khác",
        "split": "Đã tách lại bản ghi đã gộp",
        "evaded": "Xác nhận đơn vị trốn tránh thi hành quyết định xử phạt",
        "repeat": "Xác nhận quyết định ghi nhận tái phạm",
        "withdrawn": "Rút lại xác nhận",
        "verified": "Có phản ánh đã kiểm chứng",
        "not_verified": "Không có phản ánh đã kiểm chứng",
    }

    @property
    def became(self) -> str:
        """Return what was recorded, in words."""
        return self.BECAME.get(self.becomes, self.becomes)


class TaxCode(models.Model):
    """A tax code (mã số thuế) of a firm, and from when to when it was its own."""

    class Kind(models.TextChoices):
        """What the digits are."""

        ENTERPRISE = codes.Kind.ENTERPRISE.value, "Doanh nghiệp, 10 số"
        BRANCH = codes.Kind.BRANCH.value, "Đơn vị phụ thuộc, 13 số"
        PERSONAL = codes.Kind.PERSONAL.value, "Số định danh cá nhân, 12 số"
        HOUSEHOLD = codes.Kind.HOUSEHOLD.value, "Hộ kinh doanh, 10 số cấp trước 01/7/2025"
        HOUSEHOLD_PLACE = codes.Kind.HOUSEHOLD_PLACE.value, "Địa điểm của hộ kinh doanh, 13 số cấp trước 01/7/2025"

    firm = models.ForeignKey(Firm, verbose_name="đơn vị", on_delete=models.CASCADE, related_name="tax_codes")
    code = BytewiseField("mã số thuế", max_length=14)
    kind = models.CharField("loại mã", max_length=12, choices=Kind.choices)
    valid_from = models.DateField("từ ngày", null=True, blank=True)
    valid_to = models.DateField("đến trước ngày", null=True, blank=True)

    is_main = models.BooleanField(
        "mã chính",
        default=True,
        db_default=True,
        help_text="Mã phụ là mã của một bản ghi trùng đã gộp vào: danh sách ghi mã ấy được tính cho đơn vị này.",
    )

    class Meta:
        verbose_name = "mã số thuế"
        verbose_name_plural = "mã số thuế"
        ordering = ("code",)
        constraints: ClassVar = [models.UniqueConstraint(fields=("code",), condition=Q(valid_to=None), name="firms_taxcode_one_owner")]
        indexes: ClassVar = [models.Index(fields=("code",), name="firms_taxcode_code")]

    def __str__(self) -> str:
        return self.code


class Office(models.Model):
    """A local office of the SI agency (BHXH cơ sở)."""

    code = models.CharField("mã cơ quan", max_length=5, unique=True)
    name = models.CharField("tên", max_length=120)

    class Meta:
        verbose_name = "BHXH cơ sở"
        verbose_name_plural = "BHXH cơ sở"
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name


class UnitCode(models.Model):
    """A unit code of the SI agency (mã đơn vị): it means something only together with its office."""

    firm = models.ForeignKey(Firm, verbose_name="đơn vị", on_delete=models.CASCADE, related_name="unit_codes")
    office = models.CharField("mã cơ quan", max_length=5)
    code = BytewiseField("mã đơn vị", max_length=7)
    valid_from = models.DateField("từ ngày", null=True, blank=True)
    valid_to = models.DateField("đến trước ngày", null=True, blank=True)

    class Meta:
        verbose_name = "mã đơn vị BHXH"
        verbose_name_plural = "mã đơn vị BHXH"
        ordering = ("office", "code")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("office", "code"), condition=Q(valid_to=None), name="firms_unitcode_one_owner")
        ]
        indexes: ClassVar = [models.Index(fields=("code",), name="firms_unitcode_code")]

    def __str__(self) -> str:
        return f"{self.office}/{self.code}"
