"""What a mail server's refusal means, in the officer's words. A server's own text may repeat the address, so it is never kept. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ENHANCED = re.compile(rb"\b([245]\.\d{1,3}\.\d{1,3})\b")

#: By the enhanced code of RFC 3463; the address is dead where nothing will ever arrive there.
_NAMED: dict[str, tuple[str, bool]] = {
    "5.1.1": ("Địa chỉ không tồn tại.", True),
    "5.1.2": ("Tên miền của địa chỉ không tồn tại.", True),
    "5.1.3": ("Địa chỉ sai cú pháp.", True),
    "5.1.6": ("Hộp thư đã chuyển đi nơi khác.", True),
    "5.1.10": ("Tên miền tuyên bố không nhận thư.", True),
    "5.2.1": ("Hộp thư đã bị khóa.", True),
    "5.2.2": ("Hộp thư đầy.", False),
    "5.3.4": ("Thư quá lớn đối với máy chủ nhận.", False),
    "4.4.1": ("Máy chủ nhận không trả lời suốt thời hạn gửi.", False),
    "4.4.7": ("Máy chủ nhận không trả lời suốt thời hạn gửi.", False),
    "5.4.4": ("Không tìm được máy chủ nhận của tên miền.", False),
    "5.7.1": ("Máy chủ nhận từ chối theo chính sách của họ.", False),
    "5.7.25": ("Máy chủ gửi chưa có bản ghi tên miền ngược (PTR).", False),
    "5.7.26": ("Thư không qua được kiểm tra SPF, DKIM, DMARC.", False),
}
_BASIC: dict[int, tuple[str, bool]] = {
    421: ("Máy chủ thư bận, sẽ thử lại.", False),
    450: ("Hộp thư tạm thời chưa nhận được, sẽ thử lại.", False),
    451: ("Máy chủ nhận báo lỗi tạm thời, sẽ thử lại.", False),
    452: ("Máy chủ nhận tạm thời hết chỗ, sẽ thử lại.", False),
    550: ("Máy chủ nhận từ chối địa chỉ này.", False),
    551: ("Người nhận không ở máy chủ này.", False),
    552: ("Hộp thư vượt dung lượng.", False),
    553: ("Máy chủ nhận không chấp nhận tên hộp thư.", True),
    554: ("Máy chủ nhận từ chối thư.", False),
}


@dataclass(frozen=True, slots=True)
class Bounce:
    """A refusal: its code, a sentence, whether it passes, and whether the address is dead."""

    code: str
    sentence: str
    is_temporary: bool
    is_dead: bool


def read(status: int, said: bytes | str) -> Bounce:
    """Return what the answer ``status`` with the text ``said`` means."""
    found = _ENHANCED.search(said.encode(errors="replace") if isinstance(said, str) else said)
    enhanced = found[1].decode() if found else ""
    is_temporary = 400 <= status < 500
    sentence, is_dead = (
        _NAMED.get(enhanced)
        or _BASIC.get(status)
        or ("Máy chủ nhận tạm từ chối, sẽ thử lại." if is_temporary else "Máy chủ nhận từ chối thư.", False)
    )
    return Bounce(f"smtp.{enhanced or status}", f"{sentence} ({enhanced or status})", is_temporary, is_dead and not is_temporary)
