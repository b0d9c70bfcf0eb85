"""Officers who write, approve and speak, and press releases walked through the real services."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from core.models import Officer
from press import services
from press.media import releases, spokespeople
from press.models import PressRelease, Spokesperson

WORDS = releases.Words(
    title="Tỉnh Mẫu công bố kết quả thu bảo hiểm xã hội",
    lead="Trong tháng 10/2026, 12 đơn vị đã nộp đủ sau khi được thông báo.",
    body="## Kết quả\n\nMười hai đơn vị đã nộp đủ.\n\n- Sáu đơn vị ở xã Mẫu Một\n- Sáu đơn vị ở xã Mẫu Hai",
    contact_name="Nguyễn Thị Lan, Sở Nội vụ",
    contact_phone="0209 999 0001",
    quotes=[{"text": "Chúng tôi ghi nhận các đơn vị.", "name": "Lâm Hồng Phúc", "role": "người phát ngôn"}],
)


@dataclass(frozen=True)
class Cast:
    """Who works at the desk: one writes, one approves and publishes, one speaks."""

    lan: Officer
    minh: Officer
    phuc: Officer
    appointment: Spokesperson


@pytest.fixture
def cast(hire: Callable[..., Officer]) -> Cast:
    """Lan writes, Minh approves, Phúc speaks."""
    writes = ("press.draft_release", "press.give_embargo", "press.answer_press", "press.clip_press")
    decides = ("press.approve_release", "press.publish_release", "press.withdraw_release", "press.appoint_spokesperson")
    lan = hire("lan", *[name for name in writes if _exists(name)], last_name="Nguyễn Thị", first_name="Lan")
    minh = hire("minh", *decides, "press.draft_release", last_name="Trần Quang", first_name="Minh")
    phuc = hire("phuc", "press.speak", last_name="Lâm Hồng", first_name="Phúc")
    appointed = spokespeople.appoint(phuc, by=minh, decision_no="12/QĐ-UBND", valid_from=dt.date(2026, 1, 1))
    return Cast(lan, minh, phuc, appointed)


def _exists(permission: str) -> bool:
    from django.contrib.auth.models import Permission

    return Permission.objects.filter(content_type__app_label="press", codename=permission.partition(".")[2]).exists()


Walk = Callable[..., PressRelease]


@pytest.fixture
def walk(cast: Cast) -> Walk:
    """Return a builder that walks a press release to a state: written, cleared, approved, live, withdrawn."""

    def walk(until: str = "live", words: releases.Words = WORDS, **more: Any) -> PressRelease:
        record = releases.write(words, by=cast.lan, because="Theo kế hoạch.", **more)
        steps: dict[str, Callable[[], Any]] = {
            "written": lambda: None,
            "cleared": lambda: releases.clear(record, by=cast.phuc, because="Đúng số liệu."),
            "approved": lambda: services.approve(_release(record), by=cast.minh, because="Đủ thủ tục."),
            "live": lambda: services.release(_release(record), by=cast.minh, because="Đến giờ."),
            "withdrawn": lambda: services.withdraw(_release(record), by=cast.minh, because="Sai số liệu.", what="Số liệu chưa chính xác."),
        }
        for name, step in steps.items():
            step()
            if name == until:
                break
        record.refresh_from_db()
        return record

    return walk


def _release(record: PressRelease) -> Any:
    record.refresh_from_db()
    return record.release
