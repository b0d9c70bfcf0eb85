"""The app of this room."""

from __future__ import annotations

from core import rooms


class BotsConfig(rooms.Room):
    """See the package's README."""

    name = "bots"
    verbose_name = "Trợ lý ảo"
