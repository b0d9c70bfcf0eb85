"""The room in the office's menu and addresses."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from core import waiting
from press.admin.common import OfficeItem

from .admin import rounds, views
from .lifecycle import State
from .models import CorrectionRequest, NamingRound, Notice
from .rounds.lifecycle import State as RoundState
from .rules import Basis


@hooks.register("register_admin_urls")
def urls() -> list[Any]:
    """Add the screens."""
    return [
        path("cong-khai/", views.board, name="notices_board"),
        path("cong-khai/mo-ho-so/", views.candidates, name="notices_candidates"),
        path("cong-khai/dot/", rounds.listing, name="notices_rounds"),
        path("cong-khai/dot/<int:pk>/", rounds.a_round, name="notices_round"),
        path("cong-khai/dot/<int:pk>/them/", rounds.add, name="notices_round_add"),
        path("cong-khai/dot/ho-so/<int:pk>/", rounds.an_entry, name="notices_entry"),
        path("cong-khai/thoa-thuan/", views.agreements, name="notices_agreements"),
        path("cong-khai/<int:pk>/", views.notice_page, name="notices_notice"),
        path("cong-khai/<int:pk>/thu/", views.letter, name="notices_letter"),
        path("cong-khai/<int:pk>/thu.docx", views.letter_docx, name="notices_letter_docx"),
        path("cong-khai/de-nghi/<int:pk>/", views.answer, name="notices_answer"),
    ]


class NoticesItem(MenuItem):
    """The menu item, for those who have something to do with notices."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Tell whether the officer may see the board."""
        return views.may_see(request.user)


@hooks.register("register_admin_menu_item")
def menu_item() -> MenuItem:
    """Put the board into the menu."""
    return NoticesItem("Công khai", reverse("notices_board"), icon_name="warning", order=120)


@hooks.register("register_admin_menu_item")
def rounds_item() -> MenuItem:
    """Put the rounds into the menu, for who gathers them and for who lets them out."""
    return OfficeItem("Đợt công khai", reverse("notices_rounds"), icon_name="list-ul", order=121, permissions=rounds.TASKS)


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    """Let an administrator give the permissions of the room to a group."""
    return Permission.objects.filter(content_type__app_label="notices", codename__in=(*views.PERMISSIONS, "gather_round"))


waiting.register(
    lambda: reverse("notices_rounds"),
    (
        waiting.Queue("notices.gather_round", "Đợt công khai đang lập", lambda: NamingRound.objects.filter(state=RoundState.GATHERING)),
        waiting.Queue(
            "press.approve_release",
            "Đợt công khai chờ duyệt",
            lambda: NamingRound.objects.filter(state=RoundState.HANDED, release__state="draft"),
        ),
        waiting.Queue(
            "press.publish_release",
            "Đợt công khai chờ phát hành",
            lambda: NamingRound.objects.filter(state=RoundState.HANDED, release__state__in=("approved", "held"), release__release_at=None),
        ),
    ),
)
waiting.register(
    lambda: reverse("notices_board"),
    (
        waiting.Queue("notices.draft_notice", "Hồ sơ công khai chờ soạn", lambda: Notice.objects.filter(state=State.CANDIDATE)),
        waiting.Queue("notices.serve_notice", "Hồ sơ công khai chờ tống đạt", lambda: Notice.objects.filter(state=State.DRAFTED)),
        waiting.Queue(
            "notices.review_notice",
            "Hồ sơ công khai chờ thẩm định",
            lambda: (
                Notice.objects.filter(state__in=(State.REPLIED, State.SILENT))
                | Notice.objects.filter(state=State.SERVED, legal_basis=Basis.VPHC_ART72)
            ),
        ),
        waiting.Queue("notices.decide_notice", "Hồ sơ công khai chờ quyết định", lambda: Notice.objects.filter(state=State.REVIEWED)),
        waiting.Queue(
            "notices.draft_notice",
            "Hồ sơ chờ trình phát hành",
            lambda: Notice.objects.filter(state=State.DECIDED, release=None),
        ),
        waiting.Queue("notices.draft_notice", "Hồ sơ công khai có cảnh báo", lambda: Notice.objects.exclude(alert="")),
        waiting.Queue(
            "notices.review_notice", "Đề nghị đính chính chưa trả lời", lambda: CorrectionRequest.objects.filter(answered_at=None)
        ),
    ),
)
