"""Noting, in the transaction of a public act, that every channel is to be told; the rest is found in tables later."""

from __future__ import annotations

from core import jobs

from ..acts import Act
from ..models import Dispatch, Release
from . import transports


def announce(release: Release, act: Act | str, *, what: str = "") -> None:
    """Write one dispatch for each channel that is set up, in the caller's transaction, and nothing more."""
    act = Act(act)
    Dispatch.objects.bulk_create(
        [
            Dispatch(release=release, act=act, channel=each.code, what=what)
            for each in transports.all_transports()
            if act in each.acts and each.is_ready()
        ]
    )
    jobs.nudge("press.spread")
