"""The officers of the fictional province, and the passwords that its first start makes."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import Group

from core import keys
from core.models import Agency, Commune, Officer, Province


@dataclass(frozen=True, slots=True)
class Person:
    """One officer: who it is, where it works and what it may do."""

    username: str
    last_name: str
    first_name: str
    agency: str
    roles: tuple[str, ...]
    does: str


_ZONES = "KCN Hưng Lũy\nKCN Lạc Trạch I\nKCN Lạc Trạch II\nKCN Vạn Trì"
#: Bodies of the province with what tells their business apart: zones, offices of the SI agency, a commune.
AGENCIES: tuple[tuple[str, str, Agency.Kind, dict[str, str]], ...] = (
    ("ubnd", "UBND tỉnh Minh Họa", Agency.Kind.PEOPLES_COMMITTEE, {"letter_prefix": "UBND-NC"}),
    ("so-noi-vu", "Sở Nội vụ tỉnh Minh Họa", Agency.Kind.HOME_AFFAIRS, {"letter_prefix": "SNV-LĐVL"}),
    ("bhxh", "BHXH tỉnh Minh Họa", Agency.Kind.INSURANCE, {"letter_prefix": "BHXH-QLT", "email": "vanthu@bhxh.minhhoa.example"}),
    ("bhxh-hung-lam", "BHXH cơ sở Hưng Lẫm", Agency.Kind.INSURANCE, {"offices": "09901", "email": "hunglam@bhxh.minhhoa.example"}),
    ("so-tai-chinh", "Sở Tài chính tỉnh Minh Họa", Agency.Kind.FINANCE, {"letter_prefix": "STC-ĐKKD"}),
    ("thanh-tra", "Thanh tra tỉnh Minh Họa", Agency.Kind.INSPECTORATE, {"letter_prefix": "TTT-VP"}),
    ("ban-quan-ly-kcn", "Ban Quản lý các KCN tỉnh Minh Họa", Agency.Kind.ZONE, {"letter_prefix": "BQL-LĐ", "zones": _ZONES}),
    ("ldld", "Liên đoàn Lao động tỉnh Minh Họa", Agency.Kind.UNION, {"letter_prefix": "LĐLĐ"}),
    ("xa-hung-luy", "UBND xã Hưng Lũy", Agency.Kind.COMMUNE, {"commune": "xã Hưng Lũy"}),
)
_SEAT = ("Đầu mối cơ quan phối hợp",)
PEOPLE = (
    Person("quan-tri", "Phạm Hoàng", "An", "ubnd", (), "quản trị: tài khoản và mọi quyền"),
    Person("quang", "Vũ Đăng", "Quang", "so-noi-vu", ("Cán bộ dữ liệu", "Quản lý cơ quan phối hợp"), "nhập danh sách, cơ quan phối hợp"),
    Person("lan", "Nguyễn Thị", "Lan", "so-noi-vu", ("Cán bộ soạn công khai",), "soạn hồ sơ công khai, đợt biểu dương, tin phát hành"),
    Person("ha", "Đặng Thu", "Hà", "so-noi-vu", ("Cán bộ pháp chế",), "thẩm định pháp lý, xác nhận căn cứ luật"),
    Person("minh", "Trần Quang", "Minh", "ubnd", ("Lãnh đạo quyết định",), "quyết định, duyệt, phát hành, thu hồi"),
    Person("phuc", "Lâm Hồng", "Phúc", "ubnd", ("Người phát ngôn",), "duyệt thông cáo và câu trả lời báo chí"),
    Person("nam", "Hoàng Hải", "Nam", "so-noi-vu", ("Cán bộ kiểm tra",), "danh sách kiểm tra, đoàn liên ngành, ngưỡng sàng lọc"),
    Person("thao", "Lê Phương", "Thảo", "so-noi-vu", ("Cán bộ tiếp nhận phản ánh", "Quản lý khóa phản ánh"), "phản ánh; gặp người hỏi"),
    Person("hoa", "Bùi Thanh", "Hòa", "so-noi-vu", ("Biên tập viên",), "biên tập câu trả lời và trang; gặp người hỏi"),
    Person(
        "dung", "Lương Tuấn", "Dũng", "so-noi-vu", ("Cán bộ phát triển người tham gia",), "thư đề nghị đơn vị tham gia, trả lời của đơn vị"
    ),
    Person("vy", "Hoàng Khánh", "Vy", "so-noi-vu", ("Văn thư",), "cấp số, ghi việc ký và gửi thư"),
    Person("bao", "Đỗ Gia", "Bảo", "bhxh", _SEAT, "gửi danh sách, trả lời đề nghị xác nhận của cả tỉnh"),
    Person("khanh", "Lý Ngọc", "Khánh", "bhxh-hung-lam", _SEAT, "như trên, chỉ với đơn vị do BHXH cơ sở Hưng Lẫm quản lý"),
    Person("tai", "Ngô Đức", "Tài", "so-tai-chinh", _SEAT, "gửi danh bạ đăng ký doanh nghiệp; không xem số tiền chậm đóng"),
    Person("long", "Hồ Viết", "Long", "ban-quan-ly-kcn", _SEAT, "gửi số lao động, xem đơn vị trong các khu công nghiệp"),
    Person("tra", "Phan Thị", "Trà", "thanh-tra", _SEAT, "gửi quyết định xử phạt, nhận danh sách kiểm tra"),
    Person("cong", "Mai Xuân", "Công", "ldld", _SEAT, "nhận danh sách, xem số lao động và quyết định xử phạt"),
    Person("xuan", "Tạ Thị", "Xuân", "xa-hung-luy", _SEAT, "xem đơn vị trong xã Hưng Lũy"),
)


def password() -> str:
    """Return the password of every demo account: made on the first start, kept beside the other keys."""
    return f"minh-hoa-{keys.make_or_read(settings.KEYS, 'demo_password', size=5).decode('ascii')}"


def passphrase() -> str:
    """Return the passphrase that opens the complaints desk of the demo."""
    return f"khoa-phan-anh-{keys.make_or_read(settings.KEYS, 'demo_passphrase', size=8).decode('ascii')}"


def _commune(name: str | None) -> dict[str, Commune]:
    """Return the commune that a body is of; the lists that come after name the rest."""
    if name is None:
        return {}
    province = Province.objects.get(scheme=settings.PROVINCE_SCHEME, code=settings.PROVINCE_CODE)
    return {"commune": Commune.objects.get_or_create(province=province, name=name)[0]}


def hire() -> dict[str, Officer]:
    """Return the officers by user name, making those who are missing."""
    for code, name, kind, more in AGENCIES:
        told = {key: value for key, value in more.items() if key != "commune"}
        agency, _ = Agency.objects.get_or_create(code=code, defaults={"name": name, "kind": kind})
        Agency.objects.filter(pk=agency.pk).update(**told, **_commune(more.get("commune")))
    agencies = {agency.code: agency for agency in Agency.objects.all()}
    for person in PEOPLE:
        if Officer.objects.filter(username=person.username).exists():
            continue
        officer = Officer.objects.create_user(
            person.username,
            password=password(),
            last_name=person.last_name,
            first_name=person.first_name,
            agency=agencies[person.agency],
            is_superuser=not person.roles,
        )
        officer.groups.set(Group.objects.filter(name__in=person.roles))
    return {officer.username: officer for officer in Officer.objects.filter(username__in=[person.username for person in PEOPLE])}
