"""What must stand after a migrate: the published criteria, and the page above the register in each language."""

from __future__ import annotations

import datetime as dt

from wagtail.models import Locale, Page, Site

from core.models.law import Certainty
from core.seed import seed
from core.text import gettext_noop

from .models import Scheme
from .pages import HonourIndexPage

_WORDS = {
    "vi": (
        "Đơn vị được biểu dương",
        "Những đơn vị đóng đủ, đóng đúng hạn bảo hiểm xã hội, bảo hiểm y tế, bảo hiểm thất nghiệp cho người lao động.",
        "Danh sách được lập từ số liệu của cơ quan bảo hiểm xã hội, được cơ quan này xác nhận bằng văn bản và do hai cán bộ khác nhau "
        "lập và quyết định.\n\nMỗi thư biểu dương có thời hạn, và tạm dừng hiệu lực ngay khi có tin công khai vi phạm về đơn vị.\n\n"
        "Không có tên trong danh sách không có nghĩa là đơn vị vi phạm.",
    ),
    "en": (
        "Commended employers",
        "Employers that pay social, health and unemployment insurance in full and on time.",
        "The list is drawn from the insurance agency's figures, confirmed by its letter, and drafted and decided by two different "
        "officers.\n\nEach letter of commendation expires, and is suspended as soon as a public notice names the employer.\n\n"
        "Not being on the list does not mean that an employer breaks the law.",
    ),
}


@seed(order=50)
def scheme() -> None:
    """Write the first version of the criteria; a later one is a new row."""
    Scheme.objects.get_or_create(
        code="dong-dung-han",
        version=1,
        defaults={
            "title": "Đóng đủ, đóng đúng hạn 24 tháng liên tục",
            "criteria": [
                "24 tháng đến hạn gần nhất đều đóng đủ trước hoặc đúng hạn.",
                "Ít nhất 98% người lao động đang sử dụng tham gia bảo hiểm xã hội; sử dụng từ 10 lao động.",
                "Đang hoạt động; các chi nhánh được tính vào pháp nhân.",
                "Không có tên trong danh sách chậm đóng, không còn trong thời hạn bị coi là đã bị xử phạt, "
                "không có kết luận vi phạm (khoản 3 Điều 40, khoản 3 Điều 41 Luật Bảo hiểm xã hội số 41/2024/QH15).",
            ],
            "tiers": [
                {"code": "nho", "label": gettext_noop("Dưới 50 lao động"), "workers_from": 0},
                {"code": "vua", "label": gettext_noop("Từ 50 đến dưới 200 lao động"), "workers_from": 50},
                {"code": "lon", "label": gettext_noop("Từ 200 lao động"), "workers_from": 200},
            ],
            "certificate_months": 12,
            "valid_from": dt.date(2025, 7, 1),
            "source": "Luật 41/2024/QH15, khoản 3 Điều 40, khoản 3 Điều 41; tiêu chí do cơ quan công khai đặt ra",
            "certainty": Certainty.TO_CONFIRM,
        },
    )


@seed(order=60)
def index_page() -> None:
    """Put the shell of the register under the home page of each language."""
    home: Page = Site.objects.get(is_default_site=True).root_page
    first = HonourIndexPage.objects.filter(locale=home.locale).first()
    if first is None:
        title, introduction, method = _WORDS[home.locale.language_code]
        first = HonourIndexPage(title=title, slug="bieu-duong", locale=home.locale, introduction=introduction, method=method)
        home.add_child(instance=first)
    for locale in Locale.objects.exclude(pk=home.locale_id):
        if locale.language_code in _WORDS and home.has_translation(locale) and not first.has_translation(locale):
            translated = first.copy_for_translation(locale)
            translated.title, translated.introduction, translated.method = _WORDS[locale.language_code]
            translated.slug = first.slug
            translated.save_revision().publish()
