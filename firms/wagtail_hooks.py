"""The register in the office: its addresses, its menu, what waits."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from core import clock, waiting
from core.models import PolicyState

from . import asking, handed, handing, requesting, requests, scope
from . import checking as checking_states
from .admin import asking as asking_screens
from .admin import checking, coverage, firms, lists, mapping, merges, oversight, policies, screens, seats, standing
from .admin import handing as handing_screens
from .admin import requests as letter_screens
from .lifecycle import State
from .models import Check, ImportBatch, ScreenPolicy

SCREENS = (
    firms,
    merges,
    oversight,
    lists,
    mapping,
    asking_screens,
    handing_screens,
    screens,
    checking,
    policies,
    letter_screens,
    coverage,
    standing,
    seats,
)


@hooks.register("register_admin_urls")
def urls() -> list[Any]:
    """Add the screens to the office's addresses."""
    return [url for screen in SCREENS for url in screen.URLS]


@hooks.register("register_admin_menu_item")
def menu() -> MenuItem:
    """Put the register into the menu."""
    return SubmenuMenuItem(
        "Đơn vị", Menu(items=[item for screen in SCREENS for item in screen.items()]), icon_name="group", order=110, name="don-vi"
    )


waiting.register(
    lambda: reverse("firms_batches"),
    (
        waiting.Queue("firms.apply_batch", "Danh sách chờ áp dụng", lambda: ImportBatch.objects.filter(state=State.STAGED)),
        waiting.Queue("firms.apply_batch", "Danh sách bị giữ, cần xem", lambda: ImportBatch.objects.filter(state=State.HELD)),
    ),
)
waiting.register(
    lambda: reverse("firms_confirmations"),
    (
        waiting.OwnQueue("firms.answer_confirmation", "Đề nghị xác nhận chờ trả lời", scope.to_answer),
        waiting.OwnQueue(
            "firms.ask_confirmation",
            "Đề nghị xác nhận quá hạn trả lời",
            lambda by: scope.confirmations(by).filter(state=asking.State.OVERDUE),
        ),
        waiting.OwnQueue(
            "firms.apply_batch",
            "Số liệu sai, chờ danh sách đã sửa",
            lambda by: scope.confirmations(by).filter(state=asking.State.CORRECTING),
        ),
    ),
)
waiting.register(
    lambda: reverse("firms_requests"),
    (
        waiting.OwnQueue("firms.number_request", "Thư đề nghị chờ ký, cấp số", lambda by: requests.standing(by, requesting.State.DRAFT)),
        waiting.OwnQueue("firms.number_request", "Thư đề nghị chờ gửi", lambda by: requests.standing(by, requesting.State.SIGNED)),
        waiting.OwnQueue(
            "firms.settle_request", "Đơn vị có ý kiến về số liệu", lambda by: requests.standing(by, requesting.State.DISPUTED)
        ),
        waiting.OwnQueue(
            "firms.settle_request", "Thư đề nghị hết hạn, cần xử lý", lambda by: requests.standing(by, *requesting.UNANSWERED)
        ),
    ),
)
waiting.register(
    lambda: reverse("firms_welcome"),
    (waiting.OwnQueue("firms.draft_request", "Đơn vị mới chưa có thư hướng dẫn", lambda by: requests.new_firms(clock.today(), by)),),
)
waiting.register(
    lambda: f"{reverse('firms_checks')}?qua-han=1",
    (
        waiting.OwnQueue(
            "firms.run_check",
            "Quá hạn khắc phục sau kiểm tra",
            lambda by: Check.objects.overdue(clock.today()).filter(firm__in=scope.firms(by)),
        ),
    ),
)
waiting.register(
    lambda: reverse("firms_checks"),
    (
        waiting.OwnQueue(
            "firms.decide_check",
            "Cuộc kiểm tra chờ quyết định thành lập đoàn",
            lambda by: Check.objects.filter(state=checking_states.State.PLANNED, firm__in=scope.firms(by)),
        ),
    ),
)
waiting.register(
    lambda: reverse("firms_policies"),
    (waiting.Queue("firms.approve_policy", "Ngưỡng sàng lọc chờ duyệt", lambda: ScreenPolicy.objects.filter(state=PolicyState.PROPOSED)),),
)
waiting.register(
    lambda: reverse("firms_handed_lists"),
    (
        waiting.OwnQueue(
            "firms.receive_list",
            "Danh sách được bàn giao, chờ báo nhận",
            lambda by: scope.handed(by).filter(agency=by.agency, state__in=handing.OPEN),
        ),
        waiting.OwnQueue(
            "firms.hand_list",
            "Danh sách bàn giao quá hạn báo nhận",
            lambda by: scope.handed(by).filter(state=handing.State.OVERDUE),
        ),
    ),
)
waiting.register(lambda: reverse("firms_owed"), (waiting.OwnQueue("firms.import_list", "Danh sách đến kỳ, quá hạn gửi", handed.late),))
