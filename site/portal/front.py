"""What the front page shows of each room, all through the public doors."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from core import linked
from outreach import public as outreach
from press import public as press

#: What people ask most, by the letters that reach an authority like ours; editors reorder it with the answers.
FREQUENT = (
    "tra-cuu-qua-trinh-dong",
    "cong-ty-khong-dong-bhxh",
    "cham-dong-tron-dong-la-gi",
    "ty-le-dong",
    "khong-chot-tra-so",
    "bao-mat-an-danh",
)


class Task(NamedTuple):
    """One of the few things that people come for."""

    path: str
    title: str
    text: str
    is_warm: bool = False


def newest() -> dict[str, Any]:
    """Return the tasks, the frequent questions and what was published last."""
    language = translation.get_language() or "vi"
    by_slug = {answer.slug: answer for answer in outreach.readable(language).filter(slug__in=FREQUENT)}
    return {
        "tasks": tasks(),
        "linked": linked.home(reverse("search")),
        "answers": [by_slug[slug] for slug in FREQUENT if slug in by_slug],
        "releases": [item for item in press.newest() if not item.is_gone][:5],
    }


def tasks() -> list[Task]:
    """Return what the front page offers first."""
    return [
        Task("tra-cuu-don-vi/", _("Tra cứu đơn vị"), _("Đơn vị của anh/chị có tên trong danh sách đã công khai hoặc biểu dương không?")),
        Task("tro-ly-ao/", _("Hỏi trợ lý ảo"), _("Trả lời có dẫn điều luật; không biết thì nói không biết.")),
        Task("phan-anh/", _("Gửi phản ánh kín"), _("Không cần tài khoản, không cần tên. Chỉ cán bộ được giao mới mở được."), is_warm=True),
        Task("nguoi-lao-dong/", _("Quyền của người lao động"), _("Thai sản, ốm đau, thất nghiệp, hưu trí.")),
        Task(
            "nguoi-su-dung-lao-dong/",
            _("Việc của người sử dụng lao động"),
            _("Đăng ký trong 30 ngày, mức đóng, hạn đóng."),
        ),
        Task("so-lieu/", _("Số liệu tham gia BHXH"), _("Theo tháng, xã phường, khu công nghiệp và ngành; tải được về.")),
        Task("bieu-duong/", _("Đơn vị được biểu dương"), _("Danh sách đóng đúng hạn, kèm thư biểu dương xác thực được.")),
    ]
