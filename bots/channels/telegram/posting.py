"""Posts in a Telegram channel: one event loop per batch, each post told apart as sent, refused, to be tried again, or uncertain."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Coroutine, Iterator, Sequence
from typing import Any

from telegram import Bot, Message, ReplyParameters
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError, TimedOut

from press.outbox.parcels import Away, Outcome, Parcel, Result
from press.outbox.transports import Begin

from .wire import LONGEST, client


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
    answers = ReplyParameters(int(parcel.answers), allow_sending_without_reply=True) if parcel.answers.isdecimal() else None
    try:
        sent: Message = runner.run(us.send_message(parcel.address, words(parcel), reply_parameters=answers))
    except RetryAfter as error:
        wait = error.retry_after if isinstance(error.retry_after, dt.timedelta) else dt.timedelta(seconds=error.retry_after)
        return Outcome(parcel.pk, Result.AGAIN, "telegram.429", "Telegram báo gửi quá nhanh, sẽ thử lại.", again_in=wait)
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
    return Outcome(parcel.pk, Result.SENT, provider_id=str(sent.message_id))
