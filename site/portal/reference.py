"""Reference rows that join rooms: the root of the page tree, the site, and the roles."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from wagtail.models import GroupPagePermission, Locale, Page, Site

from core.seed import seed

from .pages import HomePage
from .roles import EVERYONE, ROLES


@seed(order=30)
def home_page() -> None:
    """Put the home page of each language under Wagtail's root, and let the site start there."""
    home = HomePage.objects.filter(locale__language_code=settings.LANGUAGE_CODE).first()
    if home is None:
        vietnamese = Locale.objects.get(language_code=settings.LANGUAGE_CODE)
        Page.objects.filter(depth=2, slug="home").delete()
        root = Page.get_first_root_node() or Page.add_root(instance=Page(title="Root", slug="root", locale=vietnamese))
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


@seed(order=80)
def groups() -> None:
    """Give each role its permissions; people and extra roles are the administrator's. Wagtail's own two groups go."""
    Group.objects.filter(name__in=("Moderators", "Editors"), user=None).delete()
    known = {f"{each.content_type.app_label}.{each.codename}": each for each in Permission.objects.select_related("content_type")}
    for role, names in ROLES.items():
        group, _ = Group.objects.get_or_create(name=role)
        group.permissions.set(known[name] for name in (*names, *EVERYONE) if name in known)
    editors = Group.objects.get(name="Biên tập viên")
    root = Page.get_first_root_node()
    for codename in ("add_page", "change_page", "publish_page"):
        GroupPagePermission.objects.get_or_create(group=editors, page=root, permission=Permission.objects.get(codename=codename))
