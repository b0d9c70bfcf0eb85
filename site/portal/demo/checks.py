"""Joint checks of the fictional province: one in every state of its life, one by another body, a proposed policy, two holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from core import clock
from core.models import Officer
from firms import checklist, services, standing
from firms.models import Check, CheckPlan, Firm, ScreenPolicy

Cast = Mapping[str, Officer]
AS_OF = dt.date(2026, 10, 31)


def checks(cast: Cast) -> None:
    """Plan six firms from the check list and carry them on, each a step further than the one before."""
    if CheckPlan.objects.exists():
        return
    nam, minh = cast["nam"], cast["minh"]
    chosen = [Firm.objects.get(pk=key) for key, _, _ in checklist.ranked(AS_OF)[:7]]
    with clock.at(dt.date(2026, 1, 20)):
        plan = services.open_plan(
            year=2026,
            number="15/KH-UBND",
            decided_on=dt.date(2026, 1, 16),
            title="Kiểm tra liên ngành về đóng BHXH, BHYT, BHTN năm 2026",
            by=nam,
            because="Kế hoạch năm đã ban hành.",
        )
    with clock.at(dt.date(2026, 7, 1)):
        _noted(chosen[6], plan, nam)
        planned = [services.plan_check(firm, plan, by=nam, because="Điểm cao trong danh sách kiểm tra.") for firm in chosen[:6]]
    with clock.at(dt.date(2026, 9, 1)):
        decided = [
            services.decide_check(
                check,
                decision_no=f"{70 + place}/QĐ-SNV",
                decided_on=dt.date(2026, 9, 1),
                leader="Phó Giám đốc Sở Nội vụ",
                team="Sở Nội vụ\nBHXH tỉnh\nThanh tra tỉnh\nLiên đoàn Lao động tỉnh",
                by=minh,
                because="Theo kế hoạch năm.",
            )
            for place, check in enumerate(planned[:5])
        ]
    with clock.at(dt.date(2026, 9, 15)):
        found = "Đối chiếu bảng lương với danh sách tham gia: chậm đóng nhiều kỳ."
        recorded = [
            services.record_check(check, recorded_on=dt.date(2026, 9, 15), found=found, by=nam, because="Biên bản có chữ ký các bên.")
            for check in decided[:4]
        ]
    with clock.at(dt.date(2026, 9, 28)):
        concluded = [
            services.conclude_check(
                check,
                conclusion_no=f"{20 + place}/KL-ĐKT",
                concluded_on=dt.date(2026, 9, 28),
                conclusion="Đơn vị chậm đóng BHXH, BHYT, BHTN; phải nộp đủ và đăng ký đủ người.",
                by=nam,
                because="Kết luận đã ký.",
            )
            for place, check in enumerate(recorded[:3])
        ]
    with clock.at(dt.date(2026, 9, 29)):
        for check, days in zip(concluded[:2], (20, 60), strict=True):
            services.find_breach(
                check,
                kinds=["late"],
                due_on=dt.date(2026, 5, 31),
                reminded_on=dt.date(2026, 6, 20),
                authority="",
                remedy="Nộp đủ số tiền chậm đóng và 0,03 %/ngày.",
                remedy_days=days,
                by=nam,
                because="Theo kết luận.",
            )


def _noted(firm: Firm, plan: CheckPlan, by: Officer) -> Check:
    """Note an inspection by another body, then a check with clear signs in the same year."""
    services.note_check(
        firm,
        body="Thanh tra tỉnh Minh Họa",
        kind="inspection",
        matter="insurance",
        decision_no="31/QĐ-TTT",
        decided_on=dt.date(2026, 3, 10),
        by=by,
        because="Công văn của Thanh tra tỉnh.",
    )
    return services.plan_check(
        firm,
        plan,
        by=by,
        because="Có dấu hiệu vi phạm rõ ràng sau cuộc thanh tra.",
        sign="Bảng lương tháng 5 có 18 người không được đăng ký tham gia.",
        sign_document="Công văn 88/BHXH-QLT ngày 25/06/2026",
    )


def holds(cast: Cast) -> None:
    """Note an agreed payment plan and a file handed to the police, and tick verified reports of two firms."""
    nam = cast["nam"]
    firms = [Firm.objects.get(pk=key) for key, _, _ in checklist.ranked(AS_OF)[20:24]]
    if any(firm.holds.filter(kind__in=("plan", "police")).exists() for firm in firms[:2]):
        return
    with clock.at(dt.date(2026, 11, 12)):
        services.hold_for_plan(
            firms[0],
            starts_on=dt.date(2026, 11, 10),
            ends_on=dt.date(2027, 2, 28),
            document="Công văn 1290/BHXH-QLT ngày 10/11/2026",
            by=nam,
            because="BHXH tỉnh xác nhận cam kết nộp dần.",
        )
        services.hold_for_police(
            firms[1], document="Công văn 77/SNV-BHXH ngày 11/11/2026", by=nam, because="Chuyển hồ sơ theo kiến nghị khởi tố."
        )
        services.tick_verified(firms[2], is_verified=True, by=nam)
        services.tick_verified(firms[3], is_verified=False, by=nam)


def policy(cast: Cast) -> None:
    """Propose a further version of the thresholds, which waits for approval."""
    if ScreenPolicy.objects.filter(decision_no__gt="").exists():
        return
    with clock.at(dt.date(2026, 11, 16)):
        now = standing.policy(dt.date(2026, 11, 16))
        numbers = {name: getattr(now, name) for name in ScreenPolicy.NUMBERS} | {"late_total_vnd": 30_000_000, "check_gap_step": 4}
        services.propose_policy(
            numbers,
            valid_from=dt.date(2027, 1, 1),
            decision_no="412/QĐ-SNV",
            decided_on=dt.date(2026, 11, 13),
            decided_by="Giám đốc Sở Nội vụ",
            by=cast["nam"],
            because="Hạ ngưỡng số tiền để xem cả đơn vị nhỏ.",
        )
