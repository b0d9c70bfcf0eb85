"""Reference rows that join rooms: the root of the page tree, the site, and the roles."""

from __future__ import annotations

from django.conf import settings
from wagtail.models import Locale, Page, Site

from core.seed import seed

from .pages import HomePage


@seed(order=30)
def home_page() -> None:
    """Put the home page of each language under Wagtail's root, and let the site start there."""
    root = Page.get_first_root_node()
    home = HomePage.objects.filter(locale__language_code=settings.LANGUAGE_CODE).first()
    if home is None:
        vietnamese = Locale.objects.get(language_code=settings.LANGUAGE_CODE)
        Page.objects.filter(depth=2, slug="home").delete()
        root = Page.get_first_root_node()
        home = root.add_child(
            instance=HomePage(
                title="Minh Bạch",
                slug="trang-chu",
                locale=vietnamese,
                lead="Đóng đủ, đóng đúng bảo hiểm xã hội là quyền của người lao động và nghĩa vụ của người sử dụng lao động.",
            )
        )
    english = Locale.objects.get(language_code="en")
    if not home.has_translation(english):
        translated = home.copy_for_translation(english)
        translated.title, translated.slug = "Minh Bạch", "home"
        translated.lead = "Paying social insurance in full and on time is a worker's right and an employer's duty."
        translated.save_revision().publish()
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "localhost", "root_page": home, "site_name": settings.AUTHORITY}
    )
