"""What a notice waits for, and until when: a pure view of the table for the officers' board."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from .due_process import Demands, Dossier
from .lifecycle import PUBLIC, State


@dataclass(frozen=True, slots=True)
class Waits:
    """The next step, who takes it, and its clock."""

    what: str
    due: dt.date | None = None
    is_late: bool = False


def next_step(dossier: Dossier, demands: Demands, *, on: dt.date, post_due: dt.date | None, has_release: bool) -> Waits:
    """Return what the file waits for on the day ``on``."""
    state = State(dossier.state)
    if state in PUBLIC:
        return Waits("Theo dõi: nộp đủ, khiếu nại, hết thời hạn")
    if state == State.SERVED and demands.hears and dossier.reply_due:
        return Waits("Chờ đơn vị trả lời", dossier.reply_due)
    what = {
        State.CANDIDATE: "Soạn hồ sơ",
        State.DRAFTED: "Tống đạt cho đơn vị" if demands.hears else "Ghi nhận đã tống đạt quyết định xử phạt",
        State.SERVED: "Thẩm định pháp lý",
        State.REPLIED: "Thẩm định ý kiến của đơn vị",
        State.SILENT: "Thẩm định pháp lý",
        State.REVIEWED: "Quyết định (người khác với người soạn)",
        State.DECIDED: "Bàn truyền thông duyệt và phát hành" if has_release else "Chuyển bàn truyền thông",
        State.SUSPENDED: "Chờ bỏ tạm dừng hoặc khép hồ sơ",
    }.get(state, "")
    due = post_due if what and state != State.SUSPENDED else None
    return Waits(what, due, is_late=due is not None and due < on)
