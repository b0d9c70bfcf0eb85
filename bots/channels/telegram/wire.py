"""The Bot API's wire format: what an update says, and how a message is sent."""

from __future__ import annotations

import asyncio
import datetime as dt
import hmac
import json
from collections.abc import Coroutine, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest, Forbidden, InvalidToken, RetryAfter, TelegramError
from telegram.request import HTTPXRequest

from ...dialogue.events import Say
from .. import Arrived, Away, Call, Outgoing, Sent, Taken

_CODE = "telegram"
_KINDS = ["message", "callback_query"]
_T = TypeVar("_T")
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


def take(call: Call, *, secret: str) -> Taken:
    """Read one call to the webhook; Telegram repeats a call until it is answered by 200, so whatever is not ours is."""
    if not is_genuine(call.headers, secret):
        return Taken(403)
    try:
        update = json.loads(call.body)
    except ValueError:
        return Taken()
    return Taken(arrived=parse(update), answer=acknowledge(update)) if isinstance(update, dict) else Taken()


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
        return Arrived(_CODE, str(number), peer, action=str(pressed.get("data", "")))
    return Arrived(_CODE, str(number), peer, text=str(message.get("text") or message.get("caption") or ""))


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


@contextmanager
def sender(*, token: str, api: str) -> Iterator[_Sender]:
    """Return what sends one message after the other; a `Bot` must never outlive the loop it was born in."""
    with asyncio.Runner() as runner:
        bot = client(token, api)
        try:
            yield _Sender(runner, bot)
        finally:
            runner.run(bot.shutdown())


class _Sender:
    """Sends by one client, and asks what became of a message whose sender died."""

    def __init__(self, runner: asyncio.Runner, bot: Bot) -> None:
        self._runner, self._bot = runner, bot

    def send(self, message: Outgoing) -> Sent:
        """Send ``message``."""
        return self._runner.run(_send(self._bot, message))

    def settle(self, message: Outgoing) -> Sent | None:
        """Say that nobody can tell."""
        return None


async def _send(bot: Bot, message: Outgoing) -> Sent:
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
        return Sent(again_in=wait.total_seconds() if isinstance(wait, dt.timedelta) else float(wait))
    except Forbidden:
        return Sent(is_blocked=True)
    except InvalidToken as error:
        raise Away("Telegram không nhận mã bot; kiểm tra PORTAL_TELEGRAM_TOKEN.") from error
    except BadRequest:
        return Sent(reason="refused")
    except TelegramError:
        return Sent(again_in=0, is_uncertain=True)
    return Sent(is_delivered=True)


def poll(*, token: str, api: str, after: int, wait: int) -> tuple[int, list[Taken]]:
    """Return the updates that come within ``wait`` seconds, those up to ``after`` confirmed, pressed buttons acknowledged."""
    return _ask(_poll(token, api, after, wait))


async def _poll(token: str, api: str, after: int, wait: int) -> tuple[int, list[Taken]]:
    async with client(token, api) as bot:
        updates = await bot.get_updates(offset=after + 1, timeout=wait, allowed_updates=_KINDS)
        for update in updates:
            if update.callback_query:
                await bot.answer_callback_query(update.callback_query.id)
        newest = max([after, *(update.update_id for update in updates)])
        return newest, [Taken(arrived=parse(update.to_dict())) for update in updates]


def set_webhook(url: str, *, token: str, api: str, secret: str) -> None:
    """Tell Telegram where to deliver updates."""
    _ask(_set_webhook(url, token, api, secret))


async def _set_webhook(url: str, token: str, api: str, secret: str) -> None:
    async with client(token, api) as bot:
        await bot.set_webhook(url, secret_token=secret, allowed_updates=_KINDS)


def _ask(work: Coroutine[Any, Any, _T]) -> _T:
    try:
        return asyncio.run(work)
    except InvalidToken as error:
        raise Away("Telegram không nhận mã bot; kiểm tra PORTAL_TELEGRAM_TOKEN.") from error
    except TelegramError as error:
        raise Away(f"Không kết nối được Telegram ({type(error).__name__}); sẽ tự thử lại.") from error


def client(token: str, api: str) -> Bot:
    """Return a client, for one event loop."""
    request = HTTPXRequest(connect_timeout=5, read_timeout=20, write_timeout=10, pool_timeout=5)
    return Bot(token, base_url=f"{api}/bot", request=request, get_updates_request=HTTPXRequest(read_timeout=40))
