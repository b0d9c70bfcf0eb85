"""Noting, in the transaction of a public act, that every channel is to be told; the rest is found in tables later."""

from __future__ import annotations

from core import jobs

from .. import followups
from ..acts import Act
from ..kinds import AT_HOME
from ..models import Dispatch, Release
from . import transports


def announce(release: Release, act: Act | str, *, what: str = "") -> None:
    """Write one dispatch for each channel that is set up, in the caller's transaction, and nothing more.

    What another release announces comes to our own pages and feeds alone: a round is one letter, not one for each of its notices.
    """
    act = Act(act)
    is_quiet = act == Act.PUBLISHED and followups.is_told_by_another(release)
    Dispatch.objects.bulk_create(
        [
            Dispatch(release=release, act=act, channel=each.code, what=what)
            for each in transports.all_transports()
            if act in each.acts and each.is_ready() and (each.code in AT_HOME or not is_quiet)
        ]
    )
    jobs.nudge("press.spread")
