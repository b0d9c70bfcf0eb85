"""What every page of the site needs to know."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext as _

from core import clock
from core.models import Installation

from . import languages


class Link(NamedTuple):
    """A link of the header or footer."""

    url: str
    label: str
    is_current: bool = False


def site(request: HttpRequest) -> dict[str, Any]:
    """Return the authority, the province, whether this is the demo, today's date and the links around the page."""
    language = translation.get_language() or settings.LANGUAGE_CODE
    prefix = languages.home(language)
    path = request.path

    def link(where: str, label: str) -> Link:
        return Link(prefix + where, label, path.startswith(prefix + where))

    return {
        "authority": settings.AUTHORITY,
        "province_name": settings.PROVINCE_NAME,
        "is_demo": Installation.current().is_demo,
        "today": clock.today(),
        "base_url": settings.BASE_URL,
        "home_url": prefix,
        "search_path": f"{prefix}tim-kiem/",
        "languages": languages.of(request),
        "navigation": [
            link("nguoi-lao-dong/", _("Người lao động")),
            link("nguoi-su-dung-lao-dong/", _("Người sử dụng lao động")),
            link("hoi-dap/", _("Hỏi đáp")),
            link("cong-khai/", _("Công khai")),
            link("bieu-duong/", _("Biểu dương")),
            link("tro-ly-ao/", _("Trợ lý ảo")),
            link("phan-anh/", _("Gửi phản ánh")),
        ],
        "footer": {
            "help": [
                link("tro-ly-ao/", _("Hỏi trợ lý ảo")),
                link("tro-ly-ao/gioi-thieu/", _("Về trợ lý ảo")),
                link("phan-anh/", _("Gửi phản ánh")),
                link("phan-anh/theo-doi/", _("Theo dõi phản ánh")),
                link("tra-cuu-don-vi/", _("Tra cứu đơn vị")),
            ],
            "openness": [
                link("so-lieu/", _("Số liệu tham gia BHXH")),
                link("du-lieu/", _("Dữ liệu mở")),
                link("phap-luat/", _("Văn bản pháp luật")),
                link("bao-chi/", _("Báo chí")),
                link("dinh-chinh/", _("Đính chính, thu hồi")),
                link("nhan-tin/", _("Nhận tin qua thư điện tử")),
                link("nhat-ky-cong-khai/", _("Nhật ký công khai")),
                link("cong-khai/chinh-sach/", _("Chính sách công khai")),
                link("xac-thuc/", _("Xác thực thư biểu dương")),
            ],
        },
    }
