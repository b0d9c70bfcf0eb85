"""When an answer may be public: pure rules, no database, no clock."""

from __future__ import annotations

from core.errors import Refusal

#: What fits into one message of every channel of the bot.
CHAT_LIMIT = 1000

NO_LAW = Refusal("no_law_in_force", "Câu trả lời phải có ít nhất một căn cứ pháp lý đang có hiệu lực mới được công khai.")
NO_CHAT = Refusal("no_chat", "Câu trả lời phải có phần trả lời ngắn cho trợ lý ảo.")
LONG_CHAT = Refusal("long_chat", f"Phần trả lời ngắn dài quá {CHAT_LIMIT} ký tự.")


def may_go_live(chat: str, citations_in_force: int) -> tuple[Refusal, ...]:
    """Return every reason against publishing an answer; nothing means that it may go out."""
    reasons = ((citations_in_force < 1, NO_LAW), (not chat.strip(), NO_CHAT), (len(chat) > CHAT_LIMIT, LONG_CHAT))
    return tuple(refusal for is_so, refusal in reasons if is_so)


def summary(text: str, limit: int = 200) -> str:
    """Return the first whole words of ``text``, at most ``limit`` signs with the dots that stand for the rest."""
    flat = " ".join(text.split())
    return flat if len(flat) <= limit else f"{flat[:limit].rsplit(' ', 1)[0][: limit - 1]}…"
