"""Answers to people who wrote to the account, and what became of one whose sender died."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

from press.outbox import http, parcels

from .. import Away, Outgoing, Sent
from . import tokens

#: Zalo's numbers, told inside an answer of 200.
_TOKEN_OVER = frozenset({-216, -124})
_TOO_FAST = frozenset({-32, -200})
_GONE = frozenset({-213, -217, -227, -244})
_TOO_LATE = frozenset({-230, -232})
_SPENT = frozenset({-211, -218, -224})
#: How long we wait where Zalo says that we are too fast but not for how long.
_REST_S = 30.0
#: A message is looked for among so many of its chat, the newest first; Zalo tells no more at once.
_LOOKED_AT = 10


class _Cut(Exception):
    """The line broke, or Zalo failed; ``has_left`` says whether our call may have been heard."""

    def __init__(self, *, has_left: bool) -> None:
        self.has_left = has_left
        super().__init__()


@contextmanager
def sender(api: str) -> Iterator[_Sender]:
    """Return what sends one answer after the other."""
    yield _Sender(api)


class _Sender:
    """Sends by calls of their own: Zalo keeps no line open."""

    def __init__(self, api: str) -> None:
        self._api = api

    def send(self, message: Outgoing) -> Sent:
        """Send ``message`` as a consultation, which is what Zalo calls an answer."""
        body = {"recipient": {"user_id": message.peer}, "message": {"text": message.say.as_text()}}
        try:
            code, said = _call("POST", f"{self._api}/v3.0/oa/message/cs", body)
        except _Cut as cut:
            return Sent(again_in=0, is_uncertain=cut.has_left)
        return Sent(is_delivered=True, message=str(_dict(said.get("data")).get("message_id", ""))[:80]) if not code else _refused(code)

    def settle(self, message: Outgoing) -> Sent | None:
        """Look for ``message`` in its chat: a text of ours that stands there and is none of those we know."""
        wanted = {"user_id": message.peer, "offset": 0, "count": _LOOKED_AT}
        try:
            code, said = _call("GET", f"{self._api}/v2.0/oa/conversation?data={quote(json.dumps(wanted))}")
        except _Cut:
            return Sent(again_in=0, is_uncertain=True)
        if code:
            return None
        text = message.say.as_text()
        for each in said.get("data") or ():
            name = str(each.get("message_id", ""))
            if str(each.get("src")) == "0" and str(each.get("message", "")).strip() == text.strip() and name not in message.known:
                return Sent(is_delivered=True, message=name[:80])
        return None


def _refused(code: int) -> Sent:
    """Return what is to be done about a number of Zalo's."""
    if code in _TOO_FAST:
        return Sent(again_in=_REST_S)
    if code in _GONE:
        return Sent(is_blocked=True)
    return Sent(reason="window" if code in _TOO_LATE else "quota" if code in _SPENT else "refused")


def _call(method: str, url: str, body: dict[str, Any] | None = None) -> tuple[int, dict[str, Any]]:
    """Call Zalo and return its number, 0 where all is well, and what it said; a token that has ended is exchanged once."""
    refused = ""
    while True:
        token = _token(refused)
        data = json.dumps(body, ensure_ascii=False).encode() if body else b""
        headers = {"access_token": token, "Content-Type": "application/json"}
        try:
            answer = http.call(method, url, headers=headers, body=data, is_inner_allowed=True)
        except parcels.Away as away:
            raise _Cut(has_left=not isinstance(away.__cause__, ConnectionRefusedError)) from away
        if answer.status == 429:
            return min(_TOO_FAST), {}
        try:
            said = _dict(json.loads(answer.body))
            code = int(said.get("error", answer.status if answer.status >= 400 else 0))
        except (ValueError, TypeError):
            code, said = answer.status, {}
        if answer.status >= 500 or (code == answer.status == 200):
            raise _Cut(has_left=True)
        if code not in _TOKEN_OVER:
            return code, said
        if refused:
            raise Away("Zalo không nhận mã truy cập vừa đổi; cần cấp lại quyền cho ứng dụng.")
        refused = token


def _token(refused: str) -> str:
    try:
        return tokens.access(refused=refused)
    except parcels.Away as away:
        raise Away(str(away.error)) from away


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
