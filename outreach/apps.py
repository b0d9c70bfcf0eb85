"""The app of this room."""

from __future__ import annotations

from core import rooms


class OutreachConfig(rooms.Room):
    """See the package's README."""

    name = "outreach"
    verbose_name = "Tuyên truyền"
