"""News as an article of the account: created, given its number by Zalo after a moment, then broadcast to the followers."""

from __future__ import annotations

import datetime as dt
import json
import time
from collections.abc import Iterator, Sequence
from typing import Any

from press.outbox import http
from press.outbox.parcels import Away, Outcome, Parcel, Result
from press.outbox.transports import Begin

from . import tokens

#: Zalo's own limits.
_TITLE, _DESCRIPTION, _TEXT = 150, 300, 9_000
_TOKEN_OVER = {-124, -216}
_TOO_FAST = {-32, -210, -211}
#: How often the number of a new article is asked for, and with what pause.
_ASKED, _PAUSE_S = 5, 0.4


class _Refused(Exception):
    """Zalo said no: its code, whether that passes, and whether the article may exist all the same."""

    def __init__(self, code: int | str, *, is_temporary: bool) -> None:
        self.code, self.is_temporary = code, is_temporary
        super().__init__(str(code))


def post(parcels: Sequence[Parcel], begin: Begin, *, api: str, cover: str) -> Iterator[Outcome]:
    """Publish and broadcast each of ``parcels``."""
    tokens.access()  # a refused token is no message's fault
    for parcel in parcels:
        yield _one(api, cover, parcel) if begin(parcel) else Outcome(parcel.pk, Result.NOT_OURS)


def article(parcel: Parcel, cover: str) -> dict[str, Any]:
    """Return the article as Zalo takes it."""
    data, link = parcel.message.data, parcel.message.link
    parts = [part for part in (data["summary"], data["text"][:_TEXT]) if part]
    return {
        "type": "normal",
        "title": _short(data["title"], _TITLE),
        "author": "Minh Bạch",
        "cover": {"cover_type": "photo", "photo_url": cover, "status": "show"},
        "description": _short(data["summary"], _DESCRIPTION),
        "body": [{"type": "text", "content": part} for part in [*parts, f"Xem toàn văn: {link}"]],
        "status": "show",
        "comment": "hide",
    }


def _one(api: str, cover: str, parcel: Parcel) -> Outcome:
    try:
        made = _call(f"{api}/v2.0/article/create", article(parcel, cover))
        number = _number(api, str(made.get("token", "")))
    except _Refused as refused:
        if refused.is_temporary:
            wait = dt.timedelta(minutes=1)
            return Outcome(
                parcel.pk, Result.AGAIN, f"zalo.{refused.code}", f"Zalo tạm từ chối ({refused.code}), sẽ thử lại.", again_in=wait
            )
        return Outcome(parcel.pk, Result.REFUSED, f"zalo.{refused.code}", f"Zalo không nhận bài ({refused.code}).")
    except Away as away:
        return Outcome(parcel.pk, Result.UNCERTAIN, "zalo.cut", f"{away.error}; có thể bài đã được đăng.")
    if not number:
        return Outcome(parcel.pk, Result.UNCERTAIN, "zalo.slow", "Zalo chưa cho biết bài đã đăng hay chưa; xem trên trang quản lý OA.")
    try:
        element = {"media_type": "article", "attachment_id": number}
        payload = {"template_type": "media", "elements": [element]}
        _call(
            f"{api}/v2.0/oa/message",
            {"recipient": {"target": {"gender": "0"}}, "message": {"attachment": {"type": "template", "payload": payload}}},
        )
    except (_Refused, Away) as error:
        code = error.code if isinstance(error, _Refused) else "cut"
        return Outcome(
            parcel.pk, Result.UNCERTAIN, f"zalo.{code}", f"Bài đã đăng trên OA nhưng chưa rõ đã gửi tới người quan tâm ({code})."
        )
    return Outcome(parcel.pk, Result.SENT, provider_id=number)


def _number(api: str, token: str) -> str:
    """Ask until Zalo gives the article its number; it makes articles behind the scenes."""
    for turn in range(_ASKED):
        try:
            if number := str(_call(f"{api}/v2.0/article/verify", {"token": token}).get("id", "")):
                return number
        except _Refused as refused:
            if not refused.is_temporary:
                raise
        if turn + 1 < _ASKED:
            time.sleep(_PAUSE_S)
    return ""


def _call(url: str, body: dict[str, Any], *, refused: str = "") -> dict[str, Any]:
    """Call Zalo, which tells errors by a number inside an answer of 200; a token that has ended is exchanged once."""
    token = tokens.access(refused=refused)
    headers = {"access_token": token, "Content-Type": "application/json"}
    answer = http.call("POST", url, headers=headers, body=json.dumps(body, ensure_ascii=False).encode(), is_inner_allowed=True)
    if answer.status >= 500 or answer.status == 429:
        raise _Refused(answer.status, is_temporary=True)
    try:
        said = json.loads(answer.body)
    except ValueError:
        raise _Refused(answer.status, is_temporary=False) from None
    code = int(said.get("error", answer.status if answer.status >= 400 else 0))
    if code in _TOKEN_OVER and not refused:
        return _call(url, body, refused=token)
    if code:
        raise _Refused(code, is_temporary=code in _TOO_FAST)
    data = said.get("data")
    return data if isinstance(data, dict) else {}


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
