"""The officers of the fictional province, and the passwords that its first start makes."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import Group

from core import keys
from core.models import Agency, Officer


@dataclass(frozen=True, slots=True)
class Person:
    """One officer: who it is, where it works and what it may do."""

    username: str
    last_name: str
    first_name: str
    agency: str
    roles: tuple[str, ...]
    does: str


AGENCIES = (
    ("ubnd", "UBND tỉnh Minh Họa", Agency.Kind.PEOPLES_COMMITTEE),
    ("so-noi-vu", "Sở Nội vụ tỉnh Minh Họa", Agency.Kind.HOME_AFFAIRS),
    ("bhxh", "BHXH tỉnh Minh Họa", Agency.Kind.INSURANCE),
    ("thanh-tra", "Thanh tra tỉnh Minh Họa", Agency.Kind.INSPECTORATE),
    ("ldld", "Liên đoàn Lao động tỉnh Minh Họa", Agency.Kind.UNION),
)
PEOPLE = (
    Person("quan-tri", "Phạm Hoàng", "An", "ubnd", (), "quản trị: tài khoản và mọi quyền"),
    Person("quang", "Vũ Đăng", "Quang", "so-noi-vu", ("Cán bộ dữ liệu",), "nhập danh sách, xem hồ sơ đơn vị"),
    Person("lan", "Nguyễn Thị", "Lan", "so-noi-vu", ("Cán bộ soạn công khai",), "soạn hồ sơ công khai, đợt biểu dương, tin phát hành"),
    Person("ha", "Đặng Thu", "Hà", "so-noi-vu", ("Cán bộ pháp chế",), "thẩm định pháp lý, xác nhận căn cứ luật"),
    Person("minh", "Trần Quang", "Minh", "ubnd", ("Lãnh đạo quyết định",), "quyết định, duyệt, phát hành, thu hồi"),
    Person("thao", "Lê Phương", "Thảo", "so-noi-vu", ("Cán bộ tiếp nhận phản ánh", "Quản lý khóa phản ánh"), "đọc và trả lời phản ánh"),
    Person("hoa", "Bùi Thanh", "Hòa", "so-noi-vu", ("Biên tập viên",), "biên tập câu trả lời và trang"),
)


def password() -> str:
    """Return the password of every demo account: made on the first start, kept beside the other keys."""
    return f"minh-hoa-{keys.make_or_read(settings.KEYS, 'demo_password', size=5).decode('ascii')}"


def passphrase() -> str:
    """Return the passphrase that opens the complaints desk of the demo."""
    return f"khoa-phan-anh-{keys.make_or_read(settings.KEYS, 'demo_passphrase', size=8).decode('ascii')}"


def hire() -> dict[str, Officer]:
    """Return the officers by user name, making those who are missing."""
    for code, name, kind in AGENCIES:
        Agency.objects.get_or_create(code=code, defaults={"name": name, "kind": kind})
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
