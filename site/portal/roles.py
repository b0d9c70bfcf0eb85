"""Which permissions each role has; a person may hold several roles, four eyes are kept by the services."""

from __future__ import annotations

from collections.abc import Mapping

#: Group name to permissions, ``app.codename``.
ROLES: Mapping[str, tuple[str, ...]] = {
    "Cán bộ dữ liệu": (
        "firms.import_list",
        "firms.apply_batch",
        "firms.view_register",
        "firms.confirm_payment",
        "firms.propose_merge",
        "core.view_commune",
        "core.add_commune",
        "core.change_commune",
        "firms.ask_confirmation",
        "firms.hand_list",
    ),
    "Đầu mối cơ quan phối hợp": (
        "firms.view_register",
        "firms.import_list",
        "firms.answer_confirmation",
        "firms.receive_list",
    ),
    "Quản lý cơ quan phối hợp": (
        "firms.view_register",
        "firms.manage_seats",
    ),
    "Cán bộ soạn công khai": (
        "firms.view_register",
        "firms.ask_confirmation",
        "notices.draft_notice",
        "notices.serve_notice",
        "notices.gather_round",
        "press.draft_release",
        "press.make_pack",
        "press.answer_press",
        "press.give_embargo",
        "press.clip_press",
        "press.follow_deliveries",
        "press.carry_release",
        "press.manage_contacts",
        "press.manage_readers",
        "recognition.draft_round",
    ),
    "Cán bộ kiểm tra": (
        "firms.view_register",
        "firms.plan_check",
        "firms.run_check",
        "firms.tick_verified",
        "firms.remark_decision",
        "firms.set_hold",
        "firms.propose_policy",
    ),
    "Cán bộ pháp chế": (
        "firms.view_register",
        "firms.decide_merge",
        "notices.review_notice",
        "outreach.change_answer",
        "outreach.publish_answer",
        "core.view_instrument",
        "core.change_instrument",
        "core.add_instrument",
        "core.view_article",
        "core.change_article",
        "core.add_article",
        "core.view_parameter",
        "core.change_parameter",
        "core.add_parameter",
        "core.add_swappedday",
        "core.change_swappedday",
    ),
    "Lãnh đạo quyết định": (
        "firms.view_register",
        "firms.decide_check",
        "firms.approve_policy",
        "firms.sign_request",
        "notices.decide_notice",
        "recognition.decide_round",
        "press.approve_release",
        "press.publish_release",
        "press.withdraw_release",
        "press.appoint_spokesperson",
        "press.follow_deliveries",
        "press.pause_channel",
        "press.make_pack",
        "core.view_story",
    ),
    "Người phát ngôn": ("press.speak", "press.make_pack"),
    "Cán bộ tiếp nhận phản ánh": (
        "complaints.handle_complaint",
        "complaints.reveal_identity",
    ),
    "Quản lý khóa phản ánh": (
        "complaints.handle_complaint",
        "complaints.manage_keys",
    ),
    "Cán bộ phát triển người tham gia": (
        "firms.view_register",
        "firms.draft_request",
        "firms.settle_request",
    ),
    "Văn thư": (
        "firms.view_register",
        "firms.number_request",
    ),
    "Biên tập viên": (
        "outreach.add_answer",
        "outreach.change_answer",
        "bots.settle_unanswered",
        "wagtailimages.add_image",
        "wagtailimages.change_image",
    ),
}
#: What every role needs to get into the office at all.
EVERYONE = ("wagtailadmin.access_admin",)
