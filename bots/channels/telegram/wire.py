"""The Bot API's wire format: what an update says, and how a message is sent."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Iterable, Mapping
from typing import Any

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.error import BadRequest, Forbidden, InvalidToken, RetryAfter, TelegramError
from telegram.request import HTTPXRequest

from ...dialogue.events import Say
from .. import Arrived, Channel, Outgoing, Sent

#: Telegram's own limits.
LONGEST = 4096
_ACTION_BYTES = 64
_LABEL = 60


def is_genuine(headers: Mapping[str, str], secret: str) -> bool:
    """Tell whether a webhook call carries our secret; without a secret none does.

    Compared as bytes, for a header may hold anything; WSGI servers hand its bytes over as Latin-1.
    """
    sent = headers.get("X-Telegram-Bot-Api-Secret-Token", "")
    written = [sent.encode(encoding, "replace") for encoding in ("latin-1", "utf-8")]
    return bool(secret) and any(hmac.compare_digest(each, secret.encode()) for each in written)


def parse(update: Mapping[str, Any]) -> Arrived | None:
    """Return the message or button of ``update``; anything but a private chat is left alone."""
    number = update.get("update_id")
    if not isinstance(number, int):
        return None
    pressed = update.get("callback_query")
    message = (pressed or {}).get("message") if isinstance(pressed, dict) else update.get("message")
    if not isinstance(message, dict) or message.get("chat", {}).get("type") != "private":
        return None
    peer = str(message["chat"].get("id", ""))
    if isinstance(pressed, dict):
        return Arrived(Channel.TELEGRAM, str(number), peer, action=str(pressed.get("data", "")))
    return Arrived(Channel.TELEGRAM, str(number), peer, text=str(message.get("text") or message.get("caption") or ""))


def acknowledge(update: Mapping[str, Any]) -> dict[str, str] | None:
    """Return the answer to a webhook call that stops a pressed button from spinning."""
    pressed = update.get("callback_query")
    return (
        {"method": "answerCallbackQuery", "callback_query_id": str(pressed["id"])}
        if isinstance(pressed, dict) and "id" in pressed
        else None
    )


def keyboard(say: Say) -> InlineKeyboardMarkup | None:
    """Return the buttons of ``say``, one in each row; an action that is too long for Telegram is left out."""
    rows = [
        [InlineKeyboardButton(_short(choice.label), callback_data=choice.action)]
        for choice in say.choices
        if len(choice.action.encode()) <= _ACTION_BYTES
    ]
    return InlineKeyboardMarkup(rows) if rows else None


def _short(label: str) -> str:
    return label if len(label) <= _LABEL else f"{label[: _LABEL - 1]}…"


def send(batch: Iterable[Outgoing], *, token: str, api: str) -> list[Sent]:
    """Send a batch in one event loop; a `Bot` must never outlive the loop it was born in."""
    return asyncio.run(_send(list(batch), token, api))


async def _send(batch: list[Outgoing], token: str, api: str) -> list[Sent]:
    done: list[Sent] = []
    held: dict[str, Sent] = {}
    try:
        async with client(token, api) as bot:
            for each in batch:
                if each.peer in held:
                    done.append(Sent(each.key, again_in=0, is_blocked=held[each.peer].is_blocked))
                    continue
                sent = await _send_one(bot, each)
                if not sent.is_delivered:
                    held[each.peer] = sent
                done.append(sent)
    except TelegramError:
        done += [Sent(each.key, again_in=0) for each in batch[len(done) :]]
    return done


async def _send_one(bot: Bot, message: Outgoing) -> Sent:
    """Send one message and return what became of it."""
    try:
        await bot.send_message(
            chat_id=message.peer,
            text=message.say.as_text()[:LONGEST],
            reply_markup=keyboard(message.say),
            disable_notification=False,
            protect_content=bool(message.say.code),
        )
    except RetryAfter as error:
        wait = error.retry_after
        return Sent(message.key, again_in=wait.total_seconds() if hasattr(wait, "total_seconds") else float(wait))
    except Forbidden:
        return Sent(message.key, is_blocked=True)
    except (BadRequest, InvalidToken):
        return Sent(message.key)
    except TelegramError:
        return Sent(message.key, again_in=0)
    return Sent(message.key, is_delivered=True)


def poll(*, token: str, api: str, after: int, wait: int) -> list[Update]:
    """Return the updates that come within ``wait`` seconds, those up to ``after`` confirmed, pressed buttons acknowledged."""
    return asyncio.run(_poll(token, api, after, wait))


async def _poll(token: str, api: str, after: int, wait: int) -> list[Update]:
    async with client(token, api) as bot:
        updates = await bot.get_updates(offset=after + 1, timeout=wait, allowed_updates=["message", "callback_query"])
        for update in updates:
            if update.callback_query:
                await bot.answer_callback_query(update.callback_query.id)
        return list(updates)


def set_webhook(url: str, *, token: str, api: str, secret: str) -> None:
    """Tell Telegram where to deliver updates."""
    asyncio.run(_set_webhook(url, token, api, secret))


async def _set_webhook(url: str, token: str, api: str, secret: str) -> None:
    async with client(token, api) as bot:
        await bot.set_webhook(url, secret_token=secret, allowed_updates=["message", "callback_query"])


def client(token: str, api: str) -> Bot:
    """Return a client, for one event loop."""
    request = HTTPXRequest(connect_timeout=5, read_timeout=20, write_timeout=10, pool_timeout=5)
    return Bot(token, base_url=f"{api}/bot", request=request, get_updates_request=HTTPXRequest(read_timeout=40))
