"""The Bot API's wire format: what an update says, and how a message is sent."""

from __future__ import annotations

import asyncio
import datetime as dt
import hmac
import json
import warnings
from collections.abc import Coroutine, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Message, ReplyParameters
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, RetryAfter, TelegramError
from telegram.request import HTTPXRequest
from telegram.warnings import PTBUserWarning

from ...dialogue.events import Say
from .. import Arrived, Away, Call, Outgoing, Sent, Taken

_CODE = "telegram"
#: Telegram's own limits; a text is counted in UTF-16 code units.
LONGEST = 4096
_ACTION_BYTES = 64
_LABEL = 60
_KINDS = ["message", "edited_message", "callback_query", "my_chat_member"]
#: A message of which nobody knows whether it arrived is looked for among so many numbers.
_PROBED = 50
_UNCHANGED = "is not modified"
#: What comes with ``/start`` from a link or a QR code and is no answer's slug.
_DOORS = frozenset({"complain", "track", "officer"})
_GROUPS = frozenset({"group", "supergroup"})
_PRIVATELY = "Tôi chỉ trả lời trong tin nhắn riêng, để không ai khác đọc được. Anh/chị bấm vào tên tôi rồi chọn “Nhắn tin”."
#: What the library's client says when it did not get as far as to send.
_NEVER_LEFT = frozenset({"ConnectError", "ConnectTimeout", "PoolTimeout"})
_T = TypeVar("_T")


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
        return read(json.loads(call.body))
    except (ValueError, RecursionError):
        return Taken()


def read(update: Any) -> Taken:
    """Return what one update says; one that is not as it should be says nothing, and stops nobody."""
    with suppress(AttributeError, KeyError, TypeError, ValueError):
        number = update["update_id"]
        if isinstance(number, int) and not isinstance(number, bool):
            return _read(update, str(number))
    return Taken()


def _read(update: Mapping[str, Any], number: str) -> Taken:
    if member := update.get("my_chat_member"):
        return _read_member(member)
    if pressed := update.get("callback_query"):
        answer = {"method": "answerCallbackQuery", "callback_query_id": str(pressed["id"])}
        message = pressed.get("message") or {}
        if message.get("chat", {}).get("type") != "private":
            return Taken(answer=answer)
        return Taken(arrived=Arrived(_CODE, number, str(message["chat"]["id"]), action=str(pressed.get("data", ""))), answer=answer)
    edited = update.get("edited_message")
    message = edited or update.get("message")
    if not message or message.get("from", {}).get("is_bot"):
        return Taken()
    if message["chat"]["type"] != "private":
        return _read_group(message) if not edited else Taken()
    return Taken(arrived=_arrived(message, number, is_edit=bool(edited)))


def _read_member(member: Mapping[str, Any]) -> Taken:
    """Read that a person blocked the bot, or let it in again."""
    if member["chat"]["type"] != "private":
        return Taken()
    peer, now = str(member["chat"]["id"]), member["new_chat_member"]["status"]
    return Taken(left=peer) if now in ("kicked", "left") else Taken(back=peer)


def _read_group(message: Mapping[str, Any]) -> Taken:
    """Send whoever speaks to the bot in a group to a chat of their own, once a day; nothing else of a group is read."""
    text, chat = str(message.get("text") or ""), str(message["chat"]["id"])
    if message["chat"]["type"] not in _GROUPS or not (text.startswith("/") or "@" in text):
        return Taken()
    answer = {"method": "sendMessage", "chat_id": chat, "text": _PRIVATELY, "disable_notification": True}
    return Taken(answer=answer, once_a_day=chat)


def _arrived(message: Mapping[str, Any], number: str, *, is_edit: bool) -> Arrived | None:
    text = str(message.get("text") or "")
    caption = str(message.get("caption") or "")
    if is_edit and not (text or caption):
        return None
    command, _, door = text.strip().partition(" ")
    action = ""
    if command == "/start" and door.strip():
        action = door.strip() if door.strip() in _DOORS else f"ans:{door.strip()[:64]}"
    peer, name = str(message["chat"]["id"]), str(message.get("message_id", ""))
    is_partly_read = "text" not in message
    return Arrived(_CODE, number, peer, "" if action else text or caption, action, name, is_edit, is_partly_read)


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
    """Sends by one client, and finds what a sender that died may have sent."""

    def __init__(self, runner: asyncio.Runner, bot: Bot) -> None:
        self._runner, self._bot = runner, bot

    def send(self, message: Outgoing) -> Sent:
        """Send ``message``."""
        return self._runner.run(_outcome(_send(self._bot, message)))

    def settle(self, message: Outgoing) -> Sent | None:
        """Look for ``message`` in its chat.

        The Bot API reads no chat. But to change a message into what it says already is refused in words that prove that it
        stands there, and changes nothing. Numbers rise with every message of the bot, so it stands shortly behind the newest one
        that was known when it was begun.
        """
        return self._runner.run(_outcome(_find(self._bot, message)))


async def _send(bot: Bot, message: Outgoing) -> Sent:
    answers = ReplyParameters(int(message.answers), allow_sending_without_reply=True) if message.answers.isdecimal() else None
    sent = await bot.send_message(
        chat_id=message.peer,
        text=message.say.as_text(),
        reply_markup=keyboard(message.say),
        reply_parameters=answers,
        protect_content=bool(message.say.code),
    )
    return Sent(is_delivered=True, message=str(sent.message_id))


async def _find(bot: Bot, message: Outgoing) -> Sent | None:
    first = int(message.after) + 1 if message.after.isdecimal() else 0
    for number in range(first, first + _PROBED) if first else ():
        if str(number) in message.known:
            continue
        try:
            found = await bot.edit_message_text(
                message.say.as_text(), chat_id=message.peer, message_id=number, reply_markup=keyboard(message.say)
            )
        except BadRequest as error:
            if _UNCHANGED not in str(error).lower():
                continue
            return Sent(is_delivered=True, message=str(number))
        if isinstance(found, Message) and found.message_id == number:  # it stood there with a space less
            return Sent(is_delivered=True, message=str(number))
    return None


async def _outcome(work: Coroutine[Any, Any, _T]) -> _T | Sent:
    """Return what became of ``work``, or what Telegram has against it."""
    try:
        return await work
    except RetryAfter as error:
        wait = error.retry_after
        return Sent(again_in=wait.total_seconds() if isinstance(wait, dt.timedelta) else float(wait))
    except Forbidden:
        return Sent(is_blocked=True)
    except InvalidToken as error:
        raise Away("Telegram không nhận mã bot; kiểm tra PORTAL_TELEGRAM_TOKEN.") from error
    except BadRequest:
        return Sent(reason="refused")
    except TelegramError as error:
        never_left = type(error.__cause__).__name__ in _NEVER_LEFT
        return Sent(again_in=0, is_uncertain=not never_left)


def poll(*, token: str, api: str, after: int, wait: int) -> tuple[int, list[Taken]]:
    """Return what comes within ``wait`` seconds, all up to ``after`` confirmed.

    The updates are read as they are: one that the library cannot read would stop it, and stand in its log in full.
    """
    query = {"offset": after + 1, "timeout": wait, "allowed_updates": _KINDS}
    updates = _ask(token, api, "getUpdates", query, read_timeout=wait + 15)
    numbers = [each["update_id"] for each in updates if isinstance(each, dict) and isinstance(each.get("update_id"), int)]
    return max([after, *numbers]), [read(each) for each in updates]


def act(answer: Mapping[str, Any], *, token: str, api: str) -> None:
    """Do at once what a webhook call would have been answered with; a button that spins on, or a group, is no reason to stop."""
    with suppress(Away):
        _ask(token, api, answer["method"], {name: value for name, value in answer.items() if name != "method"})


def set_webhook(url: str, *, token: str, api: str, secret: str) -> None:
    """Tell Telegram where to deliver updates."""
    _ask(token, api, "setWebhook", {"url": url, "secret_token": secret, "allowed_updates": _KINDS})


def _ask(token: str, api: str, method: str, query: dict[str, Any], *, read_timeout: float = 20) -> Any:
    """Call one method and return its bare result."""
    try:
        return asyncio.run(_call(token, api, method, query, read_timeout))
    except InvalidToken as error:
        raise Away("Telegram không nhận mã bot; kiểm tra PORTAL_TELEGRAM_TOKEN.") from error
    except Conflict as error:
        raise Away("Một tiến trình khác đang lấy tin của bot, hoặc webhook đang bật; chỉ để lại một cách.") from error
    except TelegramError as error:
        raise Away(f"Không kết nối được Telegram ({type(error).__name__}); sẽ tự thử lại.") from error


async def _call(token: str, api: str, method: str, query: dict[str, Any], read_timeout: float) -> Any:
    bot = client(token, api)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", PTBUserWarning)  # it would rather read the answer itself
            return await bot.do_api_request(method, query, read_timeout=read_timeout)
    finally:
        await bot.shutdown()


def client(token: str, api: str) -> Bot:
    """Return a client, for one event loop."""
    request = HTTPXRequest(connect_timeout=5, read_timeout=20, write_timeout=10, pool_timeout=5)
    return Bot(token, base_url=f"{api}/bot", request=request)
