"""What the desk tells the person outside the dialogue, and what an officer may not write. Pure.

Only these contacts may stand in a line: 1900 9068, 113, 114, 115, 111, dichvucong.gov.vn and pages of this portal.
"""

from __future__ import annotations

import re

from core.errors import Refusal
from core.text import fold, gettext_noop

from .. import masking

#: An officer's line may be this long: the narrowest messenger cuts behind it.
LONGEST = 1_800

TAKEN = gettext_noop(
    "Một cán bộ đã nhận trò chuyện và trả lời anh/chị ngay tại đây. Trợ lý ảo im lặng cho đến khi cuộc trò chuyện kết thúc."
)
RETURNED = gettext_noop("Cán bộ vừa rồi phải dừng. Anh/chị được đưa lại lên đầu hàng chờ; không cần viết lại từ đầu.")
PASSED = gettext_noop("Một cán bộ khác nhận tiếp cuộc trò chuyện này và đọc được những gì anh/chị đã viết cho cán bộ.")
LATE = gettext_noop(
    "Xin lỗi anh/chị: chưa có cán bộ nhận đúng giờ đã hẹn. Anh/chị được đưa lên đầu hàng chờ. Cần gấp, anh/chị gọi 1900 9068."
)
HANDED_BACK = gettext_noop("Cuộc trò chuyện với cán bộ đã kết thúc. Trợ lý ảo trả lời tiếp; cần thêm, anh/chị xin gặp cán bộ lần nữa.")
CLOSED = gettext_noop("Cán bộ đã kết thúc cuộc trò chuyện. Trợ lý ảo trả lời tiếp.")
EXPIRED = gettext_noop("Cuộc trò chuyện với cán bộ đã kết thúc vì lâu không có tin của anh/chị. Cần thêm, anh/chị xin gặp cán bộ lần nữa.")
LAPSED = gettext_noop(
    "Xin lỗi anh/chị: không có cán bộ nào nhận được cuộc trò chuyện này. Anh/chị gọi 1900 9068, hoặc gửi phản ánh để được trả lời bằng mã."
)
DOOR = gettext_noop("Việc này nên gửi thành phản ánh: nội dung được niêm phong, chỉ cán bộ tiếp nhận mở được. Liên kết dùng một lần:")

EMPTY = Refusal("empty", "Chưa có nội dung.")
TOO_LONG = Refusal("too-long", f"Tin dài quá {LONGEST} ký tự; hãy chia thành nhiều tin.")
CONTACT = Refusal(
    "contact",
    "Tin có số điện thoại, thư hoặc địa chỉ trang không nằm trong danh sách được phép. "
    "Chỉ được ghi 1900 9068, 113, 114, 115, 111, dichvucong.gov.vn và trang của cổng này.",
)
EVASION = Refusal(
    "evasion",
    "Tin có chữ “trốn đóng”. Chỉ cơ quan có thẩm quyền mới kết luận một đơn vị trốn đóng; cán bộ không tự kết luận. "
    "Nếu chỉ giải thích luật, hãy xác nhận rồi gửi.",
)
ASKS = Refusal(
    "asks",
    "Tin nhắc đến số căn cước, mã số bảo hiểm, mật khẩu hoặc OTP. Không hỏi người dân những thứ này trong chat. "
    "Nếu chỉ dặn đừng gửi, hãy xác nhận rồi gửi.",
)

_HOTLINES = re.compile(r"(?<!\d)1900[ .\-]?9068(?!\d)")
_HOSTS = frozenset({"dichvucong.gov.vn"})
_ENDINGS = "vn|com|net|org|info|me|ly|gl|io|app|xyz|top|site|online|link|ru|cn"
_HOST = re.compile(rf"(?:https?://|www\.)[\w.-]+|(?<![\w@.])(?:[\w-]+\.)+(?:{_ENDINGS})\b", re.IGNORECASE)
_HANDLE = re.compile(r"(?<!\w)@\w{3,}")
_SERVICE = re.compile(r"(?<!\d)(?:1800|1900)[ .\-]?\d{4,6}(?!\d)")
_EVASION = re.compile(r"\btron dong\b")
_SECRETS = re.compile(r"\b(otp|mat khau|so can cuoc|can cuoc cong dan|cccd|cmnd|so so bao hiem|ma so (bhxh|bao hiem xa hoi))\b")


def forbidden(text: str, own_host: str) -> tuple[Refusal, ...]:
    """Return why ``text`` may not be sent at all."""
    if not text.strip():
        return (EMPTY,)
    return (*((TOO_LONG,) if len(text) > LONGEST else ()), *((CONTACT,) if _has_contact(text, own_host) else ()))


def doubtful(text: str) -> tuple[Refusal, ...]:
    """Return what an officer must confirm before ``text`` is sent."""
    plain = fold(text)
    return (*((EVASION,) if _EVASION.search(plain) else ()), *((ASKS,) if _SECRETS.search(plain) else ()))


def _has_contact(text: str, own_host: str) -> bool:
    rest = _HOTLINES.sub(" ", text)
    hosts = {re.sub(r"^(https?://)?(www\.)?", "", found.group().lower()).rstrip(".") for found in _HOST.finditer(rest)}
    masked = masking.mask(rest)
    return (
        bool(hosts - _HOSTS - {own_host.lower()})
        or masking.HIDDEN in masked
        or masking.HIDDEN_MAIL in masked
        or bool(_SERVICE.search(rest) or _HANDLE.search(rest))
    )
