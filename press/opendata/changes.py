"""What came, changed and went in the open registers, in one row of numbers that programs follow; ids alone, never a name."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Count, Max, Q

from core import clock, jobs, pages

from ..models import OpenChange, OpenHead, Release
from . import registers
from .registers import Record, Register, chosen

What = OpenChange.What
HIDDEN = "hidden"
SWEEP = "press.open_changes"

#: Of each register the rows that may be different, by id, with the names of their columns that are, where those are known.
Rows = dict[str, dict[str, list[str] | None]]
#: Of each register the rows that speak of one release, as they could be read at one moment.
Seen = dict[str, Mapping[str, Record | None]]


def note() -> int:
    """Compare every register with what was last seen of it, write down the differences, and return how many they are.

    The comparison locks nothing, so that nobody who publishes waits for it; what looks different is judged again under the lock.
    """
    found: Rows = {each.code: _different(each) for each in registers.every() if not each.is_log}
    return _write(found)


def look(release: Release) -> Seen:
    """Return the rows that speak of ``release``, before an act of the desk; nothing was said of what never was public."""
    return {} if release.live_at is None else _rows_of(release)


def compare(release: Release, seen: Seen) -> None:
    """Write down, in the transaction of an act of the desk, what it changed of the rows that speak of ``release``."""
    now = _rows_of(release)
    found: Rows = {}
    for code in seen.keys() | now.keys():
        before, after = seen.get(code, {}), now.get(code, {})
        found[code] = {key: _columns(before.get(key), after.get(key)) for key in before.keys() | after.keys()}
    _write(found)
    jobs.nudge(SWEEP)  # what else the act shows or hides, such as the praise of a firm that is named now


def _rows_of(release: Release) -> Seen:
    return {each.code: each.of(release) for each in registers.every() if not each.is_log}


def _columns(before: Record | None, after: Record | None) -> list[str] | None:
    """Return which columns differ, if both rows could be read."""
    return [name for name in after if after[name] != before.get(name)] if before and after else None


def _different(register: Register) -> dict[str, list[str] | None]:
    """Return the rows of one register that look different from what was last seen of them."""
    before, after = _last_marks(register), dict(register.source.marks())
    return dict.fromkeys(key for key in before.keys() | after.keys() if before.get(key) != after.get(key))


@transaction.atomic
def _write(found: Rows) -> int:
    """Write down what of the rows in ``found`` is different from what was last seen, and return how many that are.

    Whoever writes holds the head's row until the transaction ends, so that numbers come in the order of the commits.
    """
    if not any(found.values()):
        return 0
    OpenHead.objects.get_or_create(pk=1)
    head = OpenHead.objects.select_for_update().get(pk=1)
    made = [change for each in registers.every() if found.get(each.code) for change in _differences(each, found[each.code])]
    if not made:
        return 0
    for change in made:
        change.seq = head.seq = head.seq + 1
    for code in {change.register for change in made}:
        mine = [change.record for change in made if change.register == code]
        for last in chosen(OpenChange.objects.filter(register=code, is_last=True), "record", mine):
            last.update(is_last=False)
    OpenChange.objects.bulk_create(made, batch_size=500)
    head.save()
    pages.bump()
    return len(made)


def _differences(register: Register, rows: Mapping[str, list[str] | None]) -> list[OpenChange]:
    """Return what changed of some rows of a register since they were last seen."""
    keys = sorted(rows)
    now, before, after = clock.now(), _last_marks(register, keys), dict(register.source.marks(keys))
    gone = [key for key in keys if key in before and key not in after]
    why = register.ended(gone) if gone else {}
    return [
        *(
            OpenChange(register=register.code, record=key, what=What.CHANGED, fields=rows[key], mark=after[key], at=now)
            if key in before
            else OpenChange(register=register.code, record=key, what=What.ADDED, mark=after[key], at=now)
            for key in keys
            if key in after and before.get(key) != after[key]
        ),
        *(OpenChange(register=register.code, record=key, what=What.DELETED, why=why.get(key, HIDDEN), at=now) for key in gone),
    ]


def _last_marks(register: Register, keys: Collection[str] | None = None) -> dict[str, str]:
    present = OpenChange.objects.filter(register=register.code, is_last=True).exclude(what=What.DELETED)
    return {key: mark for some in chosen(present, "record", keys) for key, mark in some.values_list("record", "mark")}


def behind(seq: int, limit: int) -> list[OpenChange]:
    """Return the changes after number ``seq``, oldest first."""
    return list(OpenChange.objects.filter(seq__gt=seq).order_by("seq")[:limit])


def head() -> int:
    """Return the number of the last change."""
    return OpenHead.objects.filter(pk=1).values_list("seq", flat=True).first() or 0


def changed_at(register: Register) -> dt.datetime | None:
    """Return when a register last changed, as far as that was written down; nothing where it never did."""
    if register.end:
        return register.end()[1]
    return OpenChange.objects.filter(register=register.code).order_by().aggregate(at=Max("at"))["at"]


def state(register: Register) -> str:
    """Return a digest that is another one as soon as any row of a register can be read differently; a log's end stands for it."""
    marks = register.end()[0] if register.end else sorted(register.source.marks())
    return hashlib.sha256(repr(marks).encode()).hexdigest()


def was_public(register: Register, key: str) -> bool:
    """Tell whether a row of this id was public once."""
    return OpenChange.objects.filter(register=register.code, record=key).exists() or bool(register.ended([key]))


def counts() -> dict[str, dict[str, Any]]:
    """Return of each register how many rows it has and when it last changed, as the last look found them."""
    found = OpenChange.objects.filter(is_last=True).order_by().values("register")
    counted = found.annotate(rows=Count("pk", filter=~Q(what=What.DELETED)), at=Max("at"))
    return {each["register"]: {"rows": each["rows"], "at": each["at"]} for each in counted}
