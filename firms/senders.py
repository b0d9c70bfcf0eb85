"""Who sends lists, however the name is spelt."""

from __future__ import annotations

import re

from core.models import Agency
from core.text import fold, spelling

from .intake.kinds import KINDS
from .lifecycle import State
from .models import ColumnMapping, ImportBatch

#: The unit or office of which a list speaks, behind the name of its sender.
_PART = re.compile(r" \((?:[A-Z0-9]{7}|\d{5})\)\Z")


def whole(sender: str) -> str:
    """Return a sender without the part of what it sends."""
    return _PART.sub("", sender)


def key(sender: str) -> str:
    """Return what is equal for two spellings of one sender; every accent tells senders apart, where a tone stands does not.

    >>> key("UBND xã Tân Hoạ") == key("ubnd xã  Tân Họa"), key("UBND xã Tân Hà") == key("UBND xã Tân Hạ")
    (True, False)
    """
    return spelling(sender)


def as_known(sender: str) -> str:
    """Return a sender in the spelling under which it is known: of lists that came, of answers about columns, of the agencies.

    One written without accents is the known one that it fits, and nobody's where several are spelt so without theirs.
    """
    came = ImportBatch.objects.exclude(state__in=[State.READING, State.UNREAD, State.REFUSED])
    batches = came.exclude(sender="").order_by().values_list("sender", flat=True).distinct()
    mappings = ColumnMapping.objects.order_by().values_list("sender", flat=True).distinct()
    every = [*map(whole, sorted(batches)), *sorted(mappings), *Agency.objects.values_list("name", flat=True)]
    if sender in every:
        return sender
    known: dict[str, str] = {}
    for each in every:
        known.setdefault(key(each), each[:120])
    asked = key(sender)
    if asked in known or not asked.isascii():
        return known.get(asked, sender)
    alike = [each for each in known.values() if fold(each) == fold(sender)]
    return alike[0] if len(alike) == 1 else sender


def usual(kind: str) -> str:
    """Return who sends lists of ``kind``: the sender of the newest one in force, else whom the kind names."""
    newest = ImportBatch.objects.in_force().filter(kind=kind).exclude(sender="").order_by("-as_of", "-applied_at", "-pk").first()
    return whole(newest.sender) if newest else KINDS[kind].sender
