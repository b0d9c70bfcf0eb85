"""The media desk in the office's menu and addresses."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.contrib.auth.models import Permission
from django.db.models import F, Q, QuerySet
from django.urls import reverse
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from core import clock, waiting
from core.models import PolicyState

from . import media_lifecycle as speaking
from .acts import Act
from .admin import board, calendar, deliveries, early, licence, pack, policies, press_releases, results, speakers, views
from .admin import clippings as clipping_screens
from .admin import questions as question_screens
from .lifecycle import State
from .media import clippings, questions
from .models import Clipping, PressPolicy, PressRelease, Release
from .outbox import services as outbox

#: Each brings ``URLS`` and ``items()``, what the menu offers of it.
SCREENS = (
    board,
    calendar,
    views,
    pack,
    press_releases,
    early,
    question_screens,
    clipping_screens,
    results,
    speakers,
    policies,
    deliveries,
    licence,
)


@hooks.register("register_admin_urls")
def urls() -> list[Any]:
    """Add the desk's screens."""
    return [url for screen in SCREENS for url in screen.URLS]


@hooks.register("register_admin_menu_item")
def desk_item() -> MenuItem:
    """Put the desk into the menu."""
    return SubmenuMenuItem(
        "Bàn truyền thông",
        Menu(items=[item for screen in SCREENS for item in screen.items()]),
        icon_name="globe",
        order=140,
        name="ban-truyen-thong",
    )


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    """Let an administrator give the desk's permissions to a group."""
    codenames = [codename for model in apps.get_app_config("press").get_models() for codename, _ in model._meta.permissions]
    return Permission.objects.filter(content_type__app_label="press", codename__in=codenames)


waiting.register(
    lambda: reverse("press_board"),
    (
        waiting.Queue("press.approve_release", "Tin chờ duyệt", lambda: Release.objects.filter(state=State.DRAFT)),
        waiting.Queue(
            "press.publish_release", "Tin đã duyệt, chờ phát hành", lambda: Release.objects.filter(state=State.APPROVED, release_at=None)
        ),
        waiting.Queue("press.publish_release", "Tin đang bị giữ lại", lambda: Release.objects.filter(state=State.HELD)),
    ),
)
waiting.register(
    lambda: reverse("press_prs"),
    (
        waiting.Queue(
            "press.speak",
            "Thông cáo chờ người phát ngôn duyệt",
            lambda: PressRelease.objects.exclude(state=speaking.State.ENDED).filter(Q(cleared=None) | ~Q(cleared=F("latest"))),
        ),
    ),
)
waiting.register(
    lambda: f"{reverse('press_questions')}?xem=qua-han",
    (
        waiting.Queue("press.answer_press", "Câu hỏi báo chí quá hạn trả lời", lambda: questions.late(clock.today())),
        waiting.Queue("press.speak", "Câu hỏi báo chí quá hạn trả lời", lambda: questions.late(clock.today())),
    ),
)
waiting.register(
    lambda: reverse("press_questions"),
    (
        waiting.Queue("press.answer_press", "Câu hỏi báo chí chờ soạn trả lời", lambda: questions.waiting(speaking.Asked.RECEIVED)),
        waiting.Queue("press.speak", "Câu trả lời báo chí chờ duyệt", lambda: questions.waiting(speaking.Asked.ANSWERED)),
        waiting.Queue("press.answer_press", "Câu trả lời đã duyệt, chờ gửi", lambda: questions.waiting(speaking.Asked.APPROVED)),
        waiting.Queue("press.answer_press", "Thư trả lời báo chí chưa đến nơi", questions.unarrived),
    ),
)
waiting.register(
    lambda: reverse("press_policies"),
    (
        waiting.Queue(
            "press.approve_press_policy", "Quy chế phát ngôn chờ duyệt", lambda: PressPolicy.objects.filter(state=PolicyState.PROPOSED)
        ),
    ),
)
waiting.register(
    lambda: f"{reverse('press_clippings')}?xem=cai-chinh",
    (waiting.Queue("press.clip_press", "Bài báo cần cải chính", clippings.to_correct),),
)
waiting.register(
    lambda: f"{reverse('press_clippings')}?xem=doi-chieu",
    (waiting.Queue("press.clip_press", "Bài báo chờ đối chiếu", lambda: Clipping.objects.filter(state=speaking.Carried.NEW)),),
)
waiting.register(
    lambda: f"{reverse('press_deliveries')}?xem=can-xu-ly",
    (waiting.Queue(outbox.FOLLOW, "Tin không gửi được hoặc không rõ đã đến", deliveries.troubled),),
)
waiting.register(
    lambda: f"{reverse('press_deliveries')}?xem=viec",
    (
        waiting.Queue(outbox.CARRY, "Đính chính, thu hồi chờ gửi báo, đài", lambda: deliveries.tasks(Act.CORRECTED, Act.WITHDRAWN)),
        waiting.Queue(outbox.CARRY, "Phóng viên chờ được báo bằng tay", deliveries.people),
        waiting.Queue(outbox.CARRY, "Tin chờ gửi báo, đài", lambda: deliveries.tasks(Act.PUBLISHED)),
    ),
)
