"""What was said before, for a page without a script: the page itself carries it, sealed; here nothing is kept.

Only plain questions and their answers are carried, in the page and in the browser's tab alike: never what belongs into a
complaint or a talk with an officer, never a receipt code or a one-time link.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from cryptography.fernet import InvalidToken
from django.utils.translation import gettext

from complaints import codes
from core import clock

from ... import masking, sealing
from ...dialogue import Choice, Say, State, words
from ...dialogue.state import Flow
from .. import Arrived

#: So many exchanges are carried, so long.
CARRIED = 2
FOR = dt.timedelta(minutes=30)
_LONGEST = 40_000
#: What stands on a button; where several do the same, the plainest, which comes first.
_LABELS = {choice.action: choice.label for choice in reversed(vars(words).values()) if isinstance(choice, Choice)}


@dataclass(frozen=True, slots=True)
class Exchange:
    """One message, without personal numbers, and the reply to it."""

    mine: str
    said: tuple[Say, ...]


def is_plain(before: State, after: State, arrived: Arrived, said: Iterable[Say]) -> bool:
    """Tell whether the browser may remember an exchange: a question outside every flow, answered without code or link."""
    if any(each.flow is not Flow.IDLE or each.draft or each.talk for each in (before, after)) or _is_code(arrived.text):
        return False
    replies = tuple(said)
    return bool(replies) and not any(say.code or (say.url and not say.heading) for say in replies)


def carry(peer: str, exchanges: Iterable[Exchange]) -> str:
    """Return the last of ``exchanges`` sealed, for the page of the browser ``peer``."""
    last = [[each.mine, [say.to_json() for say in each.said]] for each in exchanges][-CARRIED:]
    return sealing.seal([peer, clock.now().timestamp(), last]).decode("ascii") if last else ""


def recall(carried: str, peer: str) -> tuple[Exchange, ...]:
    """Return what `carry` took; nothing if it is another browser's, too old, or not ours."""
    if not carried or len(carried) > _LONGEST:
        return ()
    try:
        whose, at, exchanges = sealing.unseal(carried.encode("ascii", "replace"))
        if whose == peer and clock.now().timestamp() - at <= FOR.total_seconds():
            return tuple(Exchange(mine, tuple(Say.from_json(say) for say in said)) for mine, said in exchanges)
    except (InvalidToken, ValueError, TypeError, KeyError):
        pass  # not ours, or made before an upgrade: the page shows one exchange less
    return ()


def shown(arrived: Arrived) -> str:
    """Return what the page shows of a message: its text, or what stood on the button."""
    return arrived.text or gettext(_LABELS.get(arrived.action, ""))


def kept(arrived: Arrived) -> str:
    """Return what may be repeated of a message later: without personal numbers."""
    return masking.mask(shown(arrived))


def _is_code(text: str) -> bool:
    try:
        codes.parse(text)
    except codes.BadCode:
        return False
    return True
