"""What this room registers with its own registries: its kind of release, and the open registers that no other room owns."""

from __future__ import annotations

from . import kinds, opendata
from .media.kinds import PressReleaseKind
from .opendata import own

kinds.register(PressReleaseKind())
for each in own.ALL:
    opendata.register(each)
