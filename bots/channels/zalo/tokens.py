"""The two tokens of Zalo's OAuth: one for calls, good for a day, one to get the next pair, good once.

One row holds both, sealed. Whoever exchanges them marks the row first and commits that, so that no two workers spend the
same token, and no database is locked while Zalo answers. A worker that dies between getting the new pair and storing it
loses it, and nobody can get it back: Zalo refuses the spent token, and an officer is told to grant access again.
"""

from __future__ import annotations

import datetime as dt
import json
import time
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db import transaction

from core import clock
from press.outbox import http
from press.outbox.parcels import Away

from ... import sealing
from ...models import MessengerToken

_NAME = "zalo"
#: A token is exchanged this long before it ends.
_EARLY = dt.timedelta(minutes=10)
#: Whoever exchanges for longer has died; longer than any call.
_EXCHANGED_WITHIN = dt.timedelta(seconds=60)
#: So long one waits for another's exchange.
_PATIENCE_S, _PAUSE_S = 10.0, 0.1
_NO_LEAVE = (
    "Zalo không nhận mã làm mới nữa: cần cấp lại quyền. Quản trị OA cấp quyền cho ứng dụng, "
    "người vận hành đặt PORTAL_ZALO_REFRESH_TOKEN mới rồi khởi động lại."
)


def is_known() -> bool:
    """Tell whether the account gave this installation access once."""
    return bool(settings.ZALO_REFRESH_TOKEN) or MessengerToken.objects.filter(name=_NAME).exists()


def access(*, refused: str = "") -> str:
    """Return a token for calls, exchanged when it is about to end or is the one that was ``refused``; `Away` when Zalo gives none."""
    ends = time.monotonic() + _PATIENCE_S
    while True:
        with transaction.atomic():
            row = _row()
            held, now = sealing.unseal(row.sealed), clock.now()
            token = str(held.get("access", ""))
            is_good = bool(token) and token != refused and now < row.ends_at
            is_taken = row.exchanging_at is not None and now - row.exchanging_at < _EXCHANGED_WITHIN
            if is_good and (is_taken or now < row.ends_at - _EARLY):
                return token
            if not held["refresh"]:
                raise Away(_NO_LEAVE)
            if not is_taken:
                row.exchanging_at = now
                row.save(update_fields=("exchanging_at",))
        if not is_taken:
            return _exchange(held, now)
        if time.monotonic() > ends:
            raise Away("Một tiến trình khác đang đổi mã truy cập của Zalo; sẽ tự thử lại.")
        time.sleep(_PAUSE_S)


def _row() -> MessengerToken:
    """Return the row, locked; a refresh token that an officer set since replaces what it holds."""
    given = settings.ZALO_REFRESH_TOKEN
    seed = sealing.name("zalo-seed", given)
    fresh = {"refresh": given, "seed": seed}
    MessengerToken.objects.get_or_create(name=_NAME, defaults={"sealed": sealing.seal(fresh), "ends_at": clock.now()})
    row = MessengerToken.objects.select_for_update().get(name=_NAME)
    held = sealing.unseal(row.sealed)
    if given and held.setdefault("seed", seed) != seed:
        row.sealed, row.ends_at, row.exchanging_at = sealing.seal(fresh), clock.now(), None
        row.save()
    return row


def _exchange(held: dict[str, Any], began: dt.datetime) -> str:
    """Spend the refresh token that this process alone has, and keep the new pair."""
    try:
        said = _ask(held["refresh"])
    except Away:  # whether it was spent shows at the next try
        _keep(began)
        raise
    if "access_token" not in said or "refresh_token" not in said:
        _keep(began, held | {"access": "", "refresh": ""})
        raise Away(_NO_LEAVE)
    token = str(said["access_token"])
    ends_at = clock.now() + dt.timedelta(seconds=int(said.get("expires_in", 3600)))
    _keep(began, held | {"access": token, "refresh": said["refresh_token"]}, ends_at=ends_at)
    return token


def _keep(began: dt.datetime, held: dict[str, Any] | None = None, **changes: dt.datetime) -> None:
    """Let others exchange again, with what is held now; unless a new grant came meanwhile."""
    kept = {"sealed": sealing.seal(held)} if held else {}
    MessengerToken.objects.filter(name=_NAME, exchanging_at=began).update(exchanging_at=None, **kept, **changes)


def _ask(refresh: str) -> dict[str, Any]:
    body = urlencode({"refresh_token": refresh, "app_id": settings.ZALO_APP_ID, "grant_type": "refresh_token"}).encode()
    headers = {"secret_key": settings.ZALO_APP_SECRET, "Content-Type": "application/x-www-form-urlencoded"}
    answer = http.call("POST", f"{settings.ZALO_OAUTH}/v4/oa/access_token", headers=headers, body=body, is_inner_allowed=True)
    try:
        said = json.loads(answer.body)
    except ValueError:
        said = None
    if answer.status >= 500 or not isinstance(said, dict):
        raise Away(f"Zalo trả lời không đọc được (HTTP {answer.status}).")
    return said
