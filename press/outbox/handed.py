"""Whoever was handed files of a release: what puts it right or takes it back goes there as it goes to its readers."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q

from core import clock

from ..acts import Act
from ..kinds import Channel
from ..models import Dispatch, Handover
from . import smtp
from .transports import Batch

_CODE = "pack"
#: Begins a place to go on from that lies behind everybody who was told by the channel itself.
_AFTER_ALL = "~"
_ACTS = frozenset({Act.CORRECTED, Act.WITHDRAWN})


def target(handover: Handover) -> str:
    """Return the code under which a hand-over is told."""
    return f"{_CODE}:{handover.pk}"


def of(dispatch: Dispatch) -> Q:
    """Return which hand-overs an act on this channel concerns: those until its day, by the way in which the files went.

    Files that went by e-mail are asked back by e-mail; where no mail server is set up, that is a task like a newspaper's.
    """
    ways = [dispatch.channel]
    if dispatch.channel == Channel.NEWSPAPER and not smtp.is_set_up():
        ways.append(Channel.EMAIL)
    day = dispatch.created_at.astimezone(clock.VIETNAM).date()
    return Q(release=dispatch.release_id, channel__in=ways, handed_on__lte=day, erased_at=None)


def concerns(dispatch: Dispatch, handover: Handover) -> bool:
    """Tell whether an act on this channel is told to whoever got the files."""
    return dispatch.act in _ACTS and Handover.objects.filter(of(dispatch), pk=handover.pk).exists()


def batch(dispatch: Dispatch, after: str, limit: int, told: Batch | None) -> Batch:
    """Return the next recipients of an act: first ``told``, whom the channel told itself, then whoever was handed files."""
    if told is not None:
        found, cursor = told
        is_theirs = dispatch.act in _ACTS
        return _but_handed(dispatch, found) if is_theirs else found, cursor or (_AFTER_ALL if is_theirs else None)
    last = int(after.removeprefix(_AFTER_ALL) or 0)
    keys = list(Handover.objects.filter(of(dispatch), pk__gt=last).order_by("pk").values_list("pk", flat=True)[:limit])
    return [f"{_CODE}:{key}" for key in keys], f"{_AFTER_ALL}{keys[-1]}" if len(keys) == limit else None


def is_next(after: str) -> bool:
    """Tell whether the channel's own recipients are done and the hand-overs follow."""
    return after.startswith(_AFTER_ALL)


def _but_handed(dispatch: Dispatch, targets: Collection[str]) -> list[str]:
    """Return ``targets`` without the contacts who get the letter about their files, and without files, which follow in any case."""
    contacts = set(Handover.objects.filter(of(dispatch)).exclude(contact=None).values_list("contact", flat=True))
    return [each for each in targets if each not in {f"contact:{pk}" for pk in contacts} and not each.startswith(f"{_CODE}:")]


def in_bulk(targets: Collection[str]) -> dict[str, Handover]:
    """Return the hand-overs that codes stand for."""
    keys = [int(each.partition(":")[2]) for each in targets if each.startswith(f"{_CODE}:")]
    return {target(each): each for each in Handover.objects.filter(pk__in=keys, erased_at=None)} if keys else {}
