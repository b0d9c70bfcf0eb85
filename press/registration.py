"""What this room registers with its own registries: its kind of release, its open registers, and what follows public acts."""

from __future__ import annotations

from . import followups, kinds, opendata
from .media import clippings, embargo
from .media.kinds import PressReleaseKind
from .opendata import own

kinds.register(PressReleaseKind())
for each in own.ALL:
    opendata.register(each)
followups.on_recall("embargo", embargo.end)
followups.on_announce("embargo", embargo.follow)
followups.on_announce("clippings", clippings.follow)
