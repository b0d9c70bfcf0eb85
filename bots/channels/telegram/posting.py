"""Posts in a Telegram channel: one event loop per batch, each post told apart as sent, refused, to be tried again, or uncertain.

What takes back or puts right strikes out the earlier posts where Telegram lets it, then answers them: the edit is for
whoever reads the channel later, the answer for whoever read it already. An edit made twice changes nothing, so it comes first.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Coroutine, Iterator, Sequence
from html import escape
from typing import Any

from telegram import Bot, Message, ReplyParameters
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError, TimedOut

from press.outbox.parcels import Away, Outcome, Parcel, Result
from press.outbox.transports import Begin

from .wire import LONGEST, client

_UNCHANGED = "is not modified"


def post(parcels: Sequence[Parcel], begin: Begin, *, token: str, api: str) -> Iterator[Outcome]:
    """Post each of ``parcels``; a `Bot` never outlives the loop it was born in."""
    with asyncio.Runner() as runner:
        us = client(token, api)
        _run(runner, us.initialize())
        try:
            for parcel in parcels:
                if not begin(parcel):
                    yield Outcome(parcel.pk, Result.NOT_OURS)
                    continue
                yield _one(runner, us, parcel)
        finally:
            runner.run(us.shutdown())


def words(parcel: Parcel) -> str:
    """Return what the channel reads: title, summary, the whole where it is told in full, and the link, within Telegram's limit."""
    data, link = parcel.message.data, parcel.message.link
    text = "\n\n".join(part for part in (data["title"], data["summary"], data["text"]) if part)
    room = LONGEST - len(link) - 2
    return f"{text if len(text) <= room else text[: room - 1] + '…'}\n\n{link}"


def _run(runner: asyncio.Runner, work: Coroutine[Any, Any, Any]) -> None:
    try:
        runner.run(work)
    except InvalidToken as error:
        raise Away("Telegram không nhận mã bot; kiểm tra PORTAL_TELEGRAM_TOKEN.") from error
    except TelegramError as error:
        raise Away("Không kết nối được Telegram; sẽ tự thử lại.") from error


def _one(runner: asyncio.Runner, us: Bot, parcel: Parcel) -> Outcome:
    is_stuck = False
    for number in parcel.earlier if parcel.message.mark else ():
        if number.isdecimal():
            outcome = _strike(runner, us, parcel, int(number))
            if outcome and outcome.result == Result.AGAIN:
                return outcome
            is_stuck |= outcome is not None
    return _post(runner, us, parcel, is_stuck=is_stuck)


def struck(parcel: Parcel) -> str:
    """Return what an earlier post reads from now on, in Telegram's HTML: its title struck, what became of it and when, and why."""
    message = parcel.message
    parts = (f"<s>{escape(message.struck)}</s>", f"<b>{escape(message.mark)}</b>", escape(message.data["summary"]), escape(message.link))
    return "\n\n".join(part for part in parts if part)


def _strike(runner: asyncio.Runner, us: Bot, parcel: Parcel, number: int) -> Outcome | None:
    """Strike out one earlier post; nothing is returned where it is struck now, whoever did it."""
    try:
        runner.run(us.edit_message_text(struck(parcel), chat_id=parcel.address, message_id=number, parse_mode=ParseMode.HTML))
    except RetryAfter as error:
        return _too_fast(parcel, error)
    except BadRequest as error:
        return None if _UNCHANGED in str(error).lower() else Outcome(parcel.pk, Result.REFUSED)
    except (Forbidden, InvalidToken, ChatMigrated):
        return Outcome(parcel.pk, Result.REFUSED)
    except NetworkError:
        return Outcome(parcel.pk, Result.AGAIN, "telegram.cut", "Mất kết nối với Telegram khi sửa bài cũ; sẽ thử lại.")
    return None


def _too_fast(parcel: Parcel, error: RetryAfter) -> Outcome:
    wait = error.retry_after if isinstance(error.retry_after, dt.timedelta) else dt.timedelta(seconds=error.retry_after)
    return Outcome(parcel.pk, Result.AGAIN, "telegram.429", "Telegram báo gửi quá nhanh, sẽ thử lại.", again_in=wait)


def _post(runner: asyncio.Runner, us: Bot, parcel: Parcel, *, is_stuck: bool) -> Outcome:
    """Post one message; ``is_stuck`` says that an earlier one still reads as it did."""
    answers = ReplyParameters(int(parcel.answers), allow_sending_without_reply=True) if parcel.answers.isdecimal() else None
    try:
        sent: Message = runner.run(us.send_message(parcel.address, words(parcel), reply_parameters=answers))
    except RetryAfter as error:
        return _too_fast(parcel, error)
    except (Forbidden, InvalidToken):
        return Outcome(
            parcel.pk, Result.REFUSED, "telegram.403", "Bot không có quyền đăng trong kênh; hãy thêm bot làm quản trị viên của kênh."
        )
    except (BadRequest, ChatMigrated):
        return Outcome(parcel.pk, Result.REFUSED, "telegram.400", "Telegram không nhận tin; kiểm tra tên kênh PORTAL_TELEGRAM_CHANNEL.")
    except TimedOut:
        return Outcome(parcel.pk, Result.UNCERTAIN, "telegram.timeout", "Telegram không trả lời kịp; có thể tin đã được đăng.")
    except NetworkError:
        return Outcome(parcel.pk, Result.UNCERTAIN, "telegram.cut", "Mất kết nối với Telegram khi đang gửi; có thể tin đã được đăng.")
    left = ("telegram.not_edited", "Đã đăng bài trả lời, nhưng Telegram không cho sửa bài cũ; hãy sửa hoặc xóa bài cũ bằng tay.")
    return Outcome(parcel.pk, Result.SENT, *(left if is_stuck else ("", "")), provider_id=str(sent.message_id))
