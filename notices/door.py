"""The firm's door: the code in the letter opens the firm's own file, and only a hash of it is stored."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac

from django.conf import settings

from core import clock, keys

from .lifecycle import State
from .models import Notice

_MISREAD = str.maketrans("01", "OI")
_SHUT = frozenset({State.CANDIDATE, State.DROPPED, State.SETTLED, State.WITHDRAWN, State.EXPIRED})


def code(notice: Notice) -> str:
    """Return the code for the letter, made from a key that the database does not hold: ``ABCD-EFGH-IJKL-MNOP``."""
    key = keys.make_or_read(settings.KEYS, "notice_door")
    signs = base64.b32encode(hmac.new(key, f"notice:{notice.pk}".encode(), hashlib.sha256).digest()).decode("ascii")[:16]
    return "-".join(signs[place : place + 4] for place in range(0, 16, 4))


def hashed(text: str) -> str:
    """Return what is stored of a code, however it was typed: no code holds a nought or a one."""
    signs = "".join(sign for sign in text.upper().translate(_MISREAD) if sign.isalnum())
    return hashlib.sha256(signs.encode()).hexdigest()


def open_with(text: str) -> Notice | None:
    """Return the file that the code opens today, or nothing: unknown, shut or too late all look the same."""
    notice = Notice.objects.select_related("firm", "due_process", "batch").filter(door_key=hashed(text)).first()
    return notice if notice and is_open(notice, on=clock.today()) else None


def is_open(notice: Notice, *, on: dt.date) -> bool:
    """Tell whether the firm may read its file: until its term ends and some days more."""
    if State(notice.state) in _SHUT or notice.due_process is None or not notice.due_process.demands().hears:
        return False
    return notice.reply_due is None or on <= notice.reply_due + dt.timedelta(days=notice.due_process.door_days)
