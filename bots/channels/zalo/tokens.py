"""The two tokens of Zalo's OAuth: one for calls, good for a day, one to get the next pair, good once.

Both are sealed in one row that is locked while they are exchanged, so that two workers never spend the same one.
"""

from __future__ import annotations

import datetime as dt
import json
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


def is_known() -> bool:
    """Tell whether the account gave this installation access once."""
    return bool(settings.ZALO_REFRESH_TOKEN) or MessengerToken.objects.filter(name=_NAME).exists()


def access(*, is_refused: bool = False) -> str:
    """Return a token for calls, exchanged when it is about to end or was refused; `Away` when Zalo gives none."""
    with transaction.atomic():
        MessengerToken.objects.get_or_create(
            name=_NAME, defaults={"sealed": sealing.seal({"refresh": settings.ZALO_REFRESH_TOKEN}), "ends_at": clock.now()}
        )
        row = MessengerToken.objects.select_for_update().get(name=_NAME)
        held = sealing.unseal(row.sealed)
        if held.get("access") and not is_refused and clock.now() < row.ends_at - _EARLY:
            return str(held["access"])
        fresh = _exchange(held["refresh"])
        row.sealed = sealing.seal({"access": fresh["access_token"], "refresh": fresh["refresh_token"]})
        row.ends_at = clock.now() + dt.timedelta(seconds=int(fresh.get("expires_in", 3600)))
        row.save()
        return str(fresh["access_token"])


def _exchange(refresh: str) -> dict[str, str]:
    body = urlencode({"refresh_token": refresh, "app_id": settings.ZALO_APP_ID, "grant_type": "refresh_token"}).encode()
    headers = {"secret_key": settings.ZALO_APP_SECRET, "Content-Type": "application/x-www-form-urlencoded"}
    answer = http.call("POST", f"{settings.ZALO_OAUTH}/v4/oa/access_token", headers=headers, body=body, is_inner_allowed=True)
    try:
        said: dict[str, str] = json.loads(answer.body)
    except ValueError:
        raise Away(f"Zalo trả lời không đọc được (HTTP {answer.status}).") from None
    if "access_token" not in said or "refresh_token" not in said:
        raise Away("Zalo không cấp quyền nữa; cấp lại quyền cho ứng dụng rồi đặt PORTAL_ZALO_REFRESH_TOKEN mới.")
    return said
