"""What came, changed and went in the open registers, in one row of numbers that programs follow; ids alone, never a name."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Count, Max, Q

from core import clock, pages

from ..models import OpenChange, OpenHead
from . import registers
from .registers import Register

What = OpenChange.What
HIDDEN = "hidden"


@transaction.atomic
def note() -> int:
    """Compare every register with what was last seen of it, write down the differences, and return how many they are."""
    OpenHead.objects.get_or_create(pk=1)
    head = OpenHead.objects.select_for_update().get(pk=1)
    found = [change for each in registers.every() if not each.is_log for change in _differences(each)]
    for change in found:
        change.seq = head.seq = head.seq + 1
    for code in {change.register for change in found}:
        mine = [change.record for change in found if change.register == code]
        for start in range(0, len(mine), 500):
            OpenChange.objects.filter(register=code, record__in=mine[start : start + 500], is_last=True).update(is_last=False)
    OpenChange.objects.bulk_create(found, batch_size=500)
    if found:
        head.save()
        pages.bump()
    return len(found)


def _differences(register: Register) -> list[OpenChange]:
    """Return what changed in one register since it was last looked at."""
    now, before = clock.now(), _last_marks(register)
    after = dict(register.source.marks())
    gone = [key for key in before if key not in after]
    why = register.ended(gone) if gone else {}
    return [
        *(
            OpenChange(register=register.code, record=key, what=What.CHANGED if key in before else What.ADDED, mark=mark, at=now)
            for key, mark in after.items()
            if before.get(key) != mark
        ),
        *(OpenChange(register=register.code, record=key, what=What.DELETED, why=why.get(key, HIDDEN), at=now) for key in gone),
    ]


def _last_marks(register: Register) -> dict[str, str]:
    present = OpenChange.objects.filter(register=register.code, is_last=True).exclude(what=What.DELETED)
    return dict(present.values_list("record", "mark"))


def behind(seq: int, limit: int) -> list[OpenChange]:
    """Return the changes after number ``seq``, oldest first."""
    return list(OpenChange.objects.filter(seq__gt=seq).order_by("seq")[:limit])


def head() -> int:
    """Return the number of the last change."""
    return OpenHead.objects.filter(pk=1).values_list("seq", flat=True).first() or 0


def was_public(register: Register, key: str) -> bool:
    """Tell whether a row of this id was public once."""
    return OpenChange.objects.filter(register=register.code, record=key).exists() or bool(register.ended([key]))


def counts() -> dict[str, dict[str, Any]]:
    """Return of each register how many rows it has and when it last changed, as the last look found them."""
    found = OpenChange.objects.filter(is_last=True).order_by().values("register")
    counted = found.annotate(rows=Count("pk", filter=~Q(what=What.DELETED)), at=Max("at"))
    return {each["register"]: {"rows": each["rows"], "at": each["at"]} for each in counted}
