"""The app of this room."""

from __future__ import annotations

from core import rooms


class PressConfig(rooms.Room):
    """See the package's README."""

    name = "press"
    verbose_name = "Bàn truyền thông"
