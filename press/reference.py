"""What must stand after a migrate: the ledger's triggers, and the terms towards the press."""

from __future__ import annotations

import datetime as dt

from core.models import Certainty, PolicyState
from core.seed import seed

from . import triggers
from .models import PressPolicy

seed(order=10)(triggers.create)

#: What a reporter agrees to before reading what is not public yet.
TERMS = (
    "Tin này chưa công bố và được gửi riêng cho tôi để chuẩn bị bài. Tôi cam kết:\n\n"
    "- không đăng, phát, chia sẻ hay nhắc lại nội dung trước giờ công bố ghi trên trang;\n"
    "- không chuyển đường dẫn này cho người khác; mỗi lần mở đều được ghi lại và bản đọc mang tên tôi;\n"
    "- dừng dùng nội dung nếu tin bị hủy hoặc thay đổi trước giờ công bố."
)


@seed(order=50)
def press_policy() -> None:
    """Write the first terms, to be confirmed: no text of law that was compared gives a term for answering the press."""
    if PressPolicy.objects.exists():
        return
    PressPolicy.objects.create(
        valid_from=dt.date(2026, 7, 1),
        answer_workdays=5,
        correction_workdays=5,
        keep_months=12,
        link_hours=72,
        terms=TERMS,
        source="Quy chế phát ngôn của cơ quan; thời hạn theo Luật 126/2025/QH15, Nghị định 237/2026/NĐ-CP và 09/2017/NĐ-CP chưa đối chiếu",
        certainty=Certainty.TO_CONFIRM,
        state=PolicyState.APPROVED,
    )
