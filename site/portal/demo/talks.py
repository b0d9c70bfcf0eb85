"""The desk where people talk with officers: two wait, one is being answered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from bots import sealing
from bots.desk import services
from bots.models import Conversation, Talk
from core import clock
from core.models import Officer

Cast = Mapping[str, Officer]

#: What each person writes; the last one is answered.
_WRITE = (
    ("Tôi sinh con tháng 12 thì cần đóng từ tháng nào để được chế độ thai sản?",),
    ("Công ty chuyển sang tỉnh khác, tôi có phải làm lại sổ không?", "Số điện thoại của tôi là 0912 345 678 nếu cần."),
    ("Tôi nghỉ việc đã hai tháng mà chưa được chốt thời gian đóng, còn kịp nộp hồ sơ trợ cấp thất nghiệp không?",),
)
_ANSWER = (
    "Chào anh/chị. Thời hạn nộp hồ sơ trợ cấp thất nghiệp là 3 tháng kể từ ngày nghỉ việc, nên anh/chị còn kịp. "
    "Đơn vị đã ra quyết định cho anh/chị nghỉ chưa?"
)


def talk(cast: Cast) -> None:
    """Let three people ask for an officer; the longest waiting one is taken and answered."""
    if Talk.objects.exists():
        return
    talks = [_ask(number, lines) for number, lines in enumerate(reversed(_WRITE))]
    running = services.take(talks[0], by=cast["thao"])
    services.write(running, _ANSWER, by=cast["thao"], token=f"demo-{running.pk}")


def _ask(number: int, lines: tuple[str, ...]) -> Talk:
    conversation = Conversation.objects.create(
        channel="web", peer=sealing.name("web", f"demo-{number}"), expires_at=clock.now() + dt.timedelta(days=30)
    )
    asked = services.ask(conversation).talk
    for line in lines:
        services.pass_on(conversation, line)
    return asked
