"""Signed calls to other machines (webhook): whoever receives one can prove that it is ours, fresh, and not a repetition."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar

from django.conf import settings

from core import chain, clock

from ..acts import Act
from ..kinds import Channel
from ..models import Delivery, Dispatch, Hook
from . import http
from .parcels import Away, Outcome, Parcel, Result
from .transports import TOLD_MACHINES, Batch, Begin, Transport

_LONGEST_WAIT_S = 6 * 3600


class Webhook(Transport):
    """A POST of canonical JSON; the same key on each try lets the receiver drop repetitions."""

    code = Channel.WEBHOOK
    acts: ClassVar[frozenset[Act]] = TOLD_MACHINES
    knows_again = True

    def audience(self, dispatch: Dispatch, after: str, limit: int) -> Batch:
        """Return every hook that is in use."""
        last = int(after.partition(":")[2] or 0)
        found = [
            f"hook:{pk}" for pk in Hook.objects.filter(is_active=True, pk__gt=last).order_by("pk").values_list("pk", flat=True)[:limit]
        ]
        return found, found[-1] if len(found) == limit else None

    def addresses(self, deliveries: Sequence[Delivery]) -> Mapping[int, Parcel | None]:
        """Return where to call; a hook that was switched off is told what takes back all the same."""
        hooks = Hook.objects.in_bulk([int(row.target.partition(":")[2]) for row in deliveries])
        found: dict[int, Parcel | None] = {}
        for row in deliveries:
            hook = hooks.get(int(row.target.partition(":")[2]))
            is_told = hook is not None and (hook.is_active or row.urgency == 0)
            found[row.pk] = Parcel(row.pk, row.key, row.target, hook.url, secret=hook.secret) if hook and is_told else None
        return found

    def send(self, parcels: Sequence[Parcel], begin: Begin) -> Iterator[Outcome]:
        """Call each; one that does not answer holds up nobody else."""
        for parcel in parcels:
            yield self._call(parcel) if begin(parcel) else Outcome(parcel.pk, Result.NOT_OURS)

    def _call(self, parcel: Parcel) -> Outcome:
        body = chain.canonical(parcel.message.data | {"delivery": parcel.key})
        try:
            answer = http.call(
                "POST",
                parcel.address,
                headers=headers(parcel.secret, parcel.key, body, at=clock.now()),
                body=body,
                is_inner_allowed=settings.WEBHOOKS_INNER,
            )
        except http.Forbidden:
            return Outcome(
                parcel.pk, Result.REFUSED, "http.inner", "Địa chỉ webhook trỏ vào mạng nội bộ hoặc không dùng HTTPS nên không được gọi."
            )
        except Away as away:
            return Outcome(parcel.pk, Result.AGAIN, "http.away", away.error)
        return _judge(parcel, answer)


def headers(secret: str, key: str, body: bytes, *, at: dt.datetime) -> dict[str, str]:
    """Return the headers of a call; the signature covers the time, so an old call played again is refused."""
    stamp = str(int(at.timestamp()))
    return {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "MinhBach-Webhook/1",
        "X-MinhBach-Delivery": key,
        "X-MinhBach-Timestamp": stamp,
        "X-MinhBach-Signature": f"v1={sign(secret, stamp, body)}",
    }


def sign(secret: str, stamp: str, body: bytes) -> str:
    """Return the signature: HMAC-SHA-256 of time, a full stop and the body."""
    return hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def _judge(parcel: Parcel, answer: http.Answer) -> Outcome:
    if 200 <= answer.status < 300:
        return Outcome(parcel.pk, Result.SENT)
    code, again = f"http.{answer.status}", None
    if answer.retry_after.isdecimal():
        again = dt.timedelta(seconds=min(int(answer.retry_after), _LONGEST_WAIT_S))
    if answer.status >= 500 or answer.status in (408, 425, 429):
        return Outcome(parcel.pk, Result.AGAIN, code, f"Nơi nhận báo lỗi tạm thời (HTTP {answer.status}), sẽ thử lại.", again_in=again)
    return Outcome(parcel.pk, Result.REFUSED, code, f"Nơi nhận từ chối (HTTP {answer.status}); kiểm tra địa chỉ và khóa bí mật.")
